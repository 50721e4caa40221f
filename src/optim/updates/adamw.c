/* AdamW: Adam with weight decay that does not pass through the gradient.
 *
 *     x <- x (1 - h k),  k = weight_decay times the range's factor (0 for biases and BN)
 *     then Adam's step: m, v, x - h (m / w1) / (sqrt(v / w2) + e)
 *
 * Loshchilov and Hutter (2019), "Decoupled weight decay regularization". An L2 penalty in the loss
 * would be divided by sqrt(v) like any gradient, and so hold back least where gradients are
 * large; here every weight shrinks by the same share. */
#include "optim/update.h"

struct adamw {
    struct rv_update_moments moments;
    double weight_decay; /* k over the rate; default 0.01 */
};

static const struct rv_param params[] = {
    RV_UPDATE_MOMENTS_ROWS(0.001),
    RV_REAL(struct adamw, weight_decay, .initial = 0.01, .minimum = 0, .maximum = 10,
            .live = RV_LIVE_STEP,
            .help = "Each step takes learning_rate x weight_decay of a kernel's weight away. 0 to "
                    "0.1. Too large: the weights shrink faster than the loss can hold them, and "
                    "the network stops learning."),
    RV_PARAM_END
};

static const char *const slots[] = { "m", "v", NULL };
static const char *const carries[] = { RV_UPDATE_CORRECTED_CARRIES, NULL };

/* Without gradients a weight shrinks by 1 - h k a step and is forgotten in 1 / (h k) steps. For a
 * layer in front of batch normalisation, whose output ignores the scale of the weights, k thereby
 * sets the size of a step as an angle, sqrt(2 h k) with plain descent (van Laarhoven 2017). */
RV_UPDATE_RULE void rule(const struct rv_step *step, double *p, const double *g,
                         double *const slot[], size_t n)
{
    const struct adamw *c = step->config;
    const double b1 = step->momentum, b2 = c->moments.beta2, e = c->moments.epsilon;
    const double rate = step->rate / step->scalar[0], scale = 1 / step->scalar[1];
    const double keep = 1 - step->rate * c->weight_decay * step->decay;
    double *m = slot[0], *v = slot[1];

#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        m[i] = b1 * m[i] + (1 - b1) * g[i];
        v[i] = b2 * v[i] + (1 - b2) * g[i] * g[i];
        p[i] = keep * p[i] - rate * m[i] / (sqrt(v[i]) * scale + e);
    }
}
RV_UPDATE_WIDE(update, rule)

const struct rv_optimizer_type rv_optimizer_adamw = {
    .type = { .name = "adamw",
              .summary = "Adam with weight decay that is not part of the gradient.",
              .reference = "Loshchilov and Hutter 2019",
              .params = params,
              .config_size = sizeof(struct adamw) },
    .slots = slots,
    .carries = carries,
    .momentum = "beta1",
    .begin = rv_update_corrected_begin,
    .theory = {.kind = RV_THEORY_FROZEN, .averages = true},
    .update = update,
};
