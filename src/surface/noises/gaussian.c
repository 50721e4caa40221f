/* Gaussian noise on the gradient, independent from step to step.
 *
 *     g <- g + sigma L z,   z ~ N(0, I),   L L' = C
 *
 * C is the identity, a diagonal of variances, one correlation between all pairs, or a whole
 * covariance matrix. On a parabola of curvature l plain descent with step h then does not settle:
 * its loss stays at h s^2 / (2 (2 - h l)) above the floor (Mandt, Hoffman and Blei 2017). */
#include "ravine/memory.h"
#include "ravine/stream.h"
#include "ravine/surface.h"

#include <math.h>

struct gaussian {
    double sigma;               /* default 1 */
    struct rv_reals covariance; /* empty, n variances, or n × n */
    double correlation;         /* of every pair; default 0 */
};

static const struct rv_param params[] = {
    RV_REAL(struct gaussian, sigma, .initial = 1, .minimum = 0, .maximum = 1e9,
            .live = RV_LIVE_STEP,
            .help = "Standard deviation of the noise on each coordinate of the gradient; with "
                    "`covariance` a factor on it. Large: the path wanders in a wide cloud."),
    RV_REALS(struct gaussian, covariance, .minimum = -1e12, .maximum = 1e12,
             .help = "One variance a coordinate, or the whole matrix row after row. Empty: 1 for "
                     "every coordinate."),
    RV_REAL(struct gaussian, correlation, .minimum = -1, .maximum = 1,
            .open = RV_OPEN_MINIMUM | RV_OPEN_MAXIMUM,
            .help = "Between the noises of every two coordinates, when `covariance` is no matrix."),
    RV_PARAM_END
};

struct prepared_gaussian {
    bool diagonal;
    double *root; /* n: standard deviations; or n × n: L, row after row, sigma included */
};

static bool active(const void *config)
{
    return ((const struct gaussian *)config)->sigma > 0;
}

static void release(void *prepared)
{
    struct prepared_gaussian *p = prepared;

    rv_free(p->root);
    rv_free(p);
}

/* Cholesky's L in place of the lower triangle; returns the first row that shows that the matrix is
 * not positive definite, n when all is well. The upper triangle is not read. */
static size_t cholesky(double *a, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = a[i * n + j];

            for (size_t k = 0; k < j; k++)
                sum -= a[i * n + k] * a[j * n + k];
            if (i == j && !(sum > 0))
                return i;
            a[i * n + j] = i == j ? sqrt(sum) : sum / a[j * n + j];
        }
    return n;
}

/* C without sigma: as given, or from variances v and correlation r, C_ij = r sqrt(v_i v_j). */
static enum rv_status fill_matrix(const struct gaussian *c, size_t n, double *matrix,
                                  struct rv_error *error)
{
    const double *entry = c->covariance.value;

    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            const double a = i * n + j < RV_LIST_SIZE ? entry[i * n + j] : 0;

            if (c->covariance.count == n * n && n > 1) {
                if (a != entry[j * n + i])
                    return rv_error_set(error, RV_INPUT,
                                        "the covariance is not symmetric: row %zu, column %zu has "
                                        "%g, its mirror image %g",
                                        i + 1, j + 1, a, entry[j * n + i]);
                matrix[i * n + j] = a;
            } else {
                const double vi = c->covariance.count ? entry[i] : 1;
                const double vj = c->covariance.count ? entry[j] : 1;

                matrix[i * n + j] = i == j ? vi : c->correlation * sqrt(vi) * sqrt(vj);
            }
        }
    return RV_OK;
}

/* The general case: n × n. */
static enum rv_status prepare_matrix(const struct gaussian *c, size_t n,
                                     struct prepared_gaussian *p, struct rv_error *error)
{
    enum rv_status status;
    size_t row;

