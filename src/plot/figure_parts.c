/* From an experiment to curves and words: see figure_parts.h. */
#include "plot/figure_parts.h"

#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>
#include <string.h>

/* ---- Which runs ---- */

size_t rv_figure_run_count(const struct rv_experiment *experiment, size_t variant)
{
    size_t n = 0;

    for (size_t i = 0; i < experiment->result_count; i++)
        n += experiment->results[i].made && experiment->results[i].variant == variant;
    return n;
}

long rv_figure_first_epoch(const struct rv_experiment *experiment, size_t variant)
{
    long from = experiment->scenario->variants[variant].recipe.record.from;

    return from > 1 ? from : 1;
}

enum rv_status rv_figure_no_run(struct rv_error *error)
{
    return rv_error_set(error, RV_MISSING, "there is no run to draw");
}

/* ---- Curves ---- */

/* Rows are epochs from 1 where the table does not say. */
static double epoch_of(const struct rv_table *table, int column, size_t row)
{
    return column >= 0 ? rv_table_at(table, row, column) : (double)(row + 1);
}

bool rv_figure_line(struct rv_plot *plot, const struct rv_table *table, const char *column,
                    enum rv_curve_style style, enum rv_curve_meaning meaning, const char *name)
{
    int y = rv_table_find(table, column), x = rv_table_find(table, "epoch");
    struct rv_plot_curve *curve;

    if (y < 0 || table->rows == 0)
        return false;
    curve = rv_plot_curve(plot, style, meaning, name, table->rows);
    for (size_t row = 0; row < table->rows; row++) {
        curve->x[row] = epoch_of(table, x, row);
        curve->y[row] = rv_table_at(table, row, y);
    }
    return rv_plot_visible(curve);
}

/* Runs differ in length where one diverged or was interrupted: the band goes on with the others. */
static size_t longest_run(const struct rv_experiment *experiment, size_t variant)
{
    size_t rows = 0;

    for (size_t i = 0; i < experiment->result_count; i++)
        if (experiment->results[i].made && experiment->results[i].variant == variant &&
            experiment->results[i].epochs.rows > rows)
            rows = experiment->results[i].epochs.rows;
    return rows;
}

/* Values of one epoch over the seeds, one a run; NaN where the run was over before. */
static void across_seeds(const struct rv_experiment *experiment, size_t variant,
                           const char *column, size_t row, double *value)
{
    size_t n = 0;

    for (size_t i = 0; i < experiment->result_count; i++) {
        const struct rv_result *result = &experiment->results[i];
        int c = result->made ? rv_table_find(&result->epochs, column) : -1;

        if (result->made && result->variant == variant)
            value[n++] = c >= 0 && row < result->epochs.rows
                             ? rv_table_at(&result->epochs, row, c)
                             : RV_NAN;
    }
}

void rv_figure_band(struct rv_plot *plot, const struct rv_experiment *experiment, size_t variant,
                    const char *column, enum rv_curve_meaning meaning, const char *name)
{
    size_t runs = rv_figure_run_count(experiment, variant), rows = longest_run(experiment, variant);
    const struct rv_table *table;
    struct rv_plot_curve *curve;
    double *value;

    if (runs < 2 || rows == 0)
        return;
    table = &experiment->results[rv_roles_run(experiment, variant)].epochs;
    curve = rv_plot_curve(plot, RV_STYLE_BAND, meaning, name, rows);
    value = rv_alloc(runs, sizeof *value);
    for (size_t row = 0; row < rows; row++) {
        struct rv_summary summary;

        across_seeds(experiment, variant, column, row, value);
        summary = rv_summary_of(value, runs);
        curve->x[row] = row < table->rows ? epoch_of(table, rv_table_find(table, "epoch"), row)
                                          : (double)(row + 1);
        curve->low[row] = summary.low;
        curve->high[row] = summary.high;
    }
    rv_free(value);
}

/* ---- Numbers ---- */

/* Figures name measures as claims do, so that a picture and a verdict cannot define them apart. */
static bool parse(const struct rv_experiment *experiment, size_t variant, const char *measure,
                  struct rv_measure_call *call)
{
    char **columns = rv_run_columns(&experiment->scenario->variants[variant].recipe);
    bool good =
        rv_measure_parse(measure, (const char *const *)(void *)columns, call, NULL) == RV_OK;

    rv_run_columns_free(columns);
    return good;
}

double rv_figure_measure(const struct rv_experiment *experiment, size_t result, const char *measure)
{
    struct rv_measure_call call;

    if (!parse(experiment, experiment->results[result].variant, measure, &call))
        return (double)NAN;
    return rv_experiment_measure(experiment, result, &call);
}

