/* Windows that slide over a map: how far they reach beyond it, what fused kernels need for them. */
#include "nn/kernels/kernels.h"

static int larger(int a, int b)
{
    return a > b ? a : b;
}

/* The last output's window ends at (out - 1)*stride - padding + kernel. */
static int reach(int padding, int kernel, int stride, int in, int out)
{
    return larger(larger(padding, (out - 1) * stride - padding + kernel - in), 0);
}

int rv_window_border(const struct rv_window *w, int in_height, int in_width, int out_height,
                     int out_width)
{
    return larger(reach(w->top, w->height, w->stride, in_height, out_height),
                  reach(w->left, w->width, w->stride, in_width, out_width));
}

/* Input y is seen by outputs (y + padding - k)/stride for k < kernel where the division is exact:
 * from -(kernel - 1 - padding)/stride to (in - 1 + padding)/stride, rounded towards the map. */
static int reach_backward(int padding, int kernel, int stride, int in, int out)
{
    int before = larger((kernel - 1 - padding) / stride, 0);
    int after = larger((in - 1 + padding) / stride - (out - 1), 0);
    return larger(before, after);
}

int rv_window_border_backward(const struct rv_window *w, int in_height, int in_width,
                              int out_height, int out_width)
{
    return larger(reach_backward(w->top, w->height, w->stride, in_height, out_height),
                  reach_backward(w->left, w->width, w->stride, in_width, out_width));
}

bool rv_window_picks_winners(const struct rv_window *w, int inputs)
{
    return w->height == 3 && w->width == 3 && w->stride == 1 && inputs == 1;
}

/* Ten sums for each channel, and a patch of four inputs for each that a tap meets. */
size_t rv_window_winners_size(const struct rv_view *pooled)
{
    return 10 * (size_t)pooled->channels +
           4 * (2 * (size_t)pooled->height + 1) * (2 * (size_t)pooled->width + 1);
}
