/* Sharpness-aware minimization (SAM): the gradient of the worst point nearby.
 *
 *     e = r g(x) / |g(x)|           up the slope by the distance r
 *     v <- b v + g(x + e)
 *     x <- x - h v
 *
 * Foret, Kleiner, Mobahi and Neyshabur (2021), "Sharpness-aware minimization for efficiently
 * improving generalization". Both gradients are of the same mini-batch, a step costs two. Near a
 * minimum e does not vanish, so that the iterate does not settle: on a parabola of curvature l it
 * ends on the two-cycle +-h l r / (2 - h l). */
#include "optim/update.h"
#include "ravine/method.h"
#include "ravine/vector.h"

struct sam {
    double learning_rate; /* h; default 0.01 */
    double momentum;      /* b; default 0 */
    double rho;           /* r; default 0.05 */
};

static const struct rv_param params[] = {
    RV_UPDATE_RATE_ROW(struct sam, 0.01,
                       "Step width on the gradient that was taken nearby. 0.001 to 0.1. Too large: "
                       "the iterate bounces between the walls of the valley."),
    RV_REAL(struct sam, momentum, .minimum = 0, .maximum = 1, .open = RV_OPEN_MAXIMUM,
            .live = RV_LIVE_STEP,
            .help = "Share of the velocity that is kept each step. 0 to 0.95. Too large: the "
                    "iterate overshoots and swings."),
    RV_REAL(struct sam, rho, .initial = 0.05, .minimum = 0, .maximum = 1e3, .live = RV_LIVE_STEP,
            .help = "How far up the slope the gradient is taken, in the unit of the parameters; 0 "
                    "is plain descent. 0.01 to 0.2 for networks. Too large: the gradient belongs "
                    "to another place, and the loss stays high."),
    RV_PARAM_END
};

static const char *const slots[] = { "velocity", NULL };

/* x + e, replica by replica: each has a worst point of its own. At a stationary point it is x. */
static void climb(const struct rv_iteration *it, double rho, double *ahead)
{
    const size_t block = it->objective->block;

    for (size_t start = 0; start < it->objective->count; start += block) {
        const double norm = rv_vector_norm(it->g + start, block);
        const double factor = norm > 0 ? rho / norm : 0;

        for (size_t i = start; i < start + block; i++)
            ahead[i] = it->p[i] + factor * it->g[i];
    }
}

static void iterate(const struct rv_step *step, struct rv_iteration *it)
{
    const struct sam *c = step->config;
    double *ahead = it->scratch[0], *slope = it->scratch[1], *v = it->slot[0];

    climb(it, c->rho, ahead);
    rv_method_evaluate(it, ahead, slope);
    for (size_t r = 0; r < it->objective->range_count; r++) {
        const struct rv_range *range = &it->objective->ranges[r];
        const double rate = step->rate * range->rate;

        if (!range->trainable)
            continue;
        for (size_t i = range->offset; i < range->offset + range->count; i++) {
            v[i] = step->momentum * v[i] + slope[i];
            it->p[i] -= rate * v[i];
        }
    }
}

const struct rv_optimizer_type rv_optimizer_sam = {
    .type = { .name = "sam",
              .summary = "Steps along the gradient of the worst point nearby.",
              .reference = "Foret, Kleiner, Mobahi and Neyshabur 2021",
              .params = params,
              .config_size = sizeof(struct sam) },
    .slots = slots,
    .momentum = "momentum",
    .iterate = iterate,
    .scratch = 2,
};
