/* The framework around the methods: one step, room to work, what they refuse. See ravine/method.h.
 */
#include "ravine/method.h"

#include "ravine/memory.h"
#include "ravine/vector.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define SCRATCH_MAX 4

struct rv_method {
    const struct rv_optimizer_type *type;
    size_t n;
    void *room;                   /* the type's own */
    double *scratch[SCRATCH_MAX]; /* pieces of `vectors` */
    double *before;               /* the iterate before the step, for frozen ranges */
    double *vectors;              /* owned */
};

static const struct rv_optimizer_type *as_optimizer(const struct rv_type *type)
{
    return (const struct rv_optimizer_type *)type;
}

/* DBL_MAX and not infinity: GSL's line searches give up at the latter, and take the former for a
 * very high wall. */
double rv_method_evaluate(struct rv_iteration *iteration, const double *x, double *gradient)
{
    const double value = rv_objective_evaluate(iteration->objective, x, gradient);

    iteration->evaluations++;
    return isfinite(value) ? value : DBL_MAX;
}

/* ---- Room ---- */

struct rv_method *rv_method_create(const struct rv_type *optimizer, size_t n)
{
    const struct rv_optimizer_type *type = as_optimizer(optimizer);
    struct rv_method *method;

    if (!type->iterate)
        return NULL;
    if (type->scratch > SCRATCH_MAX)
        RV_BUG("method %s asks for %zu vectors", type->type.name, type->scratch);
    method = rv_alloc(1, sizeof *method);
    method->type = type;
    method->n = n;
    method->vectors = rv_alloc((type->scratch + 1) * n, sizeof *method->vectors);
    method->before = method->vectors;
    for (size_t k = 0; k < type->scratch; k++)
        method->scratch[k] = method->vectors + (k + 1) * n;
    if (type->open)
        method->room = type->open(n);
    return method;
}

void rv_method_free(struct rv_method *method)
{
    if (!method)
        return;
    if (method->room)
        method->type->close(method->room);
    rv_free(method->vectors);
    rv_free(method);
}

/* ---- A step ---- */

/* A line search or a simplex would move what has no gradient by rounding, or more. */
static void put_back(const struct rv_objective *objective, const double *before, double *p)
{
    for (size_t r = 0; r < objective->range_count; r++) {
        const struct rv_range *range = &objective->ranges[r];

        if (!range->trainable)
            memcpy(p + range->offset, before + range->offset, range->count * sizeof *p);
    }
}

/* Rate 0 moves nothing, as with every update rule. Exact methods are not asked then: a line search
 * whose first trial lies where it starts has nothing to go by. */
long rv_method_step(struct rv_method *method, const struct rv_config *config,
                    const struct rv_control *control, const struct rv_objective *objective,
                    double value, double *state, double *p, const double *g)
{
    const struct rv_optimizer_type *type = method->type;
    double *slot[RV_SLOTS_MAX] = {0};
    struct rv_step step = {
        .config = config->values,
        .rate = rv_optimizer_rate(config) * control->factor,
        .momentum = rv_optimizer_momentum(config),
        .decay = 1,
        .first = state[0] == 0,
    };
    struct rv_iteration iteration = {
        .objective = objective,
        .evaluations = 1,
        .value = value,
        .p = p,
        .g = g,
        .slot = slot,
        .carry = state + 1,
        .scratch = method->scratch,
        .room = method->room,
    };

    if (config->type != &type->type || objective->count != method->n)
        RV_BUG("room of the method %s, step of %s", type->type.name, config->type->name);
    if (type->momentum && !isnan(control->momentum))
        step.momentum = control->momentum;
    for (int k = 0; type->slots && type->slots[k]; k++)
        slot[k] = rv_optimizer_slot_values(config->type, state, method->n, k);
    memcpy(method->before, p, method->n * sizeof *p);
    if (step.rate > 0 || !type->exact)
        type->iterate(&step, &iteration);
    put_back(objective, method->before, p);
    state[0] += 1;
    return iteration.evaluations;
}

/* ---- What a method refuses ---- */

bool rv_method_needs_exact(const struct rv_type *optimizer)
{
    return as_optimizer(optimizer)->exact;
}

enum rv_status rv_method_check(const struct rv_type *optimizer, const char *inexact,
                               size_t replicas, size_t n, struct rv_error *error)
{
    const struct rv_optimizer_type *type = as_optimizer(optimizer);

    if (type->exact && inexact)
        return rv_error_set(error, RV_INPUT,
                            "the method %s needs the same value at the same point, and here is %s",
                            optimizer->name, inexact);
    if (type->one_block && replicas > 1)
        return rv_error_set(error, RV_INPUT, "the method %s moves one path, not %zu replicas",
                            optimizer->name, replicas);
    if (type->most && n > type->most)
        return rv_error_set(error, RV_INPUT,
                            "the method %s works on at most %zu coordinates, here are %zu",
                            optimizer->name, type->most, n);
    return RV_OK;
}
