/* Lion: the sign of a mixture of the gradient and its mean.
 *
 *     x <- x - h (sign(b1 m + (1 - b1) g) + k x),  k = weight_decay times the range's factor
 *     m <- b2 m + (1 - b2) g
 *
 * Chen et al. (2023), "Symbolic discovery of optimization algorithms". Every parameter moves by
 * exactly h a step, so that the iterate ends in a cube of about that size and bounces there: use a
 * third to a tenth of Adam's rate, and a schedule. */
#include "optim/update.h"

struct lion {
    double learning_rate; /* h; default 1e-4 */
    double beta1;         /* b1: mixture that gives the direction; default 0.9 */
    double beta2;         /* b2: share of m that is kept; default 0.99 */
    double weight_decay;  /* k; default 0 */
};

static const struct rv_param params[] = {
    RV_UPDATE_RATE_ROW(struct lion, 0.0001,
                       "Exactly the distance that each parameter moves a step. 0.00003 to 0.0003. "
                       "Too large: the iterate keeps jumping across the minimum by that much."),
    RV_REAL(struct lion, beta1, .initial = 0.9, .minimum = 0, .maximum = 1, .open = RV_OPEN_MAXIMUM,
            .live = RV_LIVE_STEP,
            .help = "Share of the mean gradient in the direction of a step. 0.9 to 0.95. Too "
                    "large: the direction follows the newest gradient too little."),
    RV_REAL(struct lion, beta2, .initial = 0.99, .minimum = 0, .maximum = 1,
            .open = RV_OPEN_MAXIMUM, .live = RV_LIVE_STEP,
            .help = "Share of the mean gradient that is kept each step. 0.98 to 0.999. Too large: "
                    "the path overshoots and swings."),
    RV_REAL(struct lion, weight_decay, .minimum = 0, .maximum = 10, .live = RV_LIVE_STEP,
            .help = "Each step takes learning_rate x weight_decay of a kernel's weight away. 0 to "
                    "1. Too large: the weights shrink faster than the loss can hold them."),
    RV_PARAM_END
};

/* m starts at 0 and is not corrected for it: only its sign counts. For the same reason it is not
 * called "m": Adam would divide it by a weight that Lion does not keep. */
static const char *const slots[] = { "mean_gradient", NULL };

/* The direction uses m of the steps before; m takes in the gradient afterwards. */
RV_UPDATE_RULE void rule(const struct rv_step *step, double *p, const double *g,
                         double *const slot[], size_t n)
{
    const struct lion *c = step->config;
    const double b1 = step->momentum, b2 = c->beta2, rate = step->rate;
    const double decay = c->weight_decay * step->decay;
    double *m = slot[0];

#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        p[i] -= rate * (rv_update_sign(b1 * m[i] + (1 - b1) * g[i]) + decay * p[i]);
        m[i] = b2 * m[i] + (1 - b2) * g[i];
    }
}
RV_UPDATE_WIDE(update, rule)

const struct rv_optimizer_type rv_optimizer_lion = {
    .type = { .name = "lion",
              .summary = "Moves every parameter by the same amount, along a mixed mean gradient.",
              .reference = "Chen et al. 2023",
              .params = params,
              .config_size = sizeof(struct lion) },
    .slots = slots,
    .momentum = "beta1",
    .theory = {.kind = RV_THEORY_NONE,
               .why = "each step moves every coordinate by the rate itself, whatever the "
                      "curvature; it ends within about the rate of the minimum"},
    .update = update,
};
