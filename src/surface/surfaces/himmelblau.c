/* Himmelblau's function: four equally deep minima.
 *
 *     f = (x^2 + y - 11)^2 + (x + y^2 - 7)^2
 *
 * Swapping the axes swaps 11 and 7, so that the four minima are not mirror images. All have the
 * value 0; their places are roots of the two brackets, here to the last bit of a double. Himmelblau
 * (1972), "Applied nonlinear programming". */
#include "surface/define.h"

/* a and b are the two brackets; a parabola opening along y and one along x meet in four points. */
static double value(const void *config, const void *prepared, const double *x, size_t n,
                    double *gradient)
{
    const double a = x[0] * x[0] + x[1] - 11, b = x[0] + x[1] * x[1] - 7;

    (void)config, (void)prepared, (void)n;
    if (gradient) {
        gradient[0] = 4 * a * x[0] + 2 * b;
        gradient[1] = 2 * a + 4 * b * x[1];
    }
    return a * a + b * b;
}

static void hessian(const void *config, const void *prepared, const double *x, size_t n,
                    double *h)
{
    const double a = x[0] * x[0] + x[1] - 11, b = x[0] + x[1] * x[1] - 7;

    (void)config, (void)prepared, (void)n;
    rv_define_hessian2(h, 4 * a + 8 * x[0] * x[0] + 2, 4 * (x[0] + x[1]),
                       2 + 4 * b + 8 * x[1] * x[1]);
}

static size_t minima(const void *config, const void *prepared, size_t n, double *x, double *values)
{
    static const double known[4][2] = { { 3, 2 },
                                        { -2.805118086952745, 3.131312518250573 },
                                        { -3.779310253377747, -3.2831859912861696 },
                                        { 3.5844283403304917, -1.8481265269644036 } };

    (void)config, (void)prepared, (void)n;
    for (int k = 0; k < 4; k++) {
        x[2 * k] = known[k][0];
        x[2 * k + 1] = known[k][1];
        values[k] = 0;
    }
    return 4;
}

const struct rv_surface_type rv_surface_himmelblau = {
    .type = { .name = "himmelblau",
              .summary = "Four equally deep minima; the start decides which one is found.",
              .reference = "Himmelblau 1972" },
    .dimension = 2,
    .start = { 0, 0.5 },
    .low = { -5, -5 },
    .high = { 5, 5 },
    .bounded = true,
    .value = value,
    .hessian = hessian,
    .minima = minima,
};
