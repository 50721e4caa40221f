/* Gradients of weights and biases: sums of outer products over the pixels (dense: the examples) of
 * a chunk, each chunk widened and added to the caller's doubles. */
#include "nn/kernels/isa/repeat.h"
#include "nn/kernels/isa/round.h"
#include "nn/kernels/isa/row.h"
#include "nn/kernels/isa/table.h"

/* Accumulators of the largest tile: of 32 registers with AVX-512, else of 16. */
#if RV_VECTOR_BYTES >= 64
#define RV_OUTER_MAX 24
#else
#define RV_OUTER_MAX 12
#endif
#define RV_OUTER_GROUP 576 /* taps whose sums are kept side by side: 3 × 3 × 64 */
#define RV_DENSE_FEW 16    /* outputs from which they lie in the lanes, not the inputs */
#define RV_OUTER_BAND 128  /* pixels between taking up sums and putting them back */

/* The pixels that a chunk's sum runs over; steps in reals. */
struct outer {
    size_t count, height, width;        /* examples, rows, pixels */
    size_t in_stride, in_pitch, in_step; /* from example, row, pixel to the next */
    size_t dz_stride, dz_pitch, dz_step;
    size_t in_row; /* from one kernel row to the next */
};

typedef void outer_function(const struct outer *t, const real *in, const real *dz, real *part);

#define RV_TEMPLATE "nn/kernels/isa/outer.h"
#define RV_TEMPLATE_SCALAR
#include "nn/kernels/isa/widths.h"

static outer_function *const (*const outers[])[RV_OUTER_MAX] = RV_WIDTHS(outers);
static void (*const add_part[])(const real *restrict, size_t, size_t, double *restrict,
                                size_t) = RV_WIDTHS(add_part);
static void (*const add_transposed[])(const real *restrict, size_t, size_t,
                                      double *restrict) = RV_WIDTHS(add_transposed);
static void (*const sum_pixels[])(const struct outer *, const real *, size_t,
                                  real *) = RV_WIDTHS(sum_pixels);

/* Some outputs, and the taps of theirs that are summed together: `rows` kernel rows × `length`
 * taps, cut into tiles of at most `most`. */
struct outer_group {
    outer_function *const *kernels; /* by the taps of a tile */
    size_t most, lanes;
    size_t rows, length;
};

/* All tiles of a group over some pixels. */
static void group_pixels(const struct outer_group *g, const struct outer *t, const real *in,
                         const real *dz, real *part)
{
    const size_t tiles = (g->length + g->most - 1) / g->most;
    for (size_t row = 0; row < g->rows; row++, in += t->in_row) {
        const real *q = in;
        for (size_t k = 0; k < tiles; k++) {
            const size_t taps = g->length / tiles + (k < g->length % tiles);
            g->kernels[taps - 1](t, q, dz, part);
            q += taps;
            part += taps * g->lanes;
        }
    }
}

/* Copies the group's outputs of some pixels side by side, so that they take few lines of the first
 * cache, and lets the band find them there. */
