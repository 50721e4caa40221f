/* Convolution, forward and to the data: NHWC maps with a stored border, so that the taps (kx, c) of
 * a pixel are consecutive and a kernel row is one segment of the micro-kernel.
 *
 * Backward to the data is the same computation. With stride s, input row y = s·Y + p sees the
 * kernel rows ky = a, a + s, a + 2s, ... with a = (p + top) mod s, from output rows
 * Y + (p + top - a)/s - u for ky = a + s·u: consecutive rows of dout, kernel flipped. So each phase
 * (py, px) of the input is a convolution of stride 1 with its own sub-kernel; stride 1 has one
 * phase. */
#include "nn/kernels/isa/conv2d.h"

/* ---- Forward ---- */

static size_t forward_taps(const struct rv_window *w, int inputs)
{
    return (size_t)w->height * (size_t)w->width * (size_t)inputs;
}

size_t RV_NAME(rv_conv2d_pack_bytes)(const struct rv_window *w, int inputs, int outputs)
{
    return RV_NAME(rv_row_panels_size)(outputs, forward_taps(w, inputs)) * sizeof(real);
}

void RV_NAME(rv_conv2d_pack)(const struct rv_window *w, int inputs, int outputs,
                             const double *kernel, const double *bias, void *panels)
{
    /* [ky][kx][in] is one run of taps, `outputs` apart. */
    struct rv_pack pack = {
        .kernel = kernel,
        .bias = bias,
        .outputs = outputs,
        .out_stride = 1,
        .rows = 1,
        .columns = 1,
        .inner = forward_taps(w, inputs),
        .inner_stride = outputs,
    };
    RV_NAME(rv_row_pack)(&pack, panels);
}

struct rv_tile RV_NAME(rv_conv2d_tile)(const struct rv_window *w, const struct rv_view *in,
                                       size_t out_step)
{
    return (struct rv_tile){
        .rows = (size_t)w->height,
        .length = (size_t)w->width * (size_t)in->channels,
        .pitch = rv_pitch(in),
        .step = (size_t)w->stride * (size_t)in->channels,
        .out_step = out_step,
        .down = (size_t)w->stride * rv_pitch(in),
    };
}

int RV_NAME(rv_conv2d_next)(struct rv_tile *tile, const void *panels, int outputs, int at)
{
    size_t taps = tile->rows * tile->length + 1; /* and the bias */
    if (at == 0)
        tile->panel = panels;
    else
        tile->panel += taps * (size_t)rv_width_lanes(tile->width) * (tile->pair ? 2 : 1);
    tile->width = rv_panel_width(outputs - at);
    int lanes = rv_width_lanes(tile->width);
    bool pair = outputs - at >= 2 * RV_LANES && !rv_tile_is_thin(tile);
    tile->pair = pair ? taps * RV_LANES : 0;
    tile->lanes = outputs - at < lanes ? outputs - at : lanes;
    return at + (pair ? 2 * lanes : lanes);
}

/* Examples, their maps of outputs, and reals from one to the next. */
struct examples {
    size_t rows, pixels, in_stride, out_stride, count;
};

/* One panel or pair of panels for all examples, which are independent: wide layers share them out
 * between threads, where rv_parallel_for() has left some idle. */
static void run_examples(const struct rv_tile *tile, const struct examples *e, const real *in,
                         real *out)
{
    if (e->count > 1 && rv_worth_threads(tile->rows * tile->length, tile->pair ? 2 * RV_LANES : 1,
                                         e->rows * e->pixels * e->count)) {
#pragma omp parallel for schedule(dynamic, 1)
        for (size_t i = 0; i < e->count; i++)
            RV_NAME(rv_row_run)(tile, e->rows, e->pixels, in + i * e->in_stride,
                                out + i * e->out_stride);
        return;
    }
    for (size_t i = 0; i < e->count; i++)
        RV_NAME(rv_row_run)(tile, e->rows, e->pixels, in + i * e->in_stride,
                            out + i * e->out_stride);
}

void RV_NAME(rv_conv2d_forward)(const struct rv_window *w, const void *panels,
                                const struct rv_view *in, const struct rv_view *out, size_t first,
                                size_t count)
{
    struct rv_tile tile = RV_NAME(rv_conv2d_tile)(w, in, (size_t)out->channels);
    tile.out_down = rv_pitch(out);
    for (int o = 0, next; o < out->channels; o = next) {
        next = RV_NAME(rv_conv2d_next)(&tile, panels, out->channels, o);
        const struct examples e = {(size_t)out->height, (size_t)out->width, in->stride,
                                   out->stride, count};
        run_examples(&tile, &e, rv_at(in, first, -w->top, -w->left), rv_at(out, first, 0, 0) + o);
    }
}

/* ---- Backward to the data ---- */

