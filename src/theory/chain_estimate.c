/* Estimates with standard errors, and the factor of a path: see ravine/chain.h. */
#include "ravine/chain.h"

#include "ravine/vector.h"

#include <math.h>

struct rv_estimate rv_chain_ratio(const double *numerator, const double *denominator, size_t n)
{
    const double below = rv_vector_sum(denominator, n);
    const double ratio = rv_vector_sum(numerator, n) / below;
    double squares = 0;

    for (size_t i = 0; i < n; i++) {
        const double rest = numerator[i] - ratio * denominator[i];

        squares += rest * rest;
    }
    if (!(below > 0))
        return (struct rv_estimate){RV_NAN, RV_NAN};
    return (struct rv_estimate){
        ratio, n < 3 ? RV_NAN : sqrt(squares * (double)n / (double)(n - 1)) / below};
}

/* The larger root of z^2 = a z + b. */
static double larger_root(double a, double b)
{
    const double square = a * a / 4 + b;

    return square < 0 ? sqrt(-b) : fabs(a) / 2 + sqrt(square);
}

double rv_chain_factor(const double *x, size_t n, bool memory, double least)
{
    double aa = 0, ab = 0, bb = 0, ay = 0, by = 0, det;
    size_t used = 0;

    for (size_t t = 1; t + 1 < n; t++) {
        const double scale = fabs(x[t]) + (memory ? fabs(x[t - 1]) : 0);
        const double a = x[t] / scale, b = memory ? x[t - 1] / scale : 0, y = x[t + 1] / scale;

        if (!(scale > least))
            continue;
        aa += a * a;
        ab += a * b;
        bb += b * b;
        ay += a * y;
        by += b * y;
        used++;
    }
    det = aa * bb - ab * ab;
    if (used < 3)
        return RV_NAN;
    /* One mode alone is left: the two terms cannot be told apart, and one is enough. */
    if (!memory || det <= 1e-12 * aa * bb)
        return fabs(ay / aa);
    return larger_root((ay * bb - by * ab) / det, (by * aa - ay * ab) / det);
}
