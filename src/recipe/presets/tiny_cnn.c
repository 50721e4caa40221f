/* The network of most scenarios: small enough for a class, with every part that can go wrong. */
#include "ravine/recipe.h"

const struct rv_preset_type rv_preset_tiny_cnn = {
    .type = {
        .name = "tiny-cnn",
        .summary = "Two conv layers with batch norm and pooling: about a second a run.",
        .reference = NULL,
    },
    .input = "a small image, 8 x 8 and more",
    .layers =
        "- conv2d: {filters: 8, kernel: 3, padding: same}\n"
        "- batchnorm\n"
        "- relu\n"
        "- maxpool2d: {pool: 2}\n"
        "- conv2d: {filters: 16, kernel: 3, padding: same}\n"
        "- batchnorm\n"
        "- relu\n"
        "- maxpool2d: {pool: 2}\n"
        "- flatten\n"
        "- dense: {units: classes}\n",
};
