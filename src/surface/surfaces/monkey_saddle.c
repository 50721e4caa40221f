/* Monkey saddle: three ways down, three ways up, no curvature at the centre.
 *
 *     f = x^3 - 3 x y^2
 *
 * The same after a turn by 120 degrees; f = r^3 cos 3 phi. At 0 gradient and Hessian vanish, so
 * that Newton's method and momentum have nothing to go by. No minimum: every path leaves. */
#include "surface/define.h"

static double value(const void *config, const void *prepared, const double *x, size_t n,
                    double *gradient)
{
    (void)config, (void)prepared, (void)n;
    if (gradient) {
        gradient[0] = 3 * (x[0] * x[0] - x[1] * x[1]);
        gradient[1] = -6 * x[0] * x[1];
    }
    return x[0] * (x[0] * x[0] - 3 * x[1] * x[1]);
}

static void hessian(const void *config, const void *prepared, const double *x, size_t n,
                    double *h)
{
    (void)config, (void)prepared, (void)n;
    rv_define_hessian2(h, 6 * x[0], -6 * x[1], -6 * x[0]);
}

const struct rv_surface_type rv_surface_monkey_saddle = {
    .type = { .name = "monkey_saddle",
              .summary = "Three ways down from a point without any curvature.",
              .reference = NULL },
    .dimension = 2,
    .start = { 0.9, 0.02 },
    .low = { -1.5, -1.5 },
    .high = { 1.5, 1.5 },
    .value = value,
    .hessian = hessian,
};
