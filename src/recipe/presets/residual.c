/* The smallest network with a shortcut of each kind; the ReLU after the sum is its own layer. */
#include "ravine/recipe.h"

const struct rv_preset_type rv_preset_residual = {
    .type = {
        .name = "residual",
        .summary = "A conv layer and two residual blocks, global average, dense.",
        .reference = "He, Zhang, Ren, Sun, 2016",
    },
    .input = "an image, 8 x 8 and more",
    .layers =
        "- conv2d: {filters: 8, kernel: 3, padding: same}\n"
        "- batchnorm\n"
        "- relu\n"
        "- residual:\n"
        "    shortcut: identity\n"
        "    layers:\n"
        "    - conv2d: {filters: 8, kernel: 3, padding: same}\n"
        "    - batchnorm\n"
        "    - relu\n"
        "    - conv2d: {filters: 8, kernel: 3, padding: same}\n"
        "    - batchnorm\n"
        "- relu\n"
        "- maxpool2d: {pool: 2}\n"
        "- residual:\n"
        "    shortcut: projection\n"
        "    layers:\n"
        "    - conv2d: {filters: 16, kernel: 3, padding: same}\n"
        "    - batchnorm\n"
        "    - relu\n"
        "    - conv2d: {filters: 16, kernel: 3, padding: same}\n"
        "    - batchnorm\n"
        "- relu\n"
        "- global_avgpool\n"
        "- dense: {units: classes}\n",
};
