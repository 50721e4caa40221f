/* Gradients of weights and biases: sums of outer products over the pixels (dense: the examples) of
 * a chunk, each chunk widened and added to the caller's doubles. */
#include "nn/kernels/isa/repeat.h"
#include "nn/kernels/isa/row.h"
#include "nn/kernels/isa/table.h"

/* Accumulators of the largest tile: of 32 registers with AVX-512, else of 16. */
#if RV_VECTOR_BYTES >= 64
#define RV_OUTER_MAX 24
#else
#define RV_OUTER_MAX 12
#endif

/* The pixels that a chunk's sum runs over; steps in reals. */
struct outer {
    size_t count, height, width;        /* examples, rows, pixels */
    size_t in_stride, in_pitch, in_step; /* from example, row, pixel to the next */
    size_t dz_stride, dz_pitch, dz_step;
    size_t in_row; /* from one kernel row to the next */
};

typedef void outer_function(const struct outer *t, const real *in, const real *dz, real *part);

#define OUTER_ZERO(r, j) VEC a##r##_##j = {0};
#define OUTER_ADD(r, j) a##r##_##j = V(fma)(v, V(splat)(q##r[j]), a##r##_##j);
#define OUTER_STORE(r, j)                                                                          \
    V(store)(part, a##r##_##j);                                                                    \
    part += L;
#define OUTER_BIAS_ZERO_1
#define OUTER_BIAS_ZERO_2
#define OUTER_BIAS_ZERO_3 VEC sum = {0};
#define OUTER_BIAS_ADD_1
#define OUTER_BIAS_ADD_2
#define OUTER_BIAS_ADD_3 sum += v;
#define OUTER_BIAS_STORE_1
#define OUTER_BIAS_STORE_2
#define OUTER_BIAS_STORE_3 V(store)(part, sum);
#define OUTER_POINTER_1
#define OUTER_POINTER_2 const real *q1 = q0 + t->in_row;
#define OUTER_POINTER_3 OUTER_POINTER_2 const real *q2 = q1 + t->in_row;
#define OUTER_NEXT_1 q0 += t->in_step;
#define OUTER_NEXT_2 OUTER_NEXT_1 q1 += t->in_step;
#define OUTER_NEXT_3 OUTER_NEXT_2 q2 += t->in_step;

#define RV_TEMPLATE "nn/kernels/isa/outer.h"
#define RV_TEMPLATE_SCALAR
#include "nn/kernels/isa/widths.h"

static outer_function *const (*const outers[])[RV_OUTER_MAX] = RV_WIDTHS(outers);
static void (*const add_part[])(const real *restrict, size_t, double *restrict,
                                size_t) = RV_WIDTHS(add_part);
static void (*const add_transposed[])(const real *restrict, size_t, double *restrict,
                                      size_t) = RV_WIDTHS(add_transposed);
static void (*const sum_pixels[])(const struct outer *, const real *,
                                  real *) = RV_WIDTHS(sum_pixels);

/* How the rows × length taps of a kernel are cut: `rows` kernel rows at once when all their taps
 * fit into registers, else a part of one row. */
static size_t rows_at_once(size_t rows, size_t length)
{
    if (rows >= 3 && length <= RV_OUTER_MAX / 3)
        return 3;
    return rows >= 2 && length <= RV_OUTER_MAX / 2 ? 2 : 1;
}

/* All taps of one slice of outputs for one chunk. `gradient` points at tap 0 of the slice, `bias`
 * at its bias gradient (or NULL). */
static void chunk_slice(const struct outer *t, int width, size_t rows, size_t length,
                        const real *in, const real *dz, double *gradient, size_t stride,
                        double *bias)
{
    real part[(RV_OUTER_MAX + 1) * RV_LANES];
    for (size_t row = 0, n; gradient && row < rows; row += n) {
        n = rows_at_once(rows - row, length);
        size_t tiles = (length + RV_OUTER_MAX - 1) / RV_OUTER_MAX;
        for (size_t k = 0, j = 0, taps; k < tiles; k++, j += taps) {
            taps = length / tiles + (k < length % tiles);
            outers[width][n - 1][taps - 1](t, in + row * t->in_row + j, dz, part);
            add_part[width](part, n * taps, gradient + (row * length + j) * stride, stride);
        }
        if (n == 3 && bias) { /* the tile had it */
            add_part[width](part + n * length * (size_t)rv_width_lanes(width), 1, bias, 0);
            bias = NULL;
        }
    }
    if (bias) {
        sum_pixels[width](t, dz, part);
        add_part[width](part, 1, bias, 0);
    }
}

/* One chunk of a convolution: examples at in and dz. */
static void conv2d_chunk(const struct outer *t, size_t rows, size_t length, int outputs,
                         const real *in, const real *dz, double *kernel_gradient,
                         double *bias_gradient)
{
    for (int o = 0; o < outputs;) {
        int width = rv_slice(outputs - o);
        chunk_slice(t, width, rows, length, in, dz + o,
                    kernel_gradient ? kernel_gradient + o : NULL, (size_t)outputs,
                    bias_gradient ? bias_gradient + o : NULL);
        o += rv_width_lanes(width);
    }
}

/* The examples from `first` to the end of its chunk, at most `count`. */
static size_t chunk_count(size_t first, size_t count, size_t chunk)
{
    size_t n = chunk - first % chunk;
    return n < count ? n : count;
}

void RV_NAME(rv_outer_conv2d_backward_kernel)(const struct rv_window *w, const struct rv_view *in,
                                              const struct rv_view *dout, size_t first,
                                              size_t count, double *kernel_gradient,
                                              double *bias_gradient)
{
    struct outer t = {
        .height = (size_t)dout->height,
        .width = (size_t)dout->width,
        .in_stride = in->stride,
        .in_pitch = rv_pitch(in) * (size_t)w->stride,
        .in_step = (size_t)w->stride * (size_t)in->channels,
        .in_row = rv_pitch(in),
        .dz_stride = dout->stride,
        .dz_pitch = rv_pitch(dout),
        .dz_step = (size_t)dout->channels,
    };
    for (; count; first += t.count, count -= t.count) {
        t.count = chunk_count(first, count, RV_CONV_CHUNK);
        conv2d_chunk(&t, (size_t)w->height, (size_t)w->width * (size_t)in->channels,
                     dout->channels, rv_at(in, first, -w->top, -w->left), rv_at(dout, first, 0, 0),
                     kernel_gradient, bias_gradient);
    }
}

/* ---- Dense: the examples are the pixels ---- */

/* Few outputs: vectors run along the inputs and the outputs are broadcast, so that no lane is
 * idle. Each lane still sums over the examples in order. `t` has the two sides exchanged. */
static void dense_across(const struct outer *t, size_t inputs, size_t outputs, const real *in,
                         const real *dout, double *gradient)
{
    real part[RV_OUTER_MAX * RV_LANES];
    for (size_t k = 0; k < inputs;) {
        int width = rv_slice(inputs - k < RV_LANES ? (int)(inputs - k) : RV_LANES);
        outers[width][0][outputs - 1](t, dout, in + k, part);
        add_transposed[width](part, outputs, gradient + k * outputs, outputs);
        k += (size_t)rv_width_lanes(width);
    }
}

/* One row of inputs (all of them when the map has no border) of one chunk. */
static void dense_row(const struct rv_view *in, const struct rv_view *dout, size_t count,
                      size_t inputs, const real *from, const real *dz, double *gradient)
{
    size_t outputs = (size_t)dout->channels;
    struct outer t = {.count = 1, .height = 1, .width = count};
    if (outputs <= RV_OUTER_MAX && outputs < 16) {
        t.in_step = dout->stride;
        t.dz_step = in->stride;
        dense_across(&t, inputs, outputs, from, dz, gradient);
        return;
    }
    t.in_step = in->stride;
    t.dz_step = dout->stride;
    for (int o = 0; o < dout->channels;) {
        int width = rv_slice(dout->channels - o);
        chunk_slice(&t, width, 1, inputs, from, dz + o, gradient + o, outputs, NULL);
        o += rv_width_lanes(width);
    }
}

static void dense_bias(const struct rv_view *dout, size_t first, size_t count, double *gradient)
{
    for (int o = 0; o < dout->channels; o++) {
        real sum = 0;
        for (size_t i = first; i < first + count; i++)
            sum += rv_at(dout, i, 0, 0)[o];
        gradient[o] += (double)sum;
    }
}

void RV_NAME(rv_outer_dense_backward_kernel)(const struct rv_view *in, const struct rv_view *dout,
                                             size_t first, size_t count, double *kernel_gradient,
                                             double *bias_gradient)
{
    int rows = in->border ? in->height : 1;
    size_t inputs = (size_t)in->width * (size_t)in->channels * (size_t)(in->height / rows);
    for (size_t n; count; first += n, count -= n) {
        n = chunk_count(first, count, RV_DENSE_CHUNK);
        for (int y = 0; kernel_gradient && y < rows; y++)
            dense_row(in, dout, n, inputs, rv_at(in, first, y, 0), rv_at(dout, first, 0, 0),
                      kernel_gradient + (size_t)y * inputs * (size_t)dout->channels);
        if (bias_gradient)
            dense_bias(dout, first, n, bias_gradient);
    }
}
