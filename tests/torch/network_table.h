/* The networks that network.c hands to PyTorch, in the scenario language.
 *
 * Every layer, loss and preset of the registries must occur in one of them, or network.py fails
 * with its name. Maps are not square and have odd sides, channels are few and no multiples of a
 * vector's width: a mistake in a layout or at a border has nowhere to hide. Every network must also
 * take 16 x 16 x 1, which is what rv_recipe_parse() checks it with. */
#ifndef RAVINE_TESTS_TORCH_NETWORK_TABLE_H
#define RAVINE_TESTS_TORCH_NETWORK_TABLE_H

#include "ravine/shape.h"

struct torch_case {
    const char *name;
    struct rv_shape shape;
    int classes;
    size_t batch;
    const char *sections; /* everything of a recipe but data */
};

/* Three blocks of RV_OPERATION_BLOCK examples, the last one short. */
#define BATCH 21
/* Two stretches of a dense layer's gradient. */
#define LARGE 75

#define SGD "optimizer: {name: sgd, learning_rate: 0.0385, momentum: 0.87}\n"
/* For the deepest network: at ten times this rate its path is chaotic after 15 steps, in PyTorch's
 * float32 as in ours. */
#define SMALL_STEPS "optimizer: {name: sgd, learning_rate: 0.00385, momentum: 0.87}\n"
#define ADAM "optimizer: {name: adam, learning_rate: 0.00385, beta1: 0.87, beta2: 0.985}\n"
#define SOFTMAX "loss: {name: cross_entropy}\n"
#define LIST "network:\n"
/* A head for the losses. */
#define PERCEPTRON(units)                                                                          \
    LIST "- dense: {units: 6}\n- tanh\n- dense: {units: " units ", name: last}\n"

