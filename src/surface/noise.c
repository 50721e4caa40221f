/* Noise of the gradient: see ravine/surface.h.
 *
 * A type adds the noise of one replica from the stream it is given; which stream that is, is
 * decided here alone: (seed, noise, step, replica). So the path of replica 7 is the same whether 8
 * or 10,000 run beside it, in one thread or in three, and a step that is repeated sees the same
 * noise. */
#include "ravine/memory.h"
#include "ravine/stream.h"
#include "ravine/surface.h"

#include <string.h>

struct rv_noise {
    const struct rv_noise_type *type;
    struct rv_config config; /* owned copy */
    void *prepared;          /* owned; what the type worked out */
    size_t n;
    uint64_t seed;
    bool active;
};

enum rv_status rv_noise_create(const struct rv_config *config, size_t n, uint64_t seed,
                               struct rv_noise **noise, struct rv_error *error)
{
    struct rv_noise *s = rv_alloc(1, sizeof *s);
    enum rv_status status = RV_OK;

    s->type = (const struct rv_noise_type *)config->type;
    s->config = rv_config_copy(config);
    s->n = n;
    s->seed = seed;
    /* Decided once: an objective with inactive noise is exact, and methods may use it. */
    s->active = (s->type->add || s->type->add_normal) &&
                (!s->type->active || s->type->active(s->config.values));
    if (s->type->prepare)
        status = s->type->prepare(s->config.values, n, seed, &s->prepared, error);
    if (status) {
        rv_noise_free(s);
        s = NULL;
    }
    *noise = s;
    return status;
}

void rv_noise_free(struct rv_noise *noise)
{
    if (!noise)
        return;
    if (noise->prepared && noise->type->release)
        noise->type->release(noise->prepared);
    rv_config_release(&noise->config);
    rv_free(noise);
}

bool rv_noise_active(const struct rv_noise *noise)
{
    return noise->active;
}

bool rv_noise_moments(const struct rv_noise *noise, const double *x, double *covariance,
                      double *spread)
{
    const size_t n = noise->n;

    memset(covariance, 0, n * n * sizeof *covariance);
    memset(spread, 0, n * sizeof *spread);
    if (!noise->active)
        return true;
    return noise->type->moments &&
           noise->type->moments(noise->config.values, noise->prepared, x, n, covariance, spread);
}

/* The stream of replica r. The step fills the word `epoch` and, past 2^32 steps, goes on into
 * `layer`. */
static struct rv_stream stream_of(const struct rv_noise *s, uint64_t step, size_t r)
{
    return rv_stream_at(s->seed, RV_STREAM_NOISE, (uint32_t)(step >> 32), (uint32_t)step, r);
}

/* As many replicas at a time as fit on the stack. */
static void add_normal(const struct rv_noise *s, size_t first, size_t replicas, uint64_t step,
                       double *gradients)
{
    const size_t n = s->n, block = RV_SURFACE_DIMENSION_MAX / n;
    double normal[RV_SURFACE_DIMENSION_MAX];

    for (size_t r = 0; r < replicas; r += block) {
        const size_t count = replicas - r < block ? replicas - r : block;

        rv_stream_gaussians(stream_of(s, step, first + r), count, n, normal);
        s->type->add_normal(s->prepared, n, count, normal, gradients + r * n);
    }
}

void rv_noise_add(const struct rv_noise *noise, const double *x, size_t first, size_t replicas,
                  uint64_t step, double *values, double *gradients)
{
    const struct rv_noise *s = noise;
    const size_t n = s->n;

    if (!s->active)
        return;
    if (s->type->add_normal) {
        add_normal(s, first, replicas, step, gradients);
        return;
    }
    for (size_t r = 0; r < replicas; r++) {
        struct rv_stream stream = stream_of(s, step, first + r);
        const double added = s->type->add(s->config.values, s->prepared, x + r * n, n, &stream,
                                          gradients + r * n);

        if (values)
            values[r] += added;
    }
}
