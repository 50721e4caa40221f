/* Narrowing valley: wide upstream, narrow downstream.
 *
 *     f = 1/2 k(x) y^2 + slope (sqrt(1 + x^2) - 1)
 *     k(x) = narrow + (wide - narrow) x^2 / (length^2 + x^2)
 *
 * A step h that is quiet where the valley is wide (h wide < 1) bounces or diverges where it is
 * narrow (h narrow > 1 or 2): training that is calm at first and jumps later, with no change of the
 * learning rate. The walls push the path back upstream, too: df/dx contains 1/2 k'(x) y^2. */
#include "surface/define.h"

struct narrowing {
    double wide;   /* curvature far upstream; default 5 */
    double narrow; /* curvature at x = 0; default 100 */
    double length; /* where the curvature is half way; default 3 */
    double slope;  /* of the floor; default 0.5 */
};

static const struct rv_param params[] = {
    RV_REAL(struct narrowing, wide, .initial = 5, .minimum = 0, .maximum = 1e9,
            .open = RV_OPEN_MINIMUM, .help = "Curvature of the walls far upstream."),
    RV_REAL(struct narrowing, narrow, .initial = 100, .minimum = 0, .maximum = 1e9,
            .open = RV_OPEN_MINIMUM,
            .help = "Curvature of the walls at the lowest point. Above 2 / learning rate the path "
                    "cannot reach it."),
    RV_REAL(struct narrowing, length, .initial = 3, .minimum = 0, .maximum = 1e6,
            .open = RV_OPEN_MINIMUM, .help = "Distance over which the valley narrows."),
    RV_REAL(struct narrowing, slope, .initial = 0.5, .minimum = 0, .maximum = 1e6,
            .open = RV_OPEN_MINIMUM, .help = "Slope of the floor far from the lowest point."),
    RV_PARAM_END
};

/* k and its first two derivatives. With s = L^2 + x^2: k' = d 2 x L^2 / s^2 and
 * k'' = d 2 L^2 (L^2 - 3 x^2) / s^3, where d = wide - narrow. */
static double curvature(const struct narrowing *c, double x, double *first, double *second)
{
    const double square = c->length * c->length, s = square + x * x, d = c->wide - c->narrow;

    *first = d * 2 * x * square / (s * s);
    *second = d * 2 * square * (square - 3 * x * x) / (s * s * s);
    return c->narrow + d * (x * x / s);
}

static double value(const void *config, const void *prepared, const double *x, size_t n,
                    double *gradient)
{
    const struct narrowing *c = config;
    const double root = sqrt(1 + x[0] * x[0]);
    double first, second;
    const double k = curvature(c, x[0], &first, &second);

    (void)prepared, (void)n;
    if (gradient) {
        gradient[0] = 0.5 * first * x[1] * x[1] + c->slope * x[0] / root;
        gradient[1] = k * x[1];
    }
    return 0.5 * k * x[1] * x[1] + c->slope * (root - 1);
}

/* f_xx = 1/2 k'' y^2 + slope / (1 + x^2)^(3/2), f_xy = k' y, f_yy = k */
static void hessian(const void *config, const void *prepared, const double *x, size_t n,
                    double *h)
{
    const struct narrowing *c = config;
    const double root = sqrt(1 + x[0] * x[0]);
    double first, second;
    const double k = curvature(c, x[0], &first, &second);

    (void)prepared, (void)n;
    rv_define_hessian2(h, 0.5 * second * x[1] * x[1] + c->slope / (root * root * root),
                       first * x[1], k);
}

const struct rv_surface_type rv_surface_narrowing = {
    .type = { .name = "narrowing",
              .summary = "A valley that gets narrower downstream: calm first, bouncing later.",
              .reference = NULL,
              .params = params,
              .config_size = sizeof(struct narrowing) },
    .dimension = 2,
    .start = { -9, 1 },
    .low = { -10, -2 },
    .high = { 2, 2 },
    .bounded = true,
    .value = value,
    .hessian = hessian,
    .minima = rv_define_lowest_at_zero,
};
