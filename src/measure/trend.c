/* The line of best fit, and what is left when it is taken away. */
#include "ravine/math.h"
#include "ravine/measure.h"

#include "ravine/memory.h"

#include <gsl/gsl_fit.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>


struct fitted_line {
    double at_first, slope;  /* value at the first epoch; change per epoch */
    double sum_squares;      /* of the residuals */
};

/* Epochs 0, 1, 2, ... of the range. Free with rv_free(). */
static double *epochs_of(const struct rv_curve *curve)
{
    double *epoch = rv_alloc(curve->count, sizeof *epoch);

    for (size_t i = 0; i < curve->count; i++)
        epoch[i] = (double)i;
    return epoch;
}

static struct fitted_line fit(const struct rv_curve *curve)
{
    double *epoch = epochs_of(curve);
    double cov00, cov01, cov11;
    struct fitted_line line;

    gsl_fit_linear(epoch, 1, curve->value, 1, curve->count, &line.at_first, &line.slope, &cov00,
                   &cov01, &cov11, &line.sum_squares);
    rv_free(epoch);
    return line;
}

static double trend(const struct rv_curve *curve, const struct rv_curve *other)
{
    (void)other;
    return fit(curve).slope;
}

const struct rv_measure_type rv_measure_trend = {
    .type = {.name = "trend",
             .summary = "Slope of the line of best fit: change of the curve per epoch."},
    .least = 3,
    .unit = "curve",
    .measure = trend,
};

static double trend_rank(const struct rv_curve *curve, const struct rv_curve *other)
{
    double *epoch = epochs_of(curve);
    double *work = rv_alloc(2 * curve->count, sizeof *work);
    double result = gsl_stats_spearman(epoch, 1, curve->value, 1, curve->count, work);

    (void)other;
    rv_free(epoch);
    rv_free(work);
    return result;
}

const struct rv_measure_type rv_measure_trend_rank = {
    .type = {.name = "trend_rank",
             .summary = "Rank correlation of the curve with the epoch: -1 when it only falls, +1 "
                        "when it only rises.",
             .reference = "Spearman 1904"},
    .least = 3,
    .measure = trend_rank,
};

/* Two parameters are fitted, so count - 2 degrees of freedom are left. */
static double residual(const struct rv_curve *curve, const struct rv_curve *other)
{
    (void)other;
    return sqrt(fit(curve).sum_squares / (double)(curve->count - 2));
}

const struct rv_measure_type rv_measure_residual = {
    .type = {.name = "residual",
             .summary = "Standard deviation about the line of best fit; unlike fluctuation it also "
                        "counts slow bends."},
    .least = 3,
    .unit = "curve",
    .measure = residual,
};

static double autocorrelation(const struct rv_curve *curve, const struct rv_curve *other)
{
    struct fitted_line line = fit(curve);
    double before = 0, product = 0, square = 0;

    (void)other;
    for (size_t i = 0; i < curve->count; i++) {
        double rest = curve->value[i] - (line.at_first + line.slope * (double)i);

        product += rest * before; /* the first one has none before it: 0 */
        square += rest * rest;
        before = rest;
    }
    return product / square;
}

const struct rv_measure_type rv_measure_autocorrelation = {
    .type = {.name = "autocorrelation",
             .summary = "Correlation of neighbouring epochs about the line of best fit: below 0 "
                        "for a zigzag, near 0 for noise, near 1 for a slow hump.",
             .reference = "Box and Jenkins 1970, lag 1"},
    .least = 4,
    .measure = autocorrelation,
};

/* What is left of a curve without its line of best fit. Free with rv_free(). */
static double *residuals(const struct rv_curve *curve)
{
    struct fitted_line line = fit(curve);
    double *rest = rv_alloc(curve->count, sizeof *rest);

    for (size_t i = 0; i < curve->count; i++)
        rest[i] = curve->value[i] - (line.at_first + line.slope * (double)i);
    return rest;
}

static double level_correlation(const struct rv_curve *curve, const struct rv_curve *other)
{
    double *a = residuals(curve), *b = residuals(other);
    double result = gsl_stats_correlation(a, 1, b, 1, curve->count);

    rv_free(a);
    rv_free(b);
    return result;
}

const struct rv_measure_type rv_measure_level_correlation = {
    .type = {.name = "level_correlation",
             .summary = "Correlation of two curves about their lines of best fit: are both high "
                        "at the same epochs? A common trend plays no part in it."},
    .two_curves = true,
    .least = 4,
    .measure = level_correlation,
};

/* With the periodogram P_k = |sum_t r_t exp(-2 pi i k t / n)|^2 at the frequencies k/n, k = 1 ..
 * n/2, of the residuals about the line of best fit, the mean frequency is sum P_k (k/n) / sum P_k;
 * the period is its inverse. Noise without memory has all P_k alike: a mean frequency of about 1/4.
 * The frequency 1/2 has no partner above it and counts half. */
static double slowness(const struct rv_curve *curve, const struct rv_curve *other)
{
    double *rest = residuals(curve), power = 0, weighted = 0;
    size_t n = curve->count;
    double *cosine = rv_alloc(n, sizeof *cosine), *sine = rv_alloc(n, sizeof *sine);

    (void)other;
    for (size_t j = 0; j < n; j++) {
        const double angle = 2 * RV_MATH_PI * (double)j / (double)n;

        cosine[j] = rv_math_cos(angle);
        sine[j] = rv_math_sin(angle);
    }
    for (size_t k = 1; 2 * k <= n; k++) {
        double real = 0, imaginary = 0, p;

        for (size_t t = 0, turn = 0; t < n; t++) { /* turn = k t modulo n */
            real += rest[t] * cosine[turn];
            imaginary += rest[t] * sine[turn];
            turn += turn + k < n ? k : k - n;
        }
        p = (real * real + imaginary * imaginary) * (2 * k == n ? 0.5 : 1);
        power += p;
        weighted += p * (double)k / (double)n;
    }
    rv_free(rest);
    rv_free(cosine);
    rv_free(sine);
    return power / weighted;
}

const struct rv_measure_type rv_measure_slowness = {
    .type = {.name = "slowness",
             .summary = "Period of the jumps in epochs: one over the mean frequency of the "
                        "spectrum about the line of best fit. 2 for a zigzag, about 4 for noise, "
                        "the length of the run for one slow wave.",
             .reference = "Schuster 1898: the periodogram"},
    .least = 6,
    .unit = "epochs",
    .measure = slowness,
};
