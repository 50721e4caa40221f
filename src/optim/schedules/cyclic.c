/* Cyclic rate: a triangle between a low and the full rate; per step.
 *
 *     x = t / (2 r)  in periods,   up = 1 - |2 frac(x) - 1|
 *     factor = q + (1 - q) up a,   a = 1, or 1/2^floor(x) with `halve`
 *
 * Smith (2017), "Cyclical learning rates for training neural networks" (triangular, triangular2).
 * The validation loss follows the rate: it rises on the way up and falls on the way down. */
#include "ravine/math.h"
#include "ravine/schedule.h"

#include <math.h>

struct cyclic {
    struct rv_schedule_common common;
    double low;  /* q; default 0.1 */
    double rise; /* r, in epochs; default 4 */
    bool halve;  /* default false */
};

static const struct rv_param params[] = {
    RV_SCHEDULE_COMMON_ROWS(struct cyclic),
    RV_REAL(struct cyclic, low, .initial = 0.1, .minimum = 0, .maximum = 1,
            .open = RV_OPEN_MINIMUM, .live = RV_LIVE_EPOCH,
            .help = "Lowest rate as a share of the full one. 0.05 to 0.3. Too large: the cycle has "
                    "no effect."),
    RV_REAL(struct cyclic, rise, .initial = 4, .minimum = 0.01, .maximum = 1e5, .unit = "epochs",
            .live = RV_LIVE_EPOCH,
            .help = "Epochs from the lowest to the full rate; the way down takes as long. 2 to 8. "
                    "Too large: the run ends before the rate falls."),
    RV_BOOLEAN(struct cyclic, halve, .live = RV_LIVE_EPOCH,
               .help = "Halve the height of the triangle after every cycle."),
    RV_PARAM_END
};

/* The learning rate of the optimizer is the top of the triangle (PyTorch's max_lr). */
static void control(const void *config, const struct rv_clock *clock, const double *memory,
                    struct rv_control *out)
{
    const struct cyclic *c = config;
    const double period = 2 * c->rise * (double)clock->steps_per_epoch;
    const double cycles = floor((double)clock->step / period);
    const double place = fmod((double)clock->step, period) / period;
    const double height = c->halve ? rv_math_pow(0.5, cycles) : 1;

    (void)memory;
    out->factor = c->low + (1 - c->low) * height * (1 - fabs(2 * place - 1));
}

const struct rv_schedule_type rv_schedule_cyclic = {
    .type = { .name = "cyclic",
              .summary = "The rate rises and falls in triangles.",
              .reference = "Smith 2017",
              .params = params,
              .config_size = sizeof(struct cyclic) },
    .control = control,
};
