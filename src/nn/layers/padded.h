/* Weights between maps that store more channels than the layer has (plan.h): a kernel of 7 filters
 * runs as one of 8 whose last filter is 0.
 *
 * The numbers of the network stay [taps][inputs][outputs] and [outputs]; the copy for the kernels
 * is [taps][stored inputs][stored outputs], then [stored outputs], zeros in between. What a 0 adds
 * to a sum changes no bit of it. */
#ifndef RAVINE_NN_LAYERS_PADDED_H
#define RAVINE_NN_LAYERS_PADDED_H

#include <stdbool.h>
#include <stddef.h>

struct rv_padded {
    size_t taps; /* cells of the kernel, or of the map before a dense layer */
    size_t inputs, outputs;
    size_t stored_inputs, stored_outputs;
};

/* Whether the maps store no more than the layer has, so that no copy is needed. */
bool rv_padded_is_plain(const struct rv_padded *p);
/* Bytes of a copy, 0 where none is needed. */
size_t rv_padded_size(const struct rv_padded *p);
/* Fills the copy; `bias` may be NULL (0). */
void rv_padded_fill(const struct rv_padded *p, const double *kernel, const double *bias,
                    double *copy);
/* Makes the copy zero, for gradients. */
void rv_padded_clear(const struct rv_padded *p, double *copy);
/* Adds the gradients in the copy to those of the network; `bias` may be NULL. */
void rv_padded_add(const struct rv_padded *p, const double *copy, double *kernel, double *bias);
/* The biases in the copy. */
double *rv_padded_bias(const struct rv_padded *p, double *copy);

#endif
