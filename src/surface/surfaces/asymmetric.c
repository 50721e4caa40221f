/* Asymmetric valley: one steep and one gentle wall.
 *
 *     f = 1/2 floor x^2 + 1/2 k(y) y^2,   k = steep for y < 0, gentle for y >= 0
 *
 * The gradient is continuous; the Hessian jumps at y = 0 (the gentle side is given there). A step
 * off the steep wall lands far up the gentle one and the way back takes many small steps, so that
 * the mean of a noisy path lies on the gentle side and has a lower loss than its points (He, Huang
 * and Yuan 2019, "Asymmetric valleys"). */
#include "surface/define.h"

struct asymmetric {
    double steep;  /* default 100 */
    double gentle; /* default 4 */
    double floor;  /* default 1 */
};

static const struct rv_param params[] = {
    RV_REAL(struct asymmetric, steep, .initial = 100, .minimum = 0, .maximum = 1e9,
            .open = RV_OPEN_MINIMUM, .help = "Curvature of the wall below y = 0."),
    RV_REAL(struct asymmetric, gentle, .initial = 4, .minimum = 0, .maximum = 1e9,
            .open = RV_OPEN_MINIMUM, .help = "Curvature of the wall above y = 0."),
    RV_REAL(struct asymmetric, floor, .initial = 1, .minimum = 0, .maximum = 1e9,
            .open = RV_OPEN_MINIMUM, .help = "Curvature along the valley."),
    RV_PARAM_END
};

static double value(const void *config, const void *prepared, const double *x, size_t n,
                    double *gradient)
{
    const struct asymmetric *c = config;
    const double k = x[1] < 0 ? c->steep : c->gentle;

    (void)prepared, (void)n;
    if (gradient) {
        gradient[0] = c->floor * x[0];
        gradient[1] = k * x[1];
    }
    return 0.5 * c->floor * x[0] * x[0] + 0.5 * k * x[1] * x[1];
}

static void hessian(const void *config, const void *prepared, const double *x, size_t n,
                    double *h)
{
    const struct asymmetric *c = config;

    (void)prepared, (void)n;
    rv_define_hessian2(h, c->floor, 0, x[1] < 0 ? c->steep : c->gentle);
}

const struct rv_surface_type rv_surface_asymmetric = {
    .type = { .name = "asymmetric",
              .summary = "A valley with one steep and one gentle wall.",
              .reference = "He, Huang and Yuan 2019",
              .params = params,
              .config_size = sizeof(struct asymmetric) },
    .dimension = 2,
    .start = { 2, 1.5 },
    .low = { -2.5, -1 },
    .high = { 2.5, 2.5 },
    .bounded = true,
    .value = value,
    .hessian = hessian,
    .minima = rv_define_lowest_at_zero,
};