static const struct torch_case layer_cases[] = {
    {"conv2d-steps", {11, 8, 3}, 3, BATCH,
     SGD SOFTMAX LIST
     "- conv2d: {filters: 5, kernel: 3, padding: same}\n"
     "- tanh\n"
     "- conv2d: {filters: 4, kernel: 5, padding: valid, stride: 2, bias: false}\n"
     "- leaky_relu: {slope: 0.2385}\n"
     "- conv2d: {filters: 6, kernel: 4, padding: same, stride: 2}\n"
     "- sigmoid\n"
     "- conv2d: {filters: 3, kernel: 1, padding: valid}\n"
     "- flatten\n"
     "- dense: {units: classes}\n"},
    {"conv2d-borders", {13, 10, 2}, 4, BATCH,
     ADAM SOFTMAX LIST
     "- conv2d: {filters: 3, kernel: 2, padding: same}\n"
     "- tanh\n"
     "- conv2d: {filters: 9, kernel: 3, padding: same, stride: 3, bias: false}\n"
     "- tanh\n"
     "- conv2d: {filters: 2, kernel: 7, padding: same}\n" /* wider than its 5 x 4 map */
     "- sigmoid\n"
     "- conv2d: {filters: 17, kernel: 2, padding: valid}\n"
     "- tanh\n"
     "- conv2d: {filters: 4, kernel: 1, padding: same, stride: 2}\n" /* cells that nobody reads */
     "- global_avgpool\n"
     "- dense: {units: classes}\n"},
    {"dense", {5, 3, 2}, 3, LARGE,
     SGD SOFTMAX LIST
     "- dense: {units: 13}\n" /* of a map, without flatten */
     "- tanh\n"
     "- dense: {units: 7, bias: false, rate: 0.413}\n"
     "- conv2d: {filters: 5, kernel: 3}\n" /* a list seen as a map of one cell */
     "- sigmoid\n"
     "- flatten\n"
     "- dense: {units: classes}\n"},
    {"batchnorm", {7, 5, 3}, 3, BATCH,
     SGD SOFTMAX LIST
     "- batchnorm: {momentum: 0.87}\n"
     "- conv2d: {filters: 5, kernel: 3}\n"
     "- batchnorm: {momentum: 0.613, epsilon: 0.00385}\n"
     "- tanh\n"
     "- conv2d: {filters: 4, kernel: 3, padding: valid, bias: false}\n"
     "- batchnorm: {center: false}\n"
     "- sigmoid\n" /* with ReLU the next norm would take this gamma out again: gradient 1e-7 */
     "- flatten\n"
     "- batchnorm: {scale: false}\n"
     "- dense: {units: 6}\n"
     "- batchnorm: {scale: false, center: false, momentum: 0}\n"
     "- relu\n"
     "- dense: {units: classes}\n"},
    {"frozen", {6, 7, 2}, 3, BATCH,
     ADAM SOFTMAX LIST
     "- conv2d: {filters: 5, kernel: 3, trainable: false}\n"
     "- batchnorm: {momentum: 0.87, trainable: false}\n"
     "- tanh\n"
     "- conv2d: {filters: 5, kernel: 3, rate: 0.13}\n"
     "- batchnorm: {enabled: false}\n"
     "- batchnorm: {momentum: 0.9, trainable: false}\n"
     "- relu\n"
     "- dense: {units: 5, trainable: false}\n"
     "- tanh\n"
     "- dense: {units: classes}\n"},
    {"activations", {7, 6, 2}, 3, BATCH,
     ADAM SOFTMAX LIST
     "- conv2d: {filters: 5, kernel: 3}\n"
     "- relu\n"
     "- conv2d: {filters: 4, kernel: 3}\n"
     "- leaky_relu: {slope: 0.31}\n"
     "- conv2d: {filters: 4, kernel: 3}\n"
     "- tanh\n"
     "- conv2d: {filters: 3, kernel: 3}\n"
     "- sigmoid\n"
     "- dense: {units: 7}\n"
     "- relu\n"
     "- dense: {units: 7}\n"
     "- leaky_relu\n"
     "- dense: {units: classes}\n"},
    {"pools", {17, 14, 2}, 3, BATCH,
     SGD SOFTMAX LIST
     "- conv2d: {filters: 5, kernel: 3}\n"
     "- maxpool2d: {pool: 3, stride: 2}\n"
     "- tanh\n"
     "- avgpool2d: {pool: 2, stride: 1}\n"
     "- conv2d: {filters: 4, kernel: 3}\n"
     "- maxpool2d: {pool: 2, stride: 1}\n"
     "- avgpool2d\n"
     "- sigmoid\n"
     "- conv2d: {filters: 5, kernel: 2}\n"
     "- relu\n"
     "- maxpool2d: {pool: 2, stride: 1}\n"
     "- global_avgpool\n"
     "- dense: {units: classes}\n"},
    {"relu-pool", {13, 11, 1}, 3, LARGE, /* no batch normalisation: blocks go back at once */
     SGD SOFTMAX LIST
     "- conv2d: {filters: 5, kernel: 3, padding: valid}\n"
     "- relu\n"
     "- maxpool2d\n"
     "- conv2d: {filters: 6, kernel: 3}\n"
     "- batchnorm: {enabled: false}\n"
     "- relu\n"
     "- maxpool2d\n"
     "- flatten\n"
     "- dense: {units: classes}\n"},
    {"batchnorm-frozen", {7, 5, 3}, 3, BATCH,
     SGD SOFTMAX LIST
     "- conv2d: {filters: 5, kernel: 3}\n"
     "- batchnorm: {momentum: 0.87, frozen_statistics: true}\n"
     "- tanh\n"
     "- flatten\n"
     "- dense: {units: classes}\n"},
    {"dropout", {6, 5, 2}, 3, BATCH,
     SGD SOFTMAX LIST
     "- dropout: {rate: 0.3}\n"
     "- conv2d: {filters: 4, kernel: 3}\n"
     "- batchnorm: {momentum: 0.87}\n"
     "- tanh\n"
     "- maxpool2d\n"
     "- dropout: {rate: 0.25, rescale: false}\n"
     "- flatten\n"
     "- dense: {units: 9}\n"
     "- relu\n"
     "- dropout: {rate: 0.5, enabled: false}\n"
     "- dropout: {rate: 0.5}\n"
     "- dense: {units: classes}\n"},
    {"residual-blocks", {8, 7, 2}, 3, BATCH,
     ADAM SOFTMAX LIST
     "- conv2d: {filters: 4, kernel: 3}\n"
     "- residual:\n"
     "    layers:\n"
     "    - batchnorm: {momentum: 0.9}\n"
     "    - tanh\n"
     "    - conv2d: {filters: 4, kernel: 3}\n"
     "    - dropout: {rate: 0.25}\n"
     "- residual:\n"
     "    shortcut: projection\n"
     "    layers:\n"
     "    - conv2d: {filters: 6, kernel: 3, stride: 2}\n"
     "    - residual:\n"
     "        layers:\n"
     "        - relu\n"
     "        - conv2d: {filters: 6, kernel: 1}\n"
     "    - tanh\n"
     "- batchnorm: {momentum: 0.87}\n"
     "- residual:\n"
     "    shortcut: projection\n"
     "    layers:\n"
     "    - maxpool2d: {pool: 1}\n"
     "    - conv2d: {filters: 5, kernel: 3}\n"
     "- relu\n"
     "- global_avgpool\n"
     "- residual:\n"
     "    layers:\n"
     "    - dense: {units: 5}\n"
     "- dense: {units: classes}\n"},
};

