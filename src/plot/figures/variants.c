/* Every variant in a small panel of its own, all on one scale. */
#include "plot/figure_parts.h"
#include "ravine/figure.h"

#include <stdint.h>

#define PANELS_MAX 12

/* Columns of so many panels: about as wide as high, few left empty. */
static size_t columns_for(size_t panels)
{
    static const size_t columns[PANELS_MAX + 1] = {1, 1, 2, 3, 2, 3, 3, 4, 4, 3, 4, 4, 4};

    return columns[panels];
}

static size_t count_panels(const struct rv_experiment *experiment)
{
    size_t n = 0;

    for (size_t v = 0; v < experiment->scenario->variant_count; v++)
        n += rv_figure_run_count(experiment, v) > 0;
    return n < PANELS_MAX ? n : PANELS_MAX;
}

/* Lines without marks: in a small panel marks would hide the needles. */
static void add_panel(struct rv_plot *plot, const struct rv_experiment *experiment, size_t variant)
{
    const struct rv_table *epochs =
        &experiment->results[rv_roles_run(experiment, variant)].epochs;
    bool cured = variant == rv_roles_cured(experiment);
    enum rv_curve_meaning meaning = cured ? RV_MEANING_CURED : RV_MEANING_VALIDATION;
    struct rv_text title = {0};

    rv_text_printf(&title, "%s: ", experiment->scenario->variants[variant].name);
    /* four panels side by side leave no room for the range */
    if (columns_for(count_panels(experiment)) < 4)
        rv_figure_number(&title, experiment, variant, "fluctuation");
    else
        rv_figure_short(&title, rv_figure_summary(experiment, variant, "fluctuation").median);
    rv_plot_panel(plot, rv_text_string(&title))->strong = true;
    rv_figure_band(plot, experiment, variant, "val_loss", meaning, "");
    rv_figure_line(plot, epochs, "loss", RV_STYLE_LINE, RV_MEANING_MEAN,
                   "training, mean of the epoch");
    rv_figure_line(plot, epochs, "val_loss", RV_STYLE_LINE, meaning,
                   cured ? "validation, the answer" : "validation");
    rv_text_release(&title);
}

/* A run of three times as many epochs would press all others into a third of their panels. */
#define LENGTHS 1.5

static bool lengths_differ(const struct rv_plot *plot)
{
    size_t least = SIZE_MAX, most = 0;

    for (size_t i = 0; i < plot->curve_count; i++) {
        least = plot->curves[i].count < least ? plot->curves[i].count : least;
        most = plot->curves[i].count > most ? plot->curves[i].count : most;
    }
    return (double)most > LENGTHS * (double)least;
}

static enum rv_status describe(const struct rv_experiment *experiment, struct rv_plot *plot,
                               struct rv_error *error)
{
    const struct rv_scenario *scenario = experiment->scenario;
    static const char *const no_claim[] = {"\n", NULL}; /* the title of the scenario */
    size_t left_out = 0, failing = rv_roles_failing(experiment);
    struct rv_text more = {0};

    if (failing == RV_ROLES_NONE)
        return rv_figure_no_run(error);
    for (size_t v = 0; v < scenario->variant_count; v++) {
        if (rv_figure_run_count(experiment, v) == 0)
            continue;
        if (plot->panel_count < PANELS_MAX)
            add_panel(plot, experiment, v);
        else
            left_out++;
    }
    rv_text_printf(&more, "Number: jumps of validation loss from epoch %ld on, median (and range) "
                   "over the seeds; band: range over the seeds.",
                   rv_figure_first_epoch(experiment, failing));
    if (left_out > 0)
        rv_text_printf(&more, " %zu more variants are not shown.", left_out);
    plot->own_x = lengths_differ(plot);
    if (plot->own_x)
        rv_text_add(&more, " Epochs: an axis for each panel.");
    rv_figure_title(plot, experiment, no_claim);
    rv_figure_caption(plot, experiment, "lines", rv_text_string(&more));
    rv_plot_set(&plot->x_label, "epoch");
    rv_plot_set(&plot->y_label, rv_figure_loss_label(experiment));
    plot->whole_x = true;
    plot->columns = columns_for(plot->panel_count);
    rv_text_release(&more);
    return RV_OK;
}

const struct rv_figure_type rv_figure_variants = {
    .type = {.name = "variants",
             .summary = "Validation loss of every variant in a panel of its own, all on one scale, "
                        "with its fluctuation as a number."},
    .describe = describe,
};
