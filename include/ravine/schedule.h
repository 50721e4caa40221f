/* Learning-rate schedules, the momentum schedule, averages of the weights.
 *
 * A schedule gives a factor on the learning rate for the step that comes; some also set the
 * momentum. Its memory (plateau: best value, epochs waited) is a few doubles that belong to the
 * run's state. Linear warm-up stands in front of any of them. */
#ifndef RAVINE_SCHEDULE_H
#define RAVINE_SCHEDULE_H

#include "ravine/optimizer.h"

/* Where the run is. Steps and epochs count from 0 here: the step or epoch that comes. */
struct rv_clock {
    long step;
    long epoch;
    long steps_per_epoch;
    long epochs; /* planned */
};

/* Rows that every schedule has; the first member of each schedule configuration. */
struct rv_schedule_common {
    double warmup; /* epochs of linear warm-up from warmup_from to 1, in front; may be a fraction */
    double warmup_from;
};

#define RV_SCHEDULE_COMMON_ROWS(type)                                                              \
    { .name = "warmup", .kind = RV_KIND_REAL, .offset = offsetof(type, common.warmup),             \
      .minimum = 0, .maximum = 1e5, .unit = "epochs", .live = RV_LIVE_EPOCH,                       \
      .help = "Epochs in which the rate rises in equal steps before the schedule starts; 0 is "    \
              "off, a fraction is allowed. 0.5 to 5. Too large: time is lost at a low rate." },    \
    { .name = "warmup_from", .kind = RV_KIND_REAL,                                                 \
      .offset = offsetof(type, common.warmup_from), .initial = 0.01, .minimum = 0, .maximum = 1,   \
      .open = RV_OPEN_MINIMUM, .live = RV_LIVE_EPOCH,                                              \
      .help = "Share of the rate at which the warm-up starts. 0.001 to 0.3. Too large: the first " \
              "steps are as wild as without warm-up." }

#define RV_SCHEDULE_MEMORY 4

struct rv_schedule_type {
    struct rv_type type;
    /* Sets control->factor, may set control->momentum; `clock` is measured after the warm-up. */
    void (*control)(const void *config, const struct rv_clock *clock, const double *memory,
                    struct rv_control *control);
    /* After an epoch's evaluation: `watched` is the validation loss, clock->step the steps made.
     * Not called during the warm-up. NULL: does not look. */
    void (*observe)(const void *config, const struct rv_clock *clock, double watched,
                    double *memory);
};

extern const struct rv_registry rv_schedules;

/* Momentum schedule: linear from `from` to `to` over `epochs` epochs; epochs 0 is off. The section
 * `momentum_schedule`. */
struct rv_momentum_schedule {
    double from, to;
    double epochs;
};
extern const struct rv_type rv_momentum_schedule_type;

/* The momentum of the step that comes, NaN when the schedule is off. */
double rv_momentum_schedule_at(const struct rv_momentum_schedule *momentum,
                               const struct rv_clock *clock);

/* The control of the step that comes: warm-up, schedule, momentum schedule. */
struct rv_control rv_schedule_control(const struct rv_config *schedule,
                                      const struct rv_momentum_schedule *momentum,
                                      const struct rv_clock *clock, const double *memory);

/* Memory before the first epoch. */
void rv_schedule_reset(const struct rv_config *schedule, double *memory);
void rv_schedule_observe(const struct rv_config *schedule, const struct rv_clock *clock,
                         double watched, double *memory);

/* For the schedules: planned steps after the warm-up, at least 1; and half a cosine from `from`
 * (share 0) to `to` (share 1). */
double rv_schedule_planned(const struct rv_schedule_common *common, const struct rv_clock *clock);
double rv_schedule_half_cosine(double from, double to, double share);

/* Averages of the weights along the path: the section `average`. */
struct rv_average {
    double ema_decay; /* ema = decay · ema + (1 - decay) · parameters, after every step */
    double swa_from;  /* share of the planned epochs after which SWA begins to average */
    long swa_every;   /* steps between two points of the SWA mean; 0: the end of every epoch */
};
extern const struct rv_type rv_average_type;

/* After every step: ema = ema_decay · ema + (1 - ema_decay) · p, n weights. It starts as a copy of
 * the first weights (Polyak and Juditsky 1992). */
void rv_average_ema(const struct rv_average *average, double *ema, const double *p, size_t n);
/* After every step, with the clock of that step. `taken` counts the points in the mean so far and
 * is advanced; before the first point the mean is the iterate itself. */
void rv_average_swa(const struct rv_average *average, const struct rv_clock *clock, double *swa,
                    double *taken, const double *p, size_t n);

#endif
