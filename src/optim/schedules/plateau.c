/* Reduce on plateau: the rate falls when the validation loss has not improved for some epochs.
 *
 *     improved: watched < best - min_delta
 *     after `patience` epochs in a row without it: factor <- max(floor, factor f), then `cooldown`
 *     epochs that do not count
 *
 * Patience is counted as Keras' ReduceLROnPlateau does, PyTorch reduces one epoch later; cooldown
 * as PyTorch does, Keras counts its last epoch. Beware of false alarms: if the validation loss only
 * fluctuates, independently from epoch to epoch, then after E epochs the next k bring no new best
 * with probability E / (E + k) - 0.625 for E = 10, k = 6. */
#include "ravine/schedule.h"

#include <math.h>

struct plateau {
    struct rv_schedule_common common;
    double factor;    /* f; default 0.5 */
    long patience;    /* epochs; default 6 */
    double min_delta; /* nats; default 1e-4 */
    long cooldown;    /* epochs; default 0 */
    double floor;     /* of the factor; default 1e-4 */
};

static const struct rv_param params[] = {
    RV_SCHEDULE_COMMON_ROWS(struct plateau),
    RV_REAL(struct plateau, factor, .initial = 0.5, .minimum = 0, .maximum = 1,
            .open = RV_OPEN_MINIMUM | RV_OPEN_MAXIMUM, .live = RV_LIVE_EPOCH,
            .help = "The rate is multiplied by this at each fall. 0.1 to 0.5. Too large: it takes "
                    "many falls to calm a jumping loss."),
    RV_INTEGER(struct plateau, patience, .initial = 6, .minimum = 1, .maximum = 100000,
               .unit = "epochs", .live = RV_LIVE_EPOCH,
               .help = "Epochs in a row without improvement before the rate falls (counted as in "
                       "Keras; PyTorch waits one more). 5 to 20. Too large: the rate never falls. "
                       "Too small: jumps alone make it fall, and training stands still."),
    RV_REAL(struct plateau, min_delta, .initial = 1e-4, .minimum = 0, .maximum = 1e6,
            .unit = "nats", .live = RV_LIVE_EPOCH,
            .help = "The validation loss must fall by more than this to count as better. 0 to "
                    "0.01. Too large: progress is taken for a plateau."),
    RV_INTEGER(struct plateau, cooldown, .initial = 0, .minimum = 0, .maximum = 100000,
               .unit = "epochs", .live = RV_LIVE_EPOCH,
               .help = "Epochs after a fall that do not count: all of them, as in PyTorch (Keras "
                       "already counts the last one). 0 to 5. Too large: the next fall comes too "
                       "late."),
    RV_REAL(struct plateau, floor, .initial = 1e-4, .minimum = 0, .maximum = 1,
            .open = RV_OPEN_MINIMUM, .live = RV_LIVE_EPOCH,
            .help = "Smallest share of the rate. 0.00001 to 0.01. Too large: the last epochs still "
                    "jump."),
    RV_PARAM_END
};

/* The memory, 0 before the first epoch. WAITED below 0 is a cooldown that still runs. */
enum { SEEN, BEST, WAITED, FACTOR };

static void control(const void *config, const struct rv_clock *clock, const double *memory,
                    struct rv_control *out)
{
    (void)config;
    (void)clock;
    out->factor = memory[SEEN] > 0 ? memory[FACTOR] : 1;
}

/* One epoch more. A loss that is not a number is never better, and any number is better than it. A
 * floor that was raised during the run does not raise the factor. */
static void observe(const void *config, const struct rv_clock *clock, double watched,
                    double *memory)
{
    const struct plateau *c = config;
    const bool first = memory[SEEN] == 0;
    const bool better = first || watched < memory[BEST] - c->min_delta || isnan(memory[BEST]);

    (void)clock;
    if (first)
        memory[FACTOR] = 1;
    memory[SEEN] += 1;
    if (better)
        memory[BEST] = watched;
    if (memory[WAITED] < 0)
        memory[WAITED] += 1;
    else
        memory[WAITED] = better ? 0 : memory[WAITED] + 1;
    if (memory[WAITED] >= (double)c->patience) {
        memory[FACTOR] = fmax(fmin(c->floor, memory[FACTOR]), memory[FACTOR] * c->factor);
        memory[WAITED] = -(double)c->cooldown;
    }
}

const struct rv_schedule_type rv_schedule_plateau = {
    .type = { .name = "plateau",
              .summary = "The rate falls when the validation loss stops improving.",
              .reference = "Keras ReduceLROnPlateau",
              .params = params,
              .config_size = sizeof(struct plateau) },
    .control = control,
    .observe = observe,
};
