/* Dense layers on the micro-kernel of rows: the examples are the pixels of one long row.
 *
 * Forward, the whole map is one window: its rows are the segments (one segment when the map has no
 * border). Backward to the data, the outputs are the channels summed over and the inputs lie in
 * the lanes; a map with a border is written row by row, each row with panels of its own. */
#include "nn/kernels/isa/conv2d.h"

/* Rows of the map that are not contiguous with each other, and reals in each. */
static size_t segments(const struct rv_view *in)
{
    return in->border ? (size_t)in->height : 1;
}

static size_t segment_length(const struct rv_view *in)
{
    size_t row = (size_t)in->width * (size_t)in->channels;
    return in->border ? row : row * (size_t)in->height;
}

size_t RV_NAME(rv_dense_pack_bytes)(const struct rv_view *in, int outputs)
{
    return RV_NAME(rv_row_panels_size)(outputs, segments(in) * segment_length(in)) * sizeof(real);
}

void RV_NAME(rv_dense_pack)(const struct rv_view *in, int outputs, const double *kernel,
                            const double *bias, void *panels)
{
    struct rv_pack pack = {
        .kernel = kernel,
        .bias = bias,
        .outputs = outputs,
        .out_stride = 1,
        .rows = 1,
        .columns = 1,
        .inner = segments(in) * segment_length(in),
        .inner_stride = outputs,
    };
    RV_NAME(rv_row_pack)(&pack, panels);
}

void RV_NAME(rv_dense_forward)(const void *panels, const struct rv_view *in,
                               const struct rv_view *out, size_t first, size_t count)
{
    struct rv_tile tile = {
        .rows = segments(in),
        .length = segment_length(in),
        .pitch = rv_pitch(in),
        .step = in->stride,
        .out_step = out->stride,
    };
    for (int o = 0, next; o < out->channels; o = next) {
        next = RV_NAME(rv_conv2d_next)(&tile, panels, out->channels, o);
        RV_NAME(rv_row_run)(&tile, 1, count, rv_at(in, first, 0, 0), rv_at(out, first, 0, 0) + o);
    }
}

size_t RV_NAME(rv_dense_pack_transposed_bytes)(const struct rv_view *in, int outputs)
{
    return segments(in) *
           RV_NAME(rv_row_panels_size)((int)segment_length(in), (size_t)outputs) * sizeof(real);
}

void RV_NAME(rv_dense_pack_transposed)(const struct rv_view *in, int outputs, const double *kernel,
                                       void *panels)
{
    size_t length = segment_length(in);
    real *to = panels;
    for (size_t s = 0; s < segments(in); s++) {
        struct rv_pack pack = {
            .kernel = kernel + s * length * (size_t)outputs,
            .outputs = (int)length,
            .out_stride = outputs,
            .rows = 1,
            .columns = 1,
            .inner = (size_t)outputs,
            .inner_stride = 1,
        };
        RV_NAME(rv_row_pack)(&pack, to);
        to += RV_NAME(rv_row_panels_size)((int)length, (size_t)outputs);
    }
}

void RV_NAME(rv_dense_backward_data)(const void *panels, const struct rv_view *dout,
                                     const struct rv_view *din, size_t first, size_t count)
{
    int length = (int)segment_length(din);
    struct rv_tile tile = {
        .rows = 1,
        .length = (size_t)dout->channels,
        .step = dout->stride,
        .out_step = din->stride,
    };
    const real *from = panels;
    for (size_t s = 0; s < segments(din); s++) {
        for (int k = 0, next; k < length; k = next) {
            const real *in = rv_at(dout, first, 0, 0);
            real *out = rv_at(din, first, (int)s, 0) + k;
            next = RV_NAME(rv_conv2d_next)(&tile, from, length, k);
            if (tile.pair && count > 0) {
                const int pairs = (length - k) / (2 * RV_LANES);
                RV_NAME(rv_row_pairs)(&tile, (size_t)pairs, count, in, out);
                next = k + pairs * 2 * RV_LANES;
            } else {
                RV_NAME(rv_row_run)(&tile, 1, count, in, out);
            }
        }
        from += RV_NAME(rv_row_panels_size)(length, (size_t)dout->channels);
    }
}
