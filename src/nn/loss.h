/* What a loss is: inside of nn/, for src/nn/losses/.
 *
 * A loss looks at one example: its outputs (logits) and its label give a value, the gradient to
 * the logits and a predicted class, all in double. Means over the batch, class weights and
 * penalties are done once for all losses (loss.c, train.c). */
#ifndef RAVINE_NN_LOSS_H
#define RAVINE_NN_LOSS_H

#include "ravine/network.h"

/* What the outputs of a network are to a loss. */
enum rv_outputs {
    RV_OUTPUTS_SOFTMAX, /* logits of one choice among all */
    RV_OUTPUTS_COINS,   /* logits, each of a yes or no of its own */
    RV_OUTPUTS_VALUES   /* estimates of the label itself */
};

struct rv_loss_type {
    struct rv_type type; /* config starts with a struct rv_loss_common */
    enum rv_outputs outputs;
    /* Can `units` outputs stand for `classes` classes? */
    bool (*fits)(int units, int classes);
    const char *needs; /* "one output for each class", for the message */
    /* The value. `gradient` (units, may be NULL) becomes d value / d logits. `predicted`: the class
     * that the outputs stand for; of equal outputs the first. */
    double (*evaluate)(const void *values, const double *logits, int units, int label,
                       double *gradient, int *predicted);
};

/* The rows that all losses have; `type` is the configuration whose member `common` they describe.
 */
#define RV_LOSS_ROWS(type)                                                                         \
    {.name = "class_weights", .kind = RV_KIND_REALS,                                               \
     .offset = offsetof(type, common.class_weights), .minimum = 0, .maximum = 1e6,                 \
     .open = RV_OPEN_MINIMUM, .live = RV_LIVE_STEP,                                                \
     .help = "Weight of each class in the training loss, in the order of the labels; empty: all "  \
             "1. The mean is divided by the sum of the weights. Unequal weights make training "    \
             "and validation loss two different quantities."},                                     \
    {.name = "label_smoothing", .kind = RV_KIND_REAL,                                              \
     .offset = offsetof(type, common.label_smoothing), .minimum = 0, .maximum = 1,                 \
     .open = RV_OPEN_MAXIMUM, .live = RV_LIVE_STEP,                                                \
     .help = "Share of the target spread evenly over all classes; 0.1 is usual. It is part of the "\
             "loss that is printed, of val_loss too: a network that is sure and right does not "   \
             "reach 0. Too large: the network learns to be unsure."},                              \
    {.name = "l1", .kind = RV_KIND_REAL, .offset = offsetof(type, common.l1), .minimum = 0,        \
     .maximum = 1e3, .live = RV_LIVE_STEP,                                                         \
     .help = "Adds l1 times the sum of |w| over all kernels. Too large: kernels shrink to 0."},    \
    {.name = "l2", .kind = RV_KIND_REAL, .offset = offsetof(type, common.l2), .minimum = 0,        \
     .maximum = 1e3, .live = RV_LIVE_STEP,                                                         \
     .help = "Adds l2 times the sum of w squared over all kernels; 1e-4 is usual. Too large: the " \
             "loss no longer falls."}

/* The target of output k of `units` for a label: one-hot, smoothed. A single output has the target
 * 0 or 1, smoothed towards 1/2. */
double rv_loss_target(const struct rv_loss_common *common, int units, int label, int k);
/* The first of the largest outputs. */
int rv_loss_argmax(const double *logits, int units);

/* The weight of an example with that label. */
double rv_loss_weight(const struct rv_config *loss, int label);

/* l1·Σ|w| + l2·Σw² over the ranges with decay > 0, each times its decay. Adds its gradient in
 * trainable ranges unless `gradient` is NULL; the slope of |w| at 0 is taken as 0. */
double rv_loss_penalty(const struct rv_config *loss, const struct rv_range *ranges, size_t count,
                       const double *parameters, double *gradient);

static inline const struct rv_loss_type *rv_loss_of(const struct rv_config *loss)
{
    return (const struct rv_loss_type *)(const void *)loss->type;
}

#endif
