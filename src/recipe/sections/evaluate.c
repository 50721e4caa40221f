/* The tables of the section `evaluate`: the validation protocol. Everything here may change from
 * one epoch to the next, since evaluating draws nothing from the run. */
#include "ravine/recipe.h"

static const char *const sets[] = {"validation", "training", "fresh", NULL};
static const char *const picks[] = {"all", "first", "random", NULL};
static const char *const modes[] = {"inference", "training", NULL};
static const char *const statistics[] = {"running", "batch", "recalibrated", NULL};
static const char *const shares[] = {"all", "first", NULL};
static const char *const dropouts[] = {"as-mode", "on", "off", NULL};
static const char *const orders[] = {"given", "shuffled", "by-class", NULL};
static const char *const scalings[] = {"own", "training", NULL};
static const char *const parameters[] = {"iterate", "ema", "swa", NULL};
static const char *const reductions[] = {"examples", "batch-means", "last-batch", NULL};
static const char *const moments[] = {"epoch", "steps", NULL};

/* What a protocol says of any path, whatever it is a path of. */
#define POINT_ROWS                                                                                 \
    RV_CHOICE(struct rv_evaluate, parameters, .choices = parameters, .live = RV_LIVE_EPOCH,        \
              .help = "Weights that are evaluated: the latest, or an average along the path "      \
                      "(see the section average)."),                                               \
    RV_PICK(struct rv_evaluate, every, .choices = moments, .minimum = 1, .maximum = 1000000,       \
            .unit = "steps", .live = RV_LIVE_EPOCH,                                                \
            .help = "At the end of each epoch, or also every N steps into the step table.")

static const struct rv_param params[] = {
    RV_CHOICE(struct rv_evaluate, set, .choices = sets, .live = RV_LIVE_EPOCH,
              .help = "Which examples: the validation set; the training set (any difference to the "
                      "training loss is then mode, not data); examples that nothing has seen."),
    RV_PICK(struct rv_evaluate, examples, .choices = picks, .minimum = 1, .maximum = 1000000,
            .unit = "examples", .live = RV_LIVE_EPOCH,
            .help = "All of the set, its first N, or N drawn anew at each evaluation (the curve "
                    "then jumps even at learning rate 0)."),
    RV_CHOICE(struct rv_evaluate, mode, .choices = modes, .live = RV_LIVE_EPOCH,
              .help = "Inference, or training by mistake: batch statistics and dropout on."),
    RV_CHOICE(struct rv_evaluate, statistics, .choices = statistics, .live = RV_LIVE_EPOCH,
              .help = "What batch norm normalises with in inference: running means as the network "
                      "keeps them, those of each evaluation batch, or exact ones of the training "
                      "set at the present weights."),
    RV_PICK(struct rv_evaluate, recalibration, .choices = shares, .minimum = 1,
            .maximum = 1000000, .unit = "examples", .live = RV_LIVE_EPOCH,
            .help = "Training examples that recalibrated statistics are measured on: all, or the "
                    "first N. A deep network is passed anew for each batch normalisation in it, so "
                    "all can cost more than the epoch; N of some hundreds change little."),
    RV_CHOICE(struct rv_evaluate, dropout, .choices = dropouts, .live = RV_LIVE_EPOCH,
              .help = "Dropout in evaluation: as the mode says, always on, always off."),
    RV_CHOICE(struct rv_evaluate, order, .choices = orders, .live = RV_LIVE_EPOCH,
              .help = "Order of the examples; it matters where batch statistics are used (sorted "
                      "by class they are far off) and where `reduce` looks at batches."),
    RV_INTEGER(struct rv_evaluate, batch, .initial = 32, .minimum = 1, .maximum = 100000,
               .unit = "examples", .live = RV_LIVE_EPOCH,
               .help = "Examples of an evaluation batch. It matters where batch statistics are "
                       "used or `reduce` looks at batches; else all examples are averaged and it "
                       "does nothing."),
    RV_CHOICE(struct rv_evaluate, reduce, .choices = reductions, .live = RV_LIVE_EPOCH,
              .help = "How the losses of the examples become one number: their mean; the mean of "
                      "the batches' means, in which a short last batch counts as much as a whole "
                      "one; or the last batch alone, as a progress line left standing shows it."),
    RV_INTEGER(struct rv_evaluate, samples, .initial = 1, .minimum = 1, .maximum = 1000,
               .unit = "passes", .live = RV_LIVE_EPOCH,
               .help = "Monte-Carlo dropout: passes with masks of their own whose probabilities "
                       "are averaged. Costs as many passes; needs dropout in evaluation."),
    RV_BOOLEAN(struct rv_evaluate, class_weights, .live = RV_LIVE_EPOCH,
               .help = "Weight the classes in val_loss as training does: with the class weights of "
                       "the loss, and with how often train.oversample shows each example."),
    RV_CHOICE(struct rv_evaluate, scaling, .choices = scalings, .live = RV_LIVE_EPOCH,
              .help = "Validation inputs as the scale section says, or scaled like the training "
                      "set."),
    POINT_ROWS,
    RV_PARAM_END,
};

const struct rv_type rv_evaluate_type = {
    .name = "evaluate",
    .summary = "The validation protocol: which examples, mode, statistics, weights.",
    .params = params,
    .config_size = sizeof(struct rv_evaluate),
};

/* A surface has no examples, modes or statistics: what is left is the point and the time. */
static const struct rv_param surface_params[] = {
    POINT_ROWS,
    RV_PARAM_END,
};

const struct rv_type rv_evaluate_surface_type = {
    .name = "evaluate",
    .summary = "Which point of a path on a surface is evaluated, and when.",
    .params = surface_params,
    .config_size = sizeof(struct rv_evaluate),
};
