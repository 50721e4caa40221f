/* What a layer is: inside of nn/, for src/nn/layers/.
 *
 * A layer type says which shape it makes, which arrays of parameters it has, and how one operation
 * runs forward and backward (operation.h). It never allocates and knows neither its neighbours nor
 * the precision. */
#ifndef RAVINE_NN_LAYER_H
#define RAVINE_NN_LAYER_H

#include "nn/initializer.h"
#include "nn/operation.h"
#include "ravine/network.h"

#define RV_LAYER_ARRAYS 2

/* One array of a layer's parameters. */
struct rv_layer_array {
    const char *name; /* "kernel" */
    size_t count;
    bool drawn;                  /* first values: drawn, or all `value` */
    struct rv_initializer start; /* of drawn ones */
    double fan_in, fan_out;
    double value;
    double decay; /* 1 for kernels, 0 for biases and BN (struct rv_range) */
};

struct rv_layer_type {
    struct rv_type type;
    bool composite; /* a residual block: its inner layers, a shortcut and a sum */
    /* The shape of the output. On an error `out` is still the best guess, so that the layers after
     * it can be checked. NULL: the shape is kept. */
    enum rv_status (*shape)(const void *values, struct rv_shape in, struct rv_shape *out,
                            struct rv_error *error);
    /* Fills at most RV_LAYER_ARRAYS arrays, says how many. NULL: no parameters. */
    int (*arrays)(const void *values, struct rv_shape in, struct rv_layer_array *arrays);
    int statistics; /* running statistics, doubles a channel */
    /* Multiplications and additions of one example forward; NULL: not counted. */
    double (*flops)(const void *values, struct rv_shape in, struct rv_shape out);
    const struct rv_operator *run; /* NULL of a composite */
};

#define X(name) extern const struct rv_layer_type rv_layer_##name;
#include "nn/layers/layers.def"
#undef X

static inline const struct rv_layer_type *rv_layer_of(const struct rv_config *config)
{
    return (const struct rv_layer_type *)(const void *)config->type;
}

#endif
