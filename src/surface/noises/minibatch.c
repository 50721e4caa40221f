/* Mini-batch noise: the surface is the mean of N samples, a step sees B of them.
 *
 *     sample k:   f(x) + sum_i 1/2 d_ki u_i^2 + a_ki u_i,   u = x - center
 *     a step:     g_i <- g_i + mean_batch(d_ki) u_i + mean_batch(a_ki)
 *
 * Curvatures d and offsets a have mean 0 over the N samples and standard deviations `spread` and
 * `gradient_spread`, exactly: they are drawn, centred and re-scaled. Over a batch of B the variance
 * of the mean is s^2 / B with replacement and s^2 / B (N - B) / (N - 1) without (Cochran 1977).
 *
 * The part with d is multiplicative: it vanishes at the centre and can make the path diverge where
 * the mean curvature alone would not, E u^2 x (1 - h l)^2 + h^2 s^2 / B a step (Wu, Ma and E
 * 2018). */
#include "ravine/memory.h"
#include "ravine/stream.h"
#include "ravine/surface.h"
#include "ravine/vector.h"

#include <math.h>

#define SAMPLES_MAX 4096
#define TABLE_MAX ((size_t)1 << 22) /* samples × dimensions */
#define SAMPLES_KEY 0xffffffu       /* a value of `layer` that no step reaches */

enum { GAUSSIAN, TWO_POINT };
static const char *const distributions[] = { "gaussian", "two-point", NULL };

struct minibatch {
    long samples;           /* N; default 200 */
    long batch;             /* B; default 10 */
    bool replacement;       /* default false */
    double spread;          /* s of the curvatures; default 1 */
    double gradient_spread; /* s of the offsets; default 0 */
    int distribution;
    struct rv_reals center; /* empty: 0; one value: every coordinate */
};

static const struct rv_param params[] = {
    RV_INTEGER(struct minibatch, samples, .initial = 200, .minimum = 2, .maximum = SAMPLES_MAX,
               .help = "Number of training examples whose mean the surface is."),
    RV_INTEGER(struct minibatch, batch, .initial = 10, .minimum = 1, .maximum = SAMPLES_MAX,
               .live = RV_LIVE_STEP,
               .help = "Examples that a step sees. The noise's variance falls as 1 / batch; all "
                       "of them without replacement: no noise."),
    RV_BOOLEAN(struct minibatch, replacement, .live = RV_LIVE_STEP,
               .help = "Draw with replacement: an example may come twice in a batch."),
    RV_REAL(struct minibatch, spread, .initial = 1, .minimum = 0, .maximum = 1e9,
            .help = "Standard deviation of the examples' curvatures about the surface's. Large: "
                    "single examples have walls steep enough to throw the path out."),
    RV_REAL(struct minibatch, gradient_spread, .minimum = 0, .maximum = 1e9,
            .help = "Standard deviation of the examples' own gradients: noise that does not fade "
                    "at the minimum."),
    RV_CHOICE(struct minibatch, distribution, .choices = distributions,
              .help = "Of curvatures and offsets over the examples. two-point: half of them one "
                      "deviation above the mean, half below."),
    RV_REALS(struct minibatch, center, .minimum = -1e6, .maximum = 1e6,
             .help = "The point where the noise of the curvatures vanishes, the minimum as a rule. "
                     "Empty: 0."),
    RV_PARAM_END
};

struct prepared_minibatch {
    double *curvature; /* samples × n, NULL when spread is 0 */
    double *offset;    /* samples × n, NULL when gradient_spread is 0 */
    double *center;    /* n */
};

static bool active(const void *config)
{
    const struct minibatch *c = config;
    const bool whole = !c->replacement && c->batch == c->samples;

    return !whole && (c->spread > 0 || c->gradient_spread > 0);
}

static void release(void *prepared)
{
    struct prepared_minibatch *p = prepared;

    rv_free(p->curvature);
    rv_free(p->offset);
    rv_free(p->center);
    rv_free(p);
}

/* Mean 0 and deviation `spread` over the samples of coordinate i. */
static void standardize(double *table, size_t samples, size_t n, size_t i, double spread)
{
    double mean = 0, square = 0, factor;

    for (size_t k = 0; k < samples; k++)
        mean += table[k * n + i] / (double)samples;
    for (size_t k = 0; k < samples; k++) {
        table[k * n + i] -= mean;
        square += table[k * n + i] * table[k * n + i] / (double)samples;
    }
    factor = spread / sqrt(square);
    for (size_t k = 0; k < samples; k++)
        table[k * n + i] *= factor;
}

/* One table of N × n values; the column of coordinate i depends on the seed and i alone. For two
 * points the signs are shuffled in each column: half plus, half minus (one 0 when N is odd). */
static double *draw_table(const struct minibatch *c, size_t n, uint64_t seed, uint32_t table,
                          double spread)
{
    const size_t samples = (size_t)c->samples;
    double *values = rv_alloc(samples * n, sizeof *values);
    uint32_t *order = rv_alloc(samples, sizeof *order);

    for (size_t i = 0; i < n; i++) {
        struct rv_stream stream =
            rv_stream_at(seed, RV_STREAM_NOISE, SAMPLES_KEY, table, (uint64_t)i);

        for (size_t k = 0; k < samples; k++)
            order[k] = (uint32_t)k;
        if (c->distribution == TWO_POINT)
            rv_stream_shuffle(&stream, order, samples);
        for (size_t k = 0; k < samples; k++)
            values[order[k] * n + i] = c->distribution == GAUSSIAN ? rv_stream_gaussian(&stream)
                                       : k < samples / 2           ? 1
                                       : k < samples / 2 * 2       ? -1
                                                                   : 0;
        standardize(values, samples, n, i, spread);
    }
    rv_free(order);
    return values;
}

