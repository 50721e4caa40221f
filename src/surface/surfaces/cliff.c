/* Cliff: a gentle bowl with a steep wall on one side.
 *
 *     f = 1/2 curvature (x^2 + y^2) + height S((x - edge) / width),   S(u) = 1 / (1 + exp(-u))
 *
 * On the face of the cliff the gradient is height / (4 width), many times that of the bowl: one
 * step that touches it throws the path far back, and the loss jumps. Clipping the gradient's norm
 * is the remedy (Pascanu, Mikolov and Bengio 2013). */
#include "surface/define.h"
#include "ravine/math.h"

#define HALVINGS 200

struct cliff {
    double curvature; /* default 0.5 */
    double height;    /* default 5 */
    double edge;      /* default 1 */
    double width;     /* default 0.05 */
};

static const struct rv_param params[] = {
    RV_REAL(struct cliff, curvature, .initial = 0.5, .minimum = 0, .maximum = 1e6,
            .open = RV_OPEN_MINIMUM, .help = "Of the bowl."),
    RV_REAL(struct cliff, height, .initial = 5, .minimum = 0, .maximum = 1e6,
            .help = "Of the cliff. Large: a step off its face lands farther away."),
    RV_REAL(struct cliff, edge, .initial = 1, .minimum = 0, .maximum = 1e6,
            .help = "Where the cliff stands, from the centre of the bowl."),
    RV_REAL(struct cliff, width, .initial = 0.05, .minimum = 0, .maximum = 1e6,
            .open = RV_OPEN_MINIMUM, .help = "Of the cliff's face. Small: steep."),
    RV_PARAM_END
};

/* S without overflow. */
static double logistic(double u)
{
    const double small = rv_math_exp(-fabs(u));

    return (u < 0 ? small : 1) / (1 + small);
}

static double value(const void *config, const void *prepared, const double *x, size_t n,
                    double *gradient)
{
    const struct cliff *c = config;
    const double u = (x[0] - c->edge) / c->width, s = logistic(u);

    (void)prepared, (void)n;
    if (gradient) {
        gradient[0] = c->curvature * x[0] + c->height / c->width * (s * logistic(-u));
        gradient[1] = c->curvature * x[1];
    }
    return 0.5 * c->curvature * (x[0] * x[0] + x[1] * x[1]) + c->height * s;
}

/* S' = S(u) S(-u), S'' = S' (S(-u) - S(u)) */
static void hessian(const void *config, const void *prepared, const double *x, size_t n,
                    double *h)
{
    const struct cliff *c = config;
    const double u = (x[0] - c->edge) / c->width, s = logistic(u), t = logistic(-u);

    (void)prepared, (void)n;
    rv_define_hessian2(
        h, c->curvature + c->height / (c->width * c->width) * (s * t * (t - s)), 0, c->curvature);
}

/* For x > 0 both parts rise; for x < 0, below the edge, the slope rises with x. So its one root
 * lies between 0 and where the bowl's slope alone outweighs the steepest cliff. */
static size_t minima(const void *config, const void *prepared, size_t n, double *x, double *values)
{
    const struct cliff *c = config;
    double low = -c->height / (4 * c->width * c->curvature) - 1, high = 0;

    for (int i = 0; i < HALVINGS; i++) {
        const double at[2] = { 0.5 * (low + high), 0 };
        double g[2];

        value(config, prepared, at, n, g);
        if (g[0] < 0)
            low = at[0];
        else
            high = at[0];
    }
    x[0] = high;
    x[1] = 0;
    values[0] = value(config, prepared, x, n, NULL);
    return 1;
}

const struct rv_surface_type rv_surface_cliff = {
    .type = { .name = "cliff",
              .summary = "A gentle bowl with a steep wall: one step on it throws the path away.",
              .reference = "Pascanu, Mikolov and Bengio 2013",
              .params = params,
              .config_size = sizeof(struct cliff) },
    .dimension = 2,
    .start = { 3, 1 },
    .low = { -4, -3 },
    .high = { 4, 3 },
    .bounded = true,
    .value = value,
    .hessian = hessian,
    .minima = minima,
};
