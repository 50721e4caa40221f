/* Where the time of a training step goes, operation by operation: see rv_workspace_profile().
 *
 *     step = Σ operations + rest of the pass (examples gathered, loss) + clip + update + commit
 *
 * All are medians. Shares are of the whole step; shares of the peak exist where multiplications
 * and additions are counted, in convolutions and dense layers. */
#include "bench/layers.h"

#include "ravine/clock.h"
#include "ravine/vector.h"

#include <math.h>

enum { PASSES_LEAST = 3, PASSES_MOST = 2000, TIMINGS = 25 };
static const double profile_seconds = 1.5; /* spent on the three sorts of passes together */
static const double timing_seconds = 2e-3; /* of one timing of a part that is no operation */

static const char *const part_names[RV_PROFILE_PARTS] = {
    [RV_PROFILE_PREPARE] = "packing",
    [RV_PROFILE_FORWARD] = "forward",
    [RV_PROFILE_SUMS] = "sums",
    [RV_PROFILE_INPUT] = "gradient of input",
    [RV_PROFILE_WEIGHTS] = "gradient of weights",
};

/* One line of the table. */
struct layer_line {
    const char *name;
    struct rv_shape out; /* 0 × 0 × 0: not shown */
    const char *part;
    double seconds, flops;
};

/* What all lines of one workload share. */
struct sheet {
    struct rv_text *out;
    struct rv_json *json; /* NULL: a table */
    double step; /* seconds */
    double peak; /* GFLOP/s */
};

static double time_part(struct rv_bench *bench, void (*part)(struct rv_bench *))
{
    double begun = rv_clock_process(), times[TIMINGS];
    long repeats;

    part(bench);
    repeats = (long)ceil(timing_seconds / fmax(rv_clock_process() - begun, 1e-7));
    for (int t = 0; t < TIMINGS; t++) {
        begun = rv_clock_process();
        for (long i = 0; i < repeats; i++)
            part(bench);
        times[t] = (rv_clock_process() - begun) / (double)repeats;
    }
    return rv_vector_quantile(times, TIMINGS, 0.5);
}

static void profile(struct rv_bench *bench, struct rv_profile *profile)
{
    const struct rv_batch batch = rv_bench_workload_batch(bench);
    const struct rv_pass pass = rv_bench_workload_pass(bench);
    double begun = rv_clock_process(), once;
    size_t passes;

    rv_bench_workload_step(bench);
    once = fmax(rv_clock_process() - begun, 1e-7);
    passes = (size_t)fmin(PASSES_MOST, fmax(PASSES_LEAST, profile_seconds / (3 * once)));
    rv_workspace_profile(bench->work, bench->parameters, bench->statistics, &batch, &pass, passes,
                         profile);
}

/* ---- Printing ---- */

static void print_text(const struct sheet *sheet, const struct layer_line *line)
{
    struct rv_text cell = {0};
    double speed = 1e-9 * line->flops / line->seconds;

    rv_text_printf(sheet->out, "  %-29s", line->name);
    if (line->out.channels)
        rv_text_printf(&cell, "%d x %d x %d", line->out.height, line->out.width,
                       line->out.channels);
    rv_text_printf(sheet->out, "%-14s%-20s%11.2f%8.1f %%", rv_text_string(&cell), line->part,
                   1e6 * line->seconds, 100 * line->seconds / sheet->step);
    if (line->flops > 0)
        rv_text_printf(sheet->out, "%10.1f%7.0f %%", speed, 100 * speed / sheet->peak);
    rv_text_add(sheet->out, "\n");
    rv_text_release(&cell);
}

static void print_json(const struct sheet *sheet, const struct layer_line *line)
{
    rv_json_line(sheet->json, 2);
    rv_json_object(sheet->json, NULL);
    rv_json_string(sheet->json, "operation", line->name);
    rv_json_string(sheet->json, "part", line->part);
    rv_json_number(sheet->json, "us_per_step", 1e6 * line->seconds);
    rv_json_number(sheet->json, "gflops",
                   line->flops > 0 ? 1e-9 * line->flops / line->seconds : RV_NAN);
    rv_json_end(sheet->json);
}

