/* Trains a few small networks and prints one hash of all weights, BN statistics and losses each:
 * tests/bits/run.sh compares the lines over compilers, levels and instruction sets. */
#include "ravine/memory.h"
#include "ravine/run.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct workload {
    const char *name, *recipe;
    long steps;
};

static const struct workload workloads[] = {
    {"W1",
     "data: {set: gratings, train: 256, validation: 64}\n"
     "network: tiny-cnn\n"
     "optimizer: {name: sgd, learning_rate: 0.05, momentum: 0.9}\n"
     "train: {batch: 16, epochs: 13}\n",
     200},
    {"W2",
     "data: {set: gratings, size: 28, classes: 10, angle_step: 18, train: 320, validation: 32}\n"
     "network: keras-example\n"
     "optimizer: {name: adam, learning_rate: 0.001}\n"
     "train: {batch: 32, epochs: 3}\n",
     30},
    {"W3-small",
     "data: {set: gratings, classes: 3, train: 64, validation: 16}\n"
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
     "optimizer: {name: nadam, learning_rate: 0.002}\n"
     "train: {batch: 11, epochs: 5}\n",
     30},
};

/* FNV-1a over the bytes. */
static uint64_t hash(uint64_t h, const void *bytes, size_t size)
{
    const unsigned char *b = bytes;

    for (size_t i = 0; i < size; i++)
        h = (h ^ b[i]) * 0x100000001b3u;
    return h;
}

static int train(const struct workload *w)
{
    struct rv_recipe recipe = {0};
    struct rv_report report = {0};
    struct rv_error error = {0};
    struct rv_run *run;
    uint64_t h = 0xcbf29ce484222325u;
    const struct rv_table *epochs;

    if (rv_recipe_parse(w->name, w->recipe, &recipe, &report)) {
        fprintf(stderr, "%s:%d: %s\n", w->name, report.errors[0].line, report.errors[0].message);
        return 1;
    }
    if (rv_run_create(&recipe, 7, &run, &error)) {
        fprintf(stderr, "%s: %s\n", w->name, error.message);
        return 1;
    }
    for (long step = 0; step < w->steps && rv_run_step(run, NULL) == RV_RUNNING; step++)
        ;
    epochs = rv_run_epochs(run);
    h = hash(h, rv_run_parameters(run),
             rv_network_parameter_count(rv_run_network(run)) * sizeof(double));
    h = hash(h, rv_run_statistics(run),
             rv_network_statistics_count(rv_run_network(run)) * sizeof(double));
    h = hash(h, epochs->values, epochs->rows * epochs->columns * sizeof(double));
    printf("%s %016llx\n", w->name, (unsigned long long)h);
    rv_run_free(run);
    rv_recipe_release(&recipe);
    rv_report_release(&report);
    return 0;
}

int main(void)
{
    int failed = 0;

    for (size_t i = 0; i < sizeof workloads / sizeof *workloads; i++)
        failed |= train(&workloads[i]);
    return failed;
}
