/* Rosenbrock's valley in n dimensions.
 *
 *     f = sum_i b (x_(i+1) - x_i^2)^2 + (1 - x_i)^2,   i = 1 .. n-1
 *
 * Lowest at (1, ..., 1) with value 0. Rosenbrock (1960); the chained form is that of Dixon and
 * Mills (1994). From n = 4 on there is a second, higher minimum near (-1, 1, ..., 1). */
#include "surface/define.h"

#include <string.h>

struct rosenbrock {
    double wall; /* b; default 100 */
    long dimension;
};

static const struct rv_param params[] = {
    RV_REAL(struct rosenbrock, wall, .initial = 100, .minimum = 0, .maximum = 1e9,
            .open = RV_OPEN_MINIMUM,
            .help = "Steepness of the walls. Larger: the learning rate must be smaller."),
    RV_DEFINE_DIMENSION_ROW(struct rosenbrock),
    RV_PARAM_END
};

/* With u = x_(i+1) - x_i^2: df/dx_i += -4 b u x_i - 2 (1 - x_i), df/dx_(i+1) += 2 b u. */
static double value(const void *config, const void *prepared, const double *x, size_t n,
                    double *gradient)
{
    const double b = ((const struct rosenbrock *)config)->wall;
    double f = 0;

    (void)prepared;
    if (!gradient) {
        for (size_t i = 0; i + 1 < n; i++) {
            const double u = x[i + 1] - x[i] * x[i], v = 1 - x[i];

            f += b * u * u + v * v;
        }
        return f;
    }
    gradient[0] = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        const double u = x[i + 1] - x[i] * x[i], v = 1 - x[i];

        f += b * u * u + v * v;
        gradient[i] += -4 * b * u * x[i] - 2 * v;
        gradient[i + 1] = 2 * b * u;
    }
    return f;
}

/* Three diagonals: x_i meets only its neighbours. */
static void hessian(const void *config, const void *prepared, const double *x, size_t n,
                    double *h)
{
    const double b = ((const struct rosenbrock *)config)->wall;

    (void)prepared;
    memset(h, 0, n * n * sizeof *h);
    for (size_t i = 0; i + 1 < n; i++) {
        h[i * n + i] += 12 * b * x[i] * x[i] - 4 * b * x[i + 1] + 2;
        h[i * n + i + 1] = h[(i + 1) * n + i] = -4 * b * x[i];
        h[(i + 1) * n + i + 1] = 2 * b;
    }
}

/* The loop of two dimensions without its branches; the same operations, bit for bit. */
static void many(const void *config, const void *prepared, const double *x, size_t n,
                 size_t replicas, double *values, double *gradients)
{
    const double b = ((const struct rosenbrock *)config)->wall;

    if (n == 2 && gradients)
        for (size_t r = 0; r < replicas; r++) {
            const double first = x[2 * r], u = x[2 * r + 1] - first * first, v = 1 - first;

            values[r] = b * u * u + v * v;
            gradients[2 * r] = -4 * b * u * first - 2 * v;
            gradients[2 * r + 1] = 2 * b * u;
        }
    else
        for (size_t r = 0; r < replicas; r++)
            values[r] = value(config, prepared, x + r * n, n, gradients ? gradients + r * n : NULL);
}

static size_t minima(const void *config, const void *prepared, size_t n, double *x, double *values)
{
    (void)config, (void)prepared;
    for (size_t i = 0; i < n; i++)
        x[i] = 1;
    values[0] = 0;
    return 1;
}

const struct rv_surface_type rv_surface_rosenbrock = {
    .type = { .name = "rosenbrock",
              .summary = "The banana-shaped valley: easy to find, slow to follow.",
              .reference = "Rosenbrock 1960",
              .params = params,
              .config_size = sizeof(struct rosenbrock) },
    .dimension_min = 2,
    .start = { -1.2, 1 },
    .low = { -2, -1 },
    .high = { 2, 3 },
    .bounded = true,
    .value = value,
    .hessian = hessian,
    .many = many,
    .minima = minima,
};
