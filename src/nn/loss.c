/* What all losses share: targets, class weights, penalty. */
#include "nn/loss.h"

#include <math.h>

static const struct rv_loss_common *common_of(const struct rv_config *loss)
{
    return loss->values;
}

/* t = (1 − s)·onehot + s/K: the sum stays 1, and every class gets the same share of s. */
double rv_loss_target(const struct rv_loss_common *common, int units, int label, int k)
{
    double smoothing = common->label_smoothing;

    if (units == 1)
        return (1 - smoothing) * label + smoothing / 2;
    return (1 - smoothing) * (k == label) + smoothing / units;
}

int rv_loss_argmax(const double *logits, int units)
{
    int best = 0;

    for (int k = 1; k < units; k++)
        if (logits[k] > logits[best])
            best = k;
    return best;
}

/* Weights belong to labels, not to what was predicted. */
double rv_loss_weight(const struct rv_config *loss, int label)
{
    const struct rv_reals *weights = &common_of(loss)->class_weights;

    return weights->count ? weights->value[label] : 1;
}

/* In the order in which a learner meets them: a map instead of a list, a wrong number of
 * outputs, a wrong number of weights. */
enum rv_status rv_loss_check(const struct rv_config *loss, struct rv_shape output, int classes,
                             struct rv_error *error)
{
    const struct rv_loss_type *type = rv_loss_of(loss);
    const struct rv_reals *weights = &common_of(loss)->class_weights;

    if (output.height != 1 || output.width != 1)
        return rv_error_set(error, RV_INPUT,
                            "the network ends with a map of %d x %d x %d, the loss needs a plain "
                            "list of outputs: add global_avgpool or flatten, then dense: {units: "
                            "%d}",
                            output.height, output.width, output.channels, classes);
    if (!type->fits(output.channels, classes))
        return rv_error_set(error, RV_INPUT,
                            "%s needs %s: the network ends with %d outputs, the data have %d "
                            "classes",
                            type->type.name, type->needs, output.channels, classes);
    if (weights->count && weights->count != (size_t)classes)
        return rv_error_set(error, RV_INPUT,
                            "class_weights has %zu entries, the data have %d classes",
                            weights->count, classes);
    return RV_OK;
}

double rv_loss_penalty(const struct rv_config *loss, const struct rv_range *ranges, size_t count,
                       const double *parameters, double *gradient)
{
    double l1 = common_of(loss)->l1, l2 = common_of(loss)->l2, penalty = 0;

    if (l1 == 0 && l2 == 0)
        return 0;
    for (size_t r = 0; r < count; r++) {
        const double *w = parameters + ranges[r].offset;
        double *g = gradient && ranges[r].trainable ? gradient + ranges[r].offset : NULL;
        double decay = ranges[r].decay, absolute = 0, squares = 0;

        if (decay == 0)
            continue;
        for (size_t i = 0; i < ranges[r].count; i++) {
            absolute += fabs(w[i]);
            squares += w[i] * w[i];
        }
        penalty += decay * (l1 * absolute + l2 * squares);
        /* d/dw of l1·|w| + l2·w². */
        for (size_t i = 0; g && i < ranges[r].count; i++)
            g[i] += decay * (l1 * ((w[i] > 0) - (w[i] < 0)) + 2 * l2 * w[i]);
    }
    return penalty;
}