    p->root = rv_alloc(n * n, sizeof *p->root);
    status = fill_matrix(c, n, p->root, error);
    if (status)
        return status;
    row = cholesky(p->root, n);
    if (row < n)
        return rv_error_set(error, RV_INPUT,
                            "the covariance of the noise is not positive definite (seen in row "
                            "%zu): no noise has it",
                            row + 1);
    for (size_t i = 0; i < n * n; i++)
        p->root[i] *= c->sigma;
    return RV_OK;
}

/* Independent coordinates: n standard deviations, so that a thousand dimensions cost no matrix. */
static enum rv_status prepare_diagonal(const struct gaussian *c, size_t n,
                                       struct prepared_gaussian *p, struct rv_error *error)
{
    p->diagonal = true;
    p->root = rv_alloc(n, sizeof *p->root);
    for (size_t i = 0; i < n; i++) {
        const double variance = c->covariance.count ? c->covariance.value[i] : 1;

        if (variance < 0)
            return rv_error_set(error, RV_INPUT, "variance %zu of the noise is negative (%g)",
                                i + 1, variance);
        p->root[i] = c->sigma * sqrt(variance);
    }
    return RV_OK;
}

static enum rv_status prepare(const void *config, size_t n, uint64_t seed, void **prepared,
                              struct rv_error *error)
{
    const struct gaussian *c = config;
    const size_t count = c->covariance.count;
    const bool matrix = count && count != n; /* n × n; for n = 1 both are one variance */
    struct prepared_gaussian *p;
    enum rv_status status;

    (void)seed;
    if (matrix && count != n * n)
        return rv_error_set(error, RV_INPUT,
                            "the covariance of the noise has %zu values; %zu dimensions need %zu "
                            "variances or a matrix of %zu",
                            count, n, n, n * n);
    if (matrix && c->correlation != 0)
        return rv_error_set(error, RV_INPUT,
                            "the covariance matrix of the noise holds its correlations already: "
                            "leave out 'correlation'");
    p = rv_alloc(1, sizeof *p);
    status = matrix || c->correlation != 0 ? prepare_matrix(c, n, p, error)
                                           : prepare_diagonal(c, n, p, error);
    if (status)
        release(p);
    else
        *prepared = p;
    return status;
}

/* g <- g + L z, column by column of L. */
static void add_matrix(const double *root, size_t n, const double *z, double *gradient)
{
    for (size_t j = 0; j < n; j++)
        for (size_t i = j; i < n; i++)
            gradient[i] += root[i * n + j] * z[j];
}

static void add_normal(const void *prepared, size_t n, size_t replicas, double *normal,
                       double *gradients)
{
    const struct prepared_gaussian *p = prepared;

    for (size_t r = 0; r < replicas; r++, normal += n, gradients += n) {
        if (!p->diagonal)
            add_matrix(p->root, n, normal, gradients);
        for (size_t j = 0; p->diagonal && j < n; j++)
            gradients[j] += p->root[j] * normal[j];
    }
}

/* C = L L'. */
static bool moments(const void *config, const void *prepared, const double *x, size_t n,
                    double *covariance, double *spread)
{
    const struct prepared_gaussian *p = prepared;

    (void)config, (void)x, (void)spread;
    for (size_t i = 0; i < n; i++) {
        if (p->diagonal)
            covariance[i * n + i] = p->root[i] * p->root[i];
        for (size_t j = 0; !p->diagonal && j < n; j++)
            for (size_t k = 0; k <= i && k <= j; k++)
                covariance[i * n + j] += p->root[i * n + k] * p->root[j * n + k];
    }
    return true;
}

const struct rv_noise_type rv_noise_gaussian = {
    .type = { .name = "gaussian",
              .summary = "Normal noise on the gradient, of any covariance, new at every step.",
              .reference = "Mandt, Hoffman and Blei 2017",
              .params = params,
              .config_size = sizeof(struct gaussian) },
    .active = active,
    .prepare = prepare,
    .release = release,
    .add_normal = add_normal,
    .moments = moments,
};
