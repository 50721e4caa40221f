/* conv2d, batchnorm in inference: one convolution with folded weights. */
#include "nn/fusions/fold.h"
#include "nn/layers/batchnorm.h"
#include "nn/plan.h"

static const struct rv_operator run = {
    .input_by_number = true,
    .borders = rv_conv2d_borders,
    .size = rv_fold_size,
    .prepare = rv_fold_prepare,
    .forward = rv_conv2d_forward,
};

const struct rv_fusion rv_fusion_conv2d_batchnorm = {
    .name = "conv2d_batchnorm",
    .pattern = {&rv_layer_conv2d.type, &rv_layer_batchnorm.type},
    .inference = true,
    .run = &run,
};
