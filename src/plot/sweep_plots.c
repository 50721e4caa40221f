/* The figures of a sweep: see sweep_plots.h. */
#include "plot/sweep_plots.h"

#include "plot/field.h"

#include "ravine/memory.h"
#include "ravine/summary.h"
#include "ravine/vector.h"

#include <math.h>
#include <string.h>

const char *const rv_sweep_plots_names[RV_SWEEP_SHOWN] = {"sweep-fluctuation", "sweep-last",
                                                        "sweep-diverged"};

static const struct {
    const char *title, *label, *measure;
} shown_texts[RV_SWEEP_SHOWN] = {
    {"How much the validation loss jumps", "fluctuation of val_loss", "fluctuation"},
    {"The last validation loss", "val_loss, last epoch", "last"},
    {"Where runs diverge", "share of runs that diverged", NULL},
};

/* ---- Numbers of a cell ---- */

static size_t find_measure(const struct rv_sweep_plan *plan, const char *name)
{
    for (size_t m = 0; m < plan->measure_count; m++)
        if (strcmp(plan->measures[m], name) == 0)
            return m;
    return SIZE_MAX;
}

static struct rv_summary number_of(const struct rv_sweep_results *results, size_t cell,
                                   size_t variant, enum rv_sweep_shown shown)
{
    const char *name = shown_texts[shown].measure;
    const double share = rv_sweep_diverged(results, cell, variant);
    const struct rv_summary of_share = {share, share, share, isfinite(share) ? 1 : 0};
    const size_t measure = name ? find_measure(results->plan, name) : SIZE_MAX;

    return measure == SIZE_MAX ? of_share : rv_sweep_summary(results, cell, variant, measure);
}

/* The median over the cells that have these values of the first two axes. */
static double number_at(const struct rv_sweep_results *results, size_t variant, const char *first,
                        const char *second, enum rv_sweep_shown shown)
{
    const struct rv_sweep_plan *plan = results->plan;
    double *values = rv_alloc(plan->cells, sizeof *values), median;
    size_t n = 0;

    for (size_t c = 0; c < plan->cells; c++)
        if (strcmp(rv_sweep_value(plan, c, 0), first) == 0 &&
            strcmp(rv_sweep_value(plan, c, 1), second) == 0)
            values[n++] = number_of(results, c, variant, shown).median;
    median = rv_vector_quantile(values, n, 0.5);
    rv_free(values);
    return median;
}

/* The value of a cell as a number, or its place in the list. */
static double place_of(const struct rv_sweep_plan *plan, size_t cell, size_t axis)
{
    const char *text = rv_sweep_value(plan, cell, axis);
    double number;

    return rv_text_to_real(text, &number) ? number : RV_NAN;
}

static void set_caption(const struct rv_sweep_plan *plan, struct rv_plot *plot, const char *more)
{
    struct rv_text text = {0};

    rv_text_printf(&text, "Sweep of the scenario %s, %zu cells, %zu seed%s from %llu. %s",
                   plan->scenario, plan->cells, plan->seed_count, plan->seed_count == 1 ? "" : "s",
                   (unsigned long long)plan->seed_first, more);
    rv_plot_set(&plot->caption, rv_text_string(&text));
    rv_text_release(&text);
}

/* ---- A measure over the grid ---- */

#define PAGE_LETTERS 60 /* that stand side by side below a figure */

static bool fill_field(const struct rv_sweep_results *results, size_t variant,
                       enum rv_sweep_shown shown, struct rv_plot_field *field)
{
    const struct rv_sweep_plan *plan = results->plan;
    bool any = false;

    for (size_t y = 0; y < field->rows; y++)
        for (size_t x = 0; x < field->columns; x++) {
            const double value = number_at(results, variant, plan->axes[0].values[x],
                                           plan->axes[1].values[y], shown);

            field->value[y * field->columns + x] = value;
            any = any || isfinite(value);
        }
    return any;
}

/* One scale for all variants: that of the one with the most. */
static void match_colors(struct rv_plot *plot, enum rv_sweep_shown shown)
{
    double low = HUGE_VAL, high = -HUGE_VAL;
    struct rv_axis scale = {0};

    for (size_t i = 0; i < plot->field_count; i++) {
        const struct rv_plot_field *field = &plot->fields[i];

        for (size_t k = 0; k < field->columns * field->rows; k++)
            if (isfinite(field->value[k])) {
                low = fmin(low, field->value[k]);
                high = fmax(high, field->value[k]);
            }
    }
    if (shown == RV_SWEEP_DIVERGED)
        rv_axis_fit(&scale, 0, 1, false, 0, 6);
    else
        rv_axis_fit(&scale, low, high, rv_axis_wants_log(low, high), 0, 8);
    for (size_t i = 0; i < plot->field_count; i++)
        plot->fields[i].color = scale;
}

