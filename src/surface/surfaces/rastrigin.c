/* Rastrigin's function: a bowl full of dips.
 *
 *     f = sum_i x_i^2 + A (1 - cos 2 pi x_i)
 *
 * Lowest at 0 with value 0; about one local minimum in every cell of side 1. Rastrigin (1974). */
#include "surface/define.h"
#include "ravine/math.h"

#include <string.h>

struct rastrigin {
    double ripple; /* A; default 10 */
    long dimension;
};

static const struct rv_param params[] = {
    RV_REAL(struct rastrigin, ripple, .initial = 10, .minimum = 0, .maximum = 1e6,
            .help = "Height of the ripple. 0: a bowl. Large: descent stops in the first dip."),
    RV_DEFINE_DIMENSION_ROW(struct rastrigin),
    RV_PARAM_END
};

/* Coordinates do not meet: f is a sum, H a diagonal, 2 + A (2 pi)^2 cos 2 pi x_i. */
static double value(const void *config, const void *prepared, const double *x, size_t n,
                    double *gradient)
{
    const double a = ((const struct rastrigin *)config)->ripple;
    double f = 0;

    (void)prepared;
    for (size_t i = 0; i < n; i++) {
        const double angle = 2 * RV_MATH_PI * x[i];

        f += x[i] * x[i] + a * (1 - rv_math_cos(angle));
        if (gradient)
            gradient[i] = 2 * x[i] + 2 * RV_MATH_PI * a * rv_math_sin(angle);
    }
    return f;
}

static void hessian(const void *config, const void *prepared, const double *x, size_t n,
                    double *h)
{
    const double a = ((const struct rastrigin *)config)->ripple;

    (void)prepared;
    memset(h, 0, n * n * sizeof *h);
    for (size_t i = 0; i < n; i++)
        h[i * n + i] =
            2 + rv_define_square(2 * RV_MATH_PI) * a * rv_math_cos(2 * RV_MATH_PI * x[i]);
}

const struct rv_surface_type rv_surface_rastrigin = {
    .type = { .name = "rastrigin",
              .summary = "A bowl full of dips, one in every cell of side 1.",
              .reference = "Rastrigin 1974",
              .params = params,
              .config_size = sizeof(struct rastrigin) },
    .dimension_min = 1,
    .start = { 2.6, -1.7 },
    .low = { -5.12, -5.12 },
    .high = { 5.12, 5.12 },
    .bounded = true,
    .value = value,
    .hessian = hessian,
    .minima = rv_define_lowest_at_zero,
};
