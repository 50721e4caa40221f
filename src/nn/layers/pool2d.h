/* Configuration and shapes that both pooling layers and their fusions share. */
#ifndef RAVINE_NN_LAYERS_POOL2D_H
#define RAVINE_NN_LAYERS_POOL2D_H

#include "nn/layer.h"
#include "nn/network.h"

#define RV_POOL2D_MAX 16 /* 16 × 16 cells: a winner fits into a byte */

struct rv_pool2d {
    long pool;
    long stride; /* 0: as wide as the pool */
};

extern const struct rv_param rv_pool2d_params[];

/* The window of a layer, its stride given. */
struct rv_window rv_pool2d_window(const struct rv_pool2d *config);
/* Whole windows only: a last row or column that is left over does not count. */
enum rv_status rv_pool2d_shape(const void *values, struct rv_shape in, struct rv_shape *out,
                               struct rv_error *error);
/* Whether the layer is the 2 × 2 pool with stride 2 that the fused kernels know. */
bool rv_pool2d_is_halving(const struct rv_network_node *node);

#endif
