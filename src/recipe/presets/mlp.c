/* For points in the plane, where the decision regions can be drawn. */
#include "ravine/recipe.h"

const struct rv_preset_type rv_preset_mlp = {
    .type = {
        .name = "mlp",
        .summary = "Two hidden layers of 32 ReLU units.",
        .reference = NULL,
    },
    .input = "a vector (moons, circles, xor), or any image",
    .layers =
        "- flatten\n"
        "- dense: {units: 32}\n"
        "- relu\n"
        "- dense: {units: 32}\n"
        "- relu\n"
        "- dense: {units: classes}\n",
};