static void print_line(const struct sheet *sheet, const struct layer_line *line)
{
    if (sheet->json)
        print_json(sheet, line);
    else
        print_text(sheet, line);
}

/* Parts that an operation does not have are left out. */
static void print_operation(const struct sheet *sheet, const struct rv_profile_row *row)
{
    bool first = true;

    for (int part = 0; part < RV_PROFILE_PARTS; part++) {
        struct layer_line line = { row->name, row->out, part_names[part], row->seconds[part],
                             row->flops[part] };
        if (line.seconds <= 0 || (line.seconds < 1e-4 * sheet->step && line.flops <= 0))
            continue;
        if (!first && !sheet->json)
            line.name = "", line.out = (struct rv_shape){0};
        print_line(sheet, &line);
        first = false;
    }
}

static void print_head(const struct sheet *sheet, const struct rv_bench *bench)
{
    const struct rv_bench_workload *load = bench->load;
    double gflops = 1e-9 * rv_bench_workload_flops(bench) / sheet->step;

    if (sheet->json) {
        rv_json_object(sheet->json, NULL);
        rv_json_string(sheet->json, "workload", load->name);
        if (load->recipe)
            rv_json_string(sheet->json, "variant", load->network);
        rv_json_unsigned(sheet->json, "batch", load->batch);
        rv_json_number(sheet->json, "ms_per_step", 1e3 * sheet->step);
        rv_json_number(sheet->json, "gflops", gflops);
        rv_json_number(sheet->json, "peak_gflops", sheet->peak);
        rv_json_array(sheet->json, "parts");
        return;
    }
    rv_text_printf(sheet->out, "%s %s, mini-batch %zu: ", load->name, load->network, load->batch);
    rv_text_brief(sheet->out, 1e3 * sheet->step);
    rv_text_printf(sheet->out, " ms a step, %.1f GFLOP/s, %.0f %% of the peak\n\n", gflops,
                   100 * gflops / sheet->peak);
    rv_text_printf(sheet->out, "  %-29s%-14s%-20s%11s%10s%10s%9s\n", "operation", "output", "part",
                   "us", "share", "GFLOP/s", "of peak");
}

static void print_foot(const struct sheet *sheet)
{
    if (!sheet->json) {
        rv_text_add(sheet->out, "\n");
        return;
    }
    rv_json_end(sheet->json);
    rv_json_end(sheet->json);
}

void rv_bench_layers_print(struct rv_bench *bench, double peak, struct rv_json *json,
                           struct rv_text *out)
{
    struct rv_profile found;
    struct sheet sheet = { .out = out, .peak = peak, .json = json };
    double rest;

    profile(bench, &found);
    const struct layer_line after[] = {
        { "gradient clipped, its norm", {0}, "", time_part(bench, rv_bench_workload_clip), 0 },
        { bench->recipe->optimizer.type->name, {0}, "update",
          time_part(bench, rv_bench_workload_update), 0 },
        { "running statistics", {0}, "update", time_part(bench, rv_bench_workload_commit), 0 },
    };
    rest = sheet.step = found.seconds;
    for (size_t i = 0; i < sizeof after / sizeof *after; i++)
        sheet.step += after[i].seconds;
    for (size_t o = 0; o < found.count; o++)
        for (int part = 0; part < RV_PROFILE_PARTS; part++)
            rest -= found.rows[o].seconds[part];

    print_head(&sheet, bench);
    for (size_t o = 0; o < found.count; o++)
        print_operation(&sheet, &found.rows[o]);
    const struct layer_line others = { "examples gathered, loss", {0}, "", fmax(rest, 0), 0 };
    print_line(&sheet, &others);
    for (size_t i = 0; i < sizeof after / sizeof *after; i++)
        print_line(&sheet, &after[i]);
    print_foot(&sheet);
    rv_profile_release(&found);
}
