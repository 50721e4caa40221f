/* The training step alone, from data and weights that need no mathematical library: one hash a
 * network. The lines are the same on every machine: tests/bits/golden.txt holds them.
 *
 * W1 is the tiny CNN (200 steps, sgd with momentum), W2 the Keras example (20 steps, adam), W3 a
 * small network of other layers (40 steps, nadam). */
#include "ravine/memory.h"
#include "ravine/recipe.h"
#include "ravine/stream.h"

#include <stdint.h>
#include <stdio.h>

enum { EXAMPLES = 64 };

struct workload {
    const char *name, *recipe;
    int size, classes, steps;
};

static const struct workload workloads[] = {
    {"W1", "network: tiny-cnn\noptimizer: {name: sgd, learning_rate: 0.05, momentum: 0.9}\n"
           "train: {batch: 16}\n", 16, 2, 200},
    {"W2", "data: {set: gratings, size: 28, classes: 10, angle_step: 18}\nnetwork: keras-example\n"
           "optimizer: {name: adam, learning_rate: 0.001}\ntrain: {batch: 32}\n", 28, 10, 20},
    {"W3", "data: {set: gratings, classes: 3}\n"
           "network:\n"
           "  - conv2d: {filters: 24, kernel: 3, padding: same}\n"
           "  - relu\n"
           "  - batchnorm\n"
           "  - conv2d: {filters: 40, kernel: 3, stride: 2}\n"
           "  - tanh\n"
           "  - dropout: {rate: 0.3}\n"
           "  - avgpool2d: {pool: 2}\n"
           "  - flatten\n"
           "  - dense: {units: 33}\n"
           "  - sigmoid\n"
           "  - dense: {units: 3}\n"
           "loss: {name: cross_entropy, l2: 0.0001, label_smoothing: 0.1}\n"
           "optimizer: {name: nadam, learning_rate: 0.002}\ntrain: {batch: 11}\n", 16, 3, 40},
};

struct trainer {
    struct rv_recipe recipe;
    struct rv_network *network;
    struct rv_workspace *work;
    float *inputs;
    int labels[EXAMPLES];
    double *parameters, *statistics, *gradient, *state;
    size_t n;
};

/* FNV-1a over the bytes of doubles, least significant first. */
static uint64_t hash(uint64_t h, const double *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        union {
            double value;
            uint64_t bits;
        } word = {.value = values[i]};

        for (int byte = 0; byte < 8; byte++)
            h = (h ^ (word.bits >> (8 * byte) & 0xff)) * 0x100000001b3u;
    }
    return h;
}

/* Uniform numbers only: a division by a power of two is exact everywhere. */
static void draw(struct trainer *t, const struct workload *w)
{
    struct rv_stream stream = rv_stream_at(7, RV_STREAM_DATA, 0, 0, 0);
    size_t pixels = (size_t)(w->size * w->size);

    t->inputs = rv_alloc(EXAMPLES * pixels, sizeof *t->inputs);
    for (size_t i = 0; i < EXAMPLES * pixels; i++)
        t->inputs[i] = (float)(2 * rv_stream_uniform(&stream) - 1);
    for (int i = 0; i < EXAMPLES; i++)
        t->labels[i] = (int)rv_stream_below(&stream, (uint32_t)w->classes);
    for (size_t i = 0; i < t->n; i++)
        t->parameters[i] = 0.25 * rv_stream_uniform(&stream) - 0.125;
}

static int create(struct trainer *t, const struct workload *w)
{
    struct rv_report report = {0};
    struct rv_error error = {0};

    if (rv_recipe_parse(w->name, w->recipe, &t->recipe, &report) ||
        rv_network_create(t->recipe.layers, t->recipe.layer_count,
                          (struct rv_shape){w->size, w->size, 1}, &t->network, &report)) {
        fprintf(stderr, "%s: %s\n", w->name, report.errors[0].message);
        return 1;
    }
    t->work = rv_workspace_create(t->network, &t->recipe.loss, (size_t)t->recipe.train.batch,
                                  RV_FLOAT32, &error);
    t->n = rv_network_parameter_count(t->network);
    t->parameters = rv_alloc(t->n, sizeof(double));
    t->gradient = rv_alloc(t->n, sizeof(double));
    t->statistics = rv_alloc(rv_network_statistics_count(t->network), sizeof(double));
    t->state =
        rv_alloc(rv_optimizer_state_count(t->recipe.optimizer.type, t->n), sizeof(double));
    rv_network_initialize(t->network, 7, t->parameters, t->statistics);
    draw(t, w);
    return 0;
}

static void step(struct trainer *t, const struct workload *w, int k)
{
    size_t batch = (size_t)t->recipe.train.batch;
    size_t first = (size_t)k * batch % (EXAMPLES - batch + 1);
    const struct rv_batch examples = {t->inputs + first * (size_t)(w->size * w->size),
                                      t->labels + first, NULL, batch};
    const struct rv_pass pass = {.batch_statistics = true,
                                 .dropout = true,
                                 .seed = 7,
                                 .purpose = RV_STREAM_DROPOUT,
                                 .epoch = 1,
                                 .place = (uint64_t)k * batch};
    const struct rv_control control = rv_schedule_control(
        &t->recipe.schedule, &t->recipe.momentum_schedule,
        &(struct rv_clock){k, 0, w->steps, 1}, (double[RV_SCHEDULE_MEMORY]){0});
    struct rv_batch_result result;

    rv_workspace_train(t->work, t->parameters, t->statistics, &examples, &pass, t->gradient,
                       &result);
    rv_workspace_commit(t->work, t->statistics);
    rv_optimizer_step(&t->recipe.optimizer, &control, rv_network_ranges(t->network),
                      rv_network_range_count(t->network), t->n, t->state, t->parameters,
                      t->gradient);
}

static void release(struct trainer *t)
{
    rv_workspace_free(t->work);
    rv_network_free(t->network);
    rv_recipe_release(&t->recipe);
    rv_free(t->inputs);
    rv_free(t->parameters);
    rv_free(t->gradient);
    rv_free(t->statistics);
    rv_free(t->state);
}

int main(void)
{
    for (size_t i = 0; i < sizeof workloads / sizeof *workloads; i++) {
        struct trainer t = {0};
        uint64_t h = 0xcbf29ce484222325u;

        if (create(&t, &workloads[i]))
            return 1;
        for (int k = 0; k < workloads[i].steps; k++)
            step(&t, &workloads[i], k);
        h = hash(h, t.parameters, t.n);
        h = hash(h, t.statistics, rv_network_statistics_count(t.network));
        printf("%s %016llx\n", workloads[i].name, (unsigned long long)h);
        release(&t);
    }
    return 0;
}
