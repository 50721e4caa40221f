/* The same two runs by their accuracy: thresholded, it jumps at other epochs than the loss. */
#include "plot/curves.h"
#include "ravine/figure.h"

static enum rv_status describe(const struct rv_experiment *experiment, struct rv_plot *plot,
                               struct rv_error *error)
{
    static const struct rv_curves_columns columns = {
        .validation = "val_accuracy",
        .mean = "accuracy",
        .snapshot = "snapshot_accuracy",
        .measure = "val_accuracy.fluctuation",
        .label = "accuracy",
        .share = true,
    };

    return rv_curves_describe(experiment, &columns, plot, error);
}

const struct rv_figure_type rv_figure_accuracy_curves = {
    .type = {.name = "accuracy-curves",
             .summary = "Validation and training accuracy over the epochs, the failing run beside "
                        "the cured one, with the range over seeds."},
    .needs = RV_NEEDS_NETWORK,
    .describe = describe,
};
