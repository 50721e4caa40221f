/* The framework around the update rules: where their state lies, what a step is told, what survives
 * a change of the optimizer.
 *
 * State: [steps made][carries][slot 0: n][slot 1: n]... A step on a two-dimensional surface costs a
 * few nanoseconds, so nothing is looked up by name here: learning rate and momentum are the first
 * two doubles of every configuration (the registry test asserts it of the tables). */
#include "ravine/optimizer.h"

#include <math.h>
#include <string.h>

static const struct rv_optimizer_type *as_optimizer(const struct rv_type *type)
{
    return (const struct rv_optimizer_type *)type;
}

/* Length of a NULL-terminated list of names; a missing list is empty. */
static size_t count_names(const char *const *names)
{
    size_t count = 0;

    while (names != NULL && names[count] != NULL)
        count++;
    return count;
}

/* Index of the name in such a list, or -1. */
static int find_name(const char *const *names, const char *name)
{
    for (int k = 0; names != NULL && names[k] != NULL; k++)
        if (strcmp(names[k], name) == 0)
            return k;
    return -1;
}

size_t rv_optimizer_state_count(const struct rv_type *optimizer, size_t n)
{
    const struct rv_optimizer_type *type = as_optimizer(optimizer);

    return 1 + count_names(type->carries) + count_names(type->slots) * n;
}

/* Index into the state at which slot k begins. */
static size_t slot_start(const struct rv_optimizer_type *type, size_t n, size_t k)
{
    return 1 + count_names(type->carries) + k * n;
}

double *rv_optimizer_slot_values(const struct rv_type *optimizer, double *state, size_t n, int k)
{
    return state + slot_start(as_optimizer(optimizer), n, (size_t)k);
}

/* Every configuration starts with the head, so that a pointer to it is one to the head. */
double rv_optimizer_rate(const struct rv_config *config)
{
    return ((const struct rv_optimizer_head *)config->values)->learning_rate;
}

double rv_optimizer_momentum(const struct rv_config *config)
{
    if (as_optimizer(config->type)->momentum == NULL)
        return 0;
    return ((const struct rv_optimizer_head *)config->values)->momentum;
}

/* One step:
 *   1. rate and momentum of this step: configuration, then schedule;
 *   2. `begin` advances the carries once, whatever the number of ranges;
 *   3. `update` moves each trainable range with its own rate and decay; the slots of a range lie at
 *      the range's offset. Frozen ranges keep parameters and slots: after a thaw they go on with
 *      what they had. */
void rv_optimizer_step(const struct rv_config *config, const struct rv_control *control,
                       const struct rv_range *ranges, size_t range_count, size_t n, double *state,
                       double *p, const double *g)
{
    const struct rv_optimizer_type *type = as_optimizer(config->type);
    const double rate = rv_optimizer_rate(config) * control->factor;
    const size_t slot_count = count_names(type->slots);
    double *carry = state + 1;
    double *slots = state + slot_start(type, n, 0);
    struct rv_step step = {
        .config = config->values,
        .momentum = rv_optimizer_momentum(config),
        .first = state[0] == 0,
    };

    if (type->momentum != NULL && !isnan(control->momentum))
        step.momentum = control->momentum;
    if (type->begin != NULL)
        type->begin(&step, carry);
    for (size_t r = 0; r < range_count; r++) {
        const struct rv_range *range = &ranges[r];
        double *slot[RV_SLOTS_MAX];

        if (!range->trainable)
            continue;
        for (size_t k = 0; k < slot_count; k++)
            slot[k] = slots + k * n + range->offset;
        step.rate = rate * range->rate;
        step.decay = range->decay;
        type->update(&step, p + range->offset, g + range->offset, slot, range->count);
    }
    state[0] += 1;
}

/* Carries are kept by name as slots are: Adam's "weight1" says how much of "m" is filled, and one
 * without the other would multiply the first steps after a change by up to 1 / (1 - beta1). */
void rv_optimizer_adopt(const struct rv_type *from, const double *from_state,
                        const struct rv_type *to, double *to_state, size_t n)
{
    const struct rv_optimizer_type *old = as_optimizer(from), *new = as_optimizer(to);
    const size_t carries = count_names(new->carries), slots = count_names(new->slots);

    if (from == to) {
        memcpy(to_state, from_state, rv_optimizer_state_count(to, n) * sizeof *to_state);
        return;
    }
    memset(to_state, 0, rv_optimizer_state_count(to, n) * sizeof *to_state);
    for (size_t k = 0; k < carries; k++) {
        const int same = find_name(old->carries, new->carries[k]);

        if (same >= 0)
            to_state[1 + k] = from_state[1 + same];
    }
    for (size_t k = 0; k < slots; k++) {
        const int same = find_name(old->slots, new->slots[k]);

        if (same >= 0)
            memcpy(to_state + slot_start(new, n, k),
                   from_state + slot_start(old, n, (size_t)same), n * sizeof *to_state);
    }
}
