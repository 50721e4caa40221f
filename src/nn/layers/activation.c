/* What relu, leaky_relu, tanh and sigmoid share. */
#include "nn/layers/activation.h"

void rv_activation_forward(enum rv_activation kind, double slope, const struct rv_operation *op,
                           const struct rv_frame *frame)
{
    struct rv_view in = rv_frame_data(frame, op->input);
    struct rv_view out = rv_frame_data(frame, op->output);

    frame->kernels->activation_forward(kind, slope, &in, &out, 0, frame->count);
}

/* All four slopes follow from the output alone, so that the input need not be kept and the
 * output may lie over it. */
void rv_activation_backward(enum rv_activation kind, double slope, const struct rv_operation *op,
                            const struct rv_frame *frame)
{
    struct rv_view out = rv_frame_data(frame, op->output);
    struct rv_view dout = rv_frame_gradient(frame, op->output);
    struct rv_view din;

    if (!op->backward_input)
        return;
    din = rv_frame_gradient(frame, op->input);
    frame->kernels->activation_backward(kind, slope, &out, &dout, &din, 0, frame->count);
}
