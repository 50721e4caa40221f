/* How large a network's run is: examples, visits of an epoch, the batch that the workspace must
 * take; and all of it without the data, for the check of a recipe. */
#include "run/network_problem.h"
#include "run/given_weights.h"

#include "ravine/memory.h"

#include <string.h>

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Blocks of an evaluation: those of batch statistics must be whole. */
size_t rv_network_problem_block(const struct rv_evaluate *evaluate)
{
    bool batch = evaluate->mode == RV_MODE_TRAINING ||
                 evaluate->statistics == RV_STATISTICS_BATCH;

    return batch ? (size_t)evaluate->batch : 1;
}

/* The largest batch so far and the key that asked for it. */
struct largest {
    size_t batch;
    struct rv_run_place place;
};

static void take(struct largest *largest, size_t batch, const char *section, const char *key,
                 const struct rv_change *change)
{
    if (batch > largest->batch)
        *largest = (struct largest){batch, {section, key, change}};
}

/* Of the base recipe and its changes. An epoch can be longer than any set: an oversampled one
 * visits examples twice. */
size_t rv_network_problem_batch(const struct rv_recipe *base, const struct rv_sizes *sizes,
                                struct rv_run_place *place)
{
    struct largest largest = {smaller(8, sizes->visits), {"train", "batch", NULL}};

    for (size_t i = 0; i <= base->change_count; i++) {
        const struct rv_recipe *recipe = rv_run_recipe_after(base, i);
        const struct rv_change *change = i ? &base->changes[i - 1] : NULL;

        size_t batch = (size_t)recipe->train.batch;

        take(&largest, smaller(batch, sizes->visits), "train", "batch", change);
        batch = rv_network_problem_block(&recipe->evaluate);
        take(&largest, smaller(batch, sizes->evaluated), "evaluate", "batch", change);
        for (size_t k = 0; k < recipe->protocol_count; k++) {
            batch = rv_network_problem_block(&recipe->protocols[k].evaluate);
            take(&largest, smaller(batch, sizes->evaluated), "protocols",
                 recipe->protocols[k].name, change);
        }
    }
    if (place)
        *place = largest.place;
    return largest.batch;
}

/* Every data configuration begins with the common rows (dataset.h). */
static const struct rv_data_common *data_of(const struct rv_recipe *recipe)
{
    return recipe->data.values;
}

void rv_network_problem_sizes(const struct rv_recipe *base, size_t pass, struct rv_sizes *sizes)
{
    const struct rv_data_common *data = data_of(base);

    sizes->visits = pass * (size_t)base->train.passes;
    sizes->evaluated =
        larger((size_t)data->train, larger((size_t)data->validation, (size_t)data->fresh));
}

/* ---- Without the data ---- */

enum rv_status rv_run_describe(const struct rv_recipe *recipe, struct rv_shape *shape,
                               int *classes, struct rv_error *error)
{
    const struct rv_dataset_type *type =
        (const struct rv_dataset_type *)(const void *)recipe->data.type;

    return type->describe(recipe->data.values, shape, classes, error);
}

enum rv_status rv_run_make_network(const struct rv_recipe *recipe, size_t layers,
                                   struct rv_shape shape, struct rv_network **network,
                                   struct rv_error *error)
{
    struct rv_report report = {0};
    enum rv_status status = rv_network_create(recipe->layers, layers, shape, network, &report);

    if (status && report.count)
        *error = report.errors[0];
    rv_report_release(&report);
    return status;
}

size_t rv_network_problem_to_last_relu(const struct rv_recipe *recipe)
{
    size_t count = recipe->layer_count;

    while (count && !(recipe->layers[count - 1].enabled &&
                      strcmp(recipe->layers[count - 1].config.type->name, "relu") == 0))
        count--;
    return count;
}

