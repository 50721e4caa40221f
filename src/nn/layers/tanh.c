/* Hyperbolic tangent: y = tanh x, dx = (1 − y²) dy. */
#include "nn/layers/activation.h"

static void forward(const struct rv_operation *op, const struct rv_frame *frame)
{
    rv_activation_forward(RV_TANH, 0, op, frame);
}

static void backward(const struct rv_operation *op, const struct rv_frame *frame)
{
    rv_activation_backward(RV_TANH, 0, op, frame);
}

static const struct rv_operator run = {
    .keeps_output = true,
    .in_place = true,
    .gradient_in_place = true,
    .forward = forward,
    .backward = backward,
};

const struct rv_layer_type rv_layer_tanh = {
    .type = {.name = "tanh",
             .summary = "Squeezes every number into -1 .. 1.",
             .reference = NULL},
    .run = &run,
};
