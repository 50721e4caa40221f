/* The tables of the section `train`: mini-batches of a network, steps on a surface. */
#include "ravine/recipe.h"

static const char *const shuffles[] = {"every-epoch", "once", "never", "by-class", NULL};

/* Both kinds of run are counted in epochs, since schedules, records and measures are. */
#define EPOCHS_ROW(meaning)                                                                        \
    RV_INTEGER(struct rv_train, epochs, .initial = 20, .minimum = 1, .maximum = 10000,             \
               .unit = "epochs", .help = meaning)

static const struct rv_param params[] = {
    RV_INTEGER(struct rv_train, batch, .initial = 32, .minimum = 1, .maximum = 100000,
               .unit = "examples", .live = RV_LIVE_EPOCH,
               .help = "Examples of a mini-batch; the last short one of an epoch is kept. Small: "
                       "noisy gradients and noisy batch-norm statistics, many steps an epoch."),
    EPOCHS_ROW("Length of the run, of `passes` passes over the training examples each."),
    RV_CHOICE(struct rv_train, shuffle, .choices = shuffles, .live = RV_LIVE_EPOCH,
              .help = "Order of the examples: a new permutation every epoch, one for all epochs, "
                      "as they come after the split, or one class after the other (forgetting "
                      "within the epoch)."),
    RV_BOOLEAN(struct rv_train, oversample,
               .help = "Repeat examples of rare classes until every class is seen as often as the "
                       "commonest."),
    RV_INTEGER(struct rv_train, passes, .initial = 1, .minimum = 1, .maximum = 100,
               .help = "Passes over the training examples that count as one epoch, each in an "
                       "order of its own. With an 8 times bigger batch, 8 passes make as many "
                       "steps between two evaluations as before: equal steps, not equal epochs. "
                       "Only the last mini-batch of all is short."),
    RV_PARAM_END,
};

const struct rv_type rv_train_type = {
    .name = "train",
    .summary = "Mini-batches, their order, and the length of the run.",
    .params = params,
    .config_size = sizeof(struct rv_train),
};

static const struct rv_param surface_params[] = {
    RV_INTEGER(struct rv_train, steps_per_epoch, .initial = 50, .minimum = 1, .maximum = 1000000,
               .unit = "steps",
               .help = "Steps that count as one epoch: loss is their mean, snapshot_loss and "
                       "val_loss belong to the last of them."),
    EPOCHS_ROW("Length of the run, of steps_per_epoch steps each."),
    RV_PARAM_END,
};

const struct rv_type rv_train_surface_type = {
    .name = "train",
    .summary = "The length of a run on a surface.",
    .params = surface_params,
    .config_size = sizeof(struct rv_train),
};
