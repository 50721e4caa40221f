/* Warm-up, stable, decay (WSD): a constant rate, then a fall over the last share of the run; per
 * step. The warm-up is the one that every schedule has.
 *
 *     u = share of the fall that is over
 *     factor = q + (1 - q) f(u),   f = 1 - u,  (1 + cos(pi u)) / 2,  1 - sqrt(u)
 *
 * Hu et al. (2024), "MiniCPM"; Haegele et al. (2024) for 1 - sqrt. Wen et al. (2024) explain the
 * drop of the loss in the fall: with rate h and gradient noise s the iterate bounces between the
 * walls (curvature c) of a river valley, h s^2 / (2 (2 - h c)) above its bed on average, and sinks
 * towards the bed as h falls. */
#include "ravine/schedule.h"

#include <math.h>

enum shape { SHAPE_LINEAR, SHAPE_COSINE, SHAPE_SQUARE_ROOT };

struct wsd {
    struct rv_schedule_common common;
    double decay; /* last share of the run; default 0.2 */
    int shape;    /* enum shape; default linear */
    double floor; /* q; default 0.001 */
};

static const char *const shapes[] = { "linear", "cosine", "one-minus-sqrt", NULL };

static const struct rv_param params[] = {
    RV_SCHEDULE_COMMON_ROWS(struct wsd),
    RV_REAL(struct wsd, decay, .initial = 0.2, .minimum = 0, .maximum = 1, .live = RV_LIVE_EPOCH,
            .help = "Last share of the run in which the rate falls. 0.1 to 0.3. Too large: less is "
                    "learned at the full rate. 0: it never falls."),
    RV_CHOICE(struct wsd, shape, .choices = shapes, .live = RV_LIVE_EPOCH,
              .help = "Form of the fall. one-minus-sqrt falls fast at first."),
    RV_REAL(struct wsd, floor, .initial = 0.001, .minimum = 0, .maximum = 1,
            .open = RV_OPEN_MINIMUM, .live = RV_LIVE_EPOCH,
            .help = "Share of the rate that is left at the end. 0.0001 to 0.1. Too large: the last "
                    "epochs still jump."),
    RV_PARAM_END
};

/* From 1 at u = 0 to 0 at u = 1. */
static double fall(enum shape shape, double u)
{
    switch (shape) {
    case SHAPE_COSINE: return rv_schedule_half_cosine(1, 0, u);
    case SHAPE_SQUARE_ROOT: return 1 - sqrt(u);
    case SHAPE_LINEAR: break;
    }
    return 1 - u;
}

/* The fall starts at the step T - decay T, which is a whole step only by chance: u is measured from
 * the exact place. */
static void control(const void *config, const struct rv_clock *clock, const double *memory,
                    struct rv_control *out)
{
    const struct wsd *c = config;
    const double planned = rv_schedule_planned(&c->common, clock), length = c->decay * planned;
    const double into = (double)clock->step - (planned - length);

    (void)memory;
    out->factor = 1;
    if (into > 0 && length > 0)
        out->factor =
            c->floor + (1 - c->floor) * fall((enum shape)c->shape, fmin(1, into / length));
}

const struct rv_schedule_type rv_schedule_wsd = {
    .type = { .name = "wsd",
              .summary = "Warm-up, a stable rate, and a fall at the end.",
              .reference = "Hu et al. 2024; Wen et al. 2024",
              .params = params,
              .config_size = sizeof(struct wsd) },
    .control = control,
};
