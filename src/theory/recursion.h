/* Which linear recursion an optimizer is along one direction. Not for other folders.
 *
 * Adaptive optimizers divide by a root mean square gradient P: with P taken as constant they are
 * the heavy ball at rate gain × rate / P (Cohen et al. 2022). */
#ifndef RAVINE_THEORY_RECURSION_H
#define RAVINE_THEORY_RECURSION_H

#include "theory/linear.h"

#include "ravine/recipe.h"

struct rv_recursion {
    const char *reason; /* why there is none; NULL: the rest holds */
    double rate, momentum;
    bool nesterov;
    bool adaptive;
    bool mean_square; /* P^2 is a running mean of g^2: a steady P exists under noise */
    double gain;      /* 1 - momentum where the momentum is a mean of gradients, else 1 */
};

/* `control` NULL: the optimizer's own rate and momentum. */
struct rv_recursion rv_recursion_of(const struct rv_recipe *recipe,
                                    const struct rv_control *control);

#endif
