/* Two basins: a sharp and a flat minimum side by side.
 *
 *     q1 = 1/2 sharp ((x + d/2)^2 + y^2),   q2 = depth + 1/2 flat ((x - d/2)^2 + y^2)
 *     f = -T log(exp(-q1 / T) + exp(-q2 / T))                  a smooth min(q1, q2), T = 0.05
 *
 * With p_i the share of basin i: g = sum p_i g_i, and
 *     H = sum p_i H_i - (sum p_i g_i g_i' - g g') / T.
 * A step above 2 / sharp cannot stay in the sharp basin, and noise leaves it sooner: large steps
 * and small batches end in the flat one (Keskar et al. 2017), which a shifted validation surface
 * punishes less. */
#include "surface/define.h"
#include "ravine/math.h"

#define TEMPERATURE 0.05
#define NEWTON_STEPS 50

struct two_basins {
    double sharp;    /* default 50 */
    double flat;     /* default 2 */
    double depth;    /* how much lower the sharp basin is; default 0 */
    double distance; /* d; default 3 */
};

static const struct rv_param params[] = {
    RV_REAL(struct two_basins, sharp, .initial = 50, .minimum = 0, .maximum = 1e6,
            .open = RV_OPEN_MINIMUM,
            .help = "Curvature of the basin on the left. Above 2 / learning rate no path stays."),
    RV_REAL(struct two_basins, flat, .initial = 2, .minimum = 0, .maximum = 1e6,
            .open = RV_OPEN_MINIMUM, .help = "Curvature of the basin on the right."),
    RV_REAL(struct two_basins, depth, .minimum = -1e6, .maximum = 1e6,
            .help = "Value of the right minimum less that of the left. 0: equally deep."),
    RV_REAL(struct two_basins, distance, .initial = 3, .minimum = 0, .maximum = 1e3,
            .open = RV_OPEN_MINIMUM, .help = "Between the two minima."),
    RV_PARAM_END
};

/* A basin must lie below the other one's wall by some temperatures, or it is none. */
static enum rv_status prepare(const void *config, size_t n, void **prepared,
                              struct rv_error *error)
{
    const struct two_basins *c = config;
    const double half = 0.5 * c->distance * c->distance, margin = 10 * TEMPERATURE;

    (void)n, (void)prepared;
    if (c->sharp * half - c->depth < margin || c->flat * half + c->depth < margin)
        return rv_error_set(error, RV_INPUT,
                            "one of the two basins disappears in the wall of the other: increase "
                            "distance or curvatures, or take a depth between %.4g and %.4g",
                            margin - c->flat * half, c->sharp * half - margin);
    return RV_OK;
}

/* One basin at (x, y): its value, its gradient in g. */
static double basin(double k, double x, double y, double base, double g[2])
{
    g[0] = k * x;
    g[1] = k * y;
    return base + 0.5 * k * (x * x + y * y);
}

/* Smooth minimum; `share` is p1. Subtracting the smaller first keeps exp() in range. */
static double soften(double q1, double q2, double *share)
{
    const double low = q1 < q2 ? q1 : q2, ratio = rv_math_exp(-fabs(q1 - q2) / TEMPERATURE);

    *share = (q1 < q2 ? 1 : ratio) / (1 + ratio);
    return low - TEMPERATURE * rv_math_log1p(ratio);
}

/* df = (exp(-q1 / T) dq1 + exp(-q2 / T) dq2) / sum = p dq1 + (1 - p) dq2 */
static double value(const void *config, const void *prepared, const double *x, size_t n,
                    double *gradient)
{
    const struct two_basins *c = config;
    double a[2], b[2], p;
    const double q1 = basin(c->sharp, x[0] + c->distance / 2, x[1], 0, a);
    const double q2 = basin(c->flat, x[0] - c->distance / 2, x[1], c->depth, b);
    const double f = soften(q1, q2, &p);

    (void)prepared, (void)n;
    if (gradient) {
        gradient[0] = p * a[0] + (1 - p) * b[0];
        gradient[1] = p * a[1] + (1 - p) * b[1];
    }
    return f;
}

static void hessian(const void *config, const void *prepared, const double *x, size_t n,
                    double *h)
{
    const struct two_basins *c = config;
    double a[2], b[2], p, spread, mean;
    const double q1 = basin(c->sharp, x[0] + c->distance / 2, x[1], 0, a);
    const double q2 = basin(c->flat, x[0] - c->distance / 2, x[1], c->depth, b);

    (void)prepared, (void)n;
    soften(q1, q2, &p);
    /* Of two values with shares p and 1 - p the covariance is p (1 - p) (a - b)(a - b)'. */
    spread = p * (1 - p) / TEMPERATURE;
    mean = p * c->sharp + (1 - p) * c->flat;
    a[0] -= b[0];
    a[1] -= b[1];
    rv_define_hessian2(h, mean - spread * a[0] * a[0], -spread * a[0] * a[1],
                       mean - spread * a[1] * a[1]);
}

/* Each minimum lies on the axis, next to its basin's centre: a few Newton steps find it. */
static double polish(const void *config, double x)
{
    for (int i = 0; i < NEWTON_STEPS; i++) {
        const double at[2] = { x, 0 };
        double g[2], h[4];

        value(config, NULL, at, 2, g);
        hessian(config, NULL, at, 2, h);
        x -= g[0] / h[0];
    }
    return x;
}

static size_t minima(const void *config, const void *prepared, size_t n, double *x, double *values)
{
    const struct two_basins *c = config;
    const size_t left = c->depth < 0 ? 1 : 0; /* the lowest first */

    x[2 * left] = polish(config, -c->distance / 2);
    x[2 * (1 - left)] = polish(config, c->distance / 2);
    x[1] = x[3] = 0;
    values[0] = value(config, prepared, x, n, NULL);
    values[1] = value(config, prepared, x + 2, n, NULL);
    return 2;
}

const struct rv_surface_type rv_surface_two_basins = {
    .type = { .name = "two_basins",
              .summary = "A sharp and a flat minimum side by side, equally deep or not.",
              .reference = "Keskar et al. 2017",
              .params = params,
              .config_size = sizeof(struct two_basins) },
    .dimension = 2,
    .start = { -2, 0.5 },
    .low = { -3, -2 },
    .high = { 4, 2 },
    .bounded = true,
    .prepare = prepare,
    .value = value,
    .hessian = hessian,
    .minima = minima,
};
