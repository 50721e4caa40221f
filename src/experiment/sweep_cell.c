/* One run of a sweep: its place in the plan, its recipe, what is kept. See sweep_parts.h. */
#include "experiment/sweep_parts.h"

#include "ravine/memory.h"
#include "ravine/parallel.h"
#include "ravine/vector.h"

#include <math.h>
#include <string.h>

struct rv_sweep_place rv_sweep_place(const struct rv_sweep_plan *plan, size_t run)
{
    return (struct rv_sweep_place){
        .cell = run / plan->seed_count / plan->variant_count,
        .variant = run / plan->seed_count % plan->variant_count,
        .seed = plan->seed_first + run % plan->seed_count,
    };
}

size_t rv_sweep_variant(const struct rv_sweep_plan *plan, const struct rv_variation *variation,
                        size_t variant)
{
    const struct rv_scenario *scenario = rv_variation_scenario(variation);

    for (size_t v = 0; v < scenario->variant_count; v++)
        if (strcmp(scenario->variants[v].name, plan->variants[variant]) == 0)
            return v;
    RV_BUG("no variant '%s'", plan->variants[variant]);
}

enum rv_status rv_sweep_cell_create(const struct rv_sweep_plan *plan,
                                    const struct rv_variation *variation, size_t cell,
                                    size_t variant, struct rv_sweep_cell **made,
                                    struct rv_report *report)
{
    struct rv_sweep_cell *new = rv_alloc(1, sizeof *new);
    const char *values[RV_SWEEP_AXES] = {0};

    for (size_t a = 0; a < plan->axis_count; a++) {
        struct rv_text text = {0};

        rv_text_printf(&text, RV_VARIATION_PREFIX "%s=%s", plan->axes[a].key,
                       rv_sweep_value(plan, cell, a));
        values[a] = new->values[a] = text.string;
    }
    *made = new;
    return rv_variation_recipe(variation, values, plan->axis_count,
                               rv_sweep_variant(plan, variation, variant), &new->recipe, report);
}

void rv_sweep_cell_free(struct rv_sweep_cell *cell)
{
    if (!cell)
        return;
    rv_recipe_release(&cell->recipe);
    for (size_t a = 0; a < RV_SWEEP_AXES; a++)
        rv_free(cell->values[a]);
    rv_free(cell);
}

/* ---- What is kept ---- */

/* A column of the epochs; what is not finite does not exist, as in every file. */
static double *copy_column(const struct rv_table *epochs, const char *name)
{
    const int column = rv_table_find(epochs, name);
    double *values = rv_alloc(epochs->rows + 1, sizeof *values);

    for (size_t i = 0; i < epochs->rows; i++) {
        const double value = column < 0 ? RV_NAN : rv_table_at(epochs, i, column);

        values[i] = isfinite(value) ? value : RV_NAN;
    }
    return values;
}

void rv_sweep_row_keep(const struct rv_sweep_plan *plan, struct rv_sweep_row *row,
                       const struct rv_run *run, const struct rv_recipe *recipe)
{
    const struct rv_table *epochs = rv_run_epochs(run);
    const enum rv_stopped stopped = rv_run_stopped(run);
    const struct rv_measure_range range = rv_experiment_range(recipe, epochs->rows, stopped);
    const char *const *columns = (const char *const *)(void *)epochs->names;

    *row = (struct rv_sweep_row){.made = true, .stopped = stopped, .epochs = epochs->rows};
    row->loss = copy_column(epochs, "loss");
    row->val_loss = copy_column(epochs, "val_loss");
    row->measures = rv_alloc(plan->measure_count, sizeof *row->measures);
    for (size_t m = 0; m < plan->measure_count; m++) {
        struct rv_measure_call call;
        double value = RV_NAN;

        /* a recipe of the grid may lack a curve that others have */
        if (rv_measure_parse(plan->measures[m], columns, &call, NULL) == RV_OK)
            value = rv_measure_value(&call, epochs, &range);
        row->measures[m] = isfinite(value) ? value : RV_NAN;
    }
}

