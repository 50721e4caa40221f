/* The hidden curve: training loss at the end of each epoch lies on the validation loss. What
 * training prints is the mean over the epoch, and a mean over many steps hides where the last one
 * stopped. */
#include "plot/figure_parts.h"
#include "ravine/figure.h"

/* The number behind each name is that of the curve beside it: this run, from record.from on. */
static void add(struct rv_plot *plot, const struct rv_experiment *experiment, size_t run,
                const char *column, const char *measure, enum rv_curve_meaning meaning,
                const char *words)
{
    struct rv_text name = {0};

    rv_text_printf(&name, "%s: jumps ", words);
    rv_figure_short(&name, rv_figure_measure(experiment, run, measure));
    rv_figure_line(plot, &experiment->results[run].epochs, column, RV_STYLE_LINE_MARKS, meaning,
                   rv_text_string(&name));
    rv_text_release(&name);
}

static void add_caption(struct rv_plot *plot, const struct rv_experiment *experiment,
                        size_t failing, size_t run)
{
    struct rv_text more = {0};

    rv_text_printf(&more, "Variant %s. From epoch %ld on%s: jumps, and the correlation of the "
                   "changes of validation and end-of-epoch training loss, ",
                   experiment->scenario->variants[failing].name,
                   rv_figure_first_epoch(experiment, failing),
                   rv_figure_first_epoch(experiment, failing) > 1 ? " (dotted line)" : "");
    rv_text_brief(&more, rv_figure_measure(experiment, run, "val_loss.follows.snapshot_loss"));
    rv_text_add(&more, ".");
    rv_figure_caption(plot, experiment, "lines", rv_text_string(&more));
    rv_text_release(&more);
}

static enum rv_status describe(const struct rv_experiment *experiment, struct rv_plot *plot,
                               struct rv_error *error)
{
    static const char *const words[] = {"snapshot_loss", NULL};
    size_t failing = rv_roles_failing(experiment), run;
    const struct rv_table *epochs;

    if (failing == RV_ROLES_NONE)
        return rv_figure_no_run(error);
    run = rv_roles_run(experiment, failing);
    epochs = &experiment->results[run].epochs;
    if (rv_table_find(epochs, "snapshot_loss") < 0 || epochs->rows == 0)
        return rv_error_set(error, RV_MISSING, "the run has no training loss at the end of the "
                            "epochs (record.snapshot: true records it)");
    rv_plot_panel(plot, "");
    if (rv_figure_first_epoch(experiment, failing) > 1)
        plot->panels[0].mark_x = (double)rv_figure_first_epoch(experiment, failing) - 0.5;
    add(plot, experiment, run, "loss", "loss.fluctuation", RV_MEANING_MEAN,
        "training, mean of the epoch (as Keras prints it)");
    add(plot, experiment, run, "val_loss", "val_loss.fluctuation", RV_MEANING_VALIDATION,
        "validation, end of the epoch");
    add(plot, experiment, run, "snapshot_loss", "snapshot_loss.fluctuation", RV_MEANING_SNAPSHOT,
        "training, end of the epoch");
    rv_figure_title(plot, experiment, words);
    add_caption(plot, experiment, failing, run);
    rv_plot_set(&plot->x_label, "epoch");
    rv_plot_set(&plot->y_label, rv_figure_loss_label(experiment));
    plot->whole_x = true;
    return RV_OK;
}

const struct rv_figure_type rv_figure_snapshot_vs_mean = {
    .type = {.name = "snapshot-vs-mean",
             .summary = "Validation loss, training loss at the end of the epoch and training loss "
                        "as a mean over the epoch, for one run: which two lie on each other?"},
    .needs = RV_NEEDS_SNAPSHOT,
    .describe = describe,
};
