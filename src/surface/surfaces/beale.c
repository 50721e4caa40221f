/* Beale's function: a flat valley between steep corners.
 *
 *     f = sum_i r_i^2,   r_i = c_i - x (1 - y^i),   c = 1.5, 2.25, 2.625,   i = 1, 2, 3
 *
 * Lowest at (3, 1/2) with value 0. Beale (1958). */
#include "surface/define.h"

static const double target[3] = { 1.5, 2.25, 2.625 };

static double value(const void *config, const void *prepared, const double *x, size_t n,
                    double *gradient)
{
    double f = 0, gx = 0, gy = 0, below = 1; /* y^(i-1) */

    (void)config, (void)prepared, (void)n;
    for (int i = 0; i < 3; i++) {
        const double power = below * x[1], r = target[i] - x[0] * (1 - power);

        f += r * r;
        gx += 2 * r * (power - 1);
        gy += 2 * r * (x[0] * (i + 1) * below);
        below = power;
    }
    if (gradient) {
        gradient[0] = gx;
        gradient[1] = gy;
    }
    return f;
}

/* H = 2 sum grad r grad r' + r H_r; r is linear in x, r_xy = i y^(i-1),
 * r_yy = x i (i-1) y^(i-2). */
static void hessian(const void *config, const void *prepared, const double *x, size_t n,
                    double *h)
{
    double xx = 0, xy = 0, yy = 0, lower = 0, below = 1;

    (void)config, (void)prepared, (void)n;
    for (int i = 0; i < 3; i++) {
        const double power = below * x[1], r = target[i] - x[0] * (1 - power);
        const double rx = power - 1, ry = x[0] * (i + 1) * below;

        xx += 2 * rx * rx;
        xy += 2 * (rx * ry + r * (i + 1) * below);
        yy += 2 * (ry * ry + r * x[0] * (i + 1) * i * lower);
        lower = below;
        below = power;
    }
    rv_define_hessian2(h, xx, xy, yy);
}

static size_t minima(const void *config, const void *prepared, size_t n, double *x, double *values)
{
    (void)config, (void)prepared, (void)n;
    x[0] = 3;
    x[1] = 0.5;
    values[0] = 0;
    return 1;
}

const struct rv_surface_type rv_surface_beale = {
    .type = { .name = "beale",
              .summary = "A flat valley between steep corners: gradients of very unequal size.",
              .reference = "Beale 1958" },
    .dimension = 2,
    .start = { 1, 1 },
    .low = { -4.5, -4.5 },
    .high = { 4.5, 4.5 },
    .bounded = true,
    .value = value,
    .hessian = hessian,
    .minima = minima,
};
