/* Readings of one curve. Where the curve is a logarithm, differences are logarithms of factors. */
#include "diagnose/statistic.h"

#include "ravine/math.h"
#include "ravine/vector.h"
#include "ravine/memory.h"

#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>

#define SIDE 4 /* rows on each side of a cut that a comparison needs */

/* The curve's own column, and whether it has as many rows, the first and the last a number. */
static const double *column(const struct rv_curves *curves, const struct rv_statistic *self,
                            size_t least)
{
    const double *x = curves->column[self->curve];

    return curves->rows >= least && isfinite(x[0]) && isfinite(x[curves->rows - 1]) ? x : NULL;
}

static double second_difference(const double *x, size_t i)
{
    double d = x[i + 1] - 2 * x[i] + x[i - 1];

    return isfinite(d) ? d * d / 6 : 0;
}

/* The measure `fluctuation` of src/measure, where numbers may be missing. */
double rv_statistic_jumps(const struct rv_curves *curves, const struct rv_statistic *self)
{
    const double *x = column(curves, self, 3);
    double sum = 0;

    if (!x)
        return (double)NAN;
    for (size_t i = 1; i + 1 < curves->rows; i++)
        sum += second_difference(x, i);
    return sqrt(sum / (double)(curves->rows - 2));
}

static double lowest(const double *x, size_t rows)
{
    double least = HUGE_VAL;

    for (size_t i = 0; i < rows; i++)
        least = x[i] < least ? x[i] : least;
    return least;
}

double rv_statistic_end_rise(const struct rv_curves *curves, const struct rv_statistic *self)
{
    const double *x = column(curves, self, 3);

    return x ? x[curves->rows - 1] - lowest(x, curves->rows) : (double)NAN;
}

double rv_statistic_fall(const struct rv_curves *curves, const struct rv_statistic *self)
{
    const double *x = column(curves, self, 3);

    return x ? x[0] - lowest(x, curves->rows) : (double)NAN;
}

double rv_statistic_largest_rise(const struct rv_curves *curves, const struct rv_statistic *self)
{
    const double *x = column(curves, self, 3);
    double most = 0;

    if (!x)
        return (double)NAN;
    for (size_t i = 1; i < curves->rows; i++)
        most = x[i] - x[i - 1] > most ? x[i] - x[i - 1] : most;
    return most;
}

/* The largest fall after the first fifth, less the median size of a change. */
double rv_statistic_late_fall(const struct rv_curves *curves, const struct rv_statistic *self)
{
    const double *x = column(curves, self, 6);
    size_t first = curves->rows / 5 + 1, count = 0;
    double *size, most = 0, usual;

    if (!x)
        return (double)NAN;
    size = rv_alloc(curves->rows, sizeof *size);
    for (size_t i = first; i < curves->rows; i++) {
        double change = x[i] - x[i - 1];

        if (isfinite(change))
            size[count++] = fabs(change);
        most = -change > most ? -change : most;
    }
    gsl_sort(size, 1, count);
    usual = count ? gsl_stats_median_from_sorted_data(size, 1, count) : (double)NAN;
    rv_free(size);
    return most - usual;
}

/* Slope and correlation of the second half against time. */
static double against_time(const double *x, size_t rows, double *slope)
{
    double n = 0, t = 0, s = 0, tt = 0, ss = 0, ts = 0;

    for (size_t i = 0; i < rows; i++) {
        double time = (double)i;

        if (!isfinite(x[i]))
            continue;
        n += 1;
        t += time;
        s += x[i];
        tt += time * time;
        ss += x[i] * x[i];
        ts += time * x[i];
    }
    tt -= t * t / n;
    ss -= s * s / n;
    ts -= t * s / n;
    *slope = n >= 3 && tt > 0 ? ts / tt : (double)NAN;
    return n >= 3 && tt > 0 && ss > 1e-18 ? ts / sqrt(tt * ss) : n >= 3 ? 0 : (double)NAN;
}

double rv_statistic_late_trend(const struct rv_curves *curves, const struct rv_statistic *self)
{
    const double *x = column(curves, self, 6);
    size_t half = curves->rows / 2;
    double slope;

    return x ? against_time(x + half, curves->rows - half, &slope) : (double)NAN;
}

