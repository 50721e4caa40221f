/* Building networks, batches and gradient checks in tests. */
#ifndef RAVINE_TESTS_NETWORK_CASE_H
#define RAVINE_TESTS_NETWORK_CASE_H

#include "nn/workspace.h"
#include "ravine/memory.h"
#include "ravine/network.h"
#include "ravine/stream.h"
#include "ravine/vector.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define HELP_LAYERS 16

/* A list of layers under construction. */
struct help_list {
    struct rv_layer_spec layers[HELP_LAYERS];
    size_t count;
    unsigned position;
};

static inline void help_configure(struct rv_config *config, const struct rv_registry *registry,
                                  const char *name, const char *settings)
{
    char word[64];
    struct rv_error error = {0};
    int used = 0;

    rv_config_set_type(config, rv_registry_find(registry, name));
    for (; sscanf(settings, " %63[^ ]%n", word, &used) == 1; settings += used) {
        char *value = strchr(word, '=');

        *value++ = '\0';
        if (rv_param_parse(rv_params_find(config->type->params, word), value, config->values,
                           &error))
            RV_BUG("%s", error.message);
    }
}

/* Appends a layer: its type and "key=value key=value". */
static inline struct rv_layer_spec *help_add(struct help_list *list, const char *name,
                                             const char *settings)
{
    struct rv_layer_spec *spec = &list->layers[list->count++];

    *spec = (struct rv_layer_spec){.enabled = true, .trainable = true, .rate = 1};
    help_configure(&spec->config, &rv_layers, name, settings);
    spec->position = ++list->position;
    spec->at = (struct rv_position){"test", (int)spec->position, 1};
    snprintf(spec->name, sizeof spec->name, "%s_%u", name, spec->position);
    return spec;
}

/* Moves `inner` into a residual block (its positions go on from the list's). */
static inline void help_add_residual(struct help_list *list, const char *settings,
                                     struct help_list *inner)
{
    struct rv_layer_spec *spec = help_add(list, "residual", settings);

    spec->inner = rv_memdup(inner->layers, inner->count * sizeof *inner->layers);
    spec->inner_count = inner->count;
    for (size_t i = 0; i < inner->count; i++)
        spec->inner[i].position = ++list->position;
    *inner = (struct help_list){0};
}

static inline void help_release(struct help_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        rv_layer_spec_release(&list->layers[i]);
    *list = (struct help_list){0};
}

/* The network of the list, which is released; NULL when there are errors. */
static inline struct rv_network *help_network(struct help_list *list, struct rv_shape shape)
{
    struct rv_network *network = NULL;
    struct rv_report report = {0};

    (void)rv_network_create(list->layers, list->count, shape, &network, &report);
    rv_report_release(&report);
    help_release(list);
    return network;
}

/* conv 3×3 8, BN, ReLU, pool 2, conv 3×3 16, BN, ReLU, pool 2, flatten, dense 2. */
static inline void help_tiny_cnn(struct help_list *list, int classes)
{
    char units[32];

    snprintf(units, sizeof units, "units=%d", classes);
    help_add(list, "conv2d", "filters=8");
    help_add(list, "batchnorm", "momentum=0.9");
    help_add(list, "relu", "");
    help_add(list, "maxpool2d", "");
    help_add(list, "conv2d", "filters=16");
    help_add(list, "batchnorm", "momentum=0.9");
    help_add(list, "relu", "");
    help_add(list, "maxpool2d", "");
    help_add(list, "flatten", "");
    help_add(list, "dense", units);
}

/* A network with parameters, statistics, examples and a loss, ready for passes. */
struct help_case {
    struct rv_network *network;
    struct rv_config loss;
    struct rv_workspace *work;
    size_t n; /* parameters */
    double *x, *gradient, *statistics;
    float *inputs;
    int *labels;
    struct rv_batch batch;
    struct rv_pass pass;
    struct rv_network_objective source;
    struct rv_objective objective;
};

static inline void help_rebuild(struct help_case *c, size_t batch, enum rv_precision precision,
                                bool fuse)
{
    struct rv_error error = {0};

    rv_workspace_free(c->work);
    if (rv_workspace_build(c->network, &c->loss, batch, precision, fuse, &c->work, &error))
        RV_BUG("%s", error.message);
    c->source.work = c->work;
}

