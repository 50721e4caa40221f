/* `ravine bench`: the speed of this machine on fixed workloads.
 *
 * Timed is the whole training step as a run makes it: mini-batch gathered, weights packed, forward,
 * backward, clipping, optimizer, running statistics. Time is process CPU time, so that other
 * programs on the machine do not count. Beside it the float32 peak of one core, measured in the
 * same call: only the ratio of the two travels from one machine to another. The best of several
 * repetitions is the figure (disturbances only ever add), the median stands beside it. */
#include "cli/command.h"
#include "cli/output.h"

#include "ravine/memory.h"
#include "ravine/recipe.h"
#include "ravine/stream.h"
#include "ravine/vector.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

struct workload {
    const char *name;
    const char *network;   /* a preset */
    const char *optimizer; /* YAML of the section */
    struct rv_shape shape;
    int classes;
    size_t batch;
    size_t examples; /* that the mini-batches are drawn from; all of them in inference */
    bool inference;
};

#define MOMENTUM "{name: sgd, learning_rate: 0.01, momentum: 0.9}"

static const struct workload workloads[] = {
    { "W1", "tiny-cnn", MOMENTUM, { 16, 16, 1 }, 2, 4, 1024, false },
    { "W1", "tiny-cnn", MOMENTUM, { 16, 16, 1 }, 2, 16, 1024, false },
    { "W1", "tiny-cnn", MOMENTUM, { 16, 16, 1 }, 2, 64, 1024, false },
    { "W2", "keras-example", "{name: adam}", { 28, 28, 1 }, 10, 32, 1024, false },
    { "W2", "keras-example", "{name: adam}", { 28, 28, 1 }, 10, 128, 1024, false },
    { "W3", "vgg-like", MOMENTUM, { 50, 55, 3 }, 30, 16, 32, false },
    { "W7", "tiny-cnn", MOMENTUM, { 16, 16, 1 }, 2, 64, 10000, true },
};
enum { WORKLOAD_COUNT = sizeof workloads / sizeof *workloads };

enum { REPETITIONS_LEAST = 3, REPETITIONS_MOST = 40 };
static const double repetition_seconds = 0.01; /* a repetition is at least that long */
static const double workload_seconds = 0.4;    /* spent on a workload, unless it is slower */
static const double peak_seconds = 0.3;

/* One workload made ready to step. */
struct bench {
    const struct workload *load;
    struct rv_recipe recipe;
    struct rv_network *network;
    struct rv_workspace *work;
    float *inputs;
    int *labels;
    uint32_t *order;
    struct rv_outcome *outcomes;
    double *parameters, *statistics, *gradient, *slots;
    size_t count; /* parameters */
    long step;
};

struct figures {
    double best, median; /* ms a step; in inference: all examples */
    double images;       /* a second */
    double gflops;       /* a second */
};

/* Of the whole process: the kernels work on one thread here, so it is that of the core. */
static double cpu_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Inputs N(0, 1) in the workload's shape: speed does not depend on what is in the images. */
static void make_examples(struct bench *bench)
{
    const struct workload *load = bench->load;
    size_t size = rv_shape_size(load->shape);

    bench->inputs = rv_alloc(load->examples * size, sizeof *bench->inputs);
    bench->labels = rv_alloc(load->examples, sizeof *bench->labels);
    bench->order = rv_alloc(load->examples, sizeof *bench->order);
    for (size_t i = 0; i < load->examples; i++) {
        struct rv_stream stream = rv_stream_at(1, RV_STREAM_DATA, 0, 0, i);

        for (size_t k = 0; k < size; k++)
            bench->inputs[i * size + k] = (float)rv_stream_gaussian(&stream);
        bench->labels[i] = (int)(i % (size_t)load->classes);
        bench->order[i] = (uint32_t)i;
    }
    struct rv_stream stream = rv_stream_at(1, RV_STREAM_SHUFFLE, 0, 1, 0);
    rv_stream_shuffle(&stream, bench->order, load->examples);
}

/* The preset through a recipe; the data section is there to say how many classes. */
static enum rv_status make_recipe(struct bench *bench, struct rv_error *error)
{
    const struct workload *load = bench->load;
    struct rv_text yaml = {0};
    struct rv_report report = {0};
    enum rv_status status;

