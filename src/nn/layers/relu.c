/* Rectified linear unit: y = max(x, 0), dx = dy where y > 0. */
#include "nn/layers/activation.h"

static void forward(const struct rv_operation *op, const struct rv_frame *frame)
{
    rv_activation_forward(RV_RELU, 0, op, frame);
}

static void backward(const struct rv_operation *op, const struct rv_frame *frame)
{
    rv_activation_backward(RV_RELU, 0, op, frame);
}

static const struct rv_operator run = {
    .keeps_output = true,
    .in_place = true,
    .gradient_in_place = true,
    .forward = forward,
    .backward = backward,
};

const struct rv_layer_type rv_layer_relu = {
    .type = {.name = "relu",
             .summary = "Keeps what is above zero.",
             .reference = "Nair & Hinton 2010"},
    .run = &run,
};
