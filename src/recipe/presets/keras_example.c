/* N5: variants switch the dropout on with network.dropout_1.enabled: true. */
#include "ravine/recipe.h"

const struct rv_preset_type rv_preset_keras_example = {
    .type = {
        .name = "keras-example",
        .summary = "Conv 32, pooling, dense softmax, with a dropout that is off (N5).",
        .reference = "Keras documentation, MNIST example",
    },
    .input = "28 x 28 x 1",
    .layers =
        "- conv2d: {filters: 32, kernel: 3, padding: valid, initializer: glorot_uniform}\n"
        "- relu\n"
        "- maxpool2d: {pool: 2}\n"
        "- dropout: {name: dropout_1, rate: 0.25, enabled: false}\n"
        "- flatten\n"
        "- dense: {units: classes, initializer: glorot_uniform}\n",
};
