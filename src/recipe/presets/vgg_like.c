/* N4, faithful to its question and slow here: filters can be reduced with network.NAME.filters. */
#include "ravine/recipe.h"

const struct rv_preset_type rv_preset_vgg_like = {
    .type = {
        .name = "vgg-like",
        .summary = "Four blocks of two conv layers with batch norm, then dense 512 (N4).",
        .reference = "Simonyan and Zisserman, 2015 (the shape)",
    },
    .input = "50 x 55 x 3; 16 x 16 and more",
    .layers =
        "- conv2d: {filters: 64, kernel: 3, padding: same}\n"
        "- relu\n"
        "- batchnorm\n"
        "- conv2d: {filters: 64, kernel: 3, padding: same}\n"
        "- relu\n"
        "- batchnorm\n"
        "- maxpool2d: {pool: 2}\n"
        "- conv2d: {filters: 128, kernel: 3, padding: same}\n"
        "- relu\n"
        "- batchnorm\n"
        "- conv2d: {filters: 128, kernel: 3, padding: same}\n"
        "- relu\n"
        "- batchnorm\n"
        "- maxpool2d: {pool: 2}\n"
        "- conv2d: {filters: 256, kernel: 3, padding: same}\n"
        "- relu\n"
        "- batchnorm\n"
        "- conv2d: {filters: 256, kernel: 3, padding: same}\n"
        "- relu\n"
        "- batchnorm\n"
        "- maxpool2d: {pool: 2}\n"
        "- conv2d: {filters: 512, kernel: 3, padding: same}\n"
        "- relu\n"
        "- batchnorm\n"
        "- conv2d: {filters: 512, kernel: 3, padding: same}\n"
        "- relu\n"
        "- batchnorm\n"
        "- maxpool2d: {pool: 2}\n"
        "- flatten\n"
        "- dense: {units: 512}\n"
        "- relu\n"
        "- dropout: {rate: 0.5}\n"
        "- dense: {units: classes}\n",
};
