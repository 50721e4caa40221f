/* Loss is continuous, accuracy is counted: one point an epoch shows when they disagree. */
#include "plot/figure_parts.h"
#include "ravine/figure.h"

static bool add(struct rv_plot *plot, const struct rv_experiment *experiment, size_t variant,
                enum rv_curve_meaning meaning)
{
    const struct rv_result *result = &experiment->results[rv_roles_run(experiment, variant)];
    int x = rv_table_find(&result->epochs, "val_loss");
    int y = rv_table_find(&result->epochs, "val_accuracy");
    struct rv_plot_curve *curve;

    if (x < 0 || y < 0)
        return false;
    curve = rv_plot_curve(plot, RV_STYLE_MARKS, meaning,
                          experiment->scenario->variants[variant].name, result->epochs.rows);
    for (size_t row = 0; row < result->epochs.rows; row++) {
        curve->x[row] = rv_table_at(&result->epochs, row, x);
        curve->y[row] = rv_table_at(&result->epochs, row, y);
    }
    return rv_plot_visible(curve);
}

static enum rv_status describe(const struct rv_experiment *experiment, struct rv_plot *plot,
                               struct rv_error *error)
{
    static const char *const words[] = {"val_loss", "val_accuracy", NULL};
    size_t failing = rv_roles_failing(experiment), cured = rv_roles_cured(experiment);

    if (failing == RV_ROLES_NONE)
        return rv_figure_no_run(error);
    rv_plot_panel(plot, "");
    if (!add(plot, experiment, failing, RV_MEANING_VALIDATION))
        return rv_error_set(error, RV_MISSING, "the run has no validation accuracy");
    if (cured != RV_ROLES_NONE)
        add(plot, experiment, cured, RV_MEANING_CURED);
    rv_figure_title(plot, experiment, words);
    rv_figure_caption(plot, experiment, "marks", "One mark: one epoch, all epochs of the run.");
    rv_plot_set(&plot->x_label, "validation loss");
    rv_plot_set(&plot->y_label, "validation accuracy");
    plot->log_x = true;
    plot->linear_y = plot->unit_y = true;
    return RV_OK;
}

const struct rv_figure_type rv_figure_loss_vs_accuracy = {
    .type = {.name = "loss-vs-accuracy",
             .summary = "Validation accuracy against validation loss, one mark an epoch: counted "
                        "and continuous errors disagree."},
    .needs = RV_NEEDS_NETWORK,
    .describe = describe,
};
