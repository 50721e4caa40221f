/* Cosine annealing over the planned steps:  factor = q + (1 - q) (1 + cos(pi t / T)) / 2.
 *
 * Loshchilov and Hutter (2017), "SGDR", with a single period; per step. After a longer run than
 * planned the factor stays q. */
#include "ravine/schedule.h"

#include <math.h>

struct cosine {
    struct rv_schedule_common common;
    double floor; /* q; default 0.001, above 0 so that the rate stays positive */
};

static const struct rv_param params[] = {
    RV_SCHEDULE_COMMON_ROWS(struct cosine),
    RV_REAL(struct cosine, floor, .initial = 0.001, .minimum = 0, .maximum = 1,
            .open = RV_OPEN_MINIMUM, .live = RV_LIVE_EPOCH,
            .help = "Share of the rate that is left at the end. 0.0001 to 0.1. Too large: the last "
                    "epochs still jump."),
    RV_PARAM_END
};

/* t = 0 is the full rate; the last step, t = T - 1, is just above the floor, as in PyTorch. */
static void control(const void *config, const struct rv_clock *clock, const double *memory,
                    struct rv_control *out)
{
    const struct cosine *c = config;
    const double share = fmin(1, (double)clock->step / rv_schedule_planned(&c->common, clock));

    (void)memory;
    out->factor = rv_schedule_half_cosine(1, c->floor, share);
}

const struct rv_schedule_type rv_schedule_cosine = {
    .type = { .name = "cosine",
              .summary = "The rate falls along half a cosine over the whole run.",
              .reference = "Loshchilov and Hutter 2017",
              .params = params,
              .config_size = sizeof(struct cosine) },
    .control = control,
};
