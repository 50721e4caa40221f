/* Momentum schedule: from b0 to b1 over T epochs, in equal steps.
 *
 *     b(t) = b0 + (b1 - b0) min(1, t / T),      t in epochs, a fraction within one
 *
 * Sutskever et al. (2013) raise the momentum as training goes on: while the iterate is far away a
 * small momentum follows the gradient, later a large one averages its noise. */
#include "ravine/schedule.h"
#include "ravine/vector.h"

#include <math.h>

static const struct rv_param params[] = {
    RV_REAL(struct rv_momentum_schedule, from, .initial = 0.5, .minimum = 0, .maximum = 1,
            .open = RV_OPEN_MAXIMUM, .live = RV_LIVE_EPOCH,
            .help = "Momentum (beta1 of Adam's family) of the first step. 0 to 0.9."),
    RV_REAL(struct rv_momentum_schedule, to, .initial = 0.9, .minimum = 0, .maximum = 1,
            .open = RV_OPEN_MAXIMUM, .live = RV_LIVE_EPOCH,
            .help = "Momentum after `epochs` epochs and from then on. 0.5 to 0.95. Too large: the "
                    "iterate overshoots and swings."),
    RV_REAL(struct rv_momentum_schedule, epochs, .minimum = 0, .maximum = 1e5, .unit = "epochs",
            .live = RV_LIVE_EPOCH,
            .help = "How long the momentum changes; 0 is off, and the optimizer's own momentum "
                    "holds. Too large: it never arrives."),
    RV_PARAM_END
};

const struct rv_type rv_momentum_schedule_type = {
    .name = "momentum_schedule",
    .summary = "Moves the momentum in equal steps from one value to another.",
    .reference = "Sutskever et al. 2013",
    .params = params,
    .config_size = sizeof(struct rv_momentum_schedule),
};

/* Steps are counted from the start of the run, with the warm-up. */
double rv_momentum_schedule_at(const struct rv_momentum_schedule *momentum,
                               const struct rv_clock *clock)
{
    const double steps = momentum->epochs * (double)clock->steps_per_epoch;

    if (!(momentum->epochs > 0))
        return RV_NAN;
    return momentum->from + (momentum->to - momentum->from) * fmin(1, (double)clock->step / steps);
}
