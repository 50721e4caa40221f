/* conv2d, relu, maxpool2d of 2 × 2: the map before the pool is never stored. Backward, its gradient
 * exists for one block at a time, in a buffer of the operation's own; in the first layer, which has
 * nobody to pass it to, not at all. Memory: weights, that buffer or scratch instead of it, two rows
 * of scratch, winners. */
#include "nn/layers/conv2d.h"
#include "nn/layers/pool2d.h"
#include "nn/plan.h"

enum { BLOCK = RV_CONV2D_PARTS, SCRATCH }; /* fixed parts */
enum { WINNER };                           /* parts of an example */

static bool fits(const struct rv_network_node *const *nodes)
{
    return rv_pool2d_is_halving(nodes[2]);
}

/* Whether the gradient goes straight from the winners to the weights. */
static bool picks_winners(const struct rv_operation *op)
{
    struct rv_window window = rv_conv2d_window_of(op);

    return !op->backward_input && rv_window_picks_winners(&window, op->node[0]->in.channels);
}

/* The gradient of the convolution's output, with the border that the backward pass needs. */
static struct rv_view gradient_of(const struct rv_operation *op, const struct rv_plan *plan)
{
    const struct rv_network_node *node = op->node[0];
    struct rv_window window = rv_conv2d_window_of(op);
    struct rv_view dz = {.height = node->out.height,
                         .width = node->out.width,
                         .channels = rv_plan_data(plan, op->output).channels};
    size_t line = 64 / plan->options.kernels->real_size;

    if (op->backward_input)
        dz.border = rv_window_border_backward(&window, node->in.height, node->in.width,
                                              node->out.height, node->out.width);
    dz.stride = (rv_view_size(&dz) + line - 1) / line * line;
    return dz;
}

/* The pooled map's gradient is read by this operation alone, which needs no zeros around it. */
static void borders(struct rv_operation *op)
{
    rv_conv2d_borders(op);
    op->gradient_border = 0; /* of the pooled map */
}

static void size(struct rv_operation *op, const struct rv_plan *plan)
{
    const struct rv_network_node *node = op->node[0];
    size_t real = plan->options.kernels->real_size;
    struct rv_view pooled = rv_plan_data(plan, op->output);

    rv_conv2d_size(op, plan);
    op->fixed[SCRATCH] = 2 * (size_t)node->out.width * (size_t)pooled.channels * real;
    if (!op->backward)
        return;
    op->fixed[BLOCK] = picks_winners(op) ? rv_window_winners_size(&pooled) * real
                                         : RV_OPERATION_BLOCK * gradient_of(op, plan).stride * real;
    op->example[WINNER] = rv_plan_numbers(plan, op->output);
}

/* in [y, x, c] -> pooled [y/2, x/2, o], two rows of the convolution at a time. */
static void forward(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_window window = rv_conv2d_window_of(op);
    struct rv_view in = rv_frame_data(frame, op->input);
    struct rv_view pooled = rv_frame_data(frame, op->output);

    frame->kernels->conv2d_relu_maxpool_forward(
        &window, rv_frame_fixed(frame, op, RV_CONV2D_PANELS), &in, op->node[0]->out.width, &pooled,
        op->backward ? rv_frame_example(frame, op, WINNER) : NULL,
        rv_frame_fixed(frame, op, SCRATCH), 0, frame->count);
}

/* The gradient of the weights alone, window by window. */
static void backward_winners(const struct rv_operation *op, const struct rv_frame *frame,
                             const struct rv_view *pooled, const struct rv_view *dpooled)
{
    struct rv_window window = rv_conv2d_window_of(op);
    struct rv_view in = rv_frame_data(frame, op->input);
    struct rv_conv2d_gradients to;

    if (!rv_conv2d_gradients(op, frame, &to))
        return;
    frame->kernels->conv2d_relu_maxpool_backward_kernel(
        &window, &in, dpooled, pooled, rv_frame_example(frame, op, WINNER),
        rv_frame_fixed(frame, op, BLOCK), 0, frame->count, to.kernel, to.bias);
    rv_conv2d_add_gradients(op, frame);
}

/* dpooled is spread to the winners above zero, then it is a convolution's backward pass. */
static void backward(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_view pooled = rv_frame_data(frame, op->output);
    struct rv_view dpooled = rv_frame_gradient(frame, op->output);
    struct rv_view dz = gradient_of(op, frame->plan);

    if (picks_winners(op)) {
        backward_winners(op, frame, &pooled, &dpooled);
        return;
    }
    dz.data = rv_frame_fixed(frame, op, BLOCK);
    frame->kernels->relu_maxpool_backward(&dpooled, &pooled, rv_frame_example(frame, op, WINNER),
                                          &dz, 0, frame->count);
    rv_conv2d_backward(op, frame, &dz);
}

static const struct rv_operator run = {
    .keeps_input = true,
    .keeps_output = true,
    .input_by_number = true,
    .borders = borders,
    .size = size,
    .prepare = rv_conv2d_prepare,
    .forward = forward,
    .backward = backward,
};

const struct rv_fusion rv_fusion_conv2d_relu_maxpool = {
    .name = "conv2d_relu_maxpool",
    .pattern = {&rv_layer_conv2d.type, &rv_layer_relu.type, &rv_layer_maxpool2d.type},
    .fits = fits,
    .run = &run,
};
