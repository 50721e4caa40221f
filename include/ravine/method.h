/* Methods: optimizers that evaluate the objective themselves, as often as they like.
 *
 * A method is one file in src/optim/methods and one row, like an update rule. A step begins with
 * value and gradient at the iterate (which the run needs anyhow) and ends with the iterate moved:
 *
 *     struct rv_method *method = rv_method_create(config.type, objective.count);
 *     double f = rv_objective_evaluate(&objective, x, g);
 *     long evaluations = rv_method_step(method, &config, &control, &objective, f, state, x, g);
 *
 * Whatever a later step depends on lies in `state`, as for update rules: a copy of it is a whole
 * checkpoint. What a method keeps besides (`room`: a GSL handle, a matrix) can be thrown away
 * between any two steps without a bit of the path changing. */
#ifndef RAVINE_METHOD_H
#define RAVINE_METHOD_H

#include "ravine/optimizer.h"

/* One step, as a method sees it. Frozen ranges have gradient 0; wherever a method moves them, they
 * are put back. */
struct rv_iteration {
    const struct rv_objective *objective;
    long evaluations;       /* of this step so far: 1, for value and gradient below */
    double value;           /* at p */
    double *p;              /* the iterate; moved in place */
    const double *g;        /* gradient at p before the step */
    double *const *slot;    /* state, one value a coordinate */
    double *carry;          /* state, single values */
    double *const *scratch; /* the vectors that the type asked for; not state */
    void *room;             /* what `open` made; not state */
};

/* Evaluates and counts. `gradient` may be NULL. A value that is not finite becomes HUGE_VAL. */
double rv_method_evaluate(struct rv_iteration *iteration, const double *x, double *gradient);

struct rv_method;

/* Room for the method on n coordinates; NULL for an update rule. */
struct rv_method *rv_method_create(const struct rv_type *optimizer, size_t n);
void rv_method_free(struct rv_method *method); /* NULL is allowed */

/* One step: `value` and `g` are those at p. Returns the evaluations, `value` counted as one.
 * Nothing is allocated. */
long rv_method_step(struct rv_method *method, const struct rv_config *config,
                    const struct rv_control *control, const struct rv_objective *objective,
                    double value, double *state, double *p, const double *g);

/* Whether it refuses mini-batches and noise. */
bool rv_method_needs_exact(const struct rv_type *optimizer);
/* Why the optimizer cannot work on an objective of n coordinates in `replicas` blocks: a sentence
 * in `error`, RV_INPUT. `inexact`: what makes the same point give another value ("noise on the
 * gradient"), NULL where nothing does. Update rules take all. */
enum rv_status rv_method_check(const struct rv_type *optimizer, const char *inexact,
                               size_t replicas, size_t n, struct rv_error *error);

#endif
