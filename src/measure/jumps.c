/* The largest change from one epoch to the next. */
#include "ravine/measure.h"

#include <math.h>

/* Index of the epoch that ends the largest jump. */
static size_t find_jump(const struct rv_curve *curve)
{
    size_t at = 1;

    for (size_t i = 2; i < curve->count; i++)
        if (fabs(curve->value[i] - curve->value[i - 1]) >
            fabs(curve->value[at] - curve->value[at - 1]))
            at = i;
    return at;
}

static double largest_jump(const struct rv_curve *curve, const struct rv_curve *other)
{
    size_t at = find_jump(curve);

    (void)other;
    return fabs(curve->value[at] - curve->value[at - 1]);
}

const struct rv_measure_type rv_measure_largest_jump = {
    .type = {.name = "largest_jump",
             .summary = "Largest change from one epoch to the next, up or down."},
    .least = 2,
    .unit = "curve",
    .measure = largest_jump,
};

static double at_jump(const struct rv_curve *curve, const struct rv_curve *other)
{
    return other->value[find_jump(curve)];
}

const struct rv_measure_type rv_measure_at_jump = {
    .type = {.name = "at_jump",
             .summary = "Value of a second curve at the epoch that ends the largest jump of the "
                        "curve: val_loss.at_jump.step_share is how much of the last step before it "
                        "went along the steepest direction."},
    .two_curves = true,
    .least = 2,
    .measure = at_jump,
};

static double largest_signed(const struct rv_curve *curve, double sign)
{
    double largest = 0;

    for (size_t i = 1; i < curve->count; i++)
        largest = fmax(largest, sign * (curve->value[i] - curve->value[i - 1]));
    return largest;
}

static double largest_rise(const struct rv_curve *curve, const struct rv_curve *other)
{
    (void)other;
    return largest_signed(curve, 1);
}

const struct rv_measure_type rv_measure_largest_rise = {
    .type = {.name = "largest_rise",
             .summary = "Largest rise from one epoch to the next; 0 when the curve never rises."},
    .least = 2,
    .unit = "curve",
    .measure = largest_rise,
};

static double largest_drop(const struct rv_curve *curve, const struct rv_curve *other)
{
    (void)other;
    return largest_signed(curve, -1);
}

const struct rv_measure_type rv_measure_largest_drop = {
    .type = {.name = "largest_drop",
             .summary = "Largest fall from one epoch to the next, as a positive number; 0 when the "
                        "curve never falls. Meant for accuracies."},
    .least = 2,
    .unit = "curve",
    .measure = largest_drop,
};

/* The standard error is paired: that of the mean over examples of loss_i(now) - loss_i(before). A
 * small z says that the validation set is too small to tell the jump from chance. */
static double jump_z(const struct rv_curve *curve, const struct rv_curve *other)
{
    size_t at = find_jump(curve);

    (void)other;
    return fabs(curve->value[at] - curve->value[at - 1]) / curve->jump_se[at];
}

const struct rv_measure_type rv_measure_jump_z = {
    .type = {.name = "jump_z",
             .summary = "Largest jump of val_loss over its paired standard error: well above 3, "
                        "the jump is no accident of the validation examples."},
    .jump_se = true,
    .least = 2,
    .measure = jump_z,
};
