/* Adadelta: RMSprop whose rate is the running root mean square of its own steps.
 *
 *     s <- r s + (1 - r) g^2
 *     d  = g sqrt(q + e) / sqrt(s + e)
 *     q <- r q + (1 - r) d^2
 *     x <- x - h d
 *
 * Zeiler (2012), "ADADELTA: an adaptive learning rate method". A step has the unit of x, hence
 * h = 1. Here e stands inside the roots: it also starts the steps, the first of which is about
 * sqrt(e) wide; a small e means a long start. Without gradient noise h = 1 does not settle in a
 * parabola: the iterate changes sides every step, each step feeds q, and the swing grows slowly
 * (seen with e = 1e-6 and 1e-2). At h = 0.2 it settles. */
#include "optim/update.h"

struct adadelta {
    double learning_rate; /* h; default 1 */
    double rho;           /* r, share kept; default 0.9 */
    double epsilon;       /* e, added to squares of gradients and of steps alike; default 1e-6 */
};

static const struct rv_param params[] = {
    RV_UPDATE_RATE_ROW(struct adadelta, 1,
                       "Factor on the step that the method finds itself. 1 as published. Too "
                       "large: the found steps grow in turn, and the loss jumps."),
    RV_REAL(struct adadelta, rho, .initial = 0.9, .minimum = 0, .maximum = 1,
            .open = RV_OPEN_MAXIMUM, .live = RV_LIVE_STEP,
            .help = "Share of both mean squares that is kept each step. 0.9 to 0.99. Too large: "
                    "the step sizes adapt late."),
    RV_REAL(struct adadelta, epsilon, .initial = 1e-6, .minimum = 0, .maximum = 1,
            .open = RV_OPEN_MINIMUM, .live = RV_LIVE_STEP,
            .help = "Added inside both roots; sets the width of the first steps. 1e-8 to 1e-4. Too "
                    "large: the steps never get small, and the iterate bounces."),
    RV_PARAM_END
};

/* s and q */
static const char *const slots[] = { "mean_square", "mean_square_step", NULL };

/* q is updated after it was used: the step t is scaled by the steps before it. Scaling the loss by
 * a constant changes nothing but the part of e: d has g in the numerator and sqrt(s) below it. */
RV_UPDATE_RULE void rule(const struct rv_step *step, double *p, const double *g,
                         double *const slot[], size_t n)
{
    const struct adadelta *c = step->config;
    const double r = c->rho, e = c->epsilon, rate = step->rate;
    double *s = slot[0], *q = slot[1];

#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        s[i] = r * s[i] + (1 - r) * g[i] * g[i];
        const double d = g[i] * sqrt(q[i] + e) / sqrt(s[i] + e);
        q[i] = r * q[i] + (1 - r) * d * d;
        p[i] -= rate * d;
    }
}
RV_UPDATE_WIDE(update, rule)

const struct rv_optimizer_type rv_optimizer_adadelta = {
    .type = { .name = "adadelta",
              .summary = "Finds its own step width from the steps that it made.",
              .reference = "Zeiler 2012",
              .params = params,
              .config_size = sizeof(struct adadelta) },
    .slots = slots,
    .theory = {.kind = RV_THEORY_NONE,
               .why = "its step is measured in its own earlier steps: no curvature limits it"},
    .update = update,
};