struct rv_summary rv_figure_summary(const struct rv_experiment *experiment, size_t variant,
                                    const char *measure)
{
    struct rv_measure_call call;

    if (!parse(experiment, variant, measure, &call))
        return (struct rv_summary){(double)NAN, (double)NAN, (double)NAN, 0};
    return rv_experiment_summary(experiment, variant, &call);
}

/* Two digits: the spread over seeds is never known better than that. */
void rv_figure_short(struct rv_text *out, double value)
{
    double size = fabs(value);
    int decimals = size > 0 && isfinite(size) ? 1 - (int)floor(log10(size)) : 0;

    if (!isfinite(value))
        rv_text_add(out, "-");
    else if (decimals > 5 || decimals < -4)
        rv_text_printf(out, "%.1e", value);
    else
        rv_text_printf(out, "%.*f", decimals > 0 ? decimals : 0, value);
}

void rv_figure_number(struct rv_text *out, const struct rv_experiment *experiment, size_t variant,
                      const char *measure)
{
    struct rv_summary summary = rv_figure_summary(experiment, variant, measure);

    rv_figure_short(out, summary.median);
    if (summary.count < 2 || !isfinite(summary.median))
        return;
    rv_text_add(out, " (");
    rv_figure_short(out, summary.low);
    rv_text_add(out, " to ");
    rv_figure_short(out, summary.high);
    rv_text_add(out, ")");
}

/* ---- Words ---- */

/* Claims are not tied to figures by the scenario file; what they compare tells what they are
 * about. */
static bool contains_all(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (!strstr(text, *words))
            return false;
    return true;
}

void rv_figure_title(struct rv_plot *plot, const struct rv_experiment *experiment,
                     const char *const *words)
{
    const struct rv_scenario *scenario = experiment->scenario;

    rv_plot_set(&plot->title, scenario->title ? scenario->title
                              : scenario->name ? scenario->name : "");
    for (size_t i = 0; i < scenario->claim_count; i++) {
        const struct rv_claim *claim = &scenario->claims[i];
        /* a figure must not say what this experiment did not show, or not on all its seeds */
        bool held = experiment->verdicts && !experiment->interrupted &&
                    experiment->verdicts[i].checked && experiment->verdicts[i].passed;

        if (held && claim->sentence && contains_all(claim->says, words)) {
            rv_plot_set(&plot->title, claim->sentence);
            return;
        }
    }
}

static void print_seeds(struct rv_text *out, const struct rv_experiment *experiment)
{
    size_t n = experiment->seed_count;
    bool consecutive = true;

    for (size_t i = 1; i < n; i++)
        consecutive = consecutive && experiment->seeds[i] == experiment->seeds[i - 1] + 1;
    if (n == 1)
        rv_text_printf(out, ", seed %llu", (unsigned long long)experiment->seeds[0]);
    else if (n > 1 && consecutive)
        rv_text_printf(out, ", %zu seeds (%llu to %llu)", n,
                       (unsigned long long)experiment->seeds[0],
                       (unsigned long long)experiment->seeds[n - 1]);
    else if (n > 1)
        rv_text_printf(out, ", %zu seeds (from %llu on)", n,
                       (unsigned long long)experiment->seeds[0]);
}

/* Whoever finds the picture without its talk must be able to tell what was averaged over what. */
void rv_figure_caption(struct rv_plot *plot, const struct rv_experiment *experiment,
                       const char *shown, const char *more)
{
    struct rv_text text = {0};
    size_t failing = rv_roles_failing(experiment), run;

    rv_text_printf(&text, "Scenario %s", experiment->scenario->name ? experiment->scenario->name
                                                                     : "without a name");
    print_seeds(&text, experiment);
    rv_text_add(&text, ". ");
    run = failing == RV_ROLES_NONE ? RV_ROLES_NONE : rv_roles_run(experiment, failing);
    if (shown && run != RV_ROLES_NONE && experiment->seed_count > 1)
        rv_text_printf(&text, "Shown as %s: seed %llu. ", shown,
                       (unsigned long long)experiment->results[run].seed);
    rv_text_add(&text, more);
    rv_plot_set(&plot->caption, rv_text_string(&text));
    rv_text_release(&text);
}

/* Cross-entropy is a mean negative log-likelihood in natural logarithms: nats. A squared error has
 * the unit of the target squared, which nobody told us. */
const char *rv_figure_loss_label(const struct rv_experiment *experiment)
{
    const struct rv_scenario *scenario = experiment->scenario;
    const struct rv_type *loss = scenario->variant_count ? scenario->variants[0].recipe.loss.type
                                                         : NULL;

    return loss && strstr(loss->name, "cross_entropy") ? "loss (nats)" : "loss";
}
