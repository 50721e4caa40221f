/* Forward and backward of the layers that map every number by itself. */
#ifndef RAVINE_NN_LAYERS_ACTIVATION_H
#define RAVINE_NN_LAYERS_ACTIVATION_H

#include "nn/layer.h"
#include "nn/network.h"

/* out = f(in) over the block; gradient of in = f'(in) · gradient of out. `slope`: below 0, of leaky
 * ReLU. */
void rv_activation_forward(enum rv_activation kind, double slope, const struct rv_operation *op,
                           const struct rv_frame *frame);
void rv_activation_backward(enum rv_activation kind, double slope, const struct rv_operation *op,
                            const struct rv_frame *frame);

#endif
