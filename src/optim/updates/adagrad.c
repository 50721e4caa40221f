/* Adagrad: each parameter's rate falls with the sum of its squared gradients.
 *
 *     s <- s + g^2
 *     x <- x - h g / (sqrt(s) + e)
 *
 * Duchi, Hazan and Singer (2011), "Adaptive subgradient methods for online learning and stochastic
 * optimization". The sum only grows, so that the rate falls like 1 / sqrt(t) without a schedule.
 * The first step is h in every direction, whatever the gradient. */
#include "optim/update.h"

struct adagrad {
    double learning_rate; /* h; default 0.01 */
    double epsilon;       /* e, in the unit of the gradient; default 1e-10 */
};

static const struct rv_param params[] = {
    RV_UPDATE_RATE_ROW(struct adagrad, 0.01,
                       "Width of the first step in every parameter; later steps shrink. 0.01 to "
                       "0.5. Too large: the first steps throw the iterate far away."),
    RV_REAL(struct adagrad, epsilon, .initial = 1e-10, .minimum = 0, .maximum = 1,
            .open = RV_OPEN_MINIMUM, .live = RV_LIVE_STEP,
            .help = "Added to the root of the sum of squares. 1e-10 to 1e-6. Too large: small "
                    "gradients take small steps."),
    RV_PARAM_END
};

/* s: never forgets, unlike the means of RMSprop and Adam. */
static const char *const slots[] = { "sum_square", NULL };

/* The factor on a gradient that stays the same falls as 1 / sqrt(t): t gradients of size a give
 * s = t a^2 and a step of h / sqrt(t). */
RV_UPDATE_RULE void rule(const struct rv_step *step, double *p, const double *g,
                         double *const slot[], size_t n)
{
    const struct adagrad *c = step->config;
    const double rate = step->rate, epsilon = c->epsilon;
    double *s = slot[0];

#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        s[i] += g[i] * g[i];
        p[i] -= rate * g[i] / (sqrt(s[i]) + epsilon);
    }
}
RV_UPDATE_WIDE(update, rule)

const struct rv_optimizer_type rv_optimizer_adagrad = {
    .type = { .name = "adagrad",
              .summary = "Divides each step by the root of the sum of all squared gradients.",
              .reference = "Duchi, Hazan and Singer 2011",
              .params = params,
              .config_size = sizeof(struct adagrad) },
    .slots = slots,
    .theory = {.kind = RV_THEORY_NONE,
               .why = "its step falls as 1 / sqrt(steps): there is no steady state"},
    .update = update,
};
