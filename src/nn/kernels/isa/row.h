/* Seam between the micro-kernels (row.c, outer.c) and the layers that use them (conv2d.c, dense.c).
 *
 * Panels. Output channels are cut into panels of one vector each, all of the widest width but the
 * last, which takes the narrowest width that holds the rest. A panel is stored as
 * [bias: L][taps][L]; lanes beyond the last channel hold whatever is harmless. */
#ifndef RAVINE_NN_KERNELS_ISA_ROW_H
#define RAVINE_NN_KERNELS_ISA_ROW_H

#include "nn/kernels/isa/simd.h"

/* Rows of outputs, each output the sum over `rows` × `length` inputs. */
struct rv_tile {
    const real *panel;
    size_t pair;              /* reals to the next panel, when it is done along; else 0 */
    size_t rows, length;      /* taps: rows segments of `length` consecutive inputs */
    size_t pitch;             /* reals between input segments */
    size_t step, out_step;    /* reals to the next pixel: of the inputs, of the outputs */
    size_t down, out_down;    /* the same to the next row of outputs */
    int lanes;                /* valid lanes of the panel */
    int width;                /* entry of RV_WIDTHS */
};

/* Few taps have a micro-kernel of their own (thin.h). */
static inline bool rv_tile_is_thin(const struct rv_tile *tile)
{
    return (tile->rows == 3 && tile->length == 3) ||
           (RV_VECTOR_BYTES >= 64 && tile->rows == 5 && tile->length == 5);
}

/* Lanes of the panel that starts when `left` outputs are left, and its width entry. */
static inline int rv_panel_width(int left)
{
    int width = 0;
    while (width + 2 < RV_WIDTH_COUNT && rv_width_lanes(width + 1) >= left)
        width++;
    return width;
}

/* A table of functions by the width of the panel; panels are never one lane wide. */
#if RV_VECTOR_BYTES >= 64
#define RV_PANEL_WIDTHS(name) {name##_w64, name##_w32, name##_w16}
#elif RV_VECTOR_BYTES >= 32
#define RV_PANEL_WIDTHS(name) {name##_w32, name##_w16}
#else
#define RV_PANEL_WIDTHS(name) {name##_w16}
#endif

/* Reals of all panels of `outputs` channels with `taps` inputs each, a multiple of 64 bytes. */
size_t RV_NAME(rv_row_panels_size)(int outputs, size_t taps);

/* Fills the panels: weight (tap t, output o) is kernel[index(t) + o*out_stride], where index(t)
 * walks through `rows` × `columns` × `inner` with the three strides. Either out_stride is 1 and
 * rows = columns = 1 (forward), or inner_stride is 1 (transposed). */
struct rv_pack {
    const double *kernel; /* of tap 0, output 0 */
    const double *bias;   /* or NULL */
    int outputs;
    ptrdiff_t out_stride;
    size_t rows, columns, inner;
    ptrdiff_t row_stride, column_stride, inner_stride;
};
void RV_NAME(rv_row_pack)(const struct rv_pack *pack, real *panels);

/* Work that is worth a team of threads: half a millisecond and more, where waking it takes some
 * microseconds. Small networks never are; their runs are parallel instead. */
static inline bool rv_worth_threads(size_t taps, size_t outputs, size_t pixels)
{
    return (double)taps * (double)outputs * (double)pixels > 4e7;
}

/* Computes `rows` × `pixels` outputs from `in` to `out` (out already at the panel's first channel).
 */
void RV_NAME(rv_row_run)(const struct rv_tile *tile, size_t rows, size_t pixels, const real *in,
                         real *out);

/* The same on one row for `count` pairs of panels one behind the other, which are cut alike; leaves
 * the tile at the last of them. */
void RV_NAME(rv_row_pairs)(struct rv_tile *tile, size_t count, size_t pixels, const real *in,
                           real *out);

#endif
