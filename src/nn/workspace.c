/* Workspaces: creation, and what all passes share. */
#include "nn/workspace.h"

#include "ravine/memory.h"

#include <stdint.h>

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Bytes of the whole arena, or SIZE_MAX. */
static size_t arena_size(const struct rv_workspace *work)
{
    size_t outputs = rv_shape_size(work->network->output) * RV_OPERATION_BLOCK;

    if (work->training->size == SIZE_MAX || work->inference->size == SIZE_MAX ||
        !rv_memory_fits(outputs, 2 * sizeof(double)))
        return SIZE_MAX;
    return work->training->size + work->inference->size + 2 * outputs * sizeof(double);
}

/* One piece of memory for all: the two plans, then the logits of a block and their gradient. */
static void hand_out(struct rv_workspace *work)
{
    char *next = work->arena;

    work->training->memory = next;
    work->inference->memory = next + work->training->size;
    next += work->training->size + work->inference->size; /* both are multiples of 64 */
    work->logits = (double *)(void *)next;
    work->slopes = work->logits + rv_shape_size(work->network->output) * RV_OPERATION_BLOCK;
}

/* Everything but the arena, of which the size is known then. */
static struct rv_workspace *plan(const struct rv_network *network, const struct rv_config *loss,
                                 size_t batch, enum rv_precision precision, bool fuse)
{
    struct rv_workspace *work = rv_alloc(1, sizeof *work);
    size_t block = least(batch, RV_OPERATION_BLOCK);
    struct rv_plan_options training = {.kernels = rv_kernels_get(precision),
                                       .training = true,
                                       .fuse = fuse,
                                       .slots = block,
                                       .span = least(batch, RV_DENSE_CHUNK)};
    struct rv_plan_options inference = {
        .kernels = training.kernels, .fuse = fuse, .slots = RV_OPERATION_BLOCK};

    /* Its sums need all examples before the first can go on, so that all are kept. */
    if (rv_network_has_batchnorm(network))
        training.slots = training.span = batch;
    *work = (struct rv_workspace){.network = network,
                                  .loss = rv_config_copy(loss),
                                  .kernels = training.kernels,
                                  .batch = batch,
                                  .training = rv_plan_create(network, &training),
                                  .inference = rv_plan_create(network, &inference)};
    work->size = arena_size(work);
    return work;
}

static enum rv_status check_size(const struct rv_workspace *work, struct rv_error *error)
{
    if (rv_memory_fits(work->size, 1))
        return RV_OK;
    return rv_error_set(error, RV_INPUT,
                        "this network with batches of %zu examples needs more than %zu GiB of "
                        "memory; use smaller ones (train.batch, evaluate.batch), fewer filters or "
                        "earlier pooling",
                        work->batch, RV_MEMORY_LIMIT >> 30);
}

enum rv_status rv_workspace_check(const struct rv_network *network, const struct rv_config *loss,
                                  size_t batch, enum rv_precision precision,
                                  struct rv_error *error)
{
    struct rv_workspace *work = plan(network, loss, batch, precision, true);
    enum rv_status status = check_size(work, error);

    rv_workspace_free(work);
    return status;
}

enum rv_status rv_workspace_build(const struct rv_network *network, const struct rv_config *loss,
                                  size_t batch, enum rv_precision precision, bool fuse,
                                  struct rv_workspace **result, struct rv_error *error)
{
    struct rv_workspace *work = plan(network, loss, batch, precision, fuse);
    enum rv_status status = check_size(work, error);

    if (status) {
        rv_workspace_free(work);
        work = NULL;
    } else {
        work->arena = rv_alloc(work->size, 1);
        hand_out(work);
    }
    *result = work;
    return status;
}

struct rv_workspace *rv_workspace_create(const struct rv_network *network,
                                         const struct rv_config *loss, size_t batch,
                                         enum rv_precision precision, struct rv_error *error)
{
    struct rv_workspace *work;

    (void)rv_workspace_build(network, loss, batch, precision, true, &work, error); /* or NULL */
    return work;
}

void rv_workspace_free(struct rv_workspace *work)
{
    if (!work)
        return;
    rv_plan_free(work->training);
    rv_plan_free(work->inference);
    rv_config_release(&work->loss);
    rv_free(work->arena);
    rv_free(work);
}

/* ---- Parts of a pass ---- */

struct rv_frame rv_workspace_frame(const struct rv_workspace *work, const struct rv_plan *plan,
                                   const double *parameters, const double *statistics,
                                   const struct rv_pass *pass)
{
    return (struct rv_frame){.plan = plan,
                             .kernels = work->kernels,
                             .pass = pass,
                             .parameters = parameters,
                             .statistics = statistics};
}

void rv_workspace_prepare(const struct rv_frame *frame, size_t count)
{
    for (size_t o = 0; o < count; o++) {
        const struct rv_operation *op = &frame->plan->operations[o];

        if (op->run->prepare)
            op->run->prepare(op, frame);
    }
}

/* float32 examples are picked by index and widened or rounded into map 0. */
void rv_workspace_load(const struct rv_frame *frame, const struct rv_batch *batch)
{
    struct rv_view in = rv_frame_data(frame, 0);
    struct rv_shape shape = frame->plan->network->input;
    const float *inputs = batch->inputs;
    const uint32_t *index = NULL;

    if (batch->index)
        index = batch->index + frame->first;
    else
        inputs += frame->first * rv_shape_size(shape);
    frame->kernels->gather(inputs, shape.channels, index, &in, 0, frame->count);
}

void rv_workspace_forward(const struct rv_frame *frame, size_t from, size_t to)
{
    for (size_t o = from; o < to; o++) {
        const struct rv_operation *op = &frame->plan->operations[o];

        op->run->forward(op, frame);
    }
}

size_t rv_workspace_barrier(const struct rv_frame *frame, size_t from)
{
    size_t o = from;

    if (!frame->pass->batch_statistics)
        return frame->plan->count;
    while (o < frame->plan->count &&
           (!frame->plan->operations[o].run->gather || frame->plan->operations[o].constant))
        o++;
    return o;
}

void rv_workspace_outputs(struct rv_workspace *work, const struct rv_frame *frame)
{
    struct rv_view out = rv_frame_list(frame, rv_frame_data(frame, work->network->last),
                                       work->network->output.channels, false);

    frame->kernels->to_doubles(&out, 0, frame->count, work->logits);
}
