/* RMSprop: each step is divided by the running root mean square of its gradient.
 *
 *     s <- a s + (1 - a) g^2
 *     m <- a m + (1 - a) g                  only when centered
 *     r  = sqrt(s) + e      or      sqrt(s - m^2) + e
 *     u <- b u + g / r
 *     x <- x - h u
 *
 * Tieleman and Hinton (2012), Coursera lecture 6.5; centered: Graves (2013), "Generating sequences
 * with recurrent neural networks". Neither mean is corrected for its start at 0, so that the first
 * step is h / sqrt(1 - a) = 10 h at a = 0.99. s - m^2 is a variance; rounding can make it slightly
 * negative, and it is then taken as 0. */
#include "optim/update.h"

struct rmsprop {
    double learning_rate; /* h; default 0.01 */
    double momentum;      /* b; default 0 */
    double alpha;         /* a, share kept; default 0.99 */
    double epsilon;       /* e, in the unit of the gradient; default 1e-8 */
    bool centered;        /* default false */
};

static const struct rv_param params[] = {
    RV_UPDATE_RATE_ROW(struct rmsprop, 0.01,
                       "About the distance that each parameter moves a step. 0.0003 to 0.01. Too "
                       "large: the loss jumps from epoch to epoch and does not settle."),
    RV_REAL(struct rmsprop, momentum, .minimum = 0, .maximum = 1, .open = RV_OPEN_MAXIMUM,
            .live = RV_LIVE_STEP,
            .help = "Share of the last step that is kept. 0 to 0.9; 0.9 acts like a ten times "
                    "larger learning rate. Too large: the path overshoots and swings."),
    RV_REAL(struct rmsprop, alpha, .initial = 0.99, .minimum = 0, .maximum = 1,
            .open = RV_OPEN_MAXIMUM, .live = RV_LIVE_STEP,
            .help = "Share of the mean squared gradient that is kept each step. 0.9 to 0.999. Too "
                    "large: the step sizes adapt late."),
    RV_REAL(struct rmsprop, epsilon, .initial = 1e-8, .minimum = 0, .maximum = 1,
            .open = RV_OPEN_MINIMUM, .live = RV_LIVE_STEP,
            .help = "Added to the root mean square. 1e-8 to 1e-3. Too large: small gradients take "
                    "small steps."),
    RV_BOOLEAN(struct rmsprop, centered, .live = RV_LIVE_STEP,
               .help = "Divide by the standard deviation of the gradient instead of its root mean "
                       "square: where the gradient is steady, steps become very large."),
    RV_PARAM_END
};

/* s, m, u. u has the unit of a gradient over a gradient, not that of SGD's velocity: hence another
 * name, and neither optimizer takes over the other's. */
static const char *const slots[] = { "mean_square", "mean_gradient", "scaled_velocity", NULL };

/* With alpha = 0 and no momentum each step is h sign(g). With the usual alpha a gradient that jumps
 * from a to k a after a long calm gives a step of up to h / sqrt(1 - alpha), 10 h: such steps are
 * seen as needles in the loss. */
RV_UPDATE_RULE void rule(const struct rv_step *step, double *p, const double *g,
                         double *const slot[], size_t n)
{
    const struct rmsprop *c = step->config;
    const double a = c->alpha, beta = step->momentum, epsilon = c->epsilon, rate = step->rate;
    double *s = slot[0], *m = slot[1], *u = slot[2];

#pragma omp simd
    for (size_t i = 0; i < n; i++) {
        double square;

        s[i] = a * s[i] + (1 - a) * g[i] * g[i];
        square = s[i];
        if (c->centered) {
            m[i] = a * m[i] + (1 - a) * g[i];
            square = fmax(0, s[i] - m[i] * m[i]);
        }
        u[i] = beta * u[i] + g[i] / (sqrt(square) + epsilon);
        p[i] -= rate * u[i];
    }
}
RV_UPDATE_WIDE(update, rule)

const struct rv_optimizer_type rv_optimizer_rmsprop = {
    .type = { .name = "rmsprop",
              .summary = "Divides each step by the running root mean square of its gradient.",
              .reference = "Tieleman and Hinton 2012; Graves 2013",
              .params = params,
              .config_size = sizeof(struct rmsprop) },
    .slots = slots,
    .momentum = "momentum",
    .theory = {.kind = RV_THEORY_FROZEN},
    .update = update,
};