static void pack_pixels(const struct outer_group *g, struct outer *t, const real *dz, real *packed)
{
    real *to = packed;
    for (size_t i = 0; i < t->count; i++)
        for (size_t y = 0; y < t->height; y++) {
            const real *from = dz + i * t->dz_stride + y * t->dz_pitch;
            for (size_t x = 0; x < t->width; x++, from += t->dz_step, to += g->lanes)
                memcpy(to, from, g->lanes * sizeof *to);
        }
    t->dz_step = g->lanes;
    t->dz_pitch = t->width * g->lanes;
    t->dz_stride = t->height * t->dz_pitch;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* As many whole things of that size as a band has pixels for, at least one, at most `count`. */
static size_t band_of(size_t size, size_t count)
{
    return smaller(size < RV_OUTER_BAND ? RV_OUTER_BAND / size : 1, count);
}

/* All tiles of a group over a chunk, band by band: every tile of one band before the next band, so
 * that it is read from memory once. A tile takes up its sums from `part` and puts them back. */
static void group_chunk(const struct outer_group *g, const struct outer *t, const real *in,
                        const real *dz, real *part)
{
    real packed[RV_OUTER_BAND * 2 * RV_LANES];
    const bool pack = g->lanes < t->dz_step && g->rows * g->length >= 8 * g->most;
    const size_t width = band_of(1, t->width), height = band_of(t->width, t->height);
    const size_t count = band_of(t->width * t->height, t->count);
    memset(part, 0, g->rows * g->length * g->lanes * sizeof *part);
    for (size_t i = 0; i < t->count; i += count)
        for (size_t y = 0; y < t->height; y += height)
            for (size_t x = 0; x < t->width; x += width) {
                const real *from = dz + i * t->dz_stride + y * t->dz_pitch + x * t->dz_step;
                struct outer band = *t;
                band.count = smaller(count, t->count - i);
                band.height = smaller(height, t->height - y);
                band.width = smaller(width, t->width - x);
                if (pack)
                    pack_pixels(g, &band, from, packed);
                group_pixels(g, &band, in + i * t->in_stride + y * t->in_pitch + x * t->in_step,
                             pack ? packed : from, part);
            }
}

/* Some outputs, and where their gradients go: `gradient` at tap 0, `stride` doubles from one tap to
 * the next, or NULL; `bias`, or NULL. */
struct outer_slice {
    int width;      /* entry of RV_WIDTHS */
    size_t vectors; /* 1, or 2 of the widest */
    size_t kept;    /* lanes that are outputs, the first ones; 0: all */
    double *gradient, *bias;
    size_t stride;
};

/* Kernels of few taps: all of them in registers at once. */
static void chunk_few(const struct outer *t, const struct outer_slice *s, size_t rows,
                      size_t length, const real *in, const real *dz)
{
    real part[(RV_OUTER_MAX + 1) * RV_LANES] = {0};
    outers[s->width][rows - 1][length - 1](t, in, dz, part);
    add_part[s->width](part, rows * length, 1, s->gradient, s->stride);
    if (rows == 3 && s->bias) /* the tile has it */
        add_part[s->width](part + rows * length * (size_t)rv_width_lanes(s->width), 1, 1, s->bias,
                           0);
}

/* A chunk's sums of a vector that is not full. */
static void add_kept(const real *part, size_t taps, size_t lanes, const struct outer_slice *s,
                     double *gradient)
{
    for (size_t t = 0; t < taps; t++, part += lanes, gradient += s->stride)
        for (size_t l = 0; l < s->kept; l++)
            gradient[l] += (double)part[l];
}

/* Kernels of many taps: groups of tiles, with the sums of a group in the first cache or near it. */
static void chunk_many(const struct outer *t, const struct outer_slice *s, size_t rows,
                       size_t length, const real *in, const real *dz)
{
    real part[RV_OUTER_GROUP * 2 * RV_LANES];
    const size_t cuts = (length + RV_OUTER_GROUP - 1) / RV_OUTER_GROUP;
    const size_t most = smaller(RV_OUTER_GROUP / length + (length > RV_OUTER_GROUP), rows);
    struct outer_group g = {.kernels = outers[s->width][0],
                      .most = RV_OUTER_MAX,
                      .lanes = (size_t)rv_width_lanes(s->width) * s->vectors};
    if (s->vectors == 2) {
        g.kernels = RV_PASTE(pairs, RV_WIDEST);
        g.most = RV_OUTER_MAX / 2;
    }
    for (size_t row = 0; row < rows; row += g.rows) {
        g.rows = smaller(most, rows - row);
        for (size_t k = 0, j = 0; k < cuts; k++, j += g.length) {
            g.length = length / cuts + (k < length % cuts);
            group_chunk(&g, t, in + row * t->in_row + j, dz, part);
            double *to = s->gradient + (row * length + j) * s->stride;
            if (s->kept)
                add_kept(part, g.rows * g.length, g.lanes, s, to);
            else
                add_part[s->width](part, g.rows * g.length, s->vectors, to, s->stride);
        }
    }
}

/* How many kernel rows fit into registers together. */
static size_t rows_at_once(size_t rows, size_t length)
{
    if (rows >= 3 && length <= RV_OUTER_MAX / 3)
        return 3;
    return rows >= 2 && length <= RV_OUTER_MAX / 2 ? 2 : 1;
}

/* All taps of some outputs for one chunk. */
static void chunk_slice(const struct outer *t, struct outer_slice s, size_t rows, size_t length,
                        const real *in, const real *dz)
{
    real part[2 * RV_LANES];
    while (s.gradient && rows) {
        const size_t few = s.vectors == 1 ? rows_at_once(rows, length) : 1;
        const size_t n = few > 1 ? few : rows;
        if (few > 1)
            chunk_few(t, &s, n, length, in, dz);
        else
            chunk_many(t, &s, n, length, in, dz);
        rows -= n;
        in += n * t->in_row;
        s.gradient += n * length * s.stride;
        if (few == 3)
            s.bias = NULL;
    }
    if (s.bias) {
        sum_pixels[s.width](t, dz, s.vectors, part);
        add_part[s.width](part, 1, s.vectors, s.bias, 0);
    }
}

/* The outputs that are done together when `left` are left: a pair of the widest vectors, unless all
 * taps fit into registers at once. */
static struct outer_slice slice_of(int left, bool many)
{
    const int width = rv_slice(left);
    return (struct outer_slice){.width = width, .vectors = many && left >= 2 * RV_LANES ? 2 : 1};
}

/* The outputs from `o` to `end`, slice by slice; `all` are the gradients of output 0. */
static void chunk_outputs(const struct outer *t, struct outer_slice all, int o, int end,
                          size_t rows, size_t length, const real *in, const real *dz)
{
    while (o < end) {
        struct outer_slice s = slice_of(end - o, length > 3);
        s.gradient = all.gradient ? all.gradient + o : NULL;
        s.bias = all.bias ? all.bias + o : NULL;
        s.stride = all.stride;
        chunk_slice(t, s, rows, length, in, dz + o);
        o += rv_width_lanes(s.width) * (int)s.vectors;
    }
}

/* One chunk of a convolution: examples at in and dz. Outputs are independent, so that threads share
 * out the pairs of wide layers. */
static void conv2d_chunk(const struct outer *t, size_t rows, size_t length, int outputs,
                         const real *in, const real *dz, double *kernel_gradient,
                         double *bias_gradient)
{
    const int pairs = length > 3 ? outputs / (2 * RV_LANES) : 0;
    const struct outer_slice all = {.gradient = kernel_gradient,
                              .bias = bias_gradient,
                              .stride = (size_t)outputs};
    if (pairs > 1 && rv_worth_threads(rows * length, (size_t)outputs,
                                      t->count * t->height * t->width)) {
#pragma omp parallel for schedule(dynamic, 1)
        for (int k = 0; k < pairs; k++)
            chunk_outputs(t, all, 2 * k * RV_LANES, 2 * (k + 1) * RV_LANES, rows, length, in, dz);
        chunk_outputs(t, all, 2 * pairs * RV_LANES, outputs, rows, length, in, dz);
        return;
    }
    chunk_outputs(t, all, 0, outputs, rows, length, in, dz);
}

/* The inputs of a convolution. */
static struct outer outer_of(const struct rv_window *w, const struct rv_view *in)
{
    return (struct outer){
        .in_stride = in->stride,
        .in_pitch = rv_pitch(in) * (size_t)w->stride,
        .in_step = (size_t)w->stride * (size_t)in->channels,
        .in_row = rv_pitch(in),
    };
}

void RV_NAME(rv_outer_conv2d_backward_kernel)(const struct rv_window *w, const struct rv_view *in,
                                              const struct rv_view *dout, size_t first,
                                              size_t count, double *kernel_gradient,
                                              double *bias_gradient)
{
    struct outer t = outer_of(w, in);
    t.height = (size_t)dout->height;
    t.width = (size_t)dout->width;
    t.dz_stride = dout->stride;
    t.dz_pitch = rv_pitch(dout);
    t.dz_step = (size_t)dout->channels;
    for (; count; first += t.count, count -= t.count) {
        t.count = rv_chunk_count(first, count, RV_CONV_CHUNK);
        conv2d_chunk(&t, (size_t)w->height, (size_t)w->width * (size_t)in->channels,
                     dout->channels, rv_at(in, first, -w->top, -w->left), rv_at(dout, first, 0, 0),
                     kernel_gradient, bias_gradient);
    }
}

/* ---- Dense: the examples are the pixels ---- */

/* Two vectors of inputs and all outputs, in tiles; each scalar serves both. */
static void across_pair(const struct outer *t, size_t outputs, const real *in, const real *dout,
                        double *gradient)
{
    real part[RV_DENSE_FEW * 2 * RV_LANES] = {0};
    const size_t most = RV_OUTER_MAX / 2, tiles = (outputs + most - 1) / most;
    for (size_t k = 0, o = 0, n; k < tiles; k++, o += n) {
        n = outputs / tiles + (k < outputs % tiles);
        RV_PASTE(pairs, RV_WIDEST)[n - 1](t, dout + o, in, part + o * 2 * RV_LANES);
    }
    for (size_t v = 0; v < 2; v++)
        add_transposed[0](part + v * RV_LANES, 2 * RV_LANES, outputs,
                          gradient + v * RV_LANES * outputs);
}

/* Few outputs: vectors run along the inputs and the outputs are broadcast, so that no lane is
 * idle. Each lane still sums over the examples in order. `t` has the two sides exchanged. */
static void dense_across(const struct outer *t, size_t inputs, size_t outputs, const real *in,
                         const real *dout, double *gradient)
{
    size_t k = 0;
    for (; k + 2 * RV_LANES <= inputs; k += 2 * RV_LANES)
        across_pair(t, outputs, in + k, dout, gradient + k * outputs);
    while (k < inputs) {
        real part[RV_OUTER_MAX * RV_LANES] = {0};
        int width = rv_slice(inputs - k < RV_LANES ? (int)(inputs - k) : RV_LANES);
        size_t lanes = (size_t)rv_width_lanes(width);
        outers[width][0][outputs - 1](t, dout, in + k, part);
        add_transposed[width](part, lanes, outputs, gradient + k * outputs);
        k += lanes;
    }
}

/* The outputs from `o` on that are done together. The last ones take a vector that is not full,
 * where the numbers behind them are the example's own memory, and its other lanes are dropped. */
static struct outer_slice dense_slice(const struct rv_view *dout, int o)
{
    const int left = dout->channels - o, width = rv_panel_width(left);
    struct outer_slice s = slice_of(left, true);
    if (left < rv_width_lanes(width) && (size_t)(o + rv_width_lanes(width)) <= dout->stride) {
        s.width = width;
        s.kept = (size_t)left;
    }
    return s;
}

/* One row of inputs (all of them when the map has no border) of one chunk. */
static void dense_row(const struct rv_view *in, const struct rv_view *dout, size_t count,
                      size_t inputs, const real *from, const real *dz, double *gradient)
{
    size_t outputs = (size_t)dout->channels;
    struct outer t = {.count = 1, .height = 1, .width = count};
    if (outputs <= RV_OUTER_MAX && outputs < RV_DENSE_FEW) {
        t.in_step = dout->stride;
        t.dz_step = in->stride;
        dense_across(&t, inputs, outputs, from, dz, gradient);
        return;
    }
    t.in_step = in->stride;
    t.dz_step = dout->stride;
    for (int o = 0; o < dout->channels;) {
        struct outer_slice s = dense_slice(dout, o);
        s.gradient = gradient + o;
        s.stride = outputs;
        chunk_slice(&t, s, 1, inputs, from, dz + o);
        o += rv_width_lanes(s.width) * (int)s.vectors;
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
        n = rv_chunk_count(first, count, RV_DENSE_CHUNK);
        for (int y = 0; kernel_gradient && y < rows; y++)
            dense_row(in, dout, n, inputs, rv_at(in, first, y, 0), rv_at(dout, first, 0, 0),
                      kernel_gradient + (size_t)y * inputs * (size_t)dout->channels);
        if (bias_gradient)
            dense_bias(dout, first, n, bias_gradient);
    }
}
