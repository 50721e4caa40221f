/* Which directions creep, bounce or diverge: learning rate times curvature, against the limits.
 *
 *     plain      x <- (1 - h l) x       crosses the floor above 1, leaves above 2
 *     momentum   r^2 - (1 + b - h l) r + b = 0 (Polyak 1964)
 *                crosses above (1 - sqrt(b))^2, where r is complex; leaves above 2 + 2b
 *     Nesterov   r^2 - (1 + b)(1 - h l) r + b (1 - h l) = 0
 *                crosses above ((1 - b) / (1 + b))^2; leaves above (2 + 2b) / (1 + 2b) */
#include "plot/figure_parts.h"
#include "plot/valley.h"
#include "ravine/figure.h"
#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>
#include <string.h>

#define ROWS_MAX 12     /* of the picture */
#define CURVATURES_MAX 4 /* of one variant: the steepest and the flattest ones */

struct rule {
    double rate, cross, limit;
};

static double square(double x)
{
    return x * x;
}

/* The limits hold for gradient descent with a fixed step: of the optimizers that is sgd. A schedule
 * moves the rate: the largest of the run decides. */
static bool find_rule(const struct rv_experiment *experiment, const struct rv_valley *valley,
                      struct rule *rule)
{
    const struct rv_config *optimizer = &valley->recipe->optimizer;
    const struct rv_table *epochs = &experiment->results[valley->run].epochs;
    const struct rv_param *row;
    int column = rv_table_find(epochs, "learning_rate");
    double momentum;

    if (!optimizer->type || strcmp(optimizer->type->name, "sgd") != 0)
        return false;
    momentum = rv_optimizer_momentum(optimizer);
    row = rv_params_find(optimizer->type->params, "nesterov");
    rule->limit = 2 + 2 * momentum;
    rule->cross = square(1 - sqrt(momentum));
    if (row && rv_param_number(row, optimizer->values) > 0) {
        rule->limit /= 1 + 2 * momentum;
        rule->cross = square((1 - momentum) / (1 + momentum));
    }
    rule->rate = rv_optimizer_rate(optimizer);
    for (size_t i = 0; column >= 0 && i < epochs->rows; i++)
        rule->rate = fmax(rule->rate, rv_table_at(epochs, i, column));
    return true;
}

/* Colours as in the other figures: calm is green, what bounces is what is asked about. */
static enum rv_curve_meaning meaning_of(double product, const struct rule *rule,
                                        const char **words)
{
    if (product >= rule->limit) {
        *words = "leaves the valley";
        return RV_MEANING_SNAPSHOT;
    }
    *words = product > rule->cross ? "crosses the floor: bounces or swings" : "stays on its side";
    return product > rule->cross ? RV_MEANING_VALIDATION : RV_MEANING_CURED;
}

static void add_row(struct rv_plot *plot, const struct rule *rule, double curvature,
                    const char *variant)
{
    double product = rule->rate * curvature, y = -(double)plot->rows++;
    struct rv_plot_curve *curve;
    struct rv_text name = {0};
    const char *words;
    enum rv_curve_meaning meaning = meaning_of(product, rule, &words);

    curve = rv_plot_curve(plot, RV_STYLE_ROW, meaning, words, 1);
    curve->y[0] = y;
    curve->x[0] = curve->high[0] = product;
    rv_text_printf(&name, "%s, curvature %.3g: %.3g", variant, curvature, product);
    rv_plot_note(plot, 0, y, true, rv_text_string(&name));
    curve = rv_plot_curve(plot, RV_STYLE_LINE, RV_MEANING_LIMIT, "leaves above this", 2);
    curve->x[0] = curve->x[1] = rule->limit;
    curve->y[0] = y - 0.42;
    curve->y[1] = y + 0.42;
    rv_text_release(&name);
}

