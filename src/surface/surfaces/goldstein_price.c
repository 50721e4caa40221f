/* The Goldstein-Price function: values from 3 to a million in a small square.
 *
 * The usual two brackets depend on u = x + y alone and on v = 2 x - 3 y alone:
 *     f = A(u) B(v)
 *     A = 1 + (u + 1)^2 (19 - 14 u + 3 u^2),   B = 30 + v^2 (18 - 16 v + 3 v^2)
 *
 * Lowest at (0, -1) with value 3; three more minima. Goldstein and Price (1971). */
#include "surface/define.h"

#include <string.h>

/* Each factor with its first two derivatives. */
struct factor {
    double value, first, second;
};

/* As a polynomial, A = 20 + 24 u - 6 u^2 - 8 u^3 + 3 u^4. */
static struct factor left(double u)
{
    return (struct factor){ 20 + u * (24 + u * (-6 + u * (-8 + 3 * u))),
                            24 + u * (-12 + u * (-24 + 12 * u)), -12 + u * (-48 + 36 * u) };
}

static struct factor right(double v)
{
    return (struct factor){ 30 + v * v * (18 + v * (-16 + 3 * v)),
                            v * (36 + v * (-48 + 12 * v)), 36 + v * (-96 + 36 * v) };
}

/* u_x = u_y = 1, v_x = 2, v_y = -3. */
static double value(const void *config, const void *prepared, const double *x, size_t n,
                    double *gradient)
{
    const struct factor a = left(x[0] + x[1]), b = right(2 * x[0] - 3 * x[1]);

    (void)config, (void)prepared, (void)n;
    if (gradient) {
        gradient[0] = a.first * b.value + 2 * a.value * b.first;
        gradient[1] = a.first * b.value - 3 * a.value * b.first;
    }
    return a.value * b.value;
}

/* H = A'' B uu' + A' B' (uv' + vu') + A B'' vv', with u = (1, 1), v = (2, -3). */
static void hessian(const void *config, const void *prepared, const double *x, size_t n,
                    double *h)
{
    const struct factor a = left(x[0] + x[1]), b = right(2 * x[0] - 3 * x[1]);
    const double uu = a.second * b.value, uv = a.first * b.first, vv = a.value * b.second;

    (void)config, (void)prepared, (void)n;
    rv_define_hessian2(h, uu + 4 * uv + 4 * vv, uu - uv - 6 * vv, uu - 6 * uv + 9 * vv);
}

static size_t minima(const void *config, const void *prepared, size_t n, double *x, double *values)
{
    static const double known[8] = { 0, -1, -0.6, -0.4, 1.8, 0.2, 1.2, 0.8 };
    static const double known_values[4] = { 3, 30, 84, 840 };

    (void)config, (void)prepared, (void)n;
    memcpy(x, known, sizeof known);
    memcpy(values, known_values, sizeof known_values);
    return 4;
}

const struct rv_surface_type rv_surface_goldstein_price = {
    .type = { .name = "goldstein_price",
              .summary = "Four minima; values from 3 to a million in a small square.",
              .reference = "Goldstein and Price 1971" },
    .dimension = 2,
    .start = { 0.5, -0.5 },
    .low = { -2, -2 },
    .high = { 2, 2 },
    .bounded = true,
    .value = value,
    .hessian = hessian,
    .minima = minima,
};
