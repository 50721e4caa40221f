/* What `sweep` says: see report/sweep_report.h. */
#include "report/sweep_report.h"

#include "ravine/memory.h"
#include "ravine/parallel.h"

#include <math.h>
#include <string.h>

/* "12 s", "3 min", "2.5 h", "4 days": it is an estimate. */
static void add_duration(double seconds, struct rv_text *out)
{
    if (seconds < 1)
        rv_text_add(out, "a second");
    else if (seconds < 100)
        rv_text_printf(out, "%.0f s", seconds);
    else if (seconds < 6000)
        rv_text_printf(out, "%.0f min", seconds / 60);
    else if (seconds < 172800)
        rv_text_printf(out, "%.1f h", seconds / 3600);
    else
        rv_text_printf(out, "%.0f days", seconds / 86400);
}

static void add_bytes(double bytes, struct rv_text *out)
{
    if (bytes < 1e9)
        rv_text_printf(out, "%.0f MB", ceil(bytes / 1e6));
    else
        rv_text_printf(out, "%.1f GB", bytes / 1e9);
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

void rv_sweep_report_plan(const struct rv_sweep_plan *plan,
                          const struct rv_sweep_estimate *estimate, int threads,
                          struct rv_text *out)
{
    const size_t runs = rv_sweep_runs_of_part(plan);
    const int workers = threads > 0 ? threads : rv_parallel_cores();

    rv_text_printf(out, "%zu run%s", runs, plural(runs));
    if (plan->parts)
        rv_text_printf(out, ", part %zu of %zu of %zu", plan->part, plan->parts, plan->runs);
    rv_text_printf(out, ": %zu cell%s (", plan->cells, plural(plan->cells));
    if (plan->sample)
        rv_text_add(out, "Latin hypercube: ");
    for (size_t a = 0; a < plan->axis_count; a++) {
        rv_text_printf(out, "%s%s", a ? ", " : "", plan->axes[a].key);
        if (!plan->sample)
            rv_text_printf(out, " x %zu", plan->axes[a].count);
    }
    rv_text_printf(out, "), %zu variant%s, %zu seed%s from %llu\n", plan->variant_count,
                   plural(plan->variant_count), plan->seed_count, plural(plan->seed_count),
                   (unsigned long long)plan->seed_first);
    if (plan->sample)
        rv_text_printf(out, "The hypercube is drawn from the random stream `sweep` of seed %llu.\n",
                       (unsigned long long)plan->seed_first);
    if (!estimate)
        return;
    rv_text_add(out, "About ");
    add_duration(estimate->seconds, out);
    rv_text_printf(out, " on %d thread%s; memory about ", workers, plural((size_t)workers));
    add_bytes(estimate->bytes_memory, out);
    rv_text_add(out, ", disk about ");
    add_bytes(estimate->bytes_disk, out);
    rv_text_add(out, ".\n");
}

/* ---- Cells ---- */

#define CELL_WIDTH 24 /* of a value, at most */

static int width_of(const struct rv_sweep_plan *plan, size_t axis)
{
    int width = rv_text_columns(plan->axes[axis].key);

    for (size_t i = 0; i < plan->axes[axis].count; i++) {
        const int columns = rv_text_columns(plan->axes[axis].values[i]);

        width = columns > width ? columns : width;
    }
    return width < CELL_WIDTH ? width : CELL_WIDTH;
}

static int variant_width(const struct rv_sweep_plan *plan)
{
    int width = (int)strlen("variant");

    for (size_t v = 0; v < plan->variant_count; v++) {
        const int columns = rv_text_columns(plan->variants[v]);

        width = columns > width ? columns : width;
    }
    return width;
}

static void add_column(struct rv_text *out, const char *text, int width)
{
    rv_text_cut(out, text, width, false);
    rv_text_repeat(out, " ", (size_t)(width - (rv_text_columns(text) < width ? rv_text_columns(text)
                                                                             : width)));
    rv_text_add(out, "  ");
}

static void add_summary(const struct rv_sweep_results *results, size_t cell, size_t variant,
                        const char *measure, struct rv_text *out)
{
    struct rv_text number = {0};

    for (size_t m = 0; m < results->plan->measure_count; m++)
        if (strcmp(results->plan->measures[m], measure) == 0) {
            const struct rv_summary summary = rv_sweep_summary(results, cell, variant, m);

            rv_summary_print(&summary, &number);
        }
    rv_text_pad(out, rv_text_string(&number), 33);
    rv_text_release(&number);
}

static void add_row(const struct rv_sweep_results *results, size_t cell, size_t variant,
                    struct rv_text *out)
{
    const struct rv_sweep_plan *plan = results->plan;

    for (size_t a = 0; a < plan->axis_count; a++)
        add_column(out, rv_sweep_value(plan, cell, a), width_of(plan, a));
    if (plan->variant_count > 1)
        add_column(out, plan->variants[variant], variant_width(plan));
    rv_text_printf(out, "%4zu  %7.0f %%  ", rv_sweep_count(results, cell, variant),
                   100 * rv_sweep_diverged(results, cell, variant));
    add_summary(results, cell, variant, "fluctuation", out);
    add_summary(results, cell, variant, "last", out);
    rv_text_trim(out);
    rv_text_add(out, "\n");
}

void rv_sweep_report_cells(const struct rv_sweep_results *results, struct rv_text *out)
{
    const struct rv_sweep_plan *plan = results->plan;
    size_t rows = 0, all = 0;

    for (size_t a = 0; a < plan->axis_count; a++)
        add_column(out, plan->axes[a].key, width_of(plan, a));
    if (plan->variant_count > 1)
        add_column(out, "variant", variant_width(plan));
    rv_text_add(out, "runs   diverged  fluctuation                      val_loss, last\n");
    for (size_t c = 0; c < plan->cells; c++)
        for (size_t v = 0; v < plan->variant_count; v++) {
            if (rv_sweep_count(results, c, v) == 0)
                continue;
            all++;
            if (rows < RV_SWEEP_REPORT_ROWS) {
                add_row(results, c, v, out);
                rows++;
            }
        }
    if (all > rows)
        rv_text_printf(out, "... and %zu more in cells.csv\n", all - rows);
    rv_text_printf(out, "Median [%s] over the seeds.\n", rv_summary_range_text(plan->seed_count));
}
