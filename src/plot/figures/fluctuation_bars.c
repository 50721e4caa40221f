/* One row a variant: how much its validation loss jumps, with the range over seeds. */
#include "plot/figure_parts.h"
#include "ravine/figure.h"

#include <math.h>

static enum rv_curve_meaning meaning_of(const struct rv_experiment *experiment, size_t variant)
{
    return variant == rv_roles_failing(experiment) ? RV_MEANING_VALIDATION
           : variant == rv_roles_cured(experiment) ? RV_MEANING_CURED : RV_MEANING_OTHER;
}

/* Single seeds under the interval: five points are better seen than summed up. */
static void add_row(struct rv_plot *plot, const struct rv_experiment *experiment, size_t variant,
                    double y)
{
    static const char *const words[RV_MEANING_COUNT] = {
        [RV_MEANING_VALIDATION] = "as it was: median and range",
        [RV_MEANING_CURED] = "the answer",
        [RV_MEANING_OTHER] = "other variants",
    };
    struct rv_summary jumps = rv_figure_summary(experiment, variant, "fluctuation");
    enum rv_curve_meaning meaning = meaning_of(experiment, variant);
    size_t runs = rv_figure_run_count(experiment, variant), k = 0;
    struct rv_plot_curve *curve;
    struct rv_text name = {0};

    if (runs > 1) {
        curve = rv_plot_curve(plot, RV_STYLE_MARKS, RV_MEANING_SEED, "one seed", runs);
        for (size_t i = 0; i < experiment->result_count; i++)
            if (experiment->results[i].made && experiment->results[i].variant == variant) {
                curve->x[k] = rv_figure_measure(experiment, i, "fluctuation");
                curve->y[k++] = y - 0.28; /* below the interval, not on it */
            }
    }
    curve = rv_plot_curve(plot, RV_STYLE_RANGE, meaning, words[meaning], 1);
    curve->x[0] = jumps.median;
    curve->y[0] = y;
    curve->low[0] = jumps.low;
    curve->high[0] = jumps.high;
    rv_text_printf(&name, "%s: ", experiment->scenario->variants[variant].name);
    rv_figure_short(&name, jumps.median);
    rv_plot_note(plot, 0, y, true, rv_text_string(&name));
    rv_text_release(&name);
}

static enum rv_status describe(const struct rv_experiment *experiment, struct rv_plot *plot,
                               struct rv_error *error)
{
    const struct rv_scenario *scenario = experiment->scenario;
    static const char *const no_claim[] = {"\n", NULL};
    size_t failing = rv_roles_failing(experiment);
    struct rv_text more = {0};

    if (failing == RV_ROLES_NONE)
        return rv_figure_no_run(error);
    rv_plot_panel(plot, "");
    for (size_t v = 0; v < scenario->variant_count; v++)
        if (rv_figure_run_count(experiment, v) > 0)
            add_row(plot, experiment, v, -(double)plot->rows++);
    rv_text_printf(&more, "Fluctuation: root of the mean squared second difference of validation "
                   "loss over 6, from epoch %ld on. Number and mark: median; interval: %s over the "
                   "seeds.", rv_figure_first_epoch(experiment, failing),
                   rv_summary_range_text(experiment->seed_count));
    rv_figure_title(plot, experiment, no_claim);
    rv_figure_caption(plot, experiment, NULL, rv_text_string(&more));
    rv_plot_set(&plot->x_label, "jumps of validation loss (fluctuation; further right: wilder)");
    plot->log_x = true;
    rv_text_release(&more);
    return RV_OK;
}

const struct rv_figure_type rv_figure_fluctuation_bars = {
    .type = {.name = "fluctuation-bars",
             .summary = "The fluctuation of validation loss of every variant, median and range "
                        "over the seeds, on one axis."},
    .describe = describe,
};
