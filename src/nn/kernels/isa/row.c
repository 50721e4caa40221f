/* Rows of outputs: cutting them into micro-kernel tiles, and packing weights into panels. */
#include "nn/kernels/isa/row.h"
#include "nn/kernels/isa/repeat.h"
#include "nn/kernels/isa/round.h"

/* Pixels of the largest tile: one register each, out of 32 with AVX-512, else 16. A pair of panels
 * needs two registers a pixel, and so do two rows at once. */
#if RV_VECTOR_BYTES >= 64
#define RV_TILE_MAX 16
#define RV_PAIR_MAX 14
#define RV_TWO_MAX 8
#else
#define RV_TILE_MAX 12
#define RV_PAIR_MAX 6
#define RV_TWO_MAX 6
#endif

typedef void rv_tile_function(const struct rv_tile *t, const real *in, real *out);

/* The valid lanes only: what lies behind belongs to the next pixel or to a border. */
static void store_some(const real *some, size_t pixels, size_t lanes, const struct rv_tile *t,
                       real *out)
{
    for (size_t n = 0; n < pixels; n++)
        for (size_t l = 0; l < (size_t)t->lanes; l++)
            out[n * t->out_step + l] = some[n * lanes + l];
}

#define TILE_1(X) X(0, p0, 0 * step)
#define TILE_2(X) TILE_1(X) X(1, p0, step)
#define TILE_3(X) TILE_2(X) X(2, p0, 2 * step)
#define TILE_4(X) TILE_3(X) X(3, p3, 0 * step)
#define TILE_5(X) TILE_4(X) X(4, p3, step)
#define TILE_6(X) TILE_5(X) X(5, p3, 2 * step)
#define TILE_7(X) TILE_6(X) X(6, p6, 0 * step)
#define TILE_8(X) TILE_7(X) X(7, p6, step)
#define TILE_9(X) TILE_8(X) X(8, p6, 2 * step)
#define TILE_10(X) TILE_9(X) X(9, p9, 0 * step)
#define TILE_11(X) TILE_10(X) X(10, p9, step)
#define TILE_12(X) TILE_11(X) X(11, p9, 2 * step)
#define TILE_13(X) TILE_12(X) X(12, p12, 0 * step)
#define TILE_14(X) TILE_13(X) X(13, p12, step)
#define TILE_15(X) TILE_14(X) X(14, p12, 2 * step)
#define TILE_16(X) TILE_15(X) X(15, p15, 0 * step)

#define TILE_ZERO(n, p, o) VEC a##n = bias;
#define TILE_POINTER(n, p, o) TILE_POINTER_##n
#define TILE_POINTER_0 const real *p0 = in;
#define TILE_POINTER_1
#define TILE_POINTER_2
#define TILE_POINTER_3 const real *p3 = in + 3 * step;
#define TILE_POINTER_4
#define TILE_POINTER_5
#define TILE_POINTER_6 const real *p6 = in + 6 * step;
#define TILE_POINTER_7
#define TILE_POINTER_8
#define TILE_POINTER_9 const real *p9 = in + 9 * step;
#define TILE_POINTER_10
#define TILE_POINTER_11
#define TILE_POINTER_12 const real *p12 = in + 12 * step;
#define TILE_POINTER_13
#define TILE_POINTER_14
#define TILE_POINTER_15 const real *p15 = in + 15 * step;
#define TILE_ADD(n, p, o) a##n = V(fma)(v, V(splat)(p[o + j]), a##n);
#define PAIR_ZERO(n, p, o) VEC a##n = bias, b##n = bias_b;
#define PAIR_ADD(n, p, o)                                                                          \
    {                                                                                              \
        const VEC each = V(splat)(p[o + j]);                                                       \
        a##n = V(fma)(v, each, a##n);                                                              \
        b##n = V(fma)(v_b, each, b##n);                                                            \
    }
