/* Workloads made ready to step: see load.h. */
#include "bench/workload.h"

#include "ravine/clock.h"
#include "ravine/memory.h"
#include "ravine/stream.h"
#include "ravine/vector.h"


#define MOMENTUM "{name: sgd, learning_rate: 0.01, momentum: 0.9}"
#define TINY "tiny-cnn", MOMENTUM, {16, 16, 1}, 2
#define KERAS "keras-example", "{name: adam}", {28, 28, 1}, 10
#define VGG "vgg-like", MOMENTUM, {50, 55, 3}, 30

const struct rv_bench_workload rv_bench_workloads[] = {
    {"W1", TINY, 4, 1024, RV_BENCH_TRAINING, false, NULL},
    {"W1", TINY, 16, 1024, RV_BENCH_TRAINING, true, NULL},
    {"W1", TINY, 64, 1024, RV_BENCH_TRAINING, false, NULL},
    {"W2", KERAS, 32, 1024, RV_BENCH_TRAINING, true, NULL},
    {"W2", KERAS, 128, 1024, RV_BENCH_TRAINING, false, NULL},
    {"W3", VGG, 16, 32, RV_BENCH_TRAINING, true, NULL},
    {"W5", TINY, 1000, 1000, RV_BENCH_LANDSCAPE, false, NULL},
    {"W6", TINY, 512, 512, RV_BENCH_CURVATURE, false, NULL},
    {"W7", TINY, 10000, 10000, RV_BENCH_INFERENCE, false, NULL},
};
const size_t rv_bench_workload_count = sizeof rv_bench_workloads / sizeof *rv_bench_workloads;

/* ---- Making ready ---- */