static enum rv_status prepare(const void *config, size_t n, uint64_t seed, void **prepared,
                              struct rv_error *error)
{
    const struct minibatch *c = config;
    const struct rv_reals *center = &c->center;
    struct prepared_minibatch *p;

    if (!c->replacement && c->batch > c->samples)
        return rv_error_set(error, RV_INPUT,
                            "a batch of %ld cannot be drawn from %ld samples without replacement",
                            c->batch, c->samples);
    if ((size_t)c->samples * n > TABLE_MAX)
        return rv_error_set(error, RV_INPUT,
                            "%ld samples of %zu dimensions are too many: at most %zu numbers",
                            c->samples, n, TABLE_MAX);
    if (center->count > 1 && center->count != n)
        return rv_error_set(error, RV_INPUT,
                            "the center of the noise has %zu values, the surface %zu dimensions",
                            center->count, n);
    p = rv_alloc(1, sizeof *p);
    p->center = rv_alloc(n, sizeof *p->center);
    for (size_t i = 0; center->count && i < n; i++)
        p->center[i] = center->value[center->count == 1 ? 0 : i];
    if (c->spread > 0)
        p->curvature = draw_table(c, n, seed, 0, c->spread);
    if (c->gradient_spread > 0)
        p->offset = draw_table(c, n, seed, 1, c->gradient_spread);
    *prepared = p;
    return RV_OK;
}

/* Adds `weight` times sample k; returns what it adds to the value. */
static double add_sample(const struct prepared_minibatch *p, size_t k, double weight,
                         const double *x, size_t n, double *gradient)
{
    double value = 0;

    for (size_t i = 0; i < n; i++) {
        const double u = x[i] - p->center[i];
        const double d = p->curvature ? p->curvature[k * n + i] : 0;
        const double a = p->offset ? p->offset[k * n + i] : 0;

        gradient[i] += weight * (d * u + a);
        value += weight * (0.5 * d * u * u + a * u);
    }
    return value;
}

/* Without replacement by Floyd's method: for j = N - B .. N - 1 draw t <= j and take t, or j when t
 * is taken already. B draws, and N bits to remember. When more than half are wanted, those left out
 * are drawn: all N sum to 0, so the batch's sum is minus theirs. */
static double add(const void *config, const void *prepared, const double *x, size_t n,
                  struct rv_stream *stream, double *gradient)
{
    const struct minibatch *c = config;
    const uint32_t samples = (uint32_t)c->samples, batch = (uint32_t)c->batch;
    const bool left_out = !c->replacement && batch > samples / 2;
    const uint32_t draws = left_out ? samples - batch : batch;
    const double weight = (left_out ? -1.0 : 1.0) / batch;
    uint64_t taken[SAMPLES_MAX / 64];
    double value = 0;

    for (uint32_t word = 0; !c->replacement && word <= (samples - 1) / 64; word++)
        taken[word] = 0;
    for (uint32_t j = 0; j < draws; j++) {
        const uint32_t last = samples - draws + j;
        uint32_t k = rv_stream_below(stream, c->replacement ? samples : last + 1);

        if (!c->replacement) {
            if (taken[k / 64] >> (k % 64) & 1)
                k = last;
            taken[k / 64] |= (uint64_t)1 << (k % 64);
        }
        value += add_sample(prepared, k, weight, x, n, gradient);
    }
    return value;
}

/* What sample k adds to the gradient of coordinate i at x. */
static double sample_gradient(const struct prepared_minibatch *p, size_t k, const double *x,
                              size_t n, size_t i)
{
    const double d = p->curvature ? p->curvature[k * n + i] : 0;
    const double a = p->offset ? p->offset[k * n + i] : 0;

    return d * (x[i] - p->center[i]) + a;
}

/* Over the samples, then the mean of a batch: S^2 / B, and without replacement (N - B) / (N - 1)
 * of it. All sums over samples have mean 0, so that no mean is taken away. */
static bool moments(const void *config, const void *prepared, const double *x, size_t n,
                    double *covariance, double *spread)
{
    const struct minibatch *c = config;
    const double N = (double)c->samples, B = (double)c->batch;
    const double share = (c->replacement ? 1 : (N - B) / (N - 1)) / (B * N);

    for (size_t k = 0; k < (size_t)c->samples; k++)
        for (size_t i = 0; i < n; i++) {
            const double gi = sample_gradient(prepared, k, x, n, i);

            for (size_t j = 0; j < n; j++)
                covariance[i * n + j] += share * gi * sample_gradient(prepared, k, x, n, j);
        }
    for (size_t i = 0; i < n; i++)
        spread[i] = share * N * c->spread * c->spread;
    return true;
}

const struct rv_noise_type rv_noise_minibatch = {
    .type = { .name = "minibatch",
              .summary = "Each step sees some of N samples with curvatures of their own.",
              .reference = "Wu, Ma and E 2018",
              .params = params,
              .config_size = sizeof(struct minibatch) },
    .active = active,
    .prepare = prepare,
    .release = release,
    .add = add,
    .moments = moments,
};