/* One dimension of one phase. */
struct phase {
    int first; /* kernel row or column `a` */
    int taps;  /* how many of them */
    int start; /* dout row of the first tap (the largest ky) for Y = 0 */
};

static struct phase phase_of(int p, int padding, int kernel, int stride)
{
    struct phase phase = {.first = (p + padding) % stride};
    if (phase.first < kernel)
        phase.taps = (kernel - 1 - phase.first) / stride + 1;
    phase.start = (p + padding - phase.first) / stride - (phase.taps - 1);
    return phase;
}

static size_t phase_size(const struct rv_window *w, int py, int px, int inputs, int outputs)
{
    size_t taps = (size_t)phase_of(py, w->top, w->height, w->stride).taps *
                  (size_t)phase_of(px, w->left, w->width, w->stride).taps * (size_t)outputs;
    return RV_NAME(rv_row_panels_size)(inputs, taps);
}

size_t RV_NAME(rv_conv2d_pack_transposed_bytes)(const struct rv_window *w, int inputs, int outputs)
{
    size_t size = 0;
    for (int py = 0; py < w->stride; py++)
        for (int px = 0; px < w->stride; px++)
            size += phase_size(w, py, px, inputs, outputs);
    return size * sizeof(real);
}

static void pack_phase(const struct rv_window *w, struct phase y, struct phase x, int inputs,
                       int outputs, const double *kernel, real *panels)
{
    ptrdiff_t cell = (ptrdiff_t)inputs * outputs;
    ptrdiff_t last_ky = y.first + (ptrdiff_t)w->stride * (y.taps - 1);
    ptrdiff_t last_kx = x.first + (ptrdiff_t)w->stride * (x.taps - 1);
    bool empty = y.taps == 0 || x.taps == 0;
    struct rv_pack pack = {
        .kernel = empty ? kernel : kernel + (last_ky * w->width + last_kx) * cell,
        .outputs = inputs,
        .out_stride = outputs,
        .rows = (size_t)y.taps,
        .columns = (size_t)x.taps,
        .inner = (size_t)outputs,
        .row_stride = -(ptrdiff_t)w->stride * w->width * cell,
        .column_stride = -(ptrdiff_t)w->stride * cell,
        .inner_stride = 1,
    };
    RV_NAME(rv_row_pack)(&pack, panels);
}

void RV_NAME(rv_conv2d_pack_transposed)(const struct rv_window *w, int inputs, int outputs,
                                        const double *kernel, void *panels)
{
    real *to = panels;
    for (int py = 0; py < w->stride; py++)
        for (int px = 0; px < w->stride; px++) {
            struct phase y = phase_of(py, w->top, w->height, w->stride);
            struct phase x = phase_of(px, w->left, w->width, w->stride);
            pack_phase(w, y, x, inputs, outputs, kernel, to);
            to += phase_size(w, py, px, inputs, outputs);
        }
}

/* The pixels (y, x) of din with y mod stride = py, x mod stride = px. */
static void backward_phase(const struct rv_window *w, int py, int px, const real *panels,
                           const struct rv_view *dout, const struct rv_view *din, size_t first,
                           size_t count)
{
    struct phase y = phase_of(py, w->top, w->height, w->stride);
    struct phase x = phase_of(px, w->left, w->width, w->stride);
    if (py >= din->height || px >= din->width)
        return;
    size_t rows = (size_t)((din->height - py - 1) / w->stride + 1);
    size_t pixels = (size_t)((din->width - px - 1) / w->stride + 1);
    struct rv_tile tile = {
        .rows = x.taps ? (size_t)y.taps : 0,
        .length = (size_t)x.taps * (size_t)dout->channels,
        .pitch = rv_pitch(dout),
        .step = (size_t)dout->channels,
        .out_step = (size_t)(w->stride * din->channels),
        .down = y.taps && x.taps ? rv_pitch(dout) : 0,
        .out_down = (size_t)w->stride * rv_pitch(din),
    };
    bool empty = y.taps == 0 || x.taps == 0; /* nothing sees these pixels: writes zeros */
    for (int c = 0, next; c < din->channels; c = next) {
        next = RV_NAME(rv_conv2d_next)(&tile, panels, din->channels, c);
        const struct examples e = {rows, pixels, dout->stride, din->stride, count};
        run_examples(&tile, &e,
                     empty ? rv_at(dout, first, 0, 0) : rv_at(dout, first, y.start, x.start),
                     rv_at(din, first, py, px) + c);
    }
}

void RV_NAME(rv_conv2d_backward_data)(const struct rv_window *w, const void *panels,
                                      const struct rv_view *dout, const struct rv_view *din,
                                      size_t first, size_t count)
{
    const real *from = panels;
    for (int py = 0; py < w->stride; py++)
        for (int px = 0; px < w->stride; px++) {
            backward_phase(w, py, px, from, dout, din, first, count);
            from += phase_size(w, py, px, din->channels, dout->channels);
        }
}
