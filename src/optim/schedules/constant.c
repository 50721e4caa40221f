/* Constant rate:  factor = 1.
 *
 * With noisy gradients the iterate does not settle: on a parabola of curvature c it keeps moving
 * with variance h s^2 / (c (2 - h c)) for ever (Robbins and Monro 1951 need a falling rate). */
#include "ravine/schedule.h"

struct constant {
    struct rv_schedule_common common;
};

static const struct rv_param params[] = { RV_SCHEDULE_COMMON_ROWS(struct constant), RV_PARAM_END };

static void control(const void *config, const struct rv_clock *clock, const double *memory,
                    struct rv_control *out)
{
    (void)config;
    (void)clock;
    (void)memory;
    out->factor = 1;
}

const struct rv_schedule_type rv_schedule_constant = {
    .type = { .name = "constant",
              .summary = "The rate stays as it is.",
              .reference = "Robbins and Monro 1951",
              .params = params,
              .config_size = sizeof(struct constant) },
    .control = control,
};
