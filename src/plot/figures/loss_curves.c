/* The two runs of a lesson side by side: as it was, and cured. */
#include "plot/curves.h"
#include "ravine/figure.h"

static enum rv_status describe(const struct rv_experiment *experiment, struct rv_plot *plot,
                               struct rv_error *error)
{
    static const struct rv_curves_columns columns = {
        .validation = "val_loss",
        .mean = "loss",
        .snapshot = "snapshot_loss",
        .measure = "fluctuation",
    };

    return rv_curves_describe(experiment, &columns, plot, error);
}

const struct rv_figure_type rv_figure_loss_curves = {
    .type = {.name = "loss-curves",
             .summary = "Validation and training loss over the epochs, the failing run beside the "
                        "cured one, with the range over seeds."},
    .describe = describe,
};
