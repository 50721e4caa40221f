/* Saddle: up along x, down along y, closed far out by a fourth power.
 *
 *     f = 1/2 up x^2 - 1/2 down y^2 + 1/4 closing y^4
 *
 * From a point on the ridge y = 0 gradient descent never leaves the saddle; from y = e it does
 * after about log(1 / e) / log(1 + h down) steps, and noise is a quick way out. Lowest at
 * y = ±sqrt(down / closing) with value -down^2 / (4 closing); without closing there is no
 * minimum. */
#include "surface/define.h"

struct saddle {
    double up;      /* default 1 */
    double down;    /* default 1 */
    double closing; /* default 0.25 */
};

static const struct rv_param params[] = {
    RV_REAL(struct saddle, up, .initial = 1, .minimum = 0, .maximum = 1e9, .open = RV_OPEN_MINIMUM,
            .help = "Curvature along the first coordinate, where the saddle is lowest."),
    RV_REAL(struct saddle, down, .initial = 1, .minimum = 0, .maximum = 1e9,
            .open = RV_OPEN_MINIMUM,
            .help = "Downward curvature along the second coordinate. Small: the path stays at the "
                    "saddle for long."),
    RV_REAL(struct saddle, closing, .initial = 0.25, .minimum = 0, .maximum = 1e9,
            .help = "Factor on y^4, which closes the way down. 0: no minimum, every path leaves."),
    RV_PARAM_END
};

/* A sum of a function of x and one of y: no mixed derivative. */
static double value(const void *config, const void *prepared, const double *x, size_t n,
                    double *gradient)
{
    const struct saddle *c = config;
    const double square = x[1] * x[1];

    (void)prepared, (void)n;
    if (gradient) {
        gradient[0] = c->up * x[0];
        gradient[1] = x[1] * (c->closing * square - c->down);
    }
    return 0.5 * c->up * x[0] * x[0] + square * (0.25 * c->closing * square - 0.5 * c->down);
}

static void hessian(const void *config, const void *prepared, const double *x, size_t n,
                    double *h)
{
    const struct saddle *c = config;

    (void)prepared, (void)n;
    rv_define_hessian2(h, c->up, 0, 3 * c->closing * x[1] * x[1] - c->down);
}

static size_t minima(const void *config, const void *prepared, size_t n, double *x, double *values)
{
    const struct saddle *c = config;

    (void)prepared, (void)n;
    if (c->closing == 0)
        return 0;
    x[0] = x[2] = 0;
    x[1] = sqrt(c->down / c->closing);
    x[3] = -x[1];
    values[0] = values[1] = -c->down * c->down / (4 * c->closing);
    return 2;
}

const struct rv_surface_type rv_surface_saddle = {
    .type = { .name = "saddle",
              .summary = "A saddle point between two minima: the gradient vanishes on the ridge.",
              .reference = NULL,
              .params = params,
              .config_size = sizeof(struct saddle) },
    .dimension = 2,
    .start = { 1.5, 1e-3 },
    .low = { -2, -3 },
    .high = { 2, 3 },
    .bounded = true,
    .value = value,
    .hessian = hessian,
    .minima = minima,
};
