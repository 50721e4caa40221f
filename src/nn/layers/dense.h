/* The dense layer's operation, shared with flatten + dense. */
#ifndef RAVINE_NN_LAYERS_DENSE_H
#define RAVINE_NN_LAYERS_DENSE_H

#include "nn/layer.h"

extern const struct rv_operator rv_dense_operator;

#endif