double rv_statistic_late_slope(const struct rv_curves *curves, const struct rv_statistic *self)
{
    const double *x = column(curves, self, 6);
    size_t half = curves->rows / 2;
    double slope = RV_NAN;

    if (x)
        against_time(x + half, curves->rows - half, &slope);
    return slope;
}

double rv_statistic_still(const struct rv_curves *curves, const struct rv_statistic *self)
{
    const double *x = column(curves, self, 3);
    size_t same = 0;

    if (!x)
        return (double)NAN;
    for (size_t i = 1; i < curves->rows; i++)
        same += fabs(x[i] - x[i - 1]) <= 1e-9 * fabs(x[i]);
    return (double)same / (double)(curves->rows - 1);
}

double rv_statistic_repeats(const struct rv_curves *curves, const struct rv_statistic *self)
{
    const double *x = column(curves, self, 4);
    size_t same = 0;

    if (!x)
        return (double)NAN;
    for (size_t i = 2; i < curves->rows; i++)
        same += fabs(x[i] - x[i - 2]) <= 1e-9 * fabs(x[i]) &&
                fabs(x[i] - x[i - 1]) > 1e-9 * fabs(x[i]);
    return (double)same / (double)(curves->rows - 2);
}

double rv_statistic_lowest_place(const struct rv_curves *curves, const struct rv_statistic *self)
{
    const double *x = column(curves, self, 4);
    size_t place = 0;

    if (!x)
        return (double)NAN;
    for (size_t i = 1; i < curves->rows; i++)
        place = x[i] < x[place] ? i : place;
    return (double)place / (double)(curves->rows - 1);
}

double rv_statistic_smooth_rise(const struct rv_curves *curves, const struct rv_statistic *self)
{
    const double *x = column(curves, self, 5);
    double least = HUGE_VAL, mean = RV_NAN;

    if (!x)
        return (double)NAN;
    for (size_t i = 1; i + 1 < curves->rows; i++) {
        mean = (x[i - 1] + x[i] + x[i + 1]) / 3;
        least = mean < least ? mean : least;
    }
    return mean - least;
}

double rv_statistic_turning(const struct rv_curves *curves, const struct rv_statistic *self)
{
    const double *x = column(curves, self, 5);
    size_t turns = 0;

    if (!x)
        return (double)NAN;
    for (size_t i = 1; i + 1 < curves->rows; i++)
        turns += (x[i] - x[i - 1]) * (x[i + 1] - x[i]) < 0;
    return (double)turns / (double)(curves->rows - 2);
}

double rv_statistic_first(const struct rv_curves *curves, const struct rv_statistic *self)
{
    return curves->fresh && curves->rows ? curves->column[self->curve][0] : (double)NAN;
}

double rv_statistic_last(const struct rv_curves *curves, const struct rv_statistic *self)
{
    return curves->rows ? curves->column[self->curve][curves->rows - 1] : (double)NAN;
}

double rv_statistic_largest(const struct rv_curves *curves, const struct rv_statistic *self)
{
    double most = -HUGE_VAL;

    for (size_t i = 0; i < curves->rows; i++)
        most = curves->column[self->curve][i] > most ? curves->column[self->curve][i] : most;
    return most;
}

/* Over all cuts the largest ratio of the fluctuation before to that after. */
double rv_statistic_calmer(const struct rv_curves *curves, const struct rv_statistic *self)
{
    const double *x = column(curves, self, 2 * SIDE + 2);
    double all = 0, before = 0, most = 0;

    if (!x)
        return (double)NAN;
    for (size_t i = 1; i + 1 < curves->rows; i++)
        all += second_difference(x, i);
    for (size_t i = 1; i + 1 + SIDE < curves->rows; i++) {
        double here, after;

        before += second_difference(x, i);
        if (i < SIDE)
            continue;
        here = before / (double)i;
        after = (all - before) / (double)(curves->rows - 2 - i);
        here = rv_math_log((here + 1e-6) / (fmax(after, 0) + 1e-6)) / 2;
        most = here > most ? here : most;
    }
    return most;
}
