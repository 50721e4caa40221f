/* `ravine bench`: the speed of this machine on fixed workloads.
 *
 * Timed is the whole training step as a run makes it: mini-batch gathered, weights packed, forward,
 * backward, clipping, optimizer, running statistics. Time is process CPU time, so that other
 * programs on the machine do not count. Beside it the float32 peak of one core, measured in the
 * same call: only the ratio of the two travels from one machine to another. The best of several
 * repetitions is the figure (disturbances only ever add), the median stands beside it. */
#include "bench/layers.h"
#include "bench/surface.h"
#include "command/output.h"
#include "command/workloads.h"

#include "ravine/clock.h"
#include "ravine/memory.h"
#include "ravine/parallel.h"
#include "ravine/print.h"
#include "ravine/vector.h"

#include <math.h>
#include <stdio.h>

enum { REPETITIONS_LEAST = 3, REPETITIONS_MOST = 40 };
static const double repetition_seconds = 0.01; /* a repetition is at least that long */
static const double workload_seconds = 0.4;    /* spent on a workload, unless it is slower */
static const double peak_seconds = 0.3;

struct figures {
    double best, median; /* ms a step */
    double images;       /* a second */
    double gflops;       /* a second */
    double points;       /* of a landscape, a second; NaN elsewhere */
};

static double time_steps(struct rv_bench *bench, long steps)
{
    double begun = rv_clock_process();

    for (long i = 0; i < steps; i++)
        rv_bench_workload_step(bench);
    return (rv_clock_process() - begun) / (double)steps;
}

/* A repetition is long against the resolution of the clock and short against a workload, so that
 * some of them are undisturbed. */
static struct figures measure(struct rv_bench *bench, const volatile sig_atomic_t *stop)
{
    double times[REPETITIONS_MOST], spent = 0;
    double once = fmax(time_steps(bench, 1), 1e-9); /* also fills caches and pages */
    long steps = (long)ceil(repetition_seconds / once);
    size_t count = 0;

    while (!*stop && count < REPETITIONS_MOST &&
           (count < REPETITIONS_LEAST || spent < workload_seconds)) {
        times[count] = time_steps(bench, steps);
        spent += times[count++] * (double)steps;
    }
    double best = rv_vector_quantile(times, count, 0);
    return (struct figures){
        .best = 1e3 * best,
        .median = 1e3 * rv_vector_quantile(times, count, 0.5),
        .images = (double)rv_bench_workload_images(bench) / best,
        .gflops = 1e-9 * rv_bench_workload_flops(bench) / best,
        .points = bench->load->kind == RV_BENCH_LANDSCAPE ? 1 / best : RV_NAN,
    };
}

/* ---- Printing ---- */

static void print_row(const struct rv_bench_workload *load, const struct figures *figures,
                      double peak, struct rv_text *out)
{
    const double values[] = { figures->best, figures->median, figures->images, figures->gflops };

    rv_text_printf(out, "%-3s %-14s %6zu", load->name, load->network, load->batch);
    for (size_t k = 0; k < sizeof values / sizeof *values; k++) {
        struct rv_text number = {0};
        if (k == 2)
            rv_text_printf(&number, "%.0f", values[k]);
        else
            rv_text_brief(&number, values[k]);
        rv_text_printf(out, k == 2 ? "%12s" : "%10s", rv_text_string(&number));
        rv_text_release(&number);
    }
    rv_text_printf(out, "%9.0f %%\n", 100 * figures->gflops / peak);
    if (load->kind == RV_BENCH_LANDSCAPE)
        rv_text_printf(out, "    %.0f points a second; %d x %d of them would take %.1f s\n",
                       figures->points, RV_BENCH_GRID, RV_BENCH_GRID,
                       RV_BENCH_GRID * RV_BENCH_GRID / figures->points);
}

static void print_json(const struct rv_bench_workload *load, const struct figures *figures,
                       double peak, struct rv_json *json)
{
    const char *const names[] = { "ms_per_step", "ms_per_step_median", "images_per_s", "gflops",
                                  "peak_gflops", "points_per_s" };
    const double values[] = { figures->best, figures->median, figures->images, figures->gflops,
                              peak, figures->points };
    size_t count = sizeof values / sizeof *values - (isnan(figures->points) ? 1 : 0);

    rv_json_object(json, NULL);
    rv_json_string(json, "workload", load->name);
    if (load->recipe)
        rv_json_string(json, "variant", load->network);
    rv_json_unsigned(json, "batch", load->batch);
    for (size_t k = 0; k < count; k++)
        rv_json_number(json, names[k], values[k]);
    rv_json_end(json);
}

/* ---- The command ---- */

/* Whether a workload was asked for: by name, or none was named. */
static bool named(const struct rv_call *call, const char *name)
{
    for (size_t i = 0; i < call->words.count; i++)
        if (rv_text_same_name(call->words.word[i], name))
            return true;
    return call->words.count == 0;
}

