/* The weight gradient of a convolution whose output goes through ReLU and a pool of 2 × 2, for the
 * first layer of a network: 3 × 3 taps, one channel, nothing before it. */
#include "nn/kernels/isa/repeat.h"
#include "nn/kernels/isa/table.h"

struct winners {
    const struct rv_view *gradient, *pooled;
    const uint8_t *winner;
    const real *patches;
};

/* Reals in a row of patches: one patch of four for each input pixel that a tap meets first. */
static size_t patch_pitch(const struct rv_view *pooled)
{
    return 4 * (2 * (size_t)pooled->width + 1);
}

#define RV_TEMPLATE "nn/kernels/isa/winners.h"
#define RV_TEMPLATE_SCALAR
#include "nn/kernels/isa/widths.h"

/* Each pixel with its neighbours to the right, below and in the corner: the inputs of one tap for
 * the four outputs of a window, in the order of the winner's code. */
static void make_patches(const struct rv_view *pooled, const real *in, size_t pitch, real *to)
{
    for (int y = 0; y < 2 * pooled->height + 1; y++, in += pitch)
        for (int x = 0; x < 2 * pooled->width + 1; x++, to += 4) {
            memcpy(to, in + x, 2 * sizeof *to);
            memcpy(to + 2, in + pitch + x, 2 * sizeof *to);
        }
}

/* The sums of all channels over one chunk: `sums` has ten vectors for each slice of channels. */
static void add_chunk(struct winners t, const struct rv_view *in, const struct rv_window *w,
                      size_t first, size_t count, real *patches, real *sums)
{
    static void (*const widths[])(const struct winners *, size_t, int, real *) =
        RV_WIDTHS(winners);
    memset(sums, 0, 10 * (size_t)t.pooled->channels * sizeof *sums);
    t.patches = patches;
    for (size_t i = first; i < first + count; i++) {
        make_patches(t.pooled, rv_at(in, i, -w->top, -w->left), rv_pitch(in), patches);
        for (int c = 0; c < t.pooled->channels;) {
            int width = rv_slice(t.pooled->channels - c);
            widths[width](&t, i, c, sums + 10 * c);
            c += rv_width_lanes(width);
        }
    }
}

void RV_NAME(rv_winners_conv2d_relu_maxpool_backward_kernel)(
    const struct rv_window *w, const struct rv_view *in, const struct rv_view *dpooled,
    const struct rv_view *pooled, const uint8_t *winner, void *scratch, size_t first, size_t count,
    double *kernel_gradient, double *bias_gradient)
{
    static void (*const add_part[])(const real *restrict, size_t, size_t, double *restrict,
                                    size_t) = RV_WIDTHS(add_part);
    const struct winners t = {dpooled, pooled, winner, NULL};
    const int channels = pooled->channels;
    real *sums = scratch, *patches = sums + 10 * channels;
    for (size_t n; count; first += n, count -= n) {
        n = rv_chunk_count(first, count, RV_CONV_CHUNK);
        add_chunk(t, in, w, first, n, patches, sums);
        for (int c = 0; c < channels;) {
            const int width = rv_slice(channels - c), lanes = rv_width_lanes(width);
            add_part[width](sums + 10 * c, 9, 1, kernel_gradient + c, (size_t)channels);
            if (bias_gradient)
                add_part[width](sums + 10 * c + 9 * lanes, 1, 1, bias_gradient + c, 0);
            c += lanes;
        }
    }
}
