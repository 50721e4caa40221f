/* Inside the epochs: the loss of every recorded mini-batch, the running mean that training prints,
 * and the validation loss where the epoch ended. */
#include "plot/gather.h"
#include "ravine/figure.h"

#define POINTS_MAX 6000 /* more points than pixels tell nothing and make files slow */

/* A column of the step table, thinned to every k-th row. */
static bool add_steps(struct rv_plot *plot, const struct rv_table *steps, const char *column,
                      enum rv_form form, enum rv_ink ink, const char *name)
{
    int x = rv_table_find(steps, "epoch"), y = rv_table_find(steps, column);
    size_t every = steps->rows / POINTS_MAX + 1;
    struct rv_plot_curve *curve;

    if (x < 0 || y < 0 || steps->rows == 0)
        return false;
    curve = rv_plot_curve(plot, form, ink, name, (steps->rows + every - 1) / every);
    for (size_t i = 0; i < curve->count; i++) {
        curve->x[i] = rv_table_at(steps, i * every, x);
        curve->y[i] = rv_table_at(steps, i * every, y);
    }
    return rv_plot_visible(curve);
}

static enum rv_status describe(const struct rv_experiment *experiment, struct rv_plot *plot,
                               struct rv_error *error)
{
    static const char *const no_claim[] = {"\n", NULL};
    size_t failing = rv_gather_failing(experiment);
    const struct rv_result *result;
    struct rv_text more = {0};
    bool any;

    if (failing == RV_GATHER_NONE)
        return rv_gather_nothing(error);
    result = &experiment->results[rv_gather_run(experiment, failing)];
    rv_plot_panel(plot, "");
    any = add_steps(plot, &result->steps, "loss", RV_FORM_MARKS, RV_INK_SEED, "one mini-batch");
    if (!any)
        return rv_error_set(error, RV_MISSING, "no losses of mini-batches were recorded "
                            "(record.steps_every: 1 records every one)");
    add_steps(plot, &result->steps, "running_loss", RV_FORM_LINE, RV_INK_MEAN,
              "training, running mean of the epoch (printed)");
    if (!add_steps(plot, &result->steps, "val_loss", RV_FORM_LINE_MARKS, RV_INK_VALIDATION,
                   "validation"))
        rv_gather_line(plot, &result->epochs, "val_loss", RV_FORM_LINE_MARKS, RV_INK_VALIDATION,
                       "validation, end of the epoch");
    rv_text_printf(&more, "Variant %s. The running mean starts anew with each epoch.",
                   experiment->scenario->variants[failing].name);
    rv_gather_title(plot, experiment, no_claim);
    rv_gather_caption(plot, experiment, rv_text_string(&more));
    rv_plot_set(&plot->x_label, "epoch (a tick is the end of that epoch)");
    rv_plot_set(&plot->y_label, rv_gather_loss_label(experiment));
    plot->whole_x = true;
    rv_text_release(&more);
    return RV_OK;
}

const struct rv_figure_type rv_figure_step_loss = {
    .type = {.name = "step-loss",
             .summary = "The loss of every recorded mini-batch, the running mean that training "
                        "prints, and validation loss, in one picture."},
    .describe = describe,
};
