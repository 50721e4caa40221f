/* Do they jump together? Each point is one change from an epoch to the next: training loss at the
 * end of the epoch across, validation loss up. On the diagonal the weights moved and both losses
 * saw it; a vertical cloud is noise of the validation set alone. */
#include "plot/figure_parts.h"
#include "ravine/figure.h"

#include <math.h>

/* Changes from one epoch to the next, from the first epoch that counts on: a common trend, which
 * makes any two learning curves correlate, drops out. */
static void fill(struct rv_plot_curve *curve, const struct rv_table *epochs, long from, size_t *n)
{
    int x = rv_table_find(epochs, "snapshot_loss"), y = rv_table_find(epochs, "val_loss");

    if (x < 0 || y < 0)
        return;
    for (size_t row = (size_t)from; row < epochs->rows && *n < curve->count; row++, (*n)++) {
        curve->x[*n] = rv_table_at(epochs, row, x) - rv_table_at(epochs, row - 1, x);
        curve->y[*n] = rv_table_at(epochs, row, y) - rv_table_at(epochs, row - 1, y);
    }
}

/* All seeds but the one shown. */
static void add_seeds(struct rv_plot *plot, const struct rv_experiment *experiment, size_t variant,
                      size_t shown)
{
    size_t rows = 0, n = 0;
    struct rv_plot_curve *curve;

    for (size_t i = 0; i < experiment->result_count; i++)
        if (experiment->results[i].made && experiment->results[i].variant == variant && i != shown)
            rows += experiment->results[i].epochs.rows;
    if (rows == 0)
        return;
    curve = rv_plot_curve(plot, RV_STYLE_MARKS, RV_MEANING_SEED, "other seeds", rows);
    for (size_t i = 0; i < experiment->result_count; i++)
        if (experiment->results[i].made && experiment->results[i].variant == variant && i != shown)
            fill(curve, &experiment->results[i].epochs, rv_figure_first_epoch(experiment, variant),
                 &n);
}

static bool add_run(struct rv_plot *plot, const struct rv_experiment *experiment, size_t variant,
                    enum rv_curve_meaning meaning)
{
    const struct rv_result *result = &experiment->results[rv_roles_run(experiment, variant)];
    struct rv_plot_curve *curve;
    struct rv_text name = {0};
    size_t n = 0;

    rv_text_printf(&name, "%s, seed %llu: correlation ",
                   experiment->scenario->variants[variant].name,
                   (unsigned long long)result->seed);
    rv_text_brief(&name, rv_figure_measure(experiment, (size_t)(result - experiment->results),
                                           "val_loss.follows.snapshot_loss"));
    curve = rv_plot_curve(plot, RV_STYLE_MARKS, meaning, rv_text_string(&name),
                          result->epochs.rows);
    fill(curve, &result->epochs, rv_figure_first_epoch(experiment, variant), &n);
    rv_text_release(&name);
    return rv_plot_visible(curve);
}

/* y = x through the whole picture. */
static void add_diagonal(struct rv_plot *plot)
{
    double low = 0, high = 0;
    struct rv_plot_curve *line;

    for (size_t i = 0; i < plot->curve_count; i++) {
        double a = 0, b = 0;

        if (!rv_axis_limits(plot->curves[i].x, plot->curves[i].count, &a, &b))
            continue;
        low = fmin(low, a);
        high = fmax(high, b);
    }
    line = rv_plot_curve(plot, RV_STYLE_LINE, RV_MEANING_GUIDE, "both change alike", 2);
    line->x[0] = line->y[0] = low;
    line->x[1] = line->y[1] = high;
}

static enum rv_status describe(const struct rv_experiment *experiment, struct rv_plot *plot,
                               struct rv_error *error)
{
    static const char *const words[] = {"follows", "snapshot_loss", NULL};
    size_t failing = rv_roles_failing(experiment), cured = rv_roles_cured(experiment);
    struct rv_summary correlation;
    struct rv_text more = {0};

    if (failing == RV_ROLES_NONE)
        return rv_figure_no_run(error);
    rv_plot_panel(plot, "");
    add_seeds(plot, experiment, failing, rv_roles_run(experiment, failing));
    if (!add_run(plot, experiment, failing, RV_MEANING_VALIDATION))
        return rv_error_set(error, RV_MISSING, "the run has no training loss at the end of the "
                            "epochs (record.snapshot: true records it), or too few epochs");
    if (cured != RV_ROLES_NONE)
        add_run(plot, experiment, cured, RV_MEANING_CURED);
    add_diagonal(plot);
    correlation = rv_figure_summary(experiment, failing, "val_loss.follows.snapshot_loss");
    rv_text_printf(&more, "One mark: the change from an epoch to the next, from epoch %ld on. "
                   "Correlation of %s over the seeds: median ",
                   rv_figure_first_epoch(experiment, failing),
                   experiment->scenario->variants[failing].name);
    rv_text_brief(&more, correlation.median);
    rv_text_add(&more, ", lowest ");
    rv_text_brief(&more, correlation.low);
    rv_text_add(&more, ".");
    rv_figure_title(plot, experiment, words);
    rv_figure_caption(plot, experiment, "large marks", rv_text_string(&more));
    rv_plot_set(&plot->x_label, "change of training loss, end of epoch to end of epoch");
    rv_plot_set(&plot->y_label, "change of validation loss");
    plot->linear_y = true;
    rv_text_release(&more);
    return RV_OK;
}

const struct rv_figure_type rv_figure_jump_scatter = {
    .type = {.name = "jump-scatter",
             .summary = "Change of validation loss against change of training loss at the end of "
                        "the epoch: do they jump together?"},
    .needs = RV_NEEDS_SNAPSHOT,
    .describe = describe,
};
