/* Step decay:  factor = f^floor(epoch / k).
 *
 * The classical way to calm a bouncing iterate: its noise is proportional to the rate, so that the
 * loss drops within a few steps of each fall (Krizhevsky, Sutskever and Hinton 2012). */
#include "ravine/math.h"
#include "ravine/schedule.h"

#include <math.h>

struct step {
    struct rv_schedule_common common;
    double factor; /* f; default 0.1 */
    long every;    /* k, in epochs; default 10 */
};

static const struct rv_param params[] = {
    RV_SCHEDULE_COMMON_ROWS(struct step),
    RV_REAL(struct step, factor, .initial = 0.1, .minimum = 0, .maximum = 1,
            .open = RV_OPEN_MINIMUM, .live = RV_LIVE_EPOCH,
            .help = "The rate is multiplied by this at each fall. 0.1 to 0.5. Too large: the jumps "
                    "hardly shrink. Too small: training stands still afterwards."),
    RV_INTEGER(struct step, every, .initial = 10, .minimum = 1, .maximum = 100000,
               .unit = "epochs", .live = RV_LIVE_EPOCH,
               .help = "Epochs from one fall to the next. A quarter to a half of the run. Too "
                       "large: the rate never falls."),
    RV_PARAM_END
};

/* The power of a whole number of falls, taken anew at each step: nothing to remember, so that a run
 * that is restored in the middle has the same rate. */
static void control(const void *config, const struct rv_clock *clock, const double *memory,
                    struct rv_control *out)
{
    const struct step *c = config;

    (void)memory;
    out->factor = rv_math_pow(c->factor, (double)(clock->epoch / c->every));
}

const struct rv_schedule_type rv_schedule_step = {
    .type = { .name = "step",
              .summary = "The rate falls by a factor every few epochs.",
              .reference = "Krizhevsky, Sutskever and Hinton 2012",
              .params = params,
              .config_size = sizeof(struct step) },
    .control = control,
};
