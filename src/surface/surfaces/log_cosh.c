/* Log-cosh walls: parabolic at the floor, straight higher up.
 *
 *     f = 1/2 floor x^2 + height log cosh(y / width)
 *     df/dy = (height / width) tanh(y / width),   at the floor curvature height / width^2
 *
 * Where a parabola's walls throw the path out, straight walls hold it: for h height / width^2 > 2
 * gradient descent settles on a bounce between +y and -y with 2 y = h (height / width)
 * tanh(y / width), stable since |1 - h height / width^2 sech^2(y / width)| < 1. The loss stays
 * on a plateau above the floor, without any noise. */
#include "surface/define.h"
#include "ravine/math.h"

struct log_cosh {
    double floor;  /* curvature along the valley; default 0.01 */
    double height; /* default 1 */
    double width;  /* default 1 */
};

static const struct rv_param params[] = {
    RV_REAL(struct log_cosh, floor, .initial = 0.01, .minimum = 0, .maximum = 1e9,
            .open = RV_OPEN_MINIMUM, .help = "Curvature along the valley."),
    RV_REAL(struct log_cosh, height, .initial = 1, .minimum = 0, .maximum = 1e9,
            .open = RV_OPEN_MINIMUM, .help = "Factor on the walls."),
    RV_REAL(struct log_cosh, width, .initial = 1, .minimum = 0, .maximum = 1e6,
            .open = RV_OPEN_MINIMUM,
            .help = "Where the walls become straight. The path bounces for ever once the learning "
                    "rate is above 2 width^2 / height."),
    RV_PARAM_END
};

/* log cosh u without overflow: |u| + log((1 + exp(-2|u|)) / 2). */
static double log_cosh_of(double u)
{
    return fabs(u) + rv_math_log1p(rv_math_exp(-2 * fabs(u))) - rv_math_log(2);
}

static double value(const void *config, const void *prepared, const double *x, size_t n,
                    double *gradient)
{
    const struct log_cosh *c = config;

    (void)prepared, (void)n;
    if (gradient) {
        gradient[0] = c->floor * x[0];
        gradient[1] = c->height / c->width * rv_math_tanh(x[1] / c->width);
    }
    return 0.5 * c->floor * x[0] * x[0] + c->height * log_cosh_of(x[1] / c->width);
}

/* (log cosh)'' = sech^2: the wall's curvature fades with height, which is what tames the step. */
static void hessian(const void *config, const void *prepared, const double *x, size_t n,
                    double *h)
{
    const struct log_cosh *c = config;
    const double sech = 1 / rv_math_cosh(x[1] / c->width);

    (void)prepared, (void)n;
    rv_define_hessian2(h, c->floor, 0, c->height / (c->width * c->width) * sech * sech);
}

const struct rv_surface_type rv_surface_log_cosh = {
    .type = { .name = "log_cosh",
              .summary = "A valley whose straight walls keep a bounce alive instead of diverging.",
              .reference = NULL,
              .params = params,
              .config_size = sizeof(struct log_cosh) },
    .dimension = 2,
    .start = { 3, 0.3 },
    .low = { -4, -3 },
    .high = { 4, 3 },
    .bounded = true,
    .value = value,
    .hessian = hessian,
    .minima = rv_define_lowest_at_zero,
};
