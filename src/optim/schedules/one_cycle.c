/* One cycle: up to the full rate and down far below the start, momentum the other way; per step.
 *
 *     steps 0 .. a T - 1:      factor 1/d -> 1,           momentum b0 -> b1
 *     steps a T - 1 .. T - 1:  factor 1 -> 1 / (d f),     momentum b1 -> b0
 *
 * each along half a cosine; T planned steps, a peak share. Smith and Topin (2019),
 * "Super-convergence", in PyTorch's two-phase form. */
#include "ravine/schedule.h"

#include <math.h>

struct one_cycle {
    struct rv_schedule_common common;
    double peak;          /* a, share of the run; default 0.3 */
    double start_divisor; /* d; default 25 */
    double final_divisor; /* f; default 1e4 */
    bool cycle_momentum;  /* default true */
    double momentum_from; /* b0; default 0.95 */
    double momentum_to;   /* b1; default 0.85 */
};

static const struct rv_param params[] = {
    RV_SCHEDULE_COMMON_ROWS(struct one_cycle),
    RV_REAL(struct one_cycle, peak, .initial = 0.3, .minimum = 0, .maximum = 1,
            .live = RV_LIVE_EPOCH,
            .help = "Share of the run after which the full rate is reached. 0.2 to 0.5. Too large: "
                    "no time is left to settle."),
    RV_REAL(struct one_cycle, start_divisor, .initial = 25, .minimum = 1, .maximum = 1e6,
            .live = RV_LIVE_EPOCH,
            .help = "The first rate is the full rate divided by this. 10 to 100. Too large: the "
                    "first epochs learn nothing."),
    RV_REAL(struct one_cycle, final_divisor, .initial = 1e4, .minimum = 1, .maximum = 1e8,
            .live = RV_LIVE_EPOCH,
            .help = "The last rate is the first one divided by this. 10 to 10000. Too large: the "
                    "last epochs stand still."),
    RV_BOOLEAN(struct one_cycle, cycle_momentum, .initial = true, .live = RV_LIVE_EPOCH,
               .help = "Lower the momentum where the rate is high. It replaces the optimizer's "
                       "momentum (beta1 of Adam's family, which then corrects its bias with "
                       "1 - beta1^t of the beta1 in force, as PyTorch does)."),
    RV_REAL(struct one_cycle, momentum_from, .initial = 0.95, .minimum = 0, .maximum = 1,
            .open = RV_OPEN_MAXIMUM, .live = RV_LIVE_EPOCH,
            .help = "Momentum of the first and of the last step. 0.9 to 0.95. Too large: the "
                    "iterate overshoots and swings."),
    RV_REAL(struct one_cycle, momentum_to, .initial = 0.85, .minimum = 0, .maximum = 1,
            .open = RV_OPEN_MAXIMUM, .live = RV_LIVE_EPOCH,
            .help = "Momentum at the full rate. 0.8 to 0.9. Too large: rate and momentum together "
                    "make the loss diverge."),
    RV_PARAM_END
};

/* Share of the way from step `from` to step `to`; a phase without length is over. */
static double way(double step, double from, double to)
{
    return to > from ? fmin(1, (step - from) / (to - from)) : 1;
}

/* The learning rate of the optimizer is the peak (PyTorch's max_lr). */
static void control(const void *config, const struct rv_clock *clock, const double *memory,
                    struct rv_control *out)
{
    const struct one_cycle *c = config;
    const double step = (double)clock->step, planned = rv_schedule_planned(&c->common, clock);
    const double top = c->peak * planned - 1, first = 1 / c->start_divisor;
    const bool rising = step <= top;
    const double share = rising ? way(step, 0, top) : way(step, top, planned - 1);

    (void)memory;
    out->factor = rising ? rv_schedule_half_cosine(first, 1, share)
                         : rv_schedule_half_cosine(1, first / c->final_divisor, share);
    if (c->cycle_momentum)
        out->momentum = rising
                            ? rv_schedule_half_cosine(c->momentum_from, c->momentum_to, share)
                            : rv_schedule_half_cosine(c->momentum_to, c->momentum_from, share);
}

const struct rv_schedule_type rv_schedule_one_cycle = {
    .type = { .name = "one_cycle",
              .summary = "The rate rises to its full value and falls far below its start.",
              .reference = "Smith and Topin 2019",
              .params = params,
              .config_size = sizeof(struct one_cycle) },
    .control = control,
};
