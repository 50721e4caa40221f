/* The three-hump camel: one deep minimum between two shallow ones.
 *
 *     f = 2 x^2 - 1.05 x^4 + x^6 / 6 + x y + y^2
 *
 * Lowest at 0 with value 0. On y = -x / 2, where df/dy = 0, df/dx = 0 leaves
 * x (x^4 - 4.2 x^2 + 3.5) = 0: the outer minima at x^2 = (4.2 + sqrt(3.64)) / 2. */
#include "surface/define.h"

/* With s = x^2: df/dx = x (4 - 4.2 s + s^2) + y, d2f/dx2 = 4 - 12.6 s + 5 s^2. */
static double value(const void *config, const void *prepared, const double *x, size_t n,
                    double *gradient)
{
    const double s = x[0] * x[0];

    (void)config, (void)prepared, (void)n;
    if (gradient) {
        gradient[0] = x[0] * (4 + s * (s - 4.2)) + x[1];
        gradient[1] = x[0] + 2 * x[1];
    }
    return s * (2 + s * (s / 6 - 1.05)) + x[1] * (x[0] + x[1]);
}

static void hessian(const void *config, const void *prepared, const double *x, size_t n,
                    double *h)
{
    const double s = x[0] * x[0];

    (void)config, (void)prepared, (void)n;
    rv_define_hessian2(h, 4 + s * (5 * s - 12.6), 1, 2);
}

static size_t minima(const void *config, const void *prepared, size_t n, double *x, double *values)
{
    static const double outer = 1.7475523458302889, outer_value = 0.29863844223685982;

    (void)config, (void)prepared, (void)n;
    x[0] = x[1] = values[0] = 0;
    x[2] = outer;
    x[3] = -outer / 2;
    x[4] = -outer;
    x[5] = outer / 2;
    values[1] = values[2] = outer_value;
    return 3;
}

const struct rv_surface_type rv_surface_three_hump_camel = {
    .type = { .name = "three_hump_camel",
              .summary = "One deep minimum between two shallow ones.",
              .reference = "Jamil and Yang 2013" },
    .dimension = 2,
    .start = { -1.8, 2 },
    .low = { -2.5, -2.5 },
    .high = { 2.5, 2.5 },
    .bounded = true,
    .value = value,
    .hessian = hessian,
    .minima = minima,
};
