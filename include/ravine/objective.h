/* The one seam between landscape and optimizer.
 *
 * All parameters lie flat in one array of doubles, all gradients in another. To an optimizer a
 * two-dimensional surface and a network's loss on a mini-batch are the same thing: optimizers,
 * curvature tools and landscape pictures include this header and neither a surface's nor a
 * network's.
 *
 * `ranges` cut the flat array into named pieces (a conv kernel, a bias) with their own factor on
 * the learning rate; frozen ranges get no gradient. `block` is the number of coordinates of one
 * replica: norms, clipping and divergence are per block. A network has one block. */
#ifndef RAVINE_OBJECTIVE_H
#define RAVINE_OBJECTIVE_H

#include <stdbool.h>
#include <stddef.h>

struct rv_range {
    const char *name; /* "conv2d_1.kernel"; owned by the objective */
    size_t offset;    /* of the first coordinate */
    size_t count;
    double rate;      /* factor on the learning rate; default 1 */
    double decay;     /* factor on weight decay and L1/L2: 1 for kernels, 0 for biases and BN */
    bool trainable;
};

struct rv_objective {
    size_t count; /* coordinates */
    size_t block; /* coordinates of one replica; count when there is one */
    const struct rv_range *ranges;
    size_t range_count;
    bool exact; /* the same point always gives the same value (no mini-batch, no noise) */
    void *self;
    /* Value at `x` and, unless `gradient` is NULL, its gradient (all `count` entries are written,
     * 0 in frozen ranges). May be called several times a step: same mini-batch, same keys, same
     * answer. */
    double (*evaluate)(void *self, const double *x, double *gradient);
    /* Exact Hessian, count x count, row after row; false where there is none. May be NULL. */
    bool (*hessian)(void *self, const double *x, double *hessian);
};

static inline double rv_objective_evaluate(const struct rv_objective *objective, const double *x,
                                           double *gradient)
{
    return objective->evaluate(objective->self, x, gradient);
}

#endif