/* The steepest directions and, as the last, the flattest: together they are the condition. */
static enum rv_status add_variant(const struct rv_experiment *experiment, size_t variant,
                                  struct rv_plot *plot, size_t *left_out, struct rv_error *error)
{
    double curvature[RV_SURFACE_HESSIAN_MAX];
    struct rv_valley valley;
    struct rule rule;
    enum rv_status status = rv_valley_open(experiment, variant, &valley, error);

    if (status)
        return status;
    if (!valley.minimum || !find_rule(experiment, &valley, &rule)) {
        ++*left_out;
        rv_valley_close(&valley);
        return RV_OK;
    }
    status = rv_surface_curvatures(valley.surface, valley.minimum, curvature, NULL, error);
    for (size_t i = 0; !status && i < valley.n; i++)
        if ((i + 1 < CURVATURES_MAX || i + 1 == valley.n) && curvature[i] > 0) {
            if (plot->rows < ROWS_MAX)
                add_row(plot, &rule, curvature[i], experiment->scenario->variants[variant].name);
            else
                ++*left_out;
        }
    rv_valley_close(&valley);
    return status;
}

/* Bars begin at a round number below the smallest product: on a log axis there is no 0. */
static void set_ground(struct rv_plot *plot)
{
    double least = 1;

    for (size_t i = 0; i < plot->curve_count; i++)
        if (plot->curves[i].style == RV_STYLE_ROW)
            least = fmin(least, plot->curves[i].high[0]);
    for (size_t i = 0; i < plot->curve_count; i++)
        if (plot->curves[i].style == RV_STYLE_ROW)
            plot->curves[i].low[0] = pow(10, floor(log10(least / 2)));
}

static void add_guide(struct rv_plot *plot, double at, const char *name)
{
    struct rv_plot_curve *curve = rv_plot_curve(plot, RV_STYLE_LINE, RV_MEANING_GUIDE, "", 2);

    curve->x[0] = curve->x[1] = at;
    curve->y[0] = 0.55;
    curve->y[1] = 0.45 - (double)plot->rows;
    rv_plot_note(plot, at, 0.62, false, name);
}

static enum rv_status describe(const struct rv_experiment *experiment, struct rv_plot *plot,
                               struct rv_error *error)
{
    static const char *const no_claim[] = {"\n", NULL};
    struct rv_text more = {0};
    size_t left_out = 0;
    enum rv_status status = RV_OK;

    if (rv_roles_failing(experiment) == RV_ROLES_NONE)
        return rv_figure_no_run(error);
    rv_plot_panel(plot, "");
    for (size_t v = 0; !status && v < experiment->scenario->variant_count; v++)
        if (rv_figure_run_count(experiment, v) > 0)
            status = add_variant(experiment, v, plot, &left_out, error);
    if (!status && plot->rows == 0)
        status = rv_error_set(error, RV_MISSING, "no variant has a stability limit to show: that "
                              "takes the optimizer sgd on a surface with a known minimum");
    if (status)
        return status;
    set_ground(plot);
    add_guide(plot, 1, "1");
    add_guide(plot, 2, "2");
    rv_text_add(&more, "Curvature: eigenvalues of the Hessian at the lowest minimum. Below 1 a "
                "step stays on its side of the floor, above 1 it jumps over it, and above 2 it "
                "leaves the valley; with momentum b it swings across above (1 - sqrt b)^2 and "
                "leaves above 2 + 2b.");
    if (left_out > 0)
        rv_text_printf(&more, " Not shown: %zu more (other optimizers have no such limit).",
                       left_out);
    rv_figure_title(plot, experiment, no_claim);
    rv_figure_caption(plot, experiment, NULL, rv_text_string(&more));
    rv_plot_set(&plot->x_label, "learning rate times curvature");
    plot->log_x = true;
    rv_text_release(&more);
    return RV_OK;
}

const struct rv_figure_type rv_figure_stability = {
    .type = {.name = "stability",
             .summary = "Learning rate times curvature in each direction against the limits 1, 2 "
                        "and 2 + 2 momentum: which direction creeps, bounces or diverges?"},
    .needs = RV_NEEDS_SURFACE | RV_NEEDS_PLANE,
    .describe = describe,
};
