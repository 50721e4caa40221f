/* What comes of a sweep: the table of its runs, that of its cells, the document. See
 * ravine/sweep.h. */
#include "experiment/archive_parts.h"
#include "experiment/sweep_parts.h"

#include "ravine/memory.h"
#include "ravine/vector.h"
#include "record/csv.h"

#include <math.h>

static const struct rv_sweep_row *row_of(const struct rv_sweep_results *results, size_t cell,
                                         size_t variant, size_t seed)
{
    const struct rv_sweep_plan *plan = results->plan;

    return &results->rows[(cell * plan->variant_count + variant) * plan->seed_count + seed];
}

size_t rv_sweep_count(const struct rv_sweep_results *results, size_t cell, size_t variant)
{
    size_t count = 0;

    for (size_t s = 0; s < results->plan->seed_count; s++)
        count += row_of(results, cell, variant, s)->made;
    return count;
}

double rv_sweep_diverged(const struct rv_sweep_results *results, size_t cell, size_t variant)
{
    const size_t made = rv_sweep_count(results, cell, variant);
    size_t diverged = 0;

    for (size_t s = 0; s < results->plan->seed_count; s++) {
        const struct rv_sweep_row *row = row_of(results, cell, variant, s);

        diverged += row->made && row->stopped == RV_DIVERGED_RUN;
    }
    return made ? (double)diverged / (double)made : RV_NAN;
}

struct rv_summary rv_sweep_summary(const struct rv_sweep_results *results, size_t cell,
                                   size_t variant, size_t measure)
{
    const size_t seeds = results->plan->seed_count;
    double *values = rv_alloc(seeds, sizeof *values);
    struct rv_summary summary;

    for (size_t s = 0; s < seeds; s++) {
        const struct rv_sweep_row *row = row_of(results, cell, variant, s);

        values[s] = row->made ? row->measures[measure] : RV_NAN;
    }
    summary = rv_summary_of(values, seeds);
    rv_free(values);
    return summary;
}

/* ---- CSV ---- */

static void add_number(struct rv_text *out, double value)
{
    rv_text_add(out, ",");
    if (isfinite(value))
        rv_text_number(out, value);
}

static void add_text(struct rv_text *out, const char *text)
{
    rv_text_add(out, ",");
    rv_csv_print(out, text);
}

static void add_keys(const struct rv_sweep_plan *plan, struct rv_text *out)
{
    for (size_t a = 0; a < plan->axis_count; a++)
        add_text(out, plan->axes[a].key);
}

static void add_values(const struct rv_sweep_plan *plan, size_t cell, struct rv_text *out)
{
    for (size_t a = 0; a < plan->axis_count; a++)
        add_text(out, rv_sweep_value(plan, cell, a));
}

/* Runs and cells count from 1, as lines of a table do. */
void rv_sweep_print_table(const struct rv_sweep_results *results, struct rv_text *out)
{
    const struct rv_sweep_plan *plan = results->plan;

    rv_text_add(out, "run,cell,variant,seed");
    add_keys(plan, out);
    rv_text_add(out, ",stopped,epochs");
    for (size_t m = 0; m < plan->measure_count; m++)
        add_text(out, plan->measures[m]);
    rv_text_add(out, "\n");
    for (size_t i = 0; i < plan->runs; i++) {
        const struct rv_sweep_row *row = &results->rows[i];
        const struct rv_sweep_place place = rv_sweep_place(plan, i);

        if (!row->made)
            continue;
        rv_text_printf(out, "%zu,%zu,%s,%llu", i + 1, place.cell + 1, plan->variants[place.variant],
                       (unsigned long long)place.seed);
        add_values(plan, place.cell, out);
        rv_text_printf(out, ",%s,%zu", rv_stopped_text(row->stopped), row->epochs);
        for (size_t m = 0; m < plan->measure_count; m++)
            add_number(out, row->measures[m]);
        rv_text_add(out, "\n");
    }
}

static void add_cell(const struct rv_sweep_results *results, size_t cell, size_t variant,
                     struct rv_text *out)
{
    const struct rv_sweep_plan *plan = results->plan;

    rv_text_printf(out, "%zu,%s", cell + 1, plan->variants[variant]);
    add_values(plan, cell, out);
    rv_text_printf(out, ",%zu", rv_sweep_count(results, cell, variant));
    add_number(out, rv_sweep_diverged(results, cell, variant));
    for (size_t m = 0; m < plan->measure_count; m++) {
        const struct rv_summary summary = rv_sweep_summary(results, cell, variant, m);

        add_number(out, summary.median);
        add_number(out, summary.low);
        add_number(out, summary.high);
    }
    rv_text_add(out, "\n");
}

void rv_sweep_print_cells(const struct rv_sweep_results *results, struct rv_text *out)
{
    const struct rv_sweep_plan *plan = results->plan;

    rv_text_add(out, "cell,variant");
    add_keys(plan, out);
    rv_text_add(out, ",runs,diverged");
    for (size_t m = 0; m < plan->measure_count; m++)
        rv_text_printf(out, ",%s,%s.low,%s.high", plan->measures[m], plan->measures[m],
                       plan->measures[m]);
    rv_text_add(out, "\n");
    for (size_t c = 0; c < plan->cells; c++)
        for (size_t v = 0; v < plan->variant_count; v++)
            if (rv_sweep_count(results, c, v))
                add_cell(results, c, v, out);
}

/* ---- JSON ---- */

static void put_value(struct rv_json *json, const char *key, const char *text)
{
    double number;

    if (rv_text_to_real(text, &number))
        rv_json_number(json, key, number);
    else
        rv_json_string(json, key, text);
}

static void put_cell(const struct rv_sweep_results *results, size_t cell, size_t variant,
                     struct rv_json *json)
{
    const struct rv_sweep_plan *plan = results->plan;

    rv_json_line(json, 2);
    rv_json_object(json, NULL);
    rv_json_object(json, "values");
    for (size_t a = 0; a < plan->axis_count; a++)
        put_value(json, plan->axes[a].key, rv_sweep_value(plan, cell, a));
    rv_json_end(json);
    rv_json_string(json, "variant", plan->variants[variant]);
    rv_json_unsigned(json, "runs", rv_sweep_count(results, cell, variant));
    rv_json_number(json, "diverged", rv_sweep_diverged(results, cell, variant));
    rv_json_line(json, 3);
    rv_json_object(json, "measures");
    for (size_t m = 0; m < plan->measure_count; m++) {
        const struct rv_summary summary = rv_sweep_summary(results, cell, variant, m);

        rv_json_object(json, plan->measures[m]);
        rv_json_number(json, "median", summary.median);
        rv_json_number(json, "low", summary.low);
        rv_json_number(json, "high", summary.high);
        rv_json_end(json);
    }
    rv_json_end(json);
    rv_json_end(json);
}

void rv_sweep_json(const struct rv_sweep_results *results, const char *table, struct rv_json *json)
{
    const struct rv_sweep_plan *plan = results->plan;

    rv_json_object(json, NULL);
    rv_json_string(json, "ravine", rv_archive_version());
    rv_json_string(json, "scenario", plan->scenario);
    rv_json_unsigned(json, "runs", rv_sweep_runs_of_part(plan));
    rv_json_unsigned(json, "done", results->done);
    rv_json_string(json, "table", table);
    rv_json_line(json, 1);
    rv_json_array(json, "cells");
    for (size_t c = 0; c < plan->cells; c++)
        for (size_t v = 0; v < plan->variant_count; v++)
            if (rv_sweep_count(results, c, v))
                put_cell(results, c, v, json);
    rv_json_end(json);
    rv_json_end(json);
}
