/* How much a curve fluctuates: second differences.
 *
 * For v_i = a + b i + e_i with white noise e of variance s^2 the second difference
 * v_{i+1} - 2 v_i + v_{i-1} has mean 0 and variance (1 + 4 + 1) s^2 = 6 s^2, whatever a and b are:
 * any local straight line drops out, and the root of its mean square over 6 is s. */
#include "ravine/measure.h"

#include "ravine/vector.h"

#include <gsl/gsl_statistics_double.h>
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

/* ---- Where along the run ---- */

/* The part of a curve from `first` on, `count` epochs of it. */
static struct rv_curve part(const struct rv_curve *curve, size_t first, size_t count)
{
    struct rv_curve piece = *curve;

    piece.value += first;
    piece.count = count;
    piece.first_epoch += (long)first;
    return piece;
}

/* Of an odd number of epochs the middle one belongs to neither half. */
static double early_late_ratio(const struct rv_curve *curve, const struct rv_curve *other)
{
    size_t half = curve->count / 2;
    const struct rv_curve early = part(curve, 0, half);
    const struct rv_curve late = part(curve, curve->count - half, half);

    (void)other;
    return fluctuation(&early, NULL) / fluctuation(&late, NULL);
}

const struct rv_measure_type rv_measure_early_late_ratio = {
    .type = {.name = "early_late_ratio",
             .summary = "Fluctuation of the first half of the epochs over that of the second half: "
                        "above 1, it wears out; below 1, it grows. Of an odd number of epochs the "
                        "middle one is left out."},
    .least = 6,
    .measure = early_late_ratio,
};

/* v_{i+1} - (2 v_i - v_{i-1}) is what an epoch misses the line through the two before it by. Its
 * root mean square is sqrt 6 times the fluctuation. */
static double onset(const struct rv_curve *curve, const struct rv_curve *other)
{
    const double *v = curve->value;
    double least = fluctuation(curve, NULL) / 2;

    (void)other;
    for (size_t i = 1; i + 1 < curve->count && least > 0; i++)
        if (fabs(v[i + 1] - 2 * v[i] + v[i - 1]) / sqrt(6) >= least)
            return (double)curve->first_epoch + (double)i + 1;
    return RV_NAN;
}

const struct rv_measure_type rv_measure_onset = {
    .type = {.name = "onset",
             .summary = "First epoch that misses the straight line through the two epochs before "
                        "it by at least half the root mean square of all such misses: where the "
                        "jumps begin. No value for a straight line."},
    .least = 3,
    .unit = "epochs",
    .measure = onset,
};

/* Of the models that a run would hand in were it stopped at any of its late epochs. */
static double spread(const struct rv_curve *curve, const struct rv_curve *other)
{
    size_t half = curve->count - curve->count / 2;

    (void)other;
    return gsl_stats_sd(curve->value + curve->count - half, 1, half);
}

const struct rv_measure_type rv_measure_spread = {
    .type = {.name = "spread",
             .summary = "Standard deviation over the last half of the epochs (n - 1 below the "
                        "root): the lottery of the epoch at which a run is stopped."},
    .least = 3,
    .unit = "curve",
    .measure = spread,
};