/* Parameters as initialized plus a little noise (so that biases, gamma and beta are not at their
 * special values), statistics off their defaults, Gaussian inputs. */
static inline void help_start(struct help_case *c, struct rv_network *network, const char *loss,
                              const char *settings, size_t examples, int classes, uint64_t seed)
{
    struct rv_stream stream = rv_stream_at(seed, RV_STREAM_DATA, 1, 0, 0);
    size_t size = rv_shape_size(network->input), count = rv_network_statistics_count(network);

    *c = (struct help_case){.network = network, .n = rv_network_parameter_count(network)};
    help_configure(&c->loss, &rv_losses, loss, settings);
    c->x = rv_alloc(c->n + 1, sizeof *c->x);
    c->gradient = rv_alloc(c->n + 1, sizeof *c->gradient);
    c->statistics = rv_alloc(count + 1, sizeof *c->statistics);
    c->inputs = rv_alloc(examples * size, sizeof *c->inputs);
    c->labels = rv_alloc(examples, sizeof *c->labels);
    rv_network_initialize(network, seed, c->x, c->statistics);
    for (size_t i = 0; i < c->n; i++)
        c->x[i] += 0.1 * rv_stream_gaussian(&stream);
    for (size_t i = 0; i < count; i++)
        c->statistics[i] += 0.3 * rv_stream_uniform(&stream);
    for (size_t i = 0; i < examples * size; i++)
        c->inputs[i] = (float)rv_stream_gaussian(&stream);
    for (size_t i = 0; i < examples; i++)
        c->labels[i] = (int)rv_stream_below(&stream, (uint32_t)classes);
    c->batch = (struct rv_batch){.inputs = c->inputs, .labels = c->labels, .count = examples};
    c->pass = (struct rv_pass){.batch_statistics = true, .dropout = true, .seed = seed,
                               .purpose = RV_STREAM_DROPOUT, .epoch = 3, .place = 40};
    c->source = (struct rv_network_objective){
        .statistics = c->statistics, .batch = &c->batch, .pass = &c->pass};
    help_rebuild(c, examples, RV_FLOAT64, true);
    c->objective = rv_network_objective(&c->source);
}

static inline void help_end(struct help_case *c)
{
    rv_workspace_free(c->work);
    rv_network_free(c->network);
    rv_config_release(&c->loss);
    rv_free(c->x);
    rv_free(c->gradient);
    rv_free(c->statistics);
    rv_free(c->inputs);
    rv_free(c->labels);
}

/* Relative difference of two vectors. */
static inline double help_distance(const double *a, const double *b, size_t n)
{
    double difference = 0, norm = 0;

    for (size_t i = 0; i < n; i++) {
        difference += (a[i] - b[i]) * (a[i] - b[i]);
        norm += b[i] * b[i];
    }
    return sqrt(difference / (norm > 0 ? norm : 1));
}

/* The step of central differences: truncation falls as h², rounding grows as 1e-16/h; both are
 * below 1e-9 here. A larger one would step over kinks of ReLU and max pooling. */
#define HELP_DIFFERENCE 1e-6
/* A right gradient differs from central differences by about 1e-9 of its norm; one that is wrong by
 * a factor of 1.001 in all places by 1e-3. */
#define HELP_GRADIENT_TOLERANCE 1e-7

/* Distance between `gradient` and central differences of the objective, relative to its norm.
 * Frozen ranges count as 0. */
static inline double help_check_gradient(const struct rv_objective *objective, double *x,
                                         const double *gradient)
{
    double *differences = rv_alloc(objective->count + 1, sizeof *differences), distance;

    for (size_t r = 0; r < objective->range_count; r++) {
        const struct rv_range *range = &objective->ranges[r];

        for (size_t i = range->offset; range->trainable && i < range->offset + range->count; i++) {
            double at = x[i], above, below;

            x[i] = at + HELP_DIFFERENCE;
            above = rv_objective_evaluate(objective, x, NULL);
            x[i] = at - HELP_DIFFERENCE;
            below = rv_objective_evaluate(objective, x, NULL);
            x[i] = at;
            differences[i] = (above - below) / (2 * HELP_DIFFERENCE);
        }
    }
    distance = help_distance(gradient, differences, objective->count);
    rv_free(differences);
    return distance;
}

#endif