static const struct torch_case loss_cases[] = {
    {"softmax", {3, 2, 2}, 4, BATCH, ADAM SOFTMAX PERCEPTRON("classes")},
    {"softmax-weights", {3, 2, 2}, 3, BATCH,
     SGD "loss: {name: cross_entropy, class_weights: [0.31, 2.2, 1.7]}\n" PERCEPTRON("classes")},
    {"softmax-smooth", {3, 2, 2}, 4, BATCH,
     SGD "loss: {name: cross_entropy, label_smoothing: 0.13, l2: 0.0031}\n" PERCEPTRON("classes")},
    {"softmax-weights-smooth", {3, 2, 2}, 3, BATCH,
     SGD "loss: {name: cross_entropy, class_weights: [0.31, 2.2, 1.7], label_smoothing: 0.13}\n"
     PERCEPTRON("classes")},
    {"binary-one-unit", {3, 2, 2}, 2, BATCH,
     SGD "loss: {name: binary_cross_entropy}\n" PERCEPTRON("1")},
    {"binary-one-unit-all", {3, 2, 2}, 2, BATCH,
     ADAM "loss: {name: binary_cross_entropy, class_weights: [0.31, 2.2], label_smoothing: 0.13, "
     "l1: 0.0013}\n" PERCEPTRON("1")},
    {"binary-units", {3, 2, 2}, 4, BATCH,
     SGD "loss: {name: binary_cross_entropy, l1: 0.0013, l2: 0.0031}\n" PERCEPTRON("classes")},
    {"binary-units-all", {3, 2, 2}, 3, BATCH,
     SGD "loss: {name: binary_cross_entropy, class_weights: [0.31, 2.2, 1.7], label_smoothing: "
     "0.13}\n" PERCEPTRON("classes")},
    {"squares-one-unit", {3, 2, 2}, 2, BATCH,
     SGD "loss: {name: mean_squared_error}\n" PERCEPTRON("1")},
    {"squares-units", {3, 2, 2}, 4, BATCH,
     ADAM "loss: {name: mean_squared_error}\n" PERCEPTRON("classes")},
    {"squares-units-all", {3, 2, 2}, 3, BATCH,
     SGD "loss: {name: mean_squared_error, class_weights: [0.31, 2.2, 1.7], label_smoothing: 0.13, "
     "l2: 0.0031}\n" PERCEPTRON("classes")},
};

/* Presets, on inputs small enough for 20 steps as text; vgg-like with fewer filters and units. */
static const struct torch_case preset_cases[] = {
    {"tiny-cnn", {12, 10, 1}, 2, BATCH, SGD SOFTMAX "network: tiny-cnn\n"},
    {"four-layer-cnn", {16, 19, 1}, 2, BATCH, ADAM SOFTMAX "network: four-layer-cnn\n"},
    {"keras-example", {14, 11, 1}, 5, BATCH,
     ADAM SOFTMAX "network: {preset: keras-example, dropout_1: {enabled: true}}\n"},
    {"vgg-like", {16, 18, 3}, 3, BATCH,
     SMALL_STEPS SOFTMAX
     "network: {preset: vgg-like, conv2d_1: {filters: 4}, conv2d_2: {filters: 4}, "
     "conv2d_3: {filters: 5}, conv2d_4: {filters: 5}, conv2d_5: {filters: 6}, "
     "conv2d_6: {filters: 6}, conv2d_7: {filters: 9}, conv2d_8: {filters: 9}, "
     "dense_1: {units: 11}}\n"},
    {"mlp", {1, 1, 2}, 2, BATCH, ADAM SOFTMAX "network: mlp\n"},
    {"residual", {9, 11, 2}, 3, BATCH, SGD SOFTMAX "network: residual\n"},
};

#endif
