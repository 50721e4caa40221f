/* Why it jumps: the largest curvature over the limit of the optimizer, below the validation loss.
 * Where it comes near 1 steps swing across the valley and hardly get smaller. */
#include "plot/figure_parts.h"
#include "ravine/figure.h"

/* Failing and cured variant in the last panel. */
static bool add_both(struct rv_plot *plot, const struct rv_experiment *experiment,
                     const char *column)
{
    const size_t variant[] = {rv_roles_cured(experiment), rv_roles_failing(experiment)};
    const enum rv_curve_meaning meaning[] = {RV_MEANING_CURED, RV_MEANING_VALIDATION};
    bool any = false;

    for (size_t k = 0; k < 2; k++) {
        const char *name;
        const struct rv_table *epochs;

        if (variant[k] == RV_ROLES_NONE)
            continue;
        name = experiment->scenario->variants[variant[k]].name;
        epochs = &experiment->results[rv_roles_run(experiment, variant[k])].epochs;
        rv_figure_band(plot, experiment, variant[k], column, meaning[k], "");
        any |= rv_figure_line(plot, epochs, column, RV_STYLE_LINE_MARKS, meaning[k], name);
    }
    return any;
}

/* "2 / rate" and its kin, where the share is 1. */
static void add_limit(struct rv_plot *plot, const struct rv_experiment *experiment)
{
    size_t run = rv_roles_run(experiment, rv_roles_failing(experiment));
    struct rv_plot_curve *curve =
        rv_plot_curve(plot, RV_STYLE_LINE, RV_MEANING_LIMIT, "limit: steps grow above", 2);

    curve->x[0] = 1;
    curve->x[1] = (double)experiment->results[run].epochs.rows;
    curve->y[0] = curve->y[1] = 1;
}

static enum rv_status describe(const struct rv_experiment *experiment, struct rv_plot *plot,
                               struct rv_error *error)
{
    static const char *const words[] = {"limit_share", NULL};
    struct rv_plot_panel *panel;

    if (rv_roles_failing(experiment) == RV_ROLES_NONE)
        return rv_figure_no_run(error);
    panel = rv_plot_panel(plot, "");
    rv_plot_set(&panel->y_label, "validation loss");
    add_both(plot, experiment, "val_loss");
    panel = rv_plot_panel(plot, "");
    rv_plot_set(&panel->y_label, "curvature / limit");
    if (!add_both(plot, experiment, "limit_share"))
        return rv_error_set(error, RV_MISSING, "no limit of the curvature was recorded: set "
                            "record.curvature.every, on an optimizer whose limit is known");
    add_limit(plot, experiment);
    rv_figure_title(plot, experiment, words);
    rv_figure_caption(plot, experiment, "lines",
                      "Below: largest eigenvalue of the Hessian of the training loss over the "
                      "curvature above which the optimizer's steps along one direction grow.");
    rv_plot_set(&plot->x_label, "epoch");
    rv_plot_set(&plot->y_label, "");
    plot->columns = 1;
    plot->own_y = plot->whole_x = true;
    return RV_OK;
}

const struct rv_figure_type rv_figure_curvature_limit = {
    .type = {.name = "curvature-limit",
             .summary = "Validation loss above, largest curvature over the optimizer's limit "
                        "below: jumps come where it is near 1."},
    .needs = RV_NEEDS_CURVATURE,
    .describe = describe,
};
