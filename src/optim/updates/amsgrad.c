/* AMSGrad: Adam whose mean squared gradient never falls.
 *
 *     m <- b1 m + (1 - b1) g
 *     v <- b2 v + (1 - b2) g^2
 *     V <- max(V, v)
 *     x <- x - h (m / w1) / (sqrt(V / w2) + e),      w = 1 - b^t
 *
 * Reddi, Kale and Kumar (2018), "On the convergence of Adam and beyond". The published rule has no
 * bias correction; this is PyTorch's form, which takes the maximum before correcting. */
#include "optim/update.h"

/* The configuration is struct rv_update_moments as it stands. */
static const struct rv_param params[] = { RV_UPDATE_MOMENTS_ROWS(0.001), RV_PARAM_END };
/* "m" and "v" are Adam's: a change from Adam to AMSGrad and back goes on with them. */
static const char *const slots[] = { "m", "v", "v_max", NULL };
static const char *const carries[] = { RV_UPDATE_CORRECTED_CARRIES, NULL };

/* After one large gradient V stays, and the steps stay small with it: calmer than Adam after a
 * spike, and slower for the rest of the run. As w2 grows V / w2 may still fall for a while.
 */
RV_UPDATE_RULE void rule(const struct rv_step *step, double *p, const double *g,
                         double *const slot[], size_t n)
{
    const struct rv_update_moments *c = step->config;
    const double b1 = step->momentum, b2 = c->beta2, e = c->epsilon;
    const double rate = step->rate / step->scalar[0], scale = 1 / step->scalar[1];
    double *m = slot[0], *v = slot[1], *v_max = slot[2];

#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        m[i] = b1 * m[i] + (1 - b1) * g[i];
        v[i] = b2 * v[i] + (1 - b2) * g[i] * g[i];
        v_max[i] = v[i] > v_max[i] ? v[i] : v_max[i];
        p[i] -= rate * m[i] / (sqrt(v_max[i]) * scale + e);
    }
}
RV_UPDATE_WIDE(update, rule)

const struct rv_optimizer_type rv_optimizer_amsgrad = {
    .type = { .name = "amsgrad",
              .summary = "Adam whose step sizes never grow again after a large gradient.",
              .reference = "Reddi, Kale and Kumar 2018",
              .params = params,
              .config_size = sizeof(struct rv_update_moments) },
    .slots = slots,
    .carries = carries,
    .momentum = "beta1",
    .begin = rv_update_corrected_begin,
    .theory = {.kind = RV_THEORY_FROZEN, .averages = true, .remembers = true},
    .update = update,
};
