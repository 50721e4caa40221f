/* batchnorm, relu, maxpool2d of 2 × 2: one pass over the map before the pool, forward and backward.
 *
 * The sums of the backward pass need the winners only, a quarter of the map: they are kept. Memory:
 * state, numbers at the winners. */
#include "nn/layers/batchnorm.h"
#include "nn/layers/pool2d.h"
#include "nn/plan.h"

enum { WINNING };

static bool fits(const struct rv_network_node *const *nodes)
{
    return rv_pool2d_is_halving(nodes[2]);
}

static void size(struct rv_operation *op, const struct rv_plan *plan)
{
    op->constant = rv_batchnorm_is_constant(op->node[0]);
    op->fixed[RV_BATCHNORM_STATE] = rv_batchnorm_size(op, plan);
    op->example[WINNING] = rv_plan_numbers(plan, op->output) * plan->options.kernels->real_size;
}

/* z [2h, 2w, c] -> pooled [h, w, c]: the map between is never written. */
static void forward(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_batchnorm state = rv_batchnorm_state(op, frame);
    struct rv_view z = rv_frame_data(frame, op->input);
    struct rv_view pooled = rv_frame_data(frame, op->output);

    frame->kernels->batchnorm_relu_maxpool_forward(
        &z, state.mean, state.scale, state.shift, &pooled, rv_frame_example(frame, op, WINNING), 0,
        frame->count);
}

/* Where ReLU or the pool cut the gradient off it is 0 and adds nothing: a sum over winners is
 * enough. */
static void backward_gather(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_batchnorm state = rv_batchnorm_state(op, frame);
    struct rv_view dpooled = rv_frame_gradient(frame, op->output);

    frame->kernels->batchnorm_relu_maxpool_sums(&dpooled, rv_frame_example(frame, op, WINNING),
                                                state.mean, 0, frame->count, state.block[0],
                                                state.block[1]);
    rv_batchnorm_add_sums(op, frame);
}

/* Losers still get k2·(z − μ) + k3, their share in mean and variance. */
static void backward(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_batchnorm state = rv_batchnorm_state(op, frame);
    struct rv_view z = rv_frame_data(frame, op->input);
    struct rv_view dpooled = rv_frame_gradient(frame, op->output), dz;

    if (!op->backward_input)
        return;
    dz = rv_frame_gradient(frame, op->input);
    frame->kernels->batchnorm_relu_maxpool_backward(
        &dpooled, rv_frame_example(frame, op, WINNING), &z, state.mean, state.k1, state.k2,
        state.k3, &dz, 0, frame->count);
}

static const struct rv_operator run = {
    .keeps_input = true,
    .size = size,
    .prepare = rv_batchnorm_prepare,
    .gather = rv_batchnorm_gather,
    .close = rv_batchnorm_close,
    .forward = forward,
    .backward_gather = backward_gather,
    .backward_close = rv_batchnorm_backward_close,
    .backward = backward,
    .population = rv_batchnorm_population,
    .commit = rv_batchnorm_commit,
};

const struct rv_fusion rv_fusion_batchnorm_relu_maxpool = {
    .name = "batchnorm_relu_maxpool",
    .pattern = {&rv_layer_batchnorm.type, &rv_layer_relu.type, &rv_layer_maxpool2d.type},
    .fits = fits,
    .run = &run,
};
