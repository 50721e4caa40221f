/* Max and average pooling with any window and stride; global average pooling is the average over
 * one window as large as the map. */
#include "nn/kernels/isa/table.h"

/* `in` is the large map and `out` the pooled one, forward and backward. */
struct pool {
    const struct rv_window *window;
    const struct rv_view *in, *out;
    size_t size;         /* of one example's winners */
    uint8_t *winner;     /* written by the forward pass, or NULL */
    const uint8_t *code; /* the same, read by the backward pass */
};

/* The part of a window inside the map, in one dimension. */
struct span {
    int first; /* row of the map */
    int cell;  /* the same within the window */
    int count;
};

static struct span span_of(int at, int padding, int kernel, int stride, int extent)
{
    int start = at * stride - padding, end = start + kernel;
    int first = start < 0 ? 0 : start;
    return (struct span){first, first - start, (end < extent ? end : extent) - first};
}

#define RV_TEMPLATE "nn/kernels/isa/pool.h"
#define RV_TEMPLATE_SCALAR
#include "nn/kernels/isa/widths.h"

typedef void pool_function(const struct pool *t, size_t i, int c);

void RV_NAME(rv_pool_maxpool_forward)(const struct rv_window *w, const struct rv_view *in,
                                      const struct rv_view *out, uint8_t *winner, size_t first,
                                      size_t count)
{
    static pool_function *const widths[] = RV_WIDTHS(maxpool);
    struct pool t = {w, in, out, rv_map_size(out), .winner = winner};
    RV_FOR_SLICES(widths, t, t.out->channels);
}

void RV_NAME(rv_pool_maxpool_backward)(const struct rv_window *w, const struct rv_view *dout,
                                       const uint8_t *winner, const struct rv_view *din,
                                       size_t first, size_t count)
{
    static pool_function *const widths[] = RV_WIDTHS(maxpool_add);
    struct pool t = {w, din, dout, rv_map_size(dout), .code = winner};
    RV_NAME(rv_transfer_fill_zero)(din, first, count);
    RV_FOR_SLICES(widths, t, t.out->channels);
}

void RV_NAME(rv_pool_avgpool_forward)(const struct rv_window *w, const struct rv_view *in,
                                      const struct rv_view *out, size_t first, size_t count)
{
    static pool_function *const widths[] = RV_WIDTHS(avgpool);
    struct pool t = {.window = w, .in = in, .out = out};
    RV_FOR_SLICES(widths, t, t.out->channels);
}

void RV_NAME(rv_pool_avgpool_backward)(const struct rv_window *w, const struct rv_view *dout,
                                       const struct rv_view *din, size_t first, size_t count)
{
    static pool_function *const widths[] = RV_WIDTHS(avgpool_add);
    struct pool t = {.window = w, .in = din, .out = dout};
    RV_NAME(rv_transfer_fill_zero)(din, first, count);
    RV_FOR_SLICES(widths, t, t.out->channels);
}

void RV_NAME(rv_pool_global_avgpool_forward)(const struct rv_view *in, const struct rv_view *out,
                                             size_t first, size_t count)
{
    struct rv_window whole = {in->height, in->width, 1, 0, 0};
    RV_NAME(rv_pool_avgpool_forward)(&whole, in, out, first, count);
}

void RV_NAME(rv_pool_global_avgpool_backward)(const struct rv_view *dout,
                                              const struct rv_view *din, size_t first,
                                              size_t count)
{
    struct rv_window whole = {din->height, din->width, 1, 0, 0};
    RV_NAME(rv_pool_avgpool_backward)(&whole, dout, din, first, count);
}
