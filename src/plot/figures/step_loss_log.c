/* Loss above its lowest value against step, on a log axis: a rate of convergence is a slope, a
 * noise floor a level. All variants. */
#include "plot/figure_parts.h"
#include "plot/valley.h"
#include "ravine/figure.h"
#include "ravine/vector.h"

#include <math.h>

#define VARIANTS_MAX 6
#define DECADES 16 /* below the largest value there is only rounding */

/* The lowest value anywhere: the known minimum's, else the lowest loss of all runs (whose own point
 * then falls off the axis). */
static double floor_of(const struct rv_experiment *experiment, const struct rv_valley *valley)
{
    double least = HUGE_VAL;

    if (valley->minimum)
        return valley->floor;
    for (size_t i = 0; i < experiment->result_count; i++) {
        const struct rv_table *steps = &experiment->results[i].steps;
        int loss = experiment->results[i].made ? rv_table_find(steps, "loss") : -1;

        for (size_t row = 0; loss >= 0 && row < steps->rows; row++)
            least = fmin(least, rv_table_at(steps, row, loss));
    }
    return least;
}

/* The loss of step t is that of the point before it: of the start for the first. */
static void add_curve(struct rv_plot *plot, const struct rv_table *steps, double floor,
                      size_t place, const char *name)
{
    int loss = rv_table_find(steps, "loss"), step = rv_table_find(steps, "step");
    enum rv_curve_meaning meaning = (enum rv_curve_meaning)(RV_MEANING_PATH + place);
    struct rv_plot_curve *curve = rv_plot_curve(plot, RV_STYLE_PATH, meaning, name, steps->rows);
    double most = 0;

    for (size_t row = 0; row < steps->rows; row++) {
        double above = loss < 0 ? RV_NAN : rv_table_at(steps, row, loss) - floor;

        curve->x[row] = step < 0 ? (double)row : rv_table_at(steps, row, step) - 1;
        curve->y[row] = above;
        if (isfinite(above))
            most = fmax(most, above);
    }
    for (size_t row = 0; row < steps->rows; row++)
        if (!(curve->y[row] > most * pow(10, -DECADES)))
            curve->y[row] = RV_NAN;
}

static enum rv_status add_variants(struct rv_plot *plot, const struct rv_experiment *experiment,
                                   size_t *left_out, struct rv_error *error)
{
    size_t shown = 0;

    for (size_t v = 0; v < experiment->scenario->variant_count; v++) {
        const struct rv_table *steps;
        struct rv_valley valley;
        enum rv_status status;

        if (rv_figure_run_count(experiment, v) == 0)
            continue;
        if (shown == VARIANTS_MAX) {
            ++*left_out;
            continue;
        }
        status = rv_valley_open(experiment, v, &valley, error);
        if (status)
            return status;
        steps = &experiment->results[valley.run].steps;
        if (steps->rows == 0)
            status = rv_valley_no_steps(experiment, v, error);
        else
            add_curve(plot, steps, floor_of(experiment, &valley), shown++,
                      experiment->scenario->variants[v].name);
        rv_valley_close(&valley);
        if (status)
            return status;
    }
    return RV_OK;
}

static enum rv_status describe(const struct rv_experiment *experiment, struct rv_plot *plot,
                               struct rv_error *error)
{
    static const char *const no_claim[] = {"\n", NULL};
    struct rv_text more = {0};
    size_t left_out = 0;
    enum rv_status status;

    if (rv_roles_failing(experiment) == RV_ROLES_NONE)
        return rv_figure_no_run(error);
    rv_plot_panel(plot, "");
    status = add_variants(plot, experiment, &left_out, error);
    if (status)
        return status;
    rv_text_add(&more, "On this axis a straight line is a constant rate, a level one a floor of "
                "noise or of bouncing. Mean over the replicas.");
    if (left_out > 0)
        rv_text_printf(&more, " Not shown: %zu more variants.", left_out);
    rv_figure_title(plot, experiment, no_claim);
    rv_figure_caption(plot, experiment, "lines", rv_text_string(&more));
    rv_plot_set(&plot->x_label, "steps made");
    rv_plot_set(&plot->y_label, "loss above its lowest value");
    rv_text_release(&more);
    return RV_OK;
}

const struct rv_figure_type rv_figure_step_loss_log = {
    .type = {.name = "step-loss-log",
             .summary = "Loss above its lowest value against step on a log axis, all variants on a "
                        "surface: slopes are rates, levels are floors."},
    .needs = RV_NEEDS_SURFACE | RV_NEEDS_PLANE | RV_NEEDS_STEPS | RV_NEEDS_OF_ALL,
    .describe = describe,
};
