/* How much a curve fluctuates: second differences.
 *
 * For v_i = a + b i + e_i with white noise e of variance s^2 the second difference
 * v_{i+1} - 2 v_i + v_{i-1} has mean 0 and variance (1 + 4 + 1) s^2 = 6 s^2, whatever a and b are:
 * any local straight line drops out, and the root of its mean square over 6 is s. */
#include "ravine/measure.h"

#include <math.h>

static double fluctuation(const struct rv_curve *curve, const struct rv_curve *other)
{
    const double *v = curve->value;
    double sum = 0;

    (void)other;
    for (size_t i = 1; i + 1 < curve->count; i++) {
        double second = v[i + 1] - 2 * v[i] + v[i - 1];

        sum += second * second;
    }
    return sqrt(sum / (double)(curve->count - 2) / 6);
}

const struct rv_measure_type rv_measure_fluctuation = {
    .type = {.name = "fluctuation",
             .summary = "Standard deviation of the jumps from epoch to epoch, after any local "
                        "straight line is taken away.",
             .reference = "von Neumann, Kent, Bellinson, Hart 1941: the mean square successive "
                          "difference; here of second order"},
    .least = 3,
    .unit = "curve",
    .measure = fluctuation,
};

static double fluctuation_ratio(const struct rv_curve *curve, const struct rv_curve *other)
{
    return fluctuation(curve, NULL) / fluctuation(other, NULL);
}

const struct rv_measure_type rv_measure_fluctuation_ratio = {
    .type = {.name = "fluctuation_ratio",
             .summary = "Fluctuation of the curve divided by that of a second curve: "
                        "val_loss.fluctuation_ratio.loss tells how much livelier validation is."},
    .two_curves = true,
    .least = 3,
    .measure = fluctuation_ratio,
};

/* An inner point is a turning point when it is larger or smaller than both its neighbours. Of three
 * independent draws the middle one is the extreme one in 4 of the 6 orders: 2/3. */
static double turning_points(const struct rv_curve *curve, const struct rv_curve *other)
{
    const double *v = curve->value;
    size_t turns = 0;

    (void)other;
    for (size_t i = 1; i + 1 < curve->count; i++)
        turns += (v[i] > v[i - 1] && v[i] > v[i + 1]) || (v[i] < v[i - 1] && v[i] < v[i + 1]);
    return (double)turns / (double)(curve->count - 2);
}

const struct rv_measure_type rv_measure_turning_points = {
    .type = {.name = "turning_points",
             .summary = "Share of the inner epochs at which the curve turns: 0.67 for white noise, "
                        "near 0 for a smooth hump, 1 for a zigzag.",
             .reference = "Bienaymé 1874; Kendall and Stuart, The Advanced Theory of Statistics"},
    .least = 3,
    .measure = turning_points,
};