static bool plot_grid(const struct rv_sweep_results *results, enum rv_sweep_shown shown,
                      struct rv_plot *plot)
{
    const struct rv_sweep_plan *plan = results->plan;
    const struct rv_sweep_axis *x = &plan->axes[0], *y = &plan->axes[1];
    const double low[] = {0, 0};
    const double high[] = {(double)x->count - 1, (double)y->count - 1};
    bool any = false;

    plot->columns = plan->variant_count < 3 ? plan->variant_count : 3;
    rv_plot_set(&plot->x_label, x->key);
    rv_plot_set(&plot->y_label, y->key);
    for (size_t v = 0; v < plan->variant_count; v++) {
        struct rv_plot_field *field;

        rv_plot_panel(plot, plan->variant_count > 1 ? plan->variants[v] : "");
        field = rv_field_add(plot, x->count, y->count, low, high);
        field->names[0] = (const char *const *)(void *)x->values;
        field->names[1] = (const char *const *)(void *)y->values;
        field->name_room = PAGE_LETTERS / plot->columns;
        any |= fill_field(results, v, shown, field);
    }
    plot->color_label = shown_texts[shown].label;
    match_colors(plot, shown);
    set_caption(plan, plot, plan->axis_count > 2 ? "Colours: medians over the seeds and over the "
                                                   "values of the other keys. Hatched: no number."
                                                 : "Colours: medians over the seeds. Hatched: no "
                                                   "number.");
    return any;
}

/* ---- A measure along one axis ---- */

static bool add_marks(const struct rv_sweep_results *results, size_t axis, size_t variant,
                      enum rv_sweep_shown shown, enum rv_curve_meaning meaning,
                      struct rv_plot *plot)
{
    const struct rv_sweep_plan *plan = results->plan;
    struct rv_plot_curve *curve =
        rv_plot_curve(plot, RV_STYLE_BARS, meaning, plan->variants[variant], plan->cells);
    bool any = false;

    for (size_t c = 0; c < plan->cells; c++) {
        const struct rv_summary summary = number_of(results, c, variant, shown);
        const double place = place_of(plan, c, axis);

        curve->x[c] = isfinite(place) ? place : (double)c;
        curve->y[c] = summary.median;
        curve->low[c] = summary.low;
        curve->high[c] = summary.high;
        any = any || isfinite(summary.median);
    }
    return any;
}

static bool plot_axes(const struct rv_sweep_results *results, enum rv_sweep_shown shown,
                      struct rv_plot *plot)
{
    static const enum rv_curve_meaning meanings[] = {RV_MEANING_VALIDATION, RV_MEANING_CURED,
                                                     RV_MEANING_OTHER};
    const struct rv_sweep_plan *plan = results->plan;
    bool any = false;

    plot->columns = plan->axis_count < 2 ? 1 : 2;
    plot->own_x = true;
    plot->log_x = true;
    for (size_t a = 0; a < plan->axis_count; a++) {
        plot->log_x = plot->log_x && plan->axes[a].log;
        rv_plot_panel(plot, plan->axes[a].key);
        for (size_t v = 0; v < plan->variant_count; v++)
            any |= add_marks(results, a, v, shown, meanings[v < 2 ? v : 2], plot);
    }
    rv_plot_set(&plot->x_label, plan->axis_count == 1 ? plan->axes[0].key : "value");
    rv_plot_set(&plot->y_label, shown_texts[shown].label);
    set_caption(plan, plot, "Marks: medians over the seeds, with their range.");
    return any;
}

enum rv_status rv_sweep_plots_map(const struct rv_sweep_results *results, enum rv_sweep_shown shown,
                                  struct rv_plot *plot, struct rv_error *error)
{
    const struct rv_sweep_plan *plan = results->plan;
    const bool grid = !plan->sample && plan->axis_count > 1 && plan->axes[0].count > 1 &&
                      plan->axes[1].count > 1;

