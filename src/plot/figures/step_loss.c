/* Inside the epochs: the loss of every recorded mini-batch, the running mean that training prints,
 * and the validation loss where the epoch ended. */
#include "plot/figure_parts.h"
#include "ravine/figure.h"

#include <math.h>

#define POINTS_MAX 6000 /* more points than pixels tell nothing and make files slow */

/* A new epoch began between two rows: 3.0 is the end of the third, 3.1 is in the fourth. */
static bool new_epoch(double before, double x)
{
    return ceil(x - 1e-9) > ceil(before - 1e-9);
}

/* A column of the step table, thinned to every k-th row. With `breaks` a missing point stands
 * before each epoch, so that a line does not run on into it. */
static bool add_steps(struct rv_plot *plot, const struct rv_table *steps, const char *column,
                      enum rv_curve_style style, enum rv_curve_meaning meaning, bool breaks,
                      const char *name)
{
    int x = rv_table_find(steps, "epoch"), y = rv_table_find(steps, column);
    size_t every = steps->rows / POINTS_MAX + 1, n = 0;
    struct rv_plot_curve *curve;
    double before = HUGE_VAL;

    if (x < 0 || y < 0 || steps->rows == 0)
        return false;
    curve = rv_plot_curve(plot, style, meaning, name, 2 * steps->rows / every + 2);
    for (size_t row = 0; row < steps->rows; row += every) {
        double place = rv_table_at(steps, row, x), value = rv_table_at(steps, row, y);

        if (isnan(value))
            continue; /* not recorded at this step */
        if (breaks && new_epoch(before, place))
            curve->x[n++] = place;
        curve->x[n] = before = place;
        curve->y[n++] = value;
    }
    curve->count = n;
    return rv_plot_visible(curve);
}

static enum rv_status describe(const struct rv_experiment *experiment, struct rv_plot *plot,
                               struct rv_error *error)
{
    static const char *const no_claim[] = {"\n", NULL};
    size_t failing = rv_roles_failing(experiment);
    const struct rv_result *result;
    struct rv_text more = {0};
    bool any;

    if (failing == RV_ROLES_NONE)
        return rv_figure_no_run(error);
    result = &experiment->results[rv_roles_run(experiment, failing)];
    rv_plot_panel(plot, "");
    any = add_steps(plot, &result->steps, "loss", RV_STYLE_MARKS, RV_MEANING_SEED, false,
                    "one mini-batch");
    if (!any)
        return rv_error_set(error, RV_MISSING, "no losses of mini-batches were recorded "
                            "(record.steps_every: 1 records every one)");
    add_steps(plot, &result->steps, "running_loss", RV_STYLE_LINE, RV_MEANING_MEAN, true,
              "training, running mean of the epoch (as Keras prints it)");
    if (!add_steps(plot, &result->steps, "val_loss", RV_STYLE_LINE_MARKS, RV_MEANING_VALIDATION,
                   false,
                   "validation"))
        rv_figure_line(plot, &result->epochs, "val_loss", RV_STYLE_LINE_MARKS,
                       RV_MEANING_VALIDATION,
                       "validation, end of the epoch");
    rv_text_printf(&more, "Variant %s. The running mean starts anew with each epoch.",
                   experiment->scenario->variants[failing].name);
    rv_figure_title(plot, experiment, no_claim);
    rv_figure_caption(plot, experiment, "points and lines", rv_text_string(&more));
    rv_plot_set(&plot->x_label, "epoch (a tick is the end of that epoch)");
    rv_plot_set(&plot->y_label, rv_figure_loss_label(experiment));
    plot->whole_x = true;
    rv_text_release(&more);
    return RV_OK;
}

const struct rv_figure_type rv_figure_step_loss = {
    .type = {.name = "step-loss",
             .summary = "The loss of every recorded mini-batch, the running mean that training "
                        "prints, and validation loss, in one picture."},
    .needs = RV_NEEDS_STEPS,
    .describe = describe,
};
