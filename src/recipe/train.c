/* The table of the section `train`. */
#include "ravine/recipe.h"

static const char *const shuffles[] = {"every-epoch", "once", "never", "by-class", NULL};

static const struct rv_param params[] = {
    RV_INTEGER(struct rv_train, batch, .initial = 32, .minimum = 1, .maximum = 100000,
               .unit = "examples", .live = RV_LIVE_EPOCH,
               .help = "Examples of a mini-batch; the last short one of an epoch is kept. Small: "
                       "noisy gradients and noisy batch-norm statistics, many steps an epoch."),
    RV_INTEGER(struct rv_train, epochs, .initial = 20, .minimum = 1, .maximum = 10000,
               .unit = "epochs", .help = "Length of the run: passes over the training examples."),
    RV_CHOICE(struct rv_train, shuffle, .choices = shuffles, .live = RV_LIVE_EPOCH,
              .help = "Order of the examples: a new permutation every epoch, one for all epochs, "
                      "as they come after the split, or one class after the other (forgetting "
                      "within the epoch)."),
    RV_BOOLEAN(struct rv_train, oversample,
               .help = "Repeat examples of rare classes until every class is seen as often as the "
                       "commonest."),
    RV_PARAM_END,
};

const struct rv_type rv_train_type = {
    .name = "train",
    .summary = "Mini-batches, their order, and the length of the run.",
    .params = params,
    .config_size = sizeof(struct rv_train),
};