/* Inputs N(0, 1) in the workload's shape: speed does not depend on what is in the images. */
static void make_examples(struct rv_bench *bench)
{
    const struct rv_bench_workload *load = bench->load;
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
static enum rv_status parse_preset(struct rv_bench *bench, struct rv_report *report)
{
    const struct rv_bench_workload *load = bench->load;
    struct rv_text yaml = {0};
    enum rv_status status;

    rv_text_printf(&yaml, "data: {set: gratings, size: 28, classes: %d}\nnetwork: %s\n"
                   "loss: {name: cross_entropy}\noptimizer: %s\n",
                   load->classes, load->network, load->optimizer);
    status = rv_recipe_parse("bench", rv_text_string(&yaml), &bench->own, report);
    rv_text_release(&yaml);
    return status;
}

static enum rv_status make_recipe(struct rv_bench *bench, struct rv_error *error)
{
    const struct rv_bench_workload *load = bench->load;
    struct rv_report report = {0};
    enum rv_status status = load->recipe ? RV_OK : parse_preset(bench, &report);

    bench->recipe = load->recipe ? load->recipe : &bench->own;
    if (!status)
        status = rv_network_create(bench->recipe->layers, bench->recipe->layer_count, load->shape,
                                   &bench->network, &report);
    if (report.count > 0)
        *error = report.errors[0];
    rv_report_release(&report);
    return status;
}

/* Two directions as long as the weights are: the network drawn again, twice. */
static void make_plane(struct rv_bench *bench)
{
    double *unused = rv_alloc(rv_network_statistics_count(bench->network) + 1, sizeof *unused);

    bench->centre = rv_alloc(bench->count, sizeof(double));
    rv_network_initialize(bench->network, 1, bench->centre, unused);
    for (uint64_t k = 0; k < 2; k++) {
        bench->across[k] = rv_alloc(bench->count, sizeof(double));
        rv_network_initialize(bench->network, 2 + k, bench->across[k], unused);
    }
    rv_free(unused);
}

/* Mini-batches of BN as they are in training. */
#define CURVATURE_BATCH 128

static enum rv_status make_hessian(struct rv_bench *bench, struct rv_error *error)
{
    const struct rv_batch all = { bench->inputs, bench->labels, NULL, bench->load->examples };
    enum rv_status status = rv_set_objective_open(&bench->set, bench->network,
                                                  &bench->recipe->loss, &all, CURVATURE_BATCH,
                                                  error);

    if (status)
        return status;
    bench->set.statistics = bench->statistics;
    bench->objective = rv_set_objective(&bench->set);
    bench->hessian = rv_hessian_create(&bench->objective, bench->parameters, NULL);
    bench->way = rv_memdup(rv_hessian_gradient(bench->hessian), bench->count * sizeof(double));
    return RV_OK;
}

enum rv_status rv_bench_workload_create(const struct rv_bench_workload *load,
                                        struct rv_bench *bench, struct rv_error *error)
{
    enum rv_status status;
    bool training = load->kind == RV_BENCH_TRAINING;

    *bench = (struct rv_bench){ .load = load };
    status = make_recipe(bench, error);
    if (status)
        return status;
    bench->work = rv_workspace_create(bench->network, &bench->recipe->loss,
                                      training ? load->batch : 1, RV_FLOAT32, error);
    if (!bench->work)
        return error->status;
    bench->count = rv_network_parameter_count(bench->network);
    bench->parameters = rv_alloc(bench->count, sizeof(double));
    bench->gradient = rv_alloc(bench->count, sizeof(double));
    bench->statistics = rv_alloc(rv_network_statistics_count(bench->network) + 1, sizeof(double));
    bench->slots = rv_alloc(
        rv_optimizer_state_count(bench->recipe->optimizer.type, bench->count), sizeof(double));
    bench->outcomes = rv_alloc(load->examples, sizeof *bench->outcomes);
    rv_network_initialize(bench->network, 1, bench->parameters, bench->statistics);
    if (load->kind == RV_BENCH_LANDSCAPE)
        make_plane(bench);
    make_examples(bench);
    return load->kind == RV_BENCH_CURVATURE ? make_hessian(bench, error) : RV_OK;
}

void rv_bench_workload_release(struct rv_bench *bench)
{
    rv_workspace_free(bench->work);
    rv_hessian_free(bench->hessian);
    rv_set_objective_release(&bench->set);
    rv_free(bench->way);
    rv_network_free(bench->network);
    rv_recipe_release(&bench->own);
    rv_free(bench->inputs);
    rv_free(bench->labels);
    rv_free(bench->order);
    rv_free(bench->outcomes);
    rv_free(bench->parameters);
    rv_free(bench->gradient);
    rv_free(bench->statistics);
    rv_free(bench->slots);
    rv_free(bench->centre);
    rv_free(bench->across[0]);
    rv_free(bench->across[1]);
}

/* ---- A step ---- */

/* Where in the epoch's order the next mini-batch begins. */
static size_t place(const struct rv_bench *bench)
{
    const struct rv_bench_workload *load = bench->load;

    return (size_t)bench->step * load->batch % (load->examples - load->batch + 1);
}

/* Mini-batches wander through the order, so that gathering them costs what it costs in a run. */
struct rv_batch rv_bench_workload_batch(const struct rv_bench *bench)
{
    return (struct rv_batch){ bench->inputs, bench->labels, bench->order + place(bench),
                              bench->load->batch };
}

struct rv_pass rv_bench_workload_pass(const struct rv_bench *bench)
{
    return (struct rv_pass){ .batch_statistics = true, .dropout = true, .seed = 1,
                             .purpose = RV_STREAM_DROPOUT, .epoch = 1, .place = place(bench) };
}

void rv_bench_workload_clip(struct rv_bench *bench)
{
    rv_clip_apply(&bench->recipe->clip, bench->gradient, bench->count, bench->count);
}

void rv_bench_workload_update(struct rv_bench *bench)
{
    const struct rv_control control = { .factor = 1, .momentum = RV_NAN };

    rv_optimizer_step(&bench->recipe->optimizer, &control, rv_network_ranges(bench->network),
                      rv_network_range_count(bench->network), bench->count, bench->slots,
                      bench->parameters, bench->gradient);
}

void rv_bench_workload_commit(struct rv_bench *bench)
{
    rv_workspace_commit(bench->work, bench->statistics);
}

/* As rv_run_step() does it, without the bookkeeping of a run. */
static void train(struct rv_bench *bench)
{
    const struct rv_batch batch = rv_bench_workload_batch(bench);
    const struct rv_pass pass = rv_bench_workload_pass(bench);
    struct rv_batch_result result;

    rv_workspace_train(bench->work, bench->parameters, bench->statistics, &batch, &pass,
                       bench->gradient, &result);
    rv_bench_workload_clip(bench);
    rv_bench_workload_update(bench);
    rv_bench_workload_commit(bench);
}

/* Loss and class of every example, BN with running statistics, no dropout. */
static void infer(struct rv_bench *bench)
{
    const struct rv_batch batch = { bench->inputs, bench->labels, NULL, bench->load->examples };
    const struct rv_pass pass = {0};

    rv_workspace_evaluate(bench->work, bench->parameters, bench->statistics, &batch, &pass, 1,
                          bench->outcomes);
}

/* The next point: -1 <= a, b <= 1, row after row from the middle on. */
static void move(struct rv_bench *bench)
{
    const long grid = RV_BENCH_GRID, points = grid * grid;
    long point = (points / 2 + bench->step) % points;
    double a = 2.0 * (double)(point % grid) / (double)(grid - 1) - 1;
    double b = 2.0 * (double)(point / grid) / (double)(grid - 1) - 1;

    for (size_t i = 0; i < bench->count; i++)
        bench->parameters[i] =
            bench->centre[i] + a * bench->across[0][i] + b * bench->across[1][i];
}

void rv_bench_workload_step(struct rv_bench *bench)
{
    switch (bench->load->kind) {
    case RV_BENCH_TRAINING:
        train(bench);
        break;
    case RV_BENCH_LANDSCAPE:
        move(bench);
        infer(bench);
        break;
    case RV_BENCH_INFERENCE:
        infer(bench);
        break;
    case RV_BENCH_CURVATURE:
        rv_hessian_product(bench->hessian, bench->way, bench->gradient);
        break;
    }
    bench->step++;
}

/* ---- What a step is ---- */

size_t rv_bench_workload_images(const struct rv_bench *bench)
{
    return bench->load->kind == RV_BENCH_TRAINING ? bench->load->batch : bench->load->examples;
}

/* Forward and backward are three products of equal size in every layer, but two in the first,
 * whose input needs no gradient: total = 3F - f with F forward and f forward of the first layer
 * (its kernel once per pixel: padding same, stride 1). */
static double forward_flops(const struct rv_bench *bench)
{
    const struct rv_range *kernel = rv_network_ranges(bench->network);
    double pixels = (double)bench->load->shape.height * bench->load->shape.width;
    double first = 2 * (double)kernel->count * pixels;

    return (rv_network_flops(bench->network) + first) / 3;
}

/* A product with the Hessian takes two gradients. */
double rv_bench_workload_flops(const struct rv_bench *bench)
{
    bool training = bench->load->kind == RV_BENCH_TRAINING;
    double one = training ? rv_network_flops(bench->network)
                 : bench->load->kind == RV_BENCH_CURVATURE ? 2 * rv_network_flops(bench->network)
                                                           : forward_flops(bench);

    return one * (double)rv_bench_workload_images(bench);
}