static bool wanted(const struct rv_call *call, const struct rv_bench_workload *load)
{
    return (load->layers || !call->options.layers) && named(call, load->name);
}

/* `json` NULL: text. */
static enum rv_status run_workload(const struct rv_call *call, const struct rv_bench_workload *load,
                                   double peak, struct rv_json *json, struct rv_text *out)
{
    struct rv_bench bench;
    struct rv_error error = {0};
    enum rv_status status = rv_bench_workload_create(load, &bench, &error);

    if (status) {
        rv_output_error(&error, NULL, NULL);
    } else if (call->options.layers) {
        rv_bench_layers_print(&bench, peak, json, out);
    } else {
        struct figures figures = measure(&bench, call->stop);

        if (json)
            print_json(load, &figures, peak, json);
        else
            print_row(load, &figures, peak, out);
    }
    rv_bench_workload_release(&bench);
    return status;
}

static void print_head(const struct rv_call *call, bool scenarios, double peak,
                       struct rv_text *out)
{
    rv_text_printf(out, "kernels %s; float32 peak of one core %.1f GFLOP/s\n\n", rv_kernels_isa(),
                   peak);
    bool any = scenarios;

    for (size_t i = 0; i < rv_bench_workload_count; i++)
        any |= wanted(call, &rv_bench_workloads[i]);
    if (any && !call->options.layers)
        rv_text_printf(out, "%-3s %-14s %6s%10s%10s%12s%10s%11s\n", "", "network", "batch",
                       "ms/step", "median", "images/s", "GFLOP/s", "of peak");
}

static void print_foot(const struct rv_call *call, struct rv_text *out)
{
    if (call->options.layers)
        rv_text_add(out, "One core; medians of the passes of one call. Shares are of the step.\n");
    else
        rv_text_add(out, "\nTraining steps on one core, process CPU time, best of several "
                         "repetitions.\nW4 is surfaces: a step of every replica counts.\nW5 is a "
                         "landscape: a step is one point, other weights and 1,000 examples.\nW6 is "
                         "curvature: a step is the Hessian of 512 examples times a direction, in "
                         "double.\nW7 is inference: a step is 10,000 examples.\n");
}

/* The workloads one after the other, ours and then those of scenarios. */
static enum rv_status run_all(const struct rv_call *call, const struct rv_workloads *others,
                              double peak, struct rv_json *json, struct rv_text *out)
{
    enum rv_status status = RV_OK;
    bool first = true;

    for (size_t i = 0; i < rv_bench_workload_count + others->count && !status && !*call->stop;
         i++) {
        const struct rv_bench_workload *load =
            i < rv_bench_workload_count ? &rv_bench_workloads[i]
                                        : &others->load[i - rv_bench_workload_count];
        if (!load->recipe && !wanted(call, load))
            continue;
        if (json && !first)
            rv_json_line(json, 1);
        status = run_workload(call, load, peak, json, out);
        rv_output_text(out);
        rv_print_flush();
        first = false;
    }
    if (!status && !call->options.layers && named(call, RV_BENCH_SURFACE_NAME))
        rv_bench_surface_print(json, !first, call->stop, out);
    return status;
}

static enum rv_status run(const struct rv_call *call)
{
    struct rv_text out = {0};
    struct rv_json document = {.out = &out}, *json = call->options.json ? &document : NULL;
    struct rv_workloads others;
    enum rv_status status = rv_workloads_read(call, &others);

    if (!status) {
        rv_parallel_inside(1);
        const double peak = rv_kernels_peak(peak_seconds);

        if (json)
            rv_json_array(json, NULL);
        else
            print_head(call, others.count > 0, peak, &out);
        status = run_all(call, &others, peak, json, &out);
        if (json)
            rv_json_end(json);
        else
            print_foot(call, &out);
        rv_output_text(&out);
    }
    rv_workloads_release(&others);
    rv_text_release(&out);
    return status;
}

const struct rv_command rv_command_bench = {
    .type = { .name = "bench", .summary = "Measures the speed of this machine." },
    .operands = "[WORKLOAD|SCENARIO...]",
    .most = SIZE_MAX,
    .details = "Whole training steps on one core, as a run makes them, in process CPU time, "
               "beside the float32 peak of the core in the same call. W1, W2 and W3 are the "
               "networks tiny-cnn, keras-example and vgg-like, W4 surfaces, W5 a landscape, W6 "
               "curvature, W7 inference. A scenario is the training step of its first variant, or "
               "of those that --variant names, in the shape of its data, on inputs that are "
               "drawn.",
    .example = "ravine bench large-lr --layers --set train.batch=128",
    .takes = {RV_TAKES(JSON), RV_TAKES(LAYERS), RV_TAKES(SET), RV_TAKES(VARIANT)},
    .run = run,
};
