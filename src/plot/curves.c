/* Learning curves: see curves.h. Left the failing run, right the cured one, one scale for both. */
#include "plot/curves.h"

#include "plot/figure_parts.h"

/* The number is the median over the seeds, not that of the run drawn: one run proves little. */
static void panel_title(struct rv_text *out, const struct rv_experiment *experiment, size_t variant,
                        const struct rv_curves_columns *columns)
{
    rv_text_printf(out, "%s: jumps ", experiment->scenario->variants[variant].name);
    rv_figure_number(out, experiment, variant, columns->measure);
}

/* Band first, lines over it, and validation last: it is what the eye shall find on top. */
static bool add_panel(struct rv_plot *plot, const struct rv_experiment *experiment, size_t variant,
                      const struct rv_curves_columns *columns)
{
    const struct rv_table *table = &experiment->results[rv_roles_run(experiment, variant)].epochs;
    struct rv_text title = {0};
    struct rv_plot_panel *panel;
    bool any;

    panel_title(&title, experiment, variant, columns);
    panel = rv_plot_panel(plot, rv_text_string(&title));
    panel->strong = true;
    if (rv_figure_first_epoch(experiment, variant) > 1)
        panel->mark_x = (double)rv_figure_first_epoch(experiment, variant) - 0.5;
    rv_figure_band(plot, experiment, variant, columns->validation, RV_MEANING_VALIDATION, "");
    any = rv_figure_line(plot, table, columns->mean, RV_STYLE_LINE_MARKS, RV_MEANING_MEAN,
                         "training, mean of the epoch");
    any |= rv_figure_line(plot, table, columns->snapshot, RV_STYLE_LINE_MARKS, RV_MEANING_SNAPSHOT,
                          "training, end of the epoch");
    any |= rv_figure_line(plot, table, columns->validation, RV_STYLE_LINE_MARKS,
                          RV_MEANING_VALIDATION,
                          "validation, end of the epoch");
    rv_text_release(&title);
    return any;
}

static void add_caption(struct rv_plot *plot, const struct rv_experiment *experiment,
                        size_t failing)
{
    struct rv_text more = {0};
    size_t runs = rv_figure_run_count(experiment, failing);

    if (runs > 1)
        rv_text_printf(&more, "Band: validation over the seeds, %s. ",
                       rv_summary_range_text(runs));
    rv_text_printf(&more, "Jumps: fluctuation of validation from epoch %ld on%s, median and range "
                   "over the seeds.", rv_figure_first_epoch(experiment, failing),
                   rv_figure_first_epoch(experiment, failing) > 1 ? " (dotted line)" : "");
    rv_figure_caption(plot, experiment, "lines", rv_text_string(&more));
    rv_text_release(&more);
}

enum rv_status rv_curves_describe(const struct rv_experiment *experiment,
                                  const struct rv_curves_columns *columns, struct rv_plot *plot,
                                  struct rv_error *error)
{
    size_t failing = rv_roles_failing(experiment), cured = rv_roles_cured(experiment);
    const char *words[] = {NULL, NULL, columns->measure, NULL};
    bool any;

    if (failing == RV_ROLES_NONE)
        return rv_figure_no_run(error);
    any = add_panel(plot, experiment, failing, columns);
    if (cured != RV_ROLES_NONE)
        any |= add_panel(plot, experiment, cured, columns);
    if (!any)
        return rv_error_set(error, RV_MISSING, "the runs have no column %s, %s or %s with values",
                            columns->validation, columns->mean, columns->snapshot);
    words[0] = experiment->scenario->variants[failing].name;
    words[1] = cured == RV_ROLES_NONE ? words[0] : experiment->scenario->variants[cured].name;
    rv_figure_title(plot, experiment, words);
    add_caption(plot, experiment, failing);
    rv_plot_set(&plot->x_label, "epoch");
    rv_plot_set(&plot->y_label, columns->label ? columns->label
                                               : rv_figure_loss_label(experiment));
    plot->columns = plot->panel_count;
    plot->whole_x = true;
    plot->linear_y = plot->unit_y = columns->share;
    return RV_OK;
}
