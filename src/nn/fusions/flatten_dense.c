/* flatten, dense: a dense layer reads any map row by row, so that nothing need be copied. */
#include "nn/layers/dense.h"
#include "nn/plan.h"

const struct rv_fusion rv_fusion_flatten_dense = {
    .name = "flatten_dense",
    .pattern = {&rv_layer_flatten.type, &rv_layer_dense.type},
    .run = &rv_dense_operator,
};
