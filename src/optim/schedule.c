/* The framework around the schedules: warm-up in front, momentum schedule on top, limits.
 *
 * During a warm-up of W steps the factor is that of the schedule's first step times
 *     w + (1 - w) t / W,      t = 0 .. W,
 * so that the rate is continuous where the schedule takes over. Goyal et al. (2017), "Accurate,
 * large minibatch SGD". Schedules per epoch keep their boundaries: they count whole epochs after
 * the epoch in which the warm-up ends. */
#include "ravine/math.h"
#include "ravine/schedule.h"
#include "ravine/vector.h"

#include <math.h>

/* A rate is always positive and finite: an exponential schedule over thousands of epochs would
 * otherwise end at 0 or overflow. */
static const double factor_smallest = 1e-30;
static const double factor_largest = 1e30;

static const struct rv_schedule_type *as_schedule(const struct rv_config *schedule)
{
    return (const struct rv_schedule_type *)schedule->type;
}

/* Every schedule's configuration starts with the common rows. */
static const struct rv_schedule_common *common_rows(const struct rv_config *schedule)
{
    return (const struct rv_schedule_common *)schedule->values;
}

/* A fraction of a step is a whole one: the warm-up is over when the rate has arrived. Most have no
 * warm-up, and a step on a surface takes some twenty nanoseconds. */
static long warmup_steps(const struct rv_schedule_common *common, const struct rv_clock *clock)
{
    if (common->warmup == 0)
        return 0;
    return (long)ceil(common->warmup * (double)clock->steps_per_epoch);
}

/* The clock that the schedule itself sees. */
static struct rv_clock after_warmup(const struct rv_schedule_common *common,
                                    const struct rv_clock *clock, long warmup)
{
    struct rv_clock later = *clock;

    if (warmup > 0) {
        const long epochs = (long)ceil(common->warmup);

        later.step = clock->step > warmup ? clock->step - warmup : 0;
        later.epoch = clock->epoch > epochs ? clock->epoch - epochs : 0;
    }
    return later;
}

/* A schedule says 1 and no momentum unless it writes otherwise. Warm-up multiplies the factor of
 * the schedule's step 0; the momentum schedule has the last word on the momentum. */
struct rv_control rv_schedule_control(const struct rv_config *schedule,
                                      const struct rv_momentum_schedule *momentum,
                                      const struct rv_clock *clock, const double *memory)
{
    const struct rv_schedule_common *common = common_rows(schedule);
    const long warmup = warmup_steps(common, clock);
    const struct rv_clock later = after_warmup(common, clock, warmup);
    struct rv_control control = { .factor = 1, .momentum = RV_NAN };
    double own;

    as_schedule(schedule)->control(schedule->values, &later, memory, &control);
    if (clock->step < warmup)
        control.factor *= common->warmup_from +
                          (1 - common->warmup_from) * (double)clock->step / (double)warmup;
    if (!(control.factor >= factor_smallest))
        control.factor = factor_smallest;
    else if (control.factor > factor_largest)
        control.factor = factor_largest;
    own = rv_momentum_schedule_at(momentum, clock);
    if (!isnan(own))
        control.momentum = own;
    return control;
}

/* All memories start at 0; a schedule that needs another start notes that it saw nothing yet. */
void rv_schedule_reset(const struct rv_config *schedule, double *memory)
{
    (void)schedule;
    for (int k = 0; k < RV_SCHEDULE_MEMORY; k++)
        memory[k] = 0;
}

/* Losses during the warm-up are not shown: a rate that is still too small to improve anything would
 * be reduced further. */
void rv_schedule_observe(const struct rv_config *schedule, const struct rv_clock *clock,
                         double watched, double *memory)
{
    const struct rv_schedule_type *type = as_schedule(schedule);
    const struct rv_schedule_common *common = common_rows(schedule);
    const long warmup = warmup_steps(common, clock);
    const struct rv_clock later = after_warmup(common, clock, warmup);

    if (type->observe != NULL && clock->step > warmup)
        type->observe(schedule->values, &later, watched, memory);
}

double rv_schedule_planned(const struct rv_schedule_common *common, const struct rv_clock *clock)
{
    const double planned = (double)clock->epochs * (double)clock->steps_per_epoch;

    return fmax(1, planned - (double)warmup_steps(common, clock));
}

double rv_schedule_half_cosine(double from, double to, double share)
{

    return to + (from - to) * 0.5 * (1 + rv_math_cos(RV_MATH_PI * share));
}