static enum rv_status check_dead_units(const struct rv_recipe *recipe, struct rv_shape shape,
                                  struct rv_error *error)
{
    size_t layers = rv_network_problem_to_last_relu(recipe);
    struct rv_network *network = NULL;
    enum rv_status status = rv_run_make_network(recipe, layers, shape, &network, error);

    if (status == RV_OK)
        status = rv_workspace_check(network, &recipe->loss, RV_DEAD_UNITS_BLOCK, RV_FLOAT32, error);
    rv_network_free(network);
    return status;
}

/* A network of the run: its workspace, and that of the part of it whose dead units are counted. */
static enum rv_status check_network(const struct rv_recipe *recipe, bool dead_units,
                                    const struct rv_network *network, struct rv_shape shape,
                                    size_t batch, struct rv_error *error)
{
    enum rv_status status =
        rv_workspace_check(network, &recipe->loss, batch, RV_FLOAT32, error);

    return status || !dead_units ? status : check_dead_units(recipe, shape, error);
}

/* The recipe after `change` changes; that of the run gives the number of parameters, which no
 * change can alter. */
static enum rv_status measure_after(const struct rv_recipe *base, size_t change,
                                    struct rv_shape shape, size_t batch, struct rv_sizes *sizes,
                                    struct rv_error *error)
{
    const struct rv_recipe *recipe = rv_run_recipe_after(base, change);
    struct rv_network *network = NULL;
    enum rv_status status =
        rv_run_make_network(recipe, recipe->layer_count, shape, &network, error);

    if (status == RV_OK)
        status = check_network(recipe, base->record.dead_units, network, shape, batch, error);
    if (status == RV_OK && change == 0) {
        sizes->parameters = sizes->block = rv_network_parameter_count(network);
        sizes->statistics = rv_network_statistics_count(network);
    }
    rv_network_free(network);
    return status;
}

/* First weights that are files: read once before anything is made. */
static enum rv_status check_given(const struct rv_recipe *base, struct rv_shape shape,
                                  const struct rv_sizes *sizes, struct rv_run_place *place,
                                  struct rv_error *error)
{
    struct rv_network *network = NULL;
    enum rv_status status;
    double *given;

    if (!*base->initial.weights)
        return RV_OK;
    status = rv_run_make_network(base, base->layer_count, shape, &network, error);
    if (status)
        return status;
    given = rv_alloc(sizes->parameters + sizes->statistics, sizeof *given);
    status = rv_run_read_weights(base, network, given, given + sizes->parameters, error);
    if (status)
        *place = (struct rv_run_place){"initial", "weights", NULL};
    rv_free(given);
    rv_network_free(network);
    return status;
}

/* An oversampled epoch visits every class as often as the commonest: at most all examples for each
 * of the classes. */
enum rv_status rv_network_problem_measure(const struct rv_recipe *base, struct rv_sizes *sizes,
                                          struct rv_run_place *place, struct rv_error *error)
{
    size_t train = (size_t)data_of(base)->train, batch;
    struct rv_shape shape;
    int classes;
    enum rv_status status = rv_run_describe(base, &shape, &classes, error);

    *place = (struct rv_run_place){"data", NULL, NULL};
    if (status)
        return status;
    rv_network_problem_sizes(base, base->train.oversample ? train * (size_t)classes : train, sizes);
    batch = rv_network_problem_batch(base, sizes, place);
    if (!rv_memory_fits(batch, rv_shape_size(shape) * sizeof(float)))
        return rv_error_set(error, RV_INPUT,
                            "a mini-batch of %zu examples needs more than %zu GiB of memory", batch,
                            RV_MEMORY_LIMIT >> 30);
    for (size_t i = 0; i <= base->change_count && status == RV_OK; i++) {
        if (i) /* the batch fits the network before: what is changed is at fault */
            place->change = &base->changes[i - 1];
        status = measure_after(base, i, shape, batch, sizes, error);
    }
    return status ? status : check_given(base, shape, sizes, place, error);
}
