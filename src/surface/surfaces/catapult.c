/* Catapult: a network of one hidden linear layer with one example, target 0.
 *
 *     L = 1/2 f^2,   f = u v / sqrt(m),   u = x_1 .. x_m,   v = x_(m+1) .. x_(2m)
 *
 * Its curvature l = (|u|^2 + |v|^2) / m is what a gradient step of size h changes:
 *     f+ = f (1 - h l + h^2 f^2 / m),   l+ = l + (h f^2 / m) (h l - 4).
 * For h l < 2 the loss falls; for 2 < h l < 4 it first rises until l has come down below 2 / h (the
 * catapult), and for h l > 4 it diverges (Lewkowycz et al. 2020). All points with u v = 0 are
 * minima, so that there is no nearest one to name. */
#include "ravine/vector.h"
#include "surface/define.h"

struct catapult {
    long dimension; /* 2 m */
};

static const struct rv_param params[] = {
    RV_INTEGER(struct catapult, dimension, .minimum = 0, .maximum = RV_SURFACE_DIMENSION_MAX,
               .help = "Number of weights of both layers together; even. 0: as many as the start "
                       "has, else 2."),
    RV_PARAM_END
};

static enum rv_status prepare(const void *config, size_t n, void **prepared,
                              struct rv_error *error)
{
    (void)config, (void)prepared;
    if (n % 2)
        return rv_error_set(error, RV_INPUT,
                            "the surface 'catapult' has two layers of equal width: an even "
                            "dimension, not %zu",
                            n);
    return RV_OK;
}

static double value(const void *config, const void *prepared, const double *x, size_t n,
                    double *gradient)
{
    const size_t m = n / 2;
    const double root = sqrt((double)m), f = rv_vector_dot(x, x + m, m) / root;

    (void)config, (void)prepared;
    for (size_t i = 0; gradient && i < m; i++) {
        gradient[i] = f * x[m + i] / root;
        gradient[m + i] = f * x[i] / root;
    }
    return 0.5 * f * f;
}

/* H = grad f grad f' + f H_f, where H_f holds 1 / sqrt(m) at (u_i, v_i). */
static void hessian(const void *config, const void *prepared, const double *x, size_t n,
                    double *h)
{
    const size_t m = n / 2;
    const double root = sqrt((double)m), f = rv_vector_dot(x, x + m, m) / root;

    (void)config, (void)prepared;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            const double left = x[(i + m) % n], right = x[(j + m) % n];

            h[i * n + j] = left * right / (double)m + (j == (i + m) % n ? f / root : 0);
        }
}

const struct rv_surface_type rv_surface_catapult = {
    .type = { .name = "catapult",
              .summary = "Two linear layers, one example: large steps find flatter minima.",
              .reference = "Lewkowycz et al. 2020",
              .params = params,
              .config_size = sizeof(struct catapult) },
    .dimension_min = 2,
    .start = { 1.6, 0.1 },
    .low = { -2.5, -2.5 },
    .high = { 2.5, 2.5 },
    .bounded = true,
    .prepare = prepare,
    .value = value,
    .hessian = hessian,
};
