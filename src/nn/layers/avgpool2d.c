/* Average pooling: the mean of each window; its gradient is shared evenly. */
#include "nn/layers/pool2d.h"

static struct rv_window window_of(const struct rv_operation *op)
{
    return rv_pool2d_window(op->node[0]->config.values);
}

/* height × width × channels -> windows × windows × channels. */
static void forward(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_window window = window_of(op);
    struct rv_view in = rv_frame_data(frame, op->input);
    struct rv_view out = rv_frame_data(frame, op->output);

    frame->kernels->avgpool_forward(&window, &in, &out, 0, frame->count);
}

/* Every cell gets dout / cells of each window that covers it. */
static void backward(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_window window = window_of(op);
    struct rv_view dout = rv_frame_gradient(frame, op->output), din;

    if (!op->backward_input)
        return;
    din = rv_frame_gradient(frame, op->input);
    frame->kernels->avgpool_backward(&window, &dout, &din, 0, frame->count);
}

static const struct rv_operator run = {.forward = forward, .backward = backward};

const struct rv_layer_type rv_layer_avgpool2d = {
    .type = {.name = "avgpool2d",
             .summary = "Takes the mean of each small window.",
             .params = rv_pool2d_params,
             .config_size = sizeof(struct rv_pool2d)},
    .shape = rv_pool2d_shape,
    .run = &run,
};
