/* NAdam: Adam with Nesterov's look ahead.
 *
 *     u_t = b1 (1 - 0.96^(t d) / 2)                      the momentum in force at step t
 *     m  <- b1 m + (1 - b1) g
 *     v  <- b2 v + (1 - b2) g^2
 *     x  <- x - h (u_(t+1) m / W_(t+1) + (1 - u_t) g / W_t) / (sqrt(v / w2) + e)
 *     W_t = 1 - u_1 u_2 ... u_t,      w2 = 1 - b2^t
 *
 * Dozat (2016), "Incorporating Nesterov momentum into Adam", with the warming momentum of its
 * section 3, as in PyTorch (d is called momentum_decay). */
#include "optim/update.h"

struct nadam {
    struct rv_update_moments moments;
    double momentum_decay; /* d; default 0.004, as PyTorch */
};

static const struct rv_param params[] = {
    RV_UPDATE_MOMENTS_ROWS(0.002),
    RV_REAL(struct nadam, momentum_decay, .initial = 0.004, .minimum = 0, .maximum = 1,
            .live = RV_LIVE_STEP,
            .help = "How fast the momentum grows from half of beta1 to beta1: half of the way "
                    "after 17 / momentum_decay steps. 0 keeps it at the half. 0.001 to 0.1. Too "
                    "large: full momentum from the start."),
    RV_PARAM_END
};

static const char *const slots[] = { "m", "v", NULL };
/* fade: 1 - 0.96^(t d) */
static const char *const carries[] = { RV_UPDATE_MOMENTS_CARRIES, "fade", NULL };

/* 0.96^d for 0 <= d <= 1 by the exponential series, the rest of which is below 1e-18. It is made of
 * sums and products only, and so has the same bits on every machine, which pow() has not. */
static double shrink(double d)
{
    const double log_96 = -0.040821994520255166; /* ln 0.96 */
    const double x = d * log_96;
    double sum = 1;

    for (int k = 9; k > 0; k--)
        sum = 1 + sum * x / k;
    return sum;
}

/* scalar[0] = (1 - u_t) / W_t, scalar[1] = u_(t+1) / W_(t+1), scalar[2] = sqrt(w2) */
static void begin(struct rv_step *step, double *carry)
{
    const struct nadam *c = step->config;
    const double b1 = step->momentum, ratio = shrink(c->momentum_decay);
    double now, next, power;

    power = (1 - carry[2]) * ratio;
    now = b1 * (1 - 0.5 * power);
    next = b1 * (1 - 0.5 * power * ratio);
    carry[0] = rv_update_fill(carry[0], now);
    carry[1] = rv_update_fill(carry[1], c->moments.beta2);
    carry[2] = 1 - power;
    step->scalar[0] = (1 - now) / carry[0];
    step->scalar[1] = next / rv_update_fill(carry[0], next);
    step->scalar[2] = sqrt(carry[1]);
}

/* The m term looks ahead with the momentum of the step that follows; the g term makes up the rest
 * of this step's weights, so that a constant gradient moves x by about h. */
RV_UPDATE_RULE void rule(const struct rv_step *step, double *p, const double *g,
                         double *const slot[], size_t n)
{
    const struct nadam *c = step->config;
    const double b1 = step->momentum, b2 = c->moments.beta2, e = c->moments.epsilon;
    const double on_g = step->rate * step->scalar[0], on_m = step->rate * step->scalar[1];
    const double scale = 1 / step->scalar[2];
    double *m = slot[0], *v = slot[1];

#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        m[i] = b1 * m[i] + (1 - b1) * g[i];
        v[i] = b2 * v[i] + (1 - b2) * g[i] * g[i];
        p[i] -= (on_g * g[i] + on_m * m[i]) / (sqrt(v[i]) * scale + e);
    }
}
RV_UPDATE_WIDE(update, rule)

const struct rv_optimizer_type rv_optimizer_nadam = {
    .type = { .name = "nadam",
              .summary = "Adam that looks ahead along its momentum, as Nesterov's method does.",
              .reference = "Dozat 2016",
              .params = params,
              .config_size = sizeof(struct nadam) },
    .slots = slots,
    .carries = carries,
    .momentum = "beta1",
    .begin = begin,
    .theory = {.kind = RV_THEORY_NONE,
               .why = "no closed form is known here for its look ahead"},
    .update = update,
};
