/* Two curves side by side. */
#include "ravine/measure.h"

#include "ravine/memory.h"

#include <gsl/gsl_statistics_double.h>

static double correlation(const struct rv_curve *curve, const struct rv_curve *other)
{
    return gsl_stats_correlation(curve->value, 1, other->value, 1, curve->count);
}

const struct rv_measure_type rv_measure_correlation = {
    .type = {.name = "correlation",
             .summary = "Correlation of two curves; a common trend alone brings it near 1.",
             .reference = "Pearson 1895"},
    .two_curves = true,
    .least = 3,
    .measure = correlation,
};

static double *differences(const struct rv_curve *curve)
{
    double *difference = rv_alloc(curve->count - 1, sizeof *difference);

    for (size_t i = 1; i < curve->count; i++)
        difference[i - 1] = curve->value[i] - curve->value[i - 1];
    return difference;
}

/* Differences take the common trend away: what is left is whether the curves jump together. */
static double follows(const struct rv_curve *curve, const struct rv_curve *other)
{
    double *a = differences(curve), *b = differences(other);
    double result = gsl_stats_correlation(a, 1, b, 1, curve->count - 1);

    rv_free(a);
    rv_free(b);
    return result;
}

const struct rv_measure_type rv_measure_follows = {
    .type = {.name = "follows",
             .summary = "Correlation of the one-epoch changes of two curves: near 1, they jump "
                        "together."},
    .two_curves = true,
    .least = 4,
    .measure = follows,
};

static double gap(const struct rv_curve *curve, const struct rv_curve *other)
{
    double sum = 0;

    for (size_t i = 0; i < curve->count; i++)
        sum += curve->value[i] - other->value[i];
    return sum / (double)curve->count;
}

const struct rv_measure_type rv_measure_gap = {
    .type = {.name = "gap",
             .summary = "Mean of the curve minus a second curve. Compare like with like: loss "
                        "contains the penalty and dropout, snapshot_loss and val_loss do not."},
    .two_curves = true,
    .least = 1,
    .unit = "curve",
    .measure = gap,
};