    rv_text_printf(&yaml, "data: {set: gratings, size: 28, classes: %d}\nnetwork: %s\n"
                   "loss: {name: cross_entropy}\noptimizer: %s\n",
                   load->classes, load->network, load->optimizer);
    status = rv_recipe_parse("bench", rv_text_string(&yaml), &bench->recipe, &report);
    if (!status)
        status = rv_network_create(bench->recipe.layers, bench->recipe.layer_count, load->shape,
                                   &bench->network, &report);
    if (report.count > 0)
        *error = report.errors[0];
    rv_report_release(&report);
    rv_text_release(&yaml);
    return status;
}

static enum rv_status bench_create(struct bench *bench, const struct workload *load,
                                   struct rv_error *error)
{
    enum rv_status status;

    *bench = (struct bench){ .load = load };
    status = make_recipe(bench, error);
    if (status)
        return status;
    bench->work = rv_workspace_create(bench->network, &bench->recipe.loss, load->batch,
                                      RV_FLOAT32, error);
    if (!bench->work)
        return error->status;
    bench->count = rv_network_parameter_count(bench->network);
    bench->parameters = rv_alloc(bench->count, sizeof(double));
    bench->gradient = rv_alloc(bench->count, sizeof(double));
    bench->statistics = rv_alloc(rv_network_statistics_count(bench->network) + 1, sizeof(double));
    bench->slots = rv_alloc(
        rv_optimizer_state_count(bench->recipe.optimizer.type, bench->count), sizeof(double));
    bench->outcomes = rv_alloc(load->examples, sizeof *bench->outcomes);
    rv_network_initialize(bench->network, 1, bench->parameters, bench->statistics);
    make_examples(bench);
    return RV_OK;
}

static void bench_release(struct bench *bench)
{
    rv_workspace_free(bench->work);
    rv_network_free(bench->network);
    rv_recipe_release(&bench->recipe);
    rv_free(bench->inputs);
    rv_free(bench->labels);
    rv_free(bench->order);
    rv_free(bench->outcomes);
    rv_free(bench->parameters);
    rv_free(bench->gradient);
    rv_free(bench->statistics);
    rv_free(bench->slots);
}

/* As rv_run_step() does it, without the bookkeeping of a run; mini-batches wander through the epoch
 * order, so that gathering them costs what it costs in a run. */
static void train_step(struct bench *bench)
{
    const struct workload *load = bench->load;
    size_t place = (size_t)bench->step * load->batch % (load->examples - load->batch + 1);
    const struct rv_batch batch = { bench->inputs, bench->labels, bench->order + place,
                                    load->batch };
    const struct rv_pass pass = { .batch_statistics = true, .dropout = true, .seed = 1,
                                  .purpose = RV_STREAM_DROPOUT, .epoch = 1, .place = place };
    const struct rv_control control = { .factor = 1, .momentum = RV_NAN };
    struct rv_batch_result result;

    rv_workspace_train(bench->work, bench->parameters, bench->statistics, &batch, &pass,
                       bench->gradient, &result);
    rv_clip_apply(&bench->recipe.clip, bench->gradient, bench->count, bench->count);
    rv_optimizer_step(&bench->recipe.optimizer, &control, rv_network_ranges(bench->network),
                      rv_network_range_count(bench->network), bench->count, bench->slots,
                      bench->parameters, bench->gradient);
    rv_workspace_commit(bench->work, bench->statistics);
    bench->step++;
}

/* Loss and class of every example, BN with running statistics, no dropout. */
static void infer(struct bench *bench)
{
    const struct rv_batch batch = { bench->inputs, bench->labels, NULL, bench->load->examples };
    const struct rv_pass pass = {0};

    rv_workspace_evaluate(bench->work, bench->parameters, bench->statistics, &batch, &pass,
                          bench->load->batch, bench->outcomes);
}

static double time_steps(struct bench *bench, long steps)
{
    double begun = cpu_seconds();

    for (long i = 0; i < steps; i++) {
        if (bench->load->inference)
            infer(bench);
        else
            train_step(bench);
    }
    return (cpu_seconds() - begun) / (double)steps;
}

/* Forward and backward are three products of equal size in every layer, but two in the first,
 * whose input needs no gradient: total = 3F - f with F forward and f forward of the first layer
 * (its kernel once per pixel: padding same, stride 1). */
