/* Inverse time decay:  factor = (1 + d epoch)^-a.
 *
 * Robbins and Monro (1951): with a in (1/2, 1] the sum of the rates diverges, so that every start
 * is forgotten, and the sum of their squares converges, so that the noise dies out. */
#include "ravine/math.h"
#include "ravine/schedule.h"

#include <math.h>

struct inverse_time {
    struct rv_schedule_common common;
    double decay; /* d, per epoch; default 0.1 */
    double power; /* a; default 1 */
};

static const struct rv_param params[] = {
    RV_SCHEDULE_COMMON_ROWS(struct inverse_time),
    RV_REAL(struct inverse_time, decay, .initial = 0.1, .minimum = 0, .maximum = 1e3,
            .unit = "1/epochs", .live = RV_LIVE_EPOCH,
            .help = "How fast the rate falls: with power 1 it is halved after 1 / decay epochs. "
                    "0.01 to 1. Too large: training stands still after a few epochs."),
    RV_REAL(struct inverse_time, power, .initial = 1, .minimum = 0, .maximum = 2,
            .open = RV_OPEN_MINIMUM, .live = RV_LIVE_EPOCH,
            .help = "Exponent of the fall. 0.5 to 1. Too large (above 1): the rate falls too fast "
                    "to reach a distant minimum."),
    RV_PARAM_END
};

/* With a = 1 and d = 0.1: 1 / 2 after 10 epochs, 1 / 11 after 100. */
static void control(const void *config, const struct rv_clock *clock, const double *memory,
                    struct rv_control *out)
{
    const struct inverse_time *c = config;

    (void)memory;
    out->factor = rv_math_pow(1 + c->decay * (double)clock->epoch, -c->power);
}

const struct rv_schedule_type rv_schedule_inverse_time = {
    .type = { .name = "inverse_time",
              .summary = "The rate falls like one over the number of epochs.",
              .reference = "Robbins and Monro 1951",
              .params = params,
              .config_size = sizeof(struct inverse_time) },
    .control = control,
};
