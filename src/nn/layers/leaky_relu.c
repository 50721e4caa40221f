/* Leaky rectified linear unit: y = x above zero, slope · x below; dx = dy or slope · dy. */
#include "nn/layers/activation.h"

struct leaky_relu {
    double slope;
};

static const struct rv_param params[] = {
    RV_REAL(struct leaky_relu, slope, .initial = 0.01, .minimum = 0, .maximum = 1,
            .open = RV_OPEN_MINIMUM,
            .help = "Slope below zero; 0.01 is usual, 1 makes the layer linear."),
    RV_PARAM_END};

static double slope_of(const struct rv_operation *op)
{
    const struct leaky_relu *config = op->node[0]->config.values;

    return config->slope;
}

static void forward(const struct rv_operation *op, const struct rv_frame *frame)
{
    rv_activation_forward(RV_LEAKY_RELU, slope_of(op), op, frame);
}

static void backward(const struct rv_operation *op, const struct rv_frame *frame)
{
    rv_activation_backward(RV_LEAKY_RELU, slope_of(op), op, frame);
}

static const struct rv_operator run = {
    .keeps_output = true,
    .in_place = true,
    .gradient_in_place = true,
    .forward = forward,
    .backward = backward,
};

const struct rv_layer_type rv_layer_leaky_relu = {
    .type = {.name = "leaky_relu",
             .summary = "Keeps what is above zero and a small share of what is below.",
             .reference = "Maas et al. 2013",
             .params = params,
             .config_size = sizeof(struct leaky_relu)},
    .run = &run,
};
