/* How large a curvature an optimizer bears: see stability.h. What is known of each stands in its
 * own file (`theory` of struct rv_optimizer_type); for adaptive rules Cohen et al. (2022). */
#include "run/stability.h"

#include "ravine/vector.h"

#include <math.h>
#include <string.h>

/* The value of a parameter, 0 where the optimizer has none of that name. */
static double value_of(const struct rv_config *optimizer, const char *name)
{
    const struct rv_param *row = rv_params_find(optimizer->type->params, name);

    return row ? rv_param_number(row, optimizer->values) : 0;
}

static const struct rv_optimizer_type *type_of(const struct rv_config *optimizer)
{
    return (const struct rv_optimizer_type *)optimizer->type;
}

double rv_stability_limit(const struct rv_config *optimizer, double rate, double momentum)
{
    const struct rv_theory *theory = &type_of(optimizer)->theory;
    double limit = 2 + 2 * momentum;

    if (theory->kind != RV_THEORY_LINEAR && theory->kind != RV_THEORY_FROZEN)
        return RV_NAN;
    if (value_of(optimizer, "nesterov") != 0)
        limit /= 1 + 2 * momentum;
    if (theory->averages)
        limit /= 1 - momentum;
    return rate > 0 ? limit / rate : HUGE_VAL;
}

/* Where a name stands in a NULL-terminated list; -1: nowhere. */
static int place_of(const char *const *names, const char *name)
{
    for (int k = 0; names && names[k]; k++)
        if (strcmp(names[k], name) == 0)
            return k;
    return -1;
}

/* Mean squared gradient of an adaptive rule: its slot; `filled` is the share that gradients have
 * filled of it. NULL where there is none. */
static const double *mean_square(const struct rv_config *optimizer, double *state, size_t n,
                                 double *filled)
{
    static const char *const names[] = {"v_max", "v", "mean_square", NULL};
    const struct rv_optimizer_type *type = type_of(optimizer);
    int carry = place_of(type->carries, "weight2");

    *filled = carry < 0 ? 1 : state[1 + carry];
    for (int k = 0; names[k]; k++) {
        int slot = place_of(type->slots, names[k]);

        if (slot >= 0)
            return rv_optimizer_slot_values(optimizer->type, state, n, slot);
    }
    return NULL;
}

bool rv_stability_scale(const struct rv_config *optimizer, const struct rv_range *ranges,
                        size_t range_count, double *state, size_t n, double *scale)
{
    bool adaptive = type_of(optimizer)->theory.kind == RV_THEORY_FROZEN, same = !adaptive;
    double filled = 0, epsilon = value_of(optimizer, "epsilon");
    const double *v = adaptive ? mean_square(optimizer, state, n, &filled) : NULL;

    for (size_t r = 0; r < range_count; r++)
        same = same && (ranges[r].rate == 1 || !ranges[r].trainable);
    if (same || (adaptive && !(v && filled > 0)))
        return false;
    for (size_t r = 0; r < range_count; r++)
        for (size_t i = ranges[r].offset; i < ranges[r].offset + ranges[r].count; i++) {
            double root = adaptive ? sqrt(v[i] / filled) + epsilon : 1;

            scale[i] = sqrt(ranges[r].rate / root);
        }
    return true;
}
