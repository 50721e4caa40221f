/* How large a curvature an optimizer bears, at the rate that is in force. */
#ifndef RAVINE_RUN_STABILITY_H
#define RAVINE_RUN_STABILITY_H

#include "ravine/optimizer.h"

/* The curvature at which steps along one direction of a parabola grow: 2 / rate for plain descent,
 * (2 + 2b) / rate with momentum b, (2 + 2b) / ((1 + 2b) rate) in Nesterov's form, (2 + 2b) /
 * ((1 - b) rate) where the momentum is a running mean; of an adaptive rule it bounds the
 * preconditioned Hessian. NaN where no closed form is known. HUGE_VAL at rate 0. */
double rv_stability_limit(const struct rv_config *optimizer, double rate, double momentum);

/* The square root of what multiplies each gradient besides the rate: the factors of the ranges, and
 * of an adaptive rule 1 / (root mean square gradient + epsilon), from its state of n coordinates.
 * False: it is 1 everywhere, and nothing was written. */
bool rv_stability_scale(const struct rv_config *optimizer, const struct rv_range *ranges,
                        size_t range_count, double *state, size_t n, double *scale);

#endif