#define PAIR_STORE(n, p, o)                                                                        \
    V(store)(out + n * t->out_step, a##n);                                                         \
    V(store)(out + n * t->out_step + L, b##n);

#define TWO_ZERO(n, p, o) VEC a##n = bias, b##n = bias;
#define TWO_POINTER(n, p, o) TILE_POINTER_##n TWO_POINTER_##n
#define TWO_POINTER_0 const real *p0_b = p0 + t->down;
#define TWO_POINTER_1
#define TWO_POINTER_2
#define TWO_POINTER_3 const real *p3_b = p3 + t->down;
#define TWO_POINTER_4
#define TWO_POINTER_5
#define TWO_POINTER_6 const real *p6_b = p6 + t->down;
#define TWO_POINTER_7
#define TWO_ADD(n, p, o)                                                                           \
    a##n = V(fma)(v, V(splat)(p[o + j]), a##n);                                                    \
    b##n = V(fma)(v, V(splat)(p##_b[o + j]), b##n);
#define TWO_STORE(n, p, o)                                                                         \
    V(store)(out + n * t->out_step, a##n);                                                         \
    V(store)(out + n * t->out_step + t->out_down, b##n);

#define TILE_STORE(n, p, o) V(store)(out + n * t->out_step, a##n);
#define TILE_STORE_SOME(n, p, o) V(store)(some + n * L, a##n);

#define THIN_POINTER_3 const real *q1 = q0 + t->pitch, *q2 = q1 + t->pitch;
#define THIN_POINTER_5 THIN_POINTER_3 const real *q3 = q2 + t->pitch, *q4 = q3 + t->pitch;
#define THIN_NEXT_3(n) q0 += n, q1 += n, q2 += n;
#define THIN_NEXT_5(n) THIN_NEXT_3(n) q3 += n, q4 += n;
#define THIN_LOAD(r, j) const VEC w##r##_##j = V(load)(w += L);
#define THIN_ADD(r, j) a0 = V(fma)(w##r##_##j, V(splat)(q##r[j]), a0);
#define THIN_ADD_4(r, j)                                                                           \
    a0 = V(fma)(w##r##_##j, V(splat)(q##r[j]), a0);                                                \
    a1 = V(fma)(w##r##_##j, V(splat)(q##r[s + j]), a1);                                            \
    a2 = V(fma)(w##r##_##j, V(splat)(q##r[2 * s + j]), a2);                                        \
    a3 = V(fma)(w##r##_##j, V(splat)(q##r[3 * s + j]), a3);

#define RV_TEMPLATE "nn/kernels/isa/tile.h"
#include "nn/kernels/isa/widths.h"

/* By the width of the panel. */
static rv_tile_function *const *const tiles[] = RV_PANEL_WIDTHS(tiles);
static rv_tile_function *const *const twos[] = RV_PANEL_WIDTHS(twos);
typedef void thin_function(const struct rv_tile *t, size_t rows, size_t pixels, const real *in,
                           real *out);
static thin_function *const thin_3_3[] = RV_PANEL_WIDTHS(thin_3_3);
#if RV_VECTOR_BYTES >= 64
static thin_function *const thin_5_5[] = RV_PANEL_WIDTHS(thin_5_5);
#endif

/* The micro-kernel for few taps, where there is one. */
static thin_function *thin_kernel(const struct rv_tile *tile)
{
    if (tile->lanes != rv_width_lanes(tile->width) || !rv_tile_is_thin(tile))
        return NULL;
#if RV_VECTOR_BYTES >= 64
    if (tile->rows == 5)
        return thin_5_5[tile->width];
#endif
    return thin_3_3[tile->width];
}

#if RV_VECTOR_BYTES >= 64 && defined(RV_REAL_float)
#include "nn/kernels/isa/twin.h"
#else
#define run_twins(tile, rows, pixels, in, out) ((size_t)0)
#endif

/* Four rows whose scalars serve three columns each: stride 1, channels enough for a loop over them.
 * With AVX-512 twins do it, or a tile is so wide that its one load of weights does not matter. */
static size_t run_columns(const struct rv_tile *tile, size_t rows, size_t pixels, const real *in,
                          real *out)
{
#if RV_VECTOR_BYTES < 64
    static void (*const widths[])(const struct rv_tile *, size_t, const real *,
                                  real *) = RV_PANEL_WIDTHS(columns);
    if (rows >= 4 && pixels > RV_TWO_MAX && tile->step >= 8 && tile->length == 3 * tile->step &&
        tile->down == tile->pitch) {
        widths[tile->width](tile, pixels, in, out);
        return 4;
    }
#else
    (void)tile, (void)rows, (void)pixels, (void)in, (void)out;
#endif
    return 0;
}

/* How a row is cut into tiles of nearly equal size: 26 pixels are 13 + 13, not 16 + 10. */
struct cut {
    rv_tile_function *const *kernels; /* by pixels */
    size_t count, small, larger;      /* tiles; pixels of each; tiles that have one more */
};

static struct cut cut_of(const struct rv_tile *tile, size_t pixels)
{
    const size_t most = tile->pair ? RV_PAIR_MAX : RV_TILE_MAX;
    const size_t count = (pixels + most - 1) / most;
    return (struct cut){.kernels = tile->pair ? RV_PASTE(pairs, RV_WIDEST) : tiles[tile->width],
                        .count = count,
                        .small = pixels / count,
                        .larger = pixels % count};
}

static void run_row(const struct rv_tile *tile, const struct cut *cut, const real *in, real *out)
{
    for (size_t k = 0; k < cut->count; k++) {
        const size_t n = cut->small + (k < cut->larger);
        cut->kernels[n - 1](tile, in, out);
        in += n * tile->step;
        out += n * tile->out_step;
    }
}

/* The first rows by a micro-kernel for several; returns how many, 0 where none serves. */
static size_t run_several(const struct rv_tile *tile, size_t rows, size_t pixels, const real *in,
                          real *out)
{
    if (tile->pair || tile->lanes != rv_width_lanes(tile->width))
        return 0;
    if (rows >= 2 && pixels <= RV_TWO_MAX) {
        twos[tile->width][pixels - 1](tile, in, out);
        return 2;
    }
    return run_columns(tile, rows, pixels, in, out);
}

void RV_NAME(rv_row_run)(const struct rv_tile *tile, size_t rows, size_t pixels, const real *in,
                         real *out)
{
    thin_function *thin = thin_kernel(tile);
    if (!pixels)
        return;
    if (thin) {
        thin(tile, rows, pixels, in, out);
        return;
    }
    const struct cut cut = cut_of(tile, pixels);
    for (size_t y = 0, done; y < rows; y += done) {
        done = run_twins(tile, rows - y, pixels, in, out);
        if (!done)
            done = run_several(tile, rows - y, pixels, in, out);
        if (!done) {
            run_row(tile, &cut, in, out);
            done = 1;
        }
        in += done * tile->down;
        out += done * tile->out_down;
    }
}

void RV_NAME(rv_row_pairs)(struct rv_tile *tile, size_t count, size_t pixels, const real *in,
                           real *out)
{
    const struct cut cut = cut_of(tile, pixels);
    for (size_t k = 0; k < count; k++, out += 2 * RV_LANES) {
        if (k > 0)
            tile->panel += 2 * tile->pair;
        run_row(tile, &cut, in, out);
    }
}

size_t RV_NAME(rv_row_panels_size)(int outputs, size_t taps)
{
    const int whole = outputs / RV_LANES * RV_LANES, left = outputs - whole;
    const int lanes = whole + (left ? rv_width_lanes(rv_panel_width(left)) : 0);
    return ((size_t)lanes * (taps + 1) + 15) / 16 * 16;
}

/* ---- Packing ---- */

/* One tap of one panel: every `stride`-th double, lanes beyond `valid` 0. */
static void pack_tap(const double *from, ptrdiff_t stride, int valid, int lanes, real *to)
{
    for (int l = 0; l < valid; l++)
        to[l] = (real)from[l * stride];
    for (int l = valid; l < lanes; l++)
        to[l] = 0;
}

/* `taps` taps whose outputs are consecutive doubles. Whole vectors are converted, so lanes beyond
 * the last output hold weights of later taps, which is harmless; only the last taps, with nothing
 * behind them to read, are filled lane by lane. */
static void pack_consecutive(const struct rv_pack *pack, const double *from, int valid, int lanes,
                             real *to)
{
    size_t t = 0, taps = pack->inner;
    size_t behind = (size_t)(lanes - valid + pack->outputs - 1) / (size_t)pack->outputs;
    size_t whole = lanes % 4 ? 0 : taps - (behind < taps ? behind : taps);
    for (; t < whole; t++, from += pack->inner_stride, to += lanes)
        for (int l = 0; l < lanes; l += 4)
            rv_round_4(from + l, to + l);
    for (; t < taps; t++, from += pack->inner_stride, to += lanes)
        pack_tap(from, 1, valid, lanes, to);
}

/* `inner` taps that are consecutive doubles, for outputs that are `out_stride` apart: a transposed
 * matrix, in blocks of 4 × 4, or of 4 × 2 where it has two columns (two classes). */
static void pack_transposed(const struct rv_pack *pack, const double *from, int valid, int lanes,
                            real *to)
{
    const bool full = valid == lanes && lanes % 4 == 0;
    const bool two = full && pack->inner == 2 && pack->out_stride == 2;
    const size_t blocks = full ? pack->inner / 4 * 4 : 0, whole = two ? 2 : blocks;
    for (int l = 0; two && l < lanes; l += 4)
        rv_part_4(from + 2 * l, to + l, to + lanes + l);
    for (int l = 0; blocks && l < lanes; l += 4)
        for (size_t t = 0; t < blocks; t += 4)
            rv_transpose_4(from + l * pack->out_stride + t, pack->out_stride,
                           to + t * (size_t)lanes + l, lanes);
    for (size_t t = whole; t < pack->inner; t++)
        pack_tap(from + t, pack->out_stride, valid, lanes, to + t * (size_t)lanes);
}

static void pack_run(const struct rv_pack *pack, const double *from, int valid, int lanes, real *to)
{
    if (pack->out_stride == 1)
        pack_consecutive(pack, from, valid, lanes, to);
    else
        pack_transposed(pack, from, valid, lanes, to);
}

void RV_NAME(rv_row_pack)(const struct rv_pack *pack, real *panels)
{
    static const double none[RV_LANES];
    for (int o = 0; o < pack->outputs;) {
        int left = pack->outputs - o;
        int lanes = rv_width_lanes(rv_panel_width(left));
        int valid = left < lanes ? left : lanes;
        pack_tap(pack->bias ? pack->bias + o : none, 1, valid, lanes, panels);
        panels += lanes;
        const double *kernel = pack->kernel + o * pack->out_stride;
        for (size_t r = 0; r < pack->rows; r++)
            for (size_t c = 0; c < pack->columns; c++) {
                pack_run(pack,
                         kernel + (ptrdiff_t)r * pack->row_stride +
                             (ptrdiff_t)c * pack->column_stride,
                         valid, lanes, panels);
                panels += pack->inner * (size_t)lanes;
            }
        o += lanes;
    }
}
