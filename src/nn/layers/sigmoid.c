/* Logistic function: y = 1/(1 + exp(−x)), dx = y (1 − y) dy. */
#include "nn/layers/activation.h"

static void forward(const struct rv_operation *op, const struct rv_frame *frame)
{
    rv_activation_forward(RV_SIGMOID, 0, op, frame);
}

static void backward(const struct rv_operation *op, const struct rv_frame *frame)
{
    rv_activation_backward(RV_SIGMOID, 0, op, frame);
}

static const struct rv_operator run = {
    .keeps_output = true,
    .in_place = true,
    .gradient_in_place = true,
    .forward = forward,
    .backward = backward,
};

const struct rv_layer_type rv_layer_sigmoid = {
    .type = {.name = "sigmoid",
             .summary = "Squeezes every number into 0 .. 1.",
             .reference = NULL},
    .run = &run,
};
