/* Gradient clipping: by value, then by norm (Pascanu, Mikolov and Bengio 2013).
 *
 *     g_i <- min(max(g_i, -value), value)
 *     g   <- g norm / |g|      when |g| > norm, for every block (replica) by itself
 *
 * The clipped norm is exactly `norm`; PyTorch divides by |g| + 1e-6 and stays a little below. NaN
 * stays NaN, so that a diverging run is still seen to diverge. */
#include "ravine/optimizer.h"
#include "ravine/vector.h"

static const struct rv_param params[] = {
    RV_REAL(struct rv_clip, value, .minimum = 0, .maximum = 1e6, .live = RV_LIVE_STEP,
            .help = "Every component of the gradient is cut to this size; 0 is off. 0.1 to 10. Too "
                    "large: it never acts. Too small: steps turn towards the diagonal."),
    RV_REAL(struct rv_clip, norm, .minimum = 0, .maximum = 1e6, .live = RV_LIVE_STEP,
            .help = "A gradient that is longer is scaled down to this length; 0 is off. 0.1 to 10. "
                    "Too large: it never acts. Too small: every step has the same length."),
    RV_PARAM_END
};

const struct rv_type rv_clip_type = {
    .name = "clip",
    .summary = "Limits the gradient of a mini-batch before the step.",
    .reference = "Pascanu, Mikolov and Bengio 2013",
    .params = params,
    .config_size = sizeof(struct rv_clip),
};

/* Two comparisons rather than fmin and fmax, which would replace NaN by the limit. */
static void clip_values(double limit, double *gradient, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (gradient[i] > limit)
            gradient[i] = limit;
        else if (gradient[i] < -limit)
            gradient[i] = -limit;
    }
}

/* Keeps the direction; an infinite norm gives 0 x infinity = NaN, which is seen. */
static void clip_norm(double limit, double *gradient, size_t n)
{
    const double norm = rv_vector_norm(gradient, n);

    if (norm > limit)
        rv_vector_scale(gradient, limit / norm, n);
}

/* The norm of the first block is what a network reports as its gradient norm. */
double rv_clip_apply(const struct rv_clip *clip, double *gradient, size_t n, size_t block)
{
    const double before = rv_vector_norm(gradient, block);

    if (clip->value > 0)
        clip_values(clip->value, gradient, n);
    if (clip->norm > 0)
        for (size_t start = 0; start < n; start += block)
            clip_norm(clip->norm, gradient + start, block);
    return before;
}
