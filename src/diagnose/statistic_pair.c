/* Readings of two curves, and of curves beside the sizes of the problem. */
#include "diagnose/statistic.h"

#include "ravine/math.h"
#include "ravine/memory.h"

#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>

#define CALM 0.003 /* relative fluctuation that rounding alone makes */

/* The median of what `pick` gives on the rows of the second half; NaN of none. */
static double late_median(const struct rv_curves *curves, const struct rv_statistic *self,
                          double (*pick)(double a, double b))
{
    double *some = rv_alloc(curves->rows + 1, sizeof *some), median;
    size_t count = 0;

    for (size_t i = curves->rows / 2; i < curves->rows; i++) {
        double x = pick(curves->column[self->curve][i], curves->column[self->other][i]);

        if (isfinite(x))
            some[count++] = x;
    }
    gsl_sort(some, 1, count);
    median = count ? gsl_stats_median_from_sorted_data(some, 1, count) : (double)NAN;
    rv_free(some);
    return median;
}

static double difference(double a, double b)
{
    return a - b;
}

static double own(double a, double b)
{
    (void)b;
    return a;
}

static double above_log(double loss, double accuracy)
{
    return accuracy > 0 && accuracy <= 1 ? loss + rv_math_log(accuracy) : (double)NAN;
}

double rv_statistic_late_gap(const struct rv_curves *curves, const struct rv_statistic *self)
{
    return late_median(curves, self, difference);
}

double rv_statistic_confidence(const struct rv_curves *curves, const struct rv_statistic *self)
{
    return late_median(curves, self, above_log);
}

double rv_statistic_first_gap(const struct rv_curves *curves, const struct rv_statistic *self)
{
    return curves->rows && curves->fresh
               ? curves->column[self->curve][0] - curves->column[self->other][0]
               : (double)NAN;
}

double rv_statistic_largest_gap(const struct rv_curves *curves, const struct rv_statistic *self)
{
    double most = -HUGE_VAL;

    for (size_t i = 0; i < curves->rows; i++) {
        double gap = curves->column[self->curve][i] - curves->column[self->other][i];

        most = gap > most ? gap : most;
    }
    return most;
}

double rv_statistic_jumps_ratio(const struct rv_curves *curves, const struct rv_statistic *self)
{
    struct rv_statistic other = *self;

    other.curve = self->other;
    return rv_math_log((rv_statistic_jumps(curves, self) + CALM) /
                       (rv_statistic_jumps(curves, &other) + CALM));
}

/* Correlation of n pairs given by `at`, a of them behind. */
static double correlate(const double *x, const double *y, size_t rows, bool changes, size_t lag)
{
    double n = 0, sx = 0, sy = 0, xx = 0, yy = 0, xy = 0;

    for (size_t i = changes; i + lag < rows; i++) {
        double a = changes ? x[i] - x[i - 1] : x[i];
        double b = changes ? y[i + lag] - y[i + lag - 1] : y[i + lag];

        if (!isfinite(a) || !isfinite(b))
            continue;
        n += 1;
        sx += a;
        sy += b;
        xx += a * a;
        yy += b * b;
        xy += a * b;
    }
    if (n < 4)
        return (double)NAN;
    xx -= sx * sx / n;
    yy -= sy * sy / n;
    xy -= sx * sy / n;
    return xx > 1e-15 && yy > 1e-15 ? xy / sqrt(xx * yy) : 0;
}

double rv_statistic_follows(const struct rv_curves *curves, const struct rv_statistic *self)
{
    return correlate(curves->column[self->curve], curves->column[self->other], curves->rows, true,
                     0);
}

double rv_statistic_follows_next(const struct rv_curves *curves, const struct rv_statistic *self)
{
    return correlate(curves->column[self->curve], curves->column[self->other], curves->rows, true,
                     1);
}

double rv_statistic_correlation(const struct rv_curves *curves, const struct rv_statistic *self)
{
    return correlate(curves->column[self->curve], curves->column[self->other], curves->rows, false,
                     0);
}

double rv_statistic_late_correlation(const struct rv_curves *curves,
                                     const struct rv_statistic *self)
{
    size_t half = curves->rows / 2;

    return correlate(curves->column[self->curve] + half, curves->column[self->other] + half,
                     curves->rows - half, false, 0);
}

double rv_statistic_gap_trend(const struct rv_curves *curves, const struct rv_statistic *self)
{
    double *gap = rv_alloc(2 * curves->rows + 1, sizeof *gap), *time = gap + curves->rows, trend;

    for (size_t i = 0; i < curves->rows; i++) {
        gap[i] = curves->column[self->curve][i] - curves->column[self->other][i];
        time[i] = (double)i;
    }
    trend = correlate(gap, time, curves->rows, false, 0);
    rv_free(gap);
    return trend;
}

double rv_statistic_above_chance(const struct rv_curves *curves, const struct rv_statistic *self)
{
    double chance = 1 / curves->classes;

    return (late_median(curves, self, own) - chance) / (1 - chance);
}

double rv_statistic_lowest_of_chance(const struct rv_curves *curves,
                                     const struct rv_statistic *self)
{
    double least = HUGE_VAL;

    for (size_t i = 0; i < curves->rows; i++) {
        double a = curves->column[self->curve][i];

        least = a < least ? a : least;
    }
    return least * curves->classes;
}

double rv_statistic_of_log_classes(const struct rv_curves *curves, const struct rv_statistic *self)
{
    return late_median(curves, self, own) / rv_math_log(curves->classes);
}

double rv_statistic_first_level(const struct rv_curves *curves, const struct rv_statistic *self)
{
    return isfinite(curves->facts.classes) && curves->fresh && curves->rows
               ? curves->column[self->curve][0] / rv_math_log(curves->classes)
               : (double)NAN;
}

/* Standard error of a share p of n independent examples, by its median, with one success and one
 * failure added so that 0 and 1 have an error, too. */
double rv_statistic_jumps_of_error(const struct rv_curves *curves,
                                   const struct rv_statistic *self)
{
    double n = curves->validation, p = late_median(curves, self, own);

    p = (p * n + 1) / (n + 2);
    return p > 0 && p < 1 ? rv_statistic_jumps(curves, self) / sqrt(p * (1 - p) / n) : (double)NAN;
}

double rv_statistic_jumps_of_size(const struct rv_curves *curves, const struct rv_statistic *self)
{
    return rv_statistic_jumps(curves, self) * sqrt(curves->validation);
}
