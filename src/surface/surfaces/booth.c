/* Booth's function: a tilted bowl.
 *
 *     f = (x + 2 y - 7)^2 + (2 x + y - 5)^2
 *
 * Lowest at (1, 3) with value 0; curvatures 2 along (1, -1) and 18 along (1, 1). */
#include "surface/define.h"

static double value(const void *config, const void *prepared, const double *x, size_t n,
                    double *gradient)
{
    const double a = x[0] + 2 * x[1] - 7, b = 2 * x[0] + x[1] - 5;

    (void)config, (void)prepared, (void)n;
    if (gradient) {
        gradient[0] = 2 * a + 4 * b;
        gradient[1] = 4 * a + 2 * b;
    }
    return a * a + b * b;
}

/* 2 J' J with J = [1 2; 2 1]. */
static void hessian(const void *config, const void *prepared, const double *x, size_t n,
                    double *h)
{
    (void)config, (void)prepared, (void)x, (void)n;
    rv_define_hessian2(h, 10, 8, 10);
}

static size_t minima(const void *config, const void *prepared, size_t n, double *x, double *values)
{
    (void)config, (void)prepared, (void)n;
    x[0] = 1;
    x[1] = 3;
    values[0] = 0;
    return 1;
}

const struct rv_surface_type rv_surface_booth = {
    .type = { .name = "booth",
              .summary = "A tilted bowl, nine times as curved across as along.",
              .reference = "Jamil and Yang 2013" },
    .dimension = 2,
    .start = { -4, 4 },
    .low = { -10, -10 },
    .high = { 10, 10 },
    .bounded = true,
    .value = value,
    .hessian = hessian,
    .minima = minima,
};
