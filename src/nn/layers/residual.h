/* What the builder of networks and of plans needs to know of residual blocks. */
#ifndef RAVINE_NN_LAYERS_RESIDUAL_H
#define RAVINE_NN_LAYERS_RESIDUAL_H

#include "nn/layer.h"

/* One map under two names; backward, the sum of their gradients. */
extern const struct rv_operator rv_residual_fork;
/* The sum of two maps; backward, the gradient goes to both as it is. */
extern const struct rv_operator rv_residual_join;

/* The shortcut from `in` to `out`. With `projection: NAME` it becomes a 1 × 1 convolution whose
 * configuration is written to `projection` (to be released); an identity leaves it empty. */
enum rv_status rv_residual_shortcut(const void *values, struct rv_shape in, struct rv_shape out,
                                    struct rv_config *projection, struct rv_error *error);

#endif
