/* conv2d, batchnorm, relu, maxpool2d of 2 × 2 in inference: one pass with folded weights. */
#include "nn/fusions/fold.h"
#include "nn/layers/batchnorm.h"
#include "nn/layers/pool2d.h"
#include "nn/plan.h"

enum { SCRATCH = RV_FOLD_PARTS };

static bool fits(const struct rv_network_node *const *nodes)
{
    return rv_pool2d_is_halving(nodes[3]);
}

static void size(struct rv_operation *op, const struct rv_plan *plan)
{
    size_t channels = (size_t)rv_plan_data(plan, op->output).channels;

    rv_fold_size(op, plan);
    op->fixed[SCRATCH] =
        2 * (size_t)op->node[0]->out.width * channels * plan->options.kernels->real_size;
}

static void forward(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_window window = rv_conv2d_window_of(op);
    struct rv_view in = rv_frame_data(frame, op->input);
    struct rv_view pooled = rv_frame_data(frame, op->output);

    frame->kernels->conv2d_relu_maxpool_forward(
        &window, rv_frame_fixed(frame, op, RV_CONV2D_PANELS), &in, op->node[0]->out.width, &pooled,
        NULL, rv_frame_fixed(frame, op, SCRATCH), 0, frame->count);
}

static const struct rv_operator run = {
    .input_by_number = true,
    .borders = rv_conv2d_borders,
    .size = size,
    .prepare = rv_fold_prepare,
    .forward = forward,
};

const struct rv_fusion rv_fusion_conv2d_batchnorm_relu_maxpool = {
    .name = "conv2d_batchnorm_relu_maxpool",
    .pattern = {&rv_layer_conv2d.type, &rv_layer_batchnorm.type, &rv_layer_relu.type,
                &rv_layer_maxpool2d.type},
    .inference = true,
    .fits = fits,
    .run = &run,
};
