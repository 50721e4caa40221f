/* A network's loss on a set of examples, as training sees it, in double precision. */
#include "curvature/set_objective.h"

#include "ravine/memory.h"
#include "ravine/stream.h"
#include "ravine/vector.h"

#include <string.h>

/* Without batch normalisation: enough for the kernels to be busy, little enough for the cache. */
#define PART 64

enum rv_status rv_set_objective_open(struct rv_set_objective *set, const struct rv_network *network,
                                     const struct rv_config *loss, const struct rv_batch *examples,
                                     size_t batch, struct rv_error *error)
{
    size_t part = rv_network_has_batchnorm(network) ? batch : PART;

    if (part > examples->count)
        part = examples->count;
    *set = (struct rv_set_objective){
        .examples = *examples,
        .pass = {.batch_statistics = true, .dropout = true, .purpose = RV_STREAM_DROPOUT},
        .network = network,
        .part = part};
    set->work = rv_workspace_create(network, loss, part, RV_FLOAT64, error);
    if (!set->work)
        return error->status;
    set->room = rv_alloc(rv_network_parameter_count(network), sizeof *set->room);
    return RV_OK;
}

void rv_set_objective_release(struct rv_set_objective *set)
{
    rv_workspace_free(set->work);
    rv_free(set->room);
    *set = (struct rv_set_objective){0};
}

size_t rv_set_objective_used(const struct rv_set_objective *set)
{
    size_t count = set->examples.count;

    return rv_network_has_batchnorm(set->network) ? count - count % set->part : count;
}

void rv_set_objective_part(struct rv_set_objective *set, const double *x, size_t first,
                           size_t count, double *gradient, struct rv_batch_result *result)
{
    struct rv_batch batch = set->examples;
    struct rv_pass pass = set->pass;

    if (batch.index) {
        batch.index += first;
    } else {
        batch.inputs += first * rv_shape_size(rv_network_input(set->network));
        batch.labels += first;
    }
    batch.count = count;
    pass.place += first;
    rv_workspace_train(set->work, x, set->statistics, &batch, &pass, gradient, result);
}

static double evaluate(void *self, const double *x, double *gradient)
{
    struct rv_set_objective *set = self;
    size_t n = rv_network_parameter_count(set->network), used = rv_set_objective_used(set);
    double sum = 0, weight = 0;

    if (gradient)
        memset(gradient, 0, n * sizeof *gradient);
    for (size_t first = 0; first < used; first += set->part) {
        size_t count = used - first < set->part ? used - first : set->part;
        struct rv_batch_result result;

        rv_set_objective_part(set, x, first, count, gradient ? set->room : NULL, &result);
        sum += result.weight * (result.loss + result.penalty);
        weight += result.weight;
        if (gradient)
            rv_vector_add(gradient, result.weight, set->room, n);
    }
    if (gradient)
        rv_vector_scale(gradient, 1 / weight, n);
    set->evaluations++;
    return sum / weight;
}

struct rv_objective rv_set_objective(struct rv_set_objective *set)
{
    size_t n = rv_network_parameter_count(set->network);

    return (struct rv_objective){.count = n,
                                 .block = n,
                                 .ranges = rv_network_ranges(set->network),
                                 .range_count = rv_network_range_count(set->network),
                                 .exact = true,
                                 .self = set,
                                 .evaluate = evaluate};
}
