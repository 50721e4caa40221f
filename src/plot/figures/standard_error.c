/* Is a jump larger than chance? Validation loss with two standard errors of its mean over the
 * validation examples. */
#include "plot/figure_parts.h"
#include "ravine/figure.h"

/* The error of one epoch's value. Two epochs share their validation examples, so that their
 * difference is known better than the bars suggest: the caption gives the paired figure. */
static bool add_bars(struct rv_plot *plot, const struct rv_table *epochs)
{
    int e = rv_table_find(epochs, "epoch"), v = rv_table_find(epochs, "val_loss");
    int se = rv_table_find(epochs, "val_loss_se");
    struct rv_plot_curve *curve;

    if (v < 0 || se < 0 || epochs->rows == 0)
        return false;
    curve = rv_plot_curve(plot, RV_STYLE_BARS, RV_MEANING_VALIDATION,
                          "validation with two standard errors", epochs->rows);
    for (size_t row = 0; row < epochs->rows; row++) {
        double value = rv_table_at(epochs, row, v), error = rv_table_at(epochs, row, se);

        curve->x[row] = e >= 0 ? rv_table_at(epochs, row, e) : (double)(row + 1);
        curve->y[row] = value;
        curve->low[row] = value - 2 * error;
        curve->high[row] = value + 2 * error;
    }
    return rv_plot_visible(curve);
}

static enum rv_status describe(const struct rv_experiment *experiment, struct rv_plot *plot,
                               struct rv_error *error)
{
    static const char *const words[] = {"jump_z", NULL};
    size_t failing = rv_roles_failing(experiment), run;
    const struct rv_table *epochs;
    struct rv_text more = {0};

    if (failing == RV_ROLES_NONE)
        return rv_figure_no_run(error);
    run = rv_roles_run(experiment, failing);
    epochs = &experiment->results[run].epochs;
    rv_plot_panel(plot, "");
    rv_figure_line(plot, epochs, "loss", RV_STYLE_LINE, RV_MEANING_MEAN,
                   "training, mean of the epoch");
    if (!add_bars(plot, epochs))
        return rv_error_set(error, RV_MISSING, "the run has no standard errors of validation loss");
    rv_text_printf(&more, "Variant %s. Bars: two standard errors of the mean over the validation "
                   "examples, up and down. Largest jump in paired standard "
                   "errors, from epoch %ld on: ",
                   experiment->scenario->variants[failing].name,
                   rv_figure_first_epoch(experiment, failing));
    rv_figure_number(&more, experiment, failing, "jump_z");
    rv_text_add(&more, ".");
    rv_figure_title(plot, experiment, words);
    rv_figure_caption(plot, experiment, "circles", rv_text_string(&more));
    rv_plot_set(&plot->x_label, "epoch");
    rv_plot_set(&plot->y_label, rv_figure_loss_label(experiment));
    plot->whole_x = true;
    rv_text_release(&more);
    return RV_OK;
}

const struct rv_figure_type rv_figure_standard_error = {
    .type = {.name = "standard-error",
             .summary = "Validation loss with two standard errors: are the jumps larger than what "
                        "so few validation examples give by chance?"},
    .describe = describe,
};