    rv_plot_set(&plot->title, shown_texts[shown].title);
    if (!(grid ? plot_grid : plot_axes)(results, shown, plot))
        return rv_error_set(error, RV_MISSING, "no run has a number for the figure '%s'",
                            rv_sweep_plots_names[shown]);
    return RV_OK;
}

/* ---- Small multiples ---- */

/* Median and range of a loss at an epoch over the seeds of a cell. */
static struct rv_summary loss_at(const struct rv_sweep_results *results, size_t cell, size_t epoch,
                                 bool validation)
{
    const struct rv_sweep_plan *plan = results->plan;
    double *values = rv_alloc(plan->seed_count, sizeof *values);
    struct rv_summary summary;

    for (size_t s = 0; s < plan->seed_count; s++) {
        const struct rv_sweep_row *row =
            &results->rows[cell * plan->variant_count * plan->seed_count + s];

        values[s] = !row->made || epoch >= row->epochs ? RV_NAN
                    : validation                       ? row->val_loss[epoch]
                                                       : row->loss[epoch];
    }
    summary = rv_summary_of(values, plan->seed_count);
    rv_free(values);
    return summary;
}

static size_t most_epochs(const struct rv_sweep_results *results)
{
    size_t most = 0;

    for (size_t i = 0; i < results->plan->runs; i++)
        if (results->rows[i].made && results->rows[i].epochs > most)
            most = results->rows[i].epochs;
    return most;
}

static void add_curve(const struct rv_sweep_results *results, size_t cell, size_t epochs,
                      enum rv_curve_style style, bool validation, struct rv_plot *plot)
{
    struct rv_plot_curve *curve =
        rv_plot_curve(plot, style, validation ? RV_MEANING_VALIDATION : RV_MEANING_MEAN,
                      style == RV_STYLE_BAND ? "" : validation ? "val_loss" : "loss", epochs);

    for (size_t e = 0; e < epochs; e++) {
        const struct rv_summary summary = loss_at(results, cell, e, validation);

        curve->x[e] = (double)(e + 1);
        curve->y[e] = summary.median;
        if (style == RV_STYLE_BAND) {
            curve->low[e] = summary.low;
            curve->high[e] = summary.high;
        }
    }
}

enum rv_status rv_sweep_plots_curves(const struct rv_sweep_results *results, struct rv_plot *plot,
                                     struct rv_error *error)
{
    const struct rv_sweep_plan *plan = results->plan;
    const size_t panels = plan->cells < RV_SWEEP_PANELS ? plan->cells : RV_SWEEP_PANELS;
    const size_t epochs = most_epochs(results);
    const struct rv_sweep_axis *last = &plan->axes[plan->axis_count - 1];
    struct rv_text more = {0};

    if (epochs == 0)
        return rv_error_set(error, RV_MISSING, "no run has an epoch for the figure of curves");
    /* a row of panels for each value of the axes before the last, where they fit */
    plot->columns = !plan->sample && last->count <= 6 ? last->count
                                                      : (size_t)ceil(sqrt((double)panels));
    plot->whole_x = true;
    for (size_t c = 0; c < panels; c++) {
        struct rv_text title = {0};

        for (size_t a = 0; a < plan->axis_count; a++)
            rv_text_printf(&title, "%s%s", a ? ", " : "", rv_sweep_value(plan, c, a));
        rv_plot_panel(plot, rv_text_string(&title));
        rv_text_release(&title);
        if (plan->seed_count > 1)
            add_curve(results, c, epochs, RV_STYLE_BAND, true, plot);
        add_curve(results, c, epochs, RV_STYLE_LINE, false, plot);
        add_curve(results, c, epochs, RV_STYLE_LINE, true, plot);
    }
    rv_plot_set(&plot->title, "Loss and validation loss of every cell");
    rv_plot_set(&plot->x_label, "epoch");
    rv_plot_set(&plot->y_label, "loss");
    rv_text_add(&more, "Above each panel: ");
    for (size_t a = 0; a < plan->axis_count; a++)
        rv_text_printf(&more, "%s%s", a ? ", " : "", plan->axes[a].key);
    rv_text_printf(&more, ". Lines: medians over the seeds; band: the range%s%s%s.",
                   plan->variant_count > 1 ? "; variant " : "",
                   plan->variant_count > 1 ? plan->variants[0] : "",
                   panels < plan->cells ? "; the first cells only" : "");
    set_caption(plan, plot, rv_text_string(&more));
    rv_text_release(&more);
    return RV_OK;
}
