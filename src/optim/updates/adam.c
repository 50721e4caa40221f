/* Adam: the mean gradient divided by the root mean square gradient.
 *
 *     m <- b1 m + (1 - b1) g
 *     v <- b2 v + (1 - b2) g^2
 *     x <- x - h (m / w1) / (sqrt(v / w2) + e),      w = 1 - b^t
 *
 * with the b1 of step t where a schedule moves it, as in PyTorch.
 * Kingma and Ba (2015), "Adam: a method for stochastic optimization". A constant gradient of any
 * size moves x by h a step; after a long silence one spike moves it by h (1 - b1) / sqrt(1 - b2),
 * 3.16 h at the usual betas: one source of sudden jumps. */
#include "optim/update.h"

/* The configuration is struct rv_update_moments as it stands; the default rate is the paper's. */
static const struct rv_param params[] = { RV_UPDATE_MOMENTS_ROWS(0.001), RV_PARAM_END };
static const char *const slots[] = { "m", "v", NULL };
static const char *const carries[] = { RV_UPDATE_CORRECTED_CARRIES, NULL };

/* h / w1 and 1 / sqrt(w2) are taken out of the loop:
 *     h (m / w1) / (sqrt(v / w2) + e) = (h / w1) m / (sqrt(v) / sqrt(w2) + e). */
RV_UPDATE_RULE void rule(const struct rv_step *step, double *p, const double *g,
                         double *const slot[], size_t n)
{
    const struct rv_update_moments *c = step->config;
    const double b1 = step->momentum, b2 = c->beta2, e = c->epsilon;
    const double rate = step->rate / step->scalar[0], scale = 1 / step->scalar[1];
    double *m = slot[0], *v = slot[1];

#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        m[i] = b1 * m[i] + (1 - b1) * g[i];
        v[i] = b2 * v[i] + (1 - b2) * g[i] * g[i];
        p[i] -= rate * m[i] / (sqrt(v[i]) * scale + e);
    }
}
RV_UPDATE_WIDE(update, rule)

const struct rv_optimizer_type rv_optimizer_adam = {
    .type = { .name = "adam",
              .summary = "Divides the mean gradient by its root mean square.",
              .reference = "Kingma and Ba 2015",
              .params = params,
              .config_size = sizeof(struct rv_update_moments) },
    .slots = slots,
    .carries = carries,
    .momentum = "beta1",
    .begin = rv_update_corrected_begin,
    .theory = {.kind = RV_THEORY_FROZEN, .averages = true},
    .update = update,
};
