/* Exponential decay:  factor = f^epoch.
 *
 * Above 1 the rate grows: over one long run that is Smith's (2017) range test, which shows the
 * largest rate that still trains. */
#include "ravine/math.h"
#include "ravine/schedule.h"

#include <math.h>

struct exponential {
    struct rv_schedule_common common;
    double factor; /* f; default 0.9 */
};

static const struct rv_param params[] = {
    RV_SCHEDULE_COMMON_ROWS(struct exponential),
    RV_REAL(struct exponential, factor, .initial = 0.9, .minimum = 0, .maximum = 10,
            .open = RV_OPEN_MINIMUM, .live = RV_LIVE_EPOCH,
            .help = "The rate is multiplied by this after every epoch. 0.8 to 0.99. Too large: it "
                    "hardly falls, above 1 it grows until training diverges."),
    RV_PARAM_END
};

/* After 1 / (1 - f) epochs about a third (1 / e) of the rate is left. */
static void control(const void *config, const struct rv_clock *clock, const double *memory,
                    struct rv_control *out)
{
    const struct exponential *c = config;

    (void)memory;
    out->factor = rv_math_pow(c->factor, (double)clock->epoch);
}

const struct rv_schedule_type rv_schedule_exponential = {
    .type = { .name = "exponential",
              .summary = "The rate falls by the same factor every epoch.",
              .reference = "Smith 2017, for growing rates",
              .params = params,
              .config_size = sizeof(struct exponential) },
    .control = control,
};
