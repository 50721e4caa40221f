/* Ackley's function: a nearly flat, rippled plain round a funnel.
 *
 *     f = a (1 - exp(-b s)) + e - exp(m),   s = sqrt(mean x_i^2),   m = mean cos(c x_i)
 *     a = 20, b = 0.2, c = 2 pi
 *
 * Lowest at 0 with value 0. There it is the tip of a cone and has no derivatives; the gradient is
 * given as 0, the Hessian as that of the ripple alone. Ackley (1987). */
#include "surface/define.h"
#include "ravine/math.h"

#define HEIGHT 20.0
#define DECAY 0.2
#define WAVE (2 * RV_MATH_PI)

struct ackley {
    long dimension;
};

static const struct rv_param params[] = { RV_DEFINE_DIMENSION_ROW(struct ackley), RV_PARAM_END };

/* s, and m as the function's value. */
static double means(const double *x, size_t n, double *s)
{
    double square = 0, wave = 0;

    for (size_t i = 0; i < n; i++) {
        square += x[i] * x[i];
        wave += rv_math_cos(WAVE * x[i]);
    }
    *s = sqrt(square / (double)n);
    return wave / (double)n;
}

/* ds/dx_i = x_i / (n s), dm/dx_i = -(c / n) sin(c x_i) */
static double value(const void *config, const void *prepared, const double *x, size_t n,
                    double *gradient)
{
    double s;
    const double m = means(x, n, &s);
    const double funnel = HEIGHT * rv_math_exp(-DECAY * s), ripple = rv_math_exp(m);

    (void)config, (void)prepared;
    for (size_t i = 0; gradient && i < n; i++)
        gradient[i] = (s > 0 ? DECAY * funnel * x[i] / s : 0) / (double)n +
                      ripple * WAVE * rv_math_sin(WAVE * x[i]) / (double)n;
    return (HEIGHT - funnel) + (rv_math_exp(1) - ripple);
}

/* The funnel: b F ((1/n) I / s - (1 + b s) x x' / (n^2 s^3)), F = a exp(-b s). The ripple: with
 * m_i = dm/dx_i, -exp(m) (m_i m_j - (c^2 / n) cos(c x_i) I). */
static void hessian(const void *config, const void *prepared, const double *x, size_t n,
                    double *h)
{
    const double share = 1 / (double)n;
    double s;
    const double m = means(x, n, &s);
    const double funnel = DECAY * HEIGHT * rv_math_exp(-DECAY * s), ripple = rv_math_exp(m);

    (void)config, (void)prepared;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double entry = -ripple * rv_define_square(WAVE * share) * rv_math_sin(WAVE * x[i]) *
                           rv_math_sin(WAVE * x[j]);

            if (s > 0)
                entry -= funnel * (1 + DECAY * s) * (share * x[i] / s) * (share * x[j] / s) / s;
            if (i == j)
                entry += ripple * WAVE * WAVE * share * rv_math_cos(WAVE * x[i]) +
                         (s > 0 ? funnel * share / s : 0);
            h[i * n + j] = entry;
        }
}

const struct rv_surface_type rv_surface_ackley = {
    .type = { .name = "ackley",
              .summary = "A nearly flat, rippled plain round a steep funnel.",
              .reference = "Ackley 1987",
              .params = params,
              .config_size = sizeof(struct ackley) },
    .dimension_min = 1,
    .start = { 2.6, -1.7 },
    .low = { -5, -5 },
    .high = { 5, 5 },
    .bounded = true,
    .value = value,
    .hessian = hessian,
    .minima = rv_define_lowest_at_zero,
};
