/* How parameters start.
 *
 * With n_in and n_out the fans of a kernel (for a conv k·k·channels), g the gain:
 *     he        N(0, 2 g²/n_in)            He et al. 2015; for ReLU
 *     lecun     N(0, g²/n_in)              LeCun et al. 1998
 *     glorot    N(0, 2 g²/(n_in + n_out))  Glorot & Bengio 2010
 *     *_uniform the same variance, uniform on ±sqrt(3 variance); glorot_uniform is Keras's default
 *     uniform   on ±g/sqrt(n_in)           PyTorch's default
 *     zeros     all alike: nothing breaks the symmetry between filters */
#ifndef RAVINE_NN_INITIALIZER_H
#define RAVINE_NN_INITIALIZER_H

#include "ravine/param.h"

#include <stdint.h>

enum rv_initializer_rule {
    RV_INITIALIZER_HE,
    RV_INITIALIZER_HE_UNIFORM,
    RV_INITIALIZER_GLOROT,
    RV_INITIALIZER_GLOROT_UNIFORM,
    RV_INITIALIZER_LECUN,
    RV_INITIALIZER_LECUN_UNIFORM,
    RV_INITIALIZER_UNIFORM,
    RV_INITIALIZER_ZEROS
};

/* Names in the order of the enum, NULL-terminated. */
extern const char *const rv_initializer_names[];

struct rv_initializer {
    int rule; /* enum rv_initializer_rule */
    double gain;
};

/* The rows `initializer` and `gain` of a layer whose configuration has a member `kernel_start`. */
#define RV_INITIALIZER_ROWS(type)                                                                  \
    {.name = "initializer", .kind = RV_KIND_CHOICE,                                                \
     .offset = offsetof(type, kernel_start) + offsetof(struct rv_initializer, rule),               \
     .choices = rv_initializer_names,                                                              \
     .help = "Distribution of the first kernel: he for ReLU, glorot_uniform as Keras, uniform as " \
             "PyTorch, zeros to see why weights must differ."},                                    \
    {.name = "gain", .kind = RV_KIND_REAL,                                                         \
     .offset = offsetof(type, kernel_start) + offsetof(struct rv_initializer, gain), .initial = 1, \
     .minimum = 0, .maximum = 1e6, .open = RV_OPEN_MINIMUM,                                        \
     .help = "Factor on the first kernel. Too large in the last layer: huge first outputs, and a " \
             "first loss far above that of guessing."}

/* Draws `count` coefficients from the stream (seed, init, position, array). */
void rv_initializer_draw(struct rv_initializer start, double fan_in, double fan_out, uint64_t seed,
                         unsigned position, unsigned array, double *out, size_t count);

#endif
