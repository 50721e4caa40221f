/* Sign descent: only the sign of the mean gradient counts.
 *
 *     m <- b m + (1 - b) g
 *     x <- x - h sign(m)
 *
 * Bernstein et al. (2018), "signSGD: compressed optimisation for non-convex problems"; with
 * momentum the method is called Signum. It is Adam's step with all memory taken away: every
 * parameter moves by exactly h, and near a minimum it jumps across it by h for ever. */
#include "optim/update.h"

struct sign_sgd {
    double learning_rate; /* h; default 0.001 */
    double momentum;      /* b; default 0 */
};

static const struct rv_param params[] = {
    RV_UPDATE_RATE_ROW(struct sign_sgd, 0.001,
                       "Exactly the distance that each parameter moves a step. 0.0001 to 0.001. "
                       "Too large: the iterate keeps jumping across the minimum by that much."),
    RV_REAL(struct sign_sgd, momentum, .minimum = 0, .maximum = 1, .open = RV_OPEN_MAXIMUM,
            .live = RV_LIVE_STEP,
            .help = "Share of the mean gradient that is kept each step (Signum). 0 to 0.95. Too "
                    "large: the path overshoots and swings."),
    RV_PARAM_END
};

/* The same quantity as Lion's, and the same name. */
static const char *const slots[] = { "mean_gradient", NULL };

/* A coordinate whose gradients average to exactly 0 stays where it is. */
RV_UPDATE_RULE void rule(const struct rv_step *step, double *p, const double *g,
                         double *const slot[], size_t n)
{
    const double rate = step->rate, beta = step->momentum;
    double *m = slot[0];

#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        m[i] = beta * m[i] + (1 - beta) * g[i];
        p[i] -= rate * rv_update_sign(m[i]);
    }
}
RV_UPDATE_WIDE(update, rule)

const struct rv_optimizer_type rv_optimizer_sign_sgd = {
    .type = { .name = "sign_sgd",
              .summary = "Moves every parameter by the same amount, by the sign of its gradient.",
              .reference = "Bernstein et al. 2018",
              .params = params,
              .config_size = sizeof(struct sign_sgd) },
    .slots = slots,
    .momentum = "momentum",
    .theory = {.kind = RV_THEORY_NONE,
               .why = "each step moves every coordinate by the rate itself, whatever the "
                      "curvature; it ends within about the rate of the minimum"},
    .update = update,
};
