/* What the fused kernels need of the convolution (conv2d.c): its rows one by one. */
#ifndef RAVINE_NN_KERNELS_ISA_CONV2D_H
#define RAVINE_NN_KERNELS_ISA_CONV2D_H

#include "nn/kernels/isa/row.h"
#include "nn/kernels/isa/table.h"

/* The forward tile of a convolution, still without a panel. */
struct rv_tile RV_NAME(rv_conv2d_tile)(const struct rv_window *w, const struct rv_view *in,
                                       size_t out_step);

/* Moves the tile to the panel of the outputs from `at` on (panels in order, from 0), and returns
 * where the next panel starts. */
int RV_NAME(rv_conv2d_next)(struct rv_tile *tile, const void *panels, int outputs, int at);

#endif