void rv_sweep_row_release(struct rv_sweep_row *row)
{
    rv_free(row->measures);
    rv_free(row->loss);
    rv_free(row->val_loss);
    *row = (struct rv_sweep_row){0};
}

void rv_sweep_results_init(struct rv_sweep_results *results, const struct rv_sweep_plan *plan)
{
    *results = (struct rv_sweep_results){.plan = plan};
    results->rows = rv_alloc(plan->runs, sizeof *results->rows);
}

void rv_sweep_results_release(struct rv_sweep_results *results)
{
    for (size_t i = 0; results->rows && i < results->plan->runs; i++)
        rv_sweep_row_release(&results->rows[i]);
    rv_free(results->rows);
    *results = (struct rv_sweep_results){0};
}

/* ---- Whether all can be run ---- */

#define MISTAKES_MOST 5 /* of the cells; the same message of the same place counts once */

struct check {
    const struct rv_sweep_plan *plan;
    const struct rv_variation *variation;
    struct rv_report *reports; /* one a recipe */
};

static void check_one(void *context, size_t index)
{
    struct check *check = context;
    struct rv_report *report = &check->reports[index];
    struct rv_sweep_cell *cell;
    struct rv_error error = {0};
    enum rv_status status =
        rv_sweep_cell_create(check->plan, check->variation, index / check->plan->variant_count,
                             index % check->plan->variant_count, &cell, report);

    if (!status && rv_run_check(&cell->recipe, NULL, &error))
        rv_report_append(report, &error, (struct rv_position){0});
    rv_sweep_cell_free(cell);
}

/* The values of the first cell that has it follow the message in the report. */
static bool is_new(const struct rv_report *report, const struct rv_error *error)
{
    for (size_t i = 0; i < report->count; i++)
        if (strncmp(report->errors[i].message, error->message, strlen(error->message)) == 0 &&
            strcmp(report->errors[i].source, error->source) == 0)
            return false;
    return true;
}

/* "optimizer.learning_rate=0.1, train.batch=8": which recipe a mistake is of; it may be of several
 * values together. */
static void print_values(const struct rv_sweep_plan *plan, size_t cell, struct rv_text *out)
{
    for (size_t a = 0; a < plan->axis_count; a++)
        rv_text_printf(out, "%s%s=%s", a ? ", " : "", plan->axes[a].key,
                       rv_sweep_value(plan, cell, a));
}

static void append(const struct check *check, size_t index, struct rv_report *report)
{
    for (size_t i = 0; i < check->reports[index].count && report->count < MISTAKES_MOST; i++) {
        struct rv_error error = check->reports[index].errors[i];

        if (!is_new(report, &error))
            continue;
        if (check->plan->axis_count > 1) {
            struct rv_text values = {0}, message = {0};

            print_values(check->plan, index / check->plan->variant_count, &values);
            rv_text_printf(&message, "%.400s (with %.200s)", error.message,
                           rv_text_string(&values));
            rv_error_set(&error, error.status, "%s", rv_text_string(&message));
            rv_text_release(&values);
            rv_text_release(&message);
        }
        rv_report_append(report, &error, (struct rv_position){0});
    }
}

enum rv_status rv_sweep_check(const struct rv_sweep_plan *plan,
                              const struct rv_variation *variation, struct rv_report *report)
{
    const size_t recipes = plan->cells * plan->variant_count;
    struct check check = {plan, variation, rv_alloc(recipes, sizeof *check.reports)};

    rv_parallel_for(recipes, 0, check_one, &check);
    for (size_t i = 0; i < recipes; i++) {
        append(&check, i, report);
        rv_report_release(&check.reports[i]);
    }
    rv_free(check.reports);
    return rv_report_status(report);
}
