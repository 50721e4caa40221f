/* Cosine annealing with warm restarts (SGDR), per step.
 *
 *     factor = q + (1 - q) (1 + cos(pi s / P)) / 2,      s steps into a period of P
 *     P = period, period k, period k^2, ...
 *
 * Loshchilov and Hutter (2017), "SGDR: stochastic gradient descent with warm restarts". Each
 * restart throws the iterate out of where it settled: the validation loss jumps there. */
#include "ravine/schedule.h"

#include <math.h>

struct warm_restarts {
    struct rv_schedule_common common;
    double period;   /* P, in epochs; default 10 */
    long multiplier; /* k; default 1: equal periods */
    double floor;    /* q; default 0.001 */
};

static const struct rv_param params[] = {
    RV_SCHEDULE_COMMON_ROWS(struct warm_restarts),
    RV_REAL(struct warm_restarts, period, .initial = 10, .minimum = 0.01, .maximum = 1e5,
            .unit = "epochs", .live = RV_LIVE_EPOCH,
            .help = "Epochs until the first restart. 5 to 20. Too large: there is no restart."),
    RV_INTEGER(struct warm_restarts, multiplier, .initial = 1, .minimum = 1, .maximum = 10,
               .live = RV_LIVE_EPOCH,
               .help = "Each period is so many times longer than the one before. 1 or 2. Too "
                       "large: there is one restart only."),
    RV_REAL(struct warm_restarts, floor, .initial = 0.001, .minimum = 0, .maximum = 1,
            .open = RV_OPEN_MINIMUM, .live = RV_LIVE_EPOCH,
            .help = "Share of the rate that is left at the end of a period. 0.0001 to 0.1. Too "
                    "large: the iterate does not settle before a restart."),
    RV_PARAM_END
};

/* Share of the period in which step t falls. Growing periods are subtracted one by one: there are
 * at most log2(t) of them. */
static double place(double t, double period, long multiplier)
{
    if (multiplier == 1)
        return fmod(t, period) / period;
    while (t >= period) {
        t -= period;
        period *= (double)multiplier;
    }
    return t / period;
}

/* Periods are counted in steps, so that a restart may fall within an epoch. */
static void control(const void *config, const struct rv_clock *clock, const double *memory,
                    struct rv_control *out)
{
    const struct warm_restarts *c = config;
    const double period = c->period * (double)clock->steps_per_epoch;

    (void)memory;
    out->factor =
        rv_schedule_half_cosine(1, c->floor, place((double)clock->step, period, c->multiplier));
}

const struct rv_schedule_type rv_schedule_warm_restarts = {
    .type = { .name = "warm_restarts",
              .summary = "The rate falls along half a cosine and starts again, several times.",
              .reference = "Loshchilov and Hutter 2017",
              .params = params,
              .config_size = sizeof(struct warm_restarts) },
    .control = control,
};