static double forward_flops(const struct bench *bench)
{
    const struct rv_range *kernel = rv_network_ranges(bench->network);
    double pixels = (double)bench->load->shape.height * bench->load->shape.width;
    double first = 2 * (double)kernel->count * pixels;

    return (rv_network_flops(bench->network) + first) / 3;
}

/* A repetition is long against the resolution of the clock and short against a workload, so that
 * some of them are undisturbed. */
static struct figures measure(struct bench *bench, const volatile sig_atomic_t *stop)
{
    const struct workload *load = bench->load;
    double times[REPETITIONS_MOST], spent = 0;
    double once = fmax(time_steps(bench, 1), 1e-9); /* also fills caches and pages */
    long steps = (long)ceil(repetition_seconds / once);
    size_t count = 0;
    double images = (double)(load->inference ? load->examples : load->batch);
    double flops = load->inference ? forward_flops(bench) : rv_network_flops(bench->network);

    while (!*stop && count < REPETITIONS_MOST &&
           (count < REPETITIONS_LEAST || spent < workload_seconds)) {
        times[count] = time_steps(bench, steps);
        spent += times[count++] * (double)steps;
    }
    double best = rv_vector_quantile(times, count, 0);
    return (struct figures){
        .best = 1e3 * best,
        .median = 1e3 * rv_vector_quantile(times, count, 0.5),
        .images = images / best,
        .gflops = 1e-9 * images * flops / best,
    };
}

static void print_row(const struct workload *load, const struct figures *figures, double peak,
                      struct rv_text *out)
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
}

static void print_json(const struct workload *load, const struct figures *figures, double peak,
                       struct rv_text *out)
{
    const char *const names[] = { "ms_per_step", "ms_per_step_median", "images_per_s", "gflops",
                                  "peak_gflops" };
    const double values[] = { figures->best, figures->median, figures->images, figures->gflops,
                              peak };

    rv_text_printf(out, "{\"workload\": \"%s\", \"batch\": %zu", load->name, load->batch);
    for (size_t k = 0; k < sizeof values / sizeof *values; k++) {
        rv_text_printf(out, ", \"%s\": ", names[k]);
        rv_text_json_number(out, values[k]);
    }
    rv_text_add(out, "}");
}

static enum rv_status run_workload(const struct rv_call *call, size_t which, double peak,
                                   struct rv_text *out)
{
    struct bench bench;
    struct rv_error error = {0};
    enum rv_status status = bench_create(&bench, &workloads[which], &error);

    if (status) {
        rv_output_error(&error, NULL, NULL);
    } else {
        struct figures figures = measure(&bench, call->stop);

        if (call->options.json) {
            rv_text_add(out, which ? ",\n " : "");
            print_json(bench.load, &figures, peak, out);
        } else {
            print_row(bench.load, &figures, peak, out);
        }
    }
    bench_release(&bench);
    return status;
}

static enum rv_status run(const struct rv_call *call)
{
    double peak = rv_kernels_peak(peak_seconds);
    struct rv_text out = {0};
    enum rv_status status = RV_OK;

    if (!call->options.json)
        rv_text_printf(&out, "kernels %s; float32 peak of one core %.1f GFLOP/s\n\n"
                       "%-3s %-14s %6s%10s%10s%12s%10s%11s\n", rv_kernels_isa(), peak, "",
                       "network", "batch", "ms/step", "median", "images/s", "GFLOP/s", "of peak");
    if (call->options.json)
        fputs("[", stdout);
    for (size_t i = 0; i < WORKLOAD_COUNT && !status && !*call->stop; i++) {
        status = run_workload(call, i, peak, &out);
        rv_output_text(&out);
        fflush(stdout);
    }
    if (call->options.json)
        fputs("]\n", stdout);
    else
        puts("\nTraining steps on one core, process CPU time, best of several repetitions.\n"
             "W7 is inference: one step is 10,000 images.");
    rv_text_release(&out);
    return status;
}

const struct rv_command rv_command_bench = {
    .type = { .name = "bench", .summary = "Measures the speed of this machine." },
    .details = "Whole training steps on one core, as a run makes them, in process CPU time, "
               "beside the float32 peak of the core in the same call.",
    .example = "ravine bench --json",
    .options = RV_TAKES(JSON),
    .run = run,
};
