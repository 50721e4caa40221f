/* The Styblinski-Tang function: two minima along every axis, one deeper.
 *
 *     f = 1/2 sum_i x_i^4 - 16 x_i^2 + 5 x_i
 *
 * Of its 2^n minima the lowest has every x_i at the least root of 4 x^3 - 32 x + 5 = 0, here to the
 * last bit of a double. Styblinski and Tang (1990). */
#include "surface/define.h"

#include <string.h>

#define LOWEST (-2.903534027771177) /* root, and 1/2 (x^4 - 16 x^2 + 5 x) there */
#define LOWEST_VALUE (-39.16616570377142)

struct styblinski_tang {
    long dimension;
};

static const struct rv_param params[] = { RV_DEFINE_DIMENSION_ROW(struct styblinski_tang),
                                          RV_PARAM_END };

/* A sum over coordinates, so H is diagonal. */
static double value(const void *config, const void *prepared, const double *x, size_t n,
                    double *gradient)
{
    double f = 0;

    (void)config, (void)prepared;
    for (size_t i = 0; i < n; i++) {
        const double square = x[i] * x[i];

        f += 0.5 * (square * square - 16 * square + 5 * x[i]);
        if (gradient)
            gradient[i] = 2 * square * x[i] - 16 * x[i] + 2.5;
    }
    return f;
}

static void hessian(const void *config, const void *prepared, const double *x, size_t n,
                    double *h)
{
    (void)config, (void)prepared;
    memset(h, 0, n * n * sizeof *h);
    for (size_t i = 0; i < n; i++)
        h[i * n + i] = 6 * x[i] * x[i] - 16;
}

static size_t minima(const void *config, const void *prepared, size_t n, double *x, double *values)
{
    (void)config, (void)prepared;
    for (size_t i = 0; i < n; i++)
        x[i] = LOWEST;
    values[0] = (double)n * LOWEST_VALUE;
    return 1;
}

const struct rv_surface_type rv_surface_styblinski_tang = {
    .type = { .name = "styblinski_tang",
              .summary = "Two minima along every axis, one deeper than the other.",
              .reference = "Styblinski and Tang 1990",
              .params = params,
              .config_size = sizeof(struct styblinski_tang) },
    .dimension_min = 1,
    .start = { 0.5, -0.5 },
    .low = { -5, -5 },
    .high = { 5, 5 },
    .bounded = true,
    .value = value,
    .hessian = hessian,
    .minima = minima,
};
