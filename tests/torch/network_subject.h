/* One network of the table at work: recipe, parameters, examples, mini-batches. */
#ifndef RAVINE_TESTS_TORCH_NETWORK_SUBJECT_H
#define RAVINE_TESTS_TORCH_NETWORK_SUBJECT_H

#include "network_table.h"
#include "ravine/memory.h"
#include "ravine/recipe.h"
#include "ravine/stream.h"

#include <string.h>

#define SEED 2385
#define EPOCH 3
/* Examples a stretch of batch statistics in evaluation; the last one is short. */
#define BLOCK(batch) ((batch) / 2)

struct subject {
    const struct torch_case *of;
    struct rv_recipe recipe;
    struct rv_network *network;
    size_t n, statistics_count, pool;
    double *start, *initial; /* parameters and running statistics that every pass begins with */
    double *x, *statistics, *gradient;
    float *inputs;
    int *labels;
    uint32_t *order; /* of all three mini-batches */
};

/* The recipes are ours: one that does not bind is a bug here. */
static inline void subject_build(struct subject *s)
{
    struct rv_report report = {0};
    struct rv_error error = {0};
    struct rv_text yaml = {0};

    rv_text_printf(&yaml, "data: {set: gratings, size: 16, classes: %d}\n%s", s->of->classes,
                   s->of->sections);
    if (rv_recipe_parse(s->of->name, rv_text_string(&yaml), &s->recipe, &report) ||
        rv_network_create(s->recipe.layers, s->recipe.layer_count, s->of->shape, &s->network,
                          &report))
        RV_BUG("%s:%d: %s", s->of->name, report.errors[0].line, report.errors[0].message);
    if (rv_loss_check(&s->recipe.loss, rv_network_output(s->network), s->of->classes, &error))
        RV_BUG("%s: %s", s->of->name, error.message);
    rv_report_release(&report);
    rv_text_release(&yaml);
}

/* First values plus some noise, so that no bias, gamma, beta or variance is 0 or 1. */
static inline void subject_begin(struct subject *s, const struct torch_case *of)
{
    const size_t size = rv_shape_size(of->shape);
    struct rv_stream stream = rv_stream_at(SEED, RV_STREAM_DATA, 1, 0, 0);

    *s = (struct subject){.of = of, .pool = 3 * of->batch - of->batch / 3};
    subject_build(s);
    s->n = rv_network_parameter_count(s->network);
    s->statistics_count = rv_network_statistics_count(s->network);
    s->start = rv_alloc(s->n, sizeof *s->start);
    s->x = rv_alloc(s->n, sizeof *s->x);
    s->gradient = rv_alloc(s->n, sizeof *s->gradient);
    s->initial = rv_alloc(s->statistics_count + 1, sizeof *s->initial);
    s->statistics = rv_alloc(s->statistics_count + 1, sizeof *s->statistics);
    s->inputs = rv_alloc(s->pool * size, sizeof *s->inputs);
    s->labels = rv_alloc(s->pool, sizeof *s->labels);
    s->order = rv_alloc(s->pool, sizeof *s->order);
    rv_network_initialize(s->network, SEED, s->start, s->initial);
    for (size_t i = 0; i < s->n; i++)
        s->start[i] += 0.1 * rv_stream_gaussian(&stream);
    for (size_t i = 0; i < s->statistics_count; i++)
        s->initial[i] += 0.3 * rv_stream_uniform(&stream);
    for (size_t i = 0; i < s->pool * size; i++)
        s->inputs[i] = (float)rv_stream_gaussian(&stream);
    for (size_t i = 0; i < s->pool; i++) {
        s->labels[i] = (int)rv_stream_below(&stream, (uint32_t)of->classes);
        s->order[i] = (uint32_t)i;
    }
    rv_stream_shuffle(&stream, s->order, s->pool);
}

static inline void subject_end(struct subject *s)
{
    rv_network_free(s->network);
    rv_recipe_release(&s->recipe);
    rv_free(s->start);
    rv_free(s->x);
    rv_free(s->gradient);
    rv_free(s->initial);
    rv_free(s->statistics);
    rv_free(s->inputs);
    rv_free(s->labels);
    rv_free(s->order);
}

static inline void subject_rewind(struct subject *s)
{
    memcpy(s->x, s->start, s->n * sizeof *s->x);
    memcpy(s->statistics, s->initial, s->statistics_count * sizeof *s->statistics);
}

static inline struct rv_workspace *subject_workspace(const struct subject *s,
                                                    enum rv_precision precision)
{
    struct rv_error error = {0};
    struct rv_workspace *work =
        rv_workspace_create(s->network, &s->recipe.loss, s->of->batch, precision, &error);

    if (!work)
        RV_BUG("%s: %s", s->of->name, error.message);
    return work;
}

static inline struct rv_batch subject_batch(const struct subject *s, size_t step)
{
    size_t first = step % 3 * s->of->batch, left = s->pool - first;

    return (struct rv_batch){.inputs = s->inputs,
                             .labels = s->labels,
                             .index = s->order + first,
                             .count = left < s->of->batch ? left : s->of->batch};
}

/* All examples in their own order. */
static inline struct rv_batch subject_pool(const struct subject *s)
{
    return (struct rv_batch){.inputs = s->inputs, .labels = s->labels, .count = s->pool};
}

static inline struct rv_pass subject_training(size_t step)
{
    return (struct rv_pass){.batch_statistics = true, .dropout = true, .seed = SEED,
                            .purpose = RV_STREAM_DROPOUT, .epoch = EPOCH, .place = 100 * step};
}

#endif
