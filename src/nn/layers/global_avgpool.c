/* Global average pooling: the mean of each channel over the whole map. */
#include "nn/layer.h"
#include "nn/network.h"

static enum rv_status shape(const void *values, struct rv_shape in, struct rv_shape *out,
                            struct rv_error *error)
{
    (void)values, (void)error;
    *out = (struct rv_shape){1, 1, in.channels};
    return RV_OK;
}

/* height × width × channels -> 1 × 1 × channels. */
static void forward(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_view in = rv_frame_data(frame, op->input);
    struct rv_view out = rv_frame_data(frame, op->output);

    frame->kernels->global_avgpool_forward(&in, &out, 0, frame->count);
}

/* Every cell gets dout / (height · width). */
static void backward(const struct rv_operation *op, const struct rv_frame *frame)
{
    struct rv_view dout = rv_frame_gradient(frame, op->output), din;

    if (!op->backward_input)
        return;
    din = rv_frame_gradient(frame, op->input);
    frame->kernels->global_avgpool_backward(&dout, &din, 0, frame->count);
}

static const struct rv_operator run = {.forward = forward, .backward = backward};

const struct rv_layer_type rv_layer_global_avgpool = {
    .type = {.name = "global_avgpool",
             .summary = "Replaces each channel's map by its mean.",
             .reference = "Lin et al. 2014"},
    .shape = shape,
    .run = &run,
};
