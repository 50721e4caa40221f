/* N3: two-class scans, few samples. Sixteen pixels a side leave one after four poolings. */
#include "ravine/recipe.h"

const struct rv_preset_type rv_preset_four_layer_cnn = {
    .type = {
        .name = "four-layer-cnn",
        .summary = "Four conv layers with ReLU, without batch norm (network N3 of the catalogue).",
        .reference = NULL,
    },
    .input = "an image, 16 x 16 and more",
    .layers =
        "- conv2d: {filters: 8, kernel: 3, padding: same}\n"
        "- relu\n"
        "- maxpool2d: {pool: 2}\n"
        "- conv2d: {filters: 16, kernel: 3, padding: same}\n"
        "- relu\n"
        "- maxpool2d: {pool: 2}\n"
        "- conv2d: {filters: 32, kernel: 3, padding: same}\n"
        "- relu\n"
        "- maxpool2d: {pool: 2}\n"
        "- conv2d: {filters: 32, kernel: 3, padding: same}\n"
        "- relu\n"
        "- maxpool2d: {pool: 2}\n"
        "- flatten\n"
        "- dense: {units: classes}\n",
};
