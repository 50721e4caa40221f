/* Passes without a gradient: loss and class of every example, logits, recalibration. */
#include "nn/workspace.h"

#include <stdint.h>
#include <string.h>

/* Takes the logits of the frame's block somewhere. */
typedef void take_outputs(struct rv_workspace *work, const struct rv_batch *batch,
                          const struct rv_frame *frame, void *to);

/* Loss and class of each example, unweighted: means and weights are reductions of these. */
static void take_outcomes(struct rv_workspace *work, const struct rv_batch *batch,
                          const struct rv_frame *frame, void *to)
{
    const struct rv_loss_type *type = rv_loss_of(&work->loss);
    struct rv_outcome *outcomes = to;
    int units = work->network->output.channels;

    for (size_t i = 0; i < frame->count; i++) {
        struct rv_outcome *outcome = &outcomes[frame->first + i];
        int label = rv_workspace_label(batch, frame->first + i);

        outcome->loss = type->evaluate(work->loss.values, work->logits + i * (size_t)units, units,
                                       label, NULL, &outcome->predicted);
    }
}

/* The outputs as they are, one row an example. */
static void take_logits(struct rv_workspace *work, const struct rv_batch *batch,
                        const struct rv_frame *frame, void *to)
{
    size_t units = rv_shape_size(work->network->output);
    double *logits = to;

    (void)batch;
    memcpy(logits + frame->first * units, work->logits, frame->count * units * sizeof *logits);
}

/* Operations that wait for all examples: the examples start .. end-1 go up to each of them
 * together. */
static void forward_together(struct rv_workspace *work, struct rv_frame *frame,
                             const struct rv_batch *batch, size_t start, size_t end,
                             take_outputs *take, void *to)
{
    const struct rv_plan *plan = frame->plan;

    rv_workspace_prepare(frame, plan->count);
    for (size_t from = 0, search = 0;;) {
        size_t next = rv_workspace_barrier(frame, search);

        for (size_t first = start; first < end; first += RV_OPERATION_BLOCK) {
            frame->first = first;
            frame->slot = frame->deferred_slot = first - start;
            frame->count = end - first < RV_OPERATION_BLOCK ? end - first : RV_OPERATION_BLOCK;
            if (!search)
                rv_workspace_load(frame, batch);
            rv_workspace_forward(frame, from, next);
            if (next < plan->count) {
                plan->operations[next].run->gather(&plan->operations[next], frame);
            } else {
                rv_workspace_outputs(work, frame);
                take(work, batch, frame, to);
            }
        }
        if (next == plan->count)
            return;
        plan->operations[next].run->close(&plan->operations[next], frame);
        from = next;
        search = next + 1;
    }
}

/* Every example by itself: the plan for inference, or the one for training where dropout drops. */
static void forward_alone(struct rv_workspace *work, struct rv_frame *frame,
                          const struct rv_batch *batch, take_outputs *take, void *to)
{
    size_t step = frame->plan->options.slots;

    if (step > RV_OPERATION_BLOCK)
        step = RV_OPERATION_BLOCK;
    rv_workspace_prepare(frame, frame->plan->count);
    for (size_t first = 0; first < batch->count; first += step) {
        frame->first = first;
        frame->count = batch->count - first < step ? batch->count - first : step;
        rv_workspace_load(frame, batch);
        rv_workspace_forward(frame, 0, frame->plan->count);
        rv_workspace_outputs(work, frame);
        take(work, batch, frame, to);
    }
}

/* Three ways: on running statistics and without dropout the folded plan, with dropout the plan
 * for training one block after the other, with batch statistics the same over whole batches. */
static void evaluate(struct rv_workspace *work, const double *parameters, const double *statistics,
                     const struct rv_batch *batch, const struct rv_pass *pass, size_t block,
                     take_outputs *take, void *to)
{
    const struct rv_network *network = work->network;
    bool together = pass->batch_statistics && rv_network_has_batchnorm(network);
    bool drops = pass->dropout && rv_network_has_dropout(network);
    const struct rv_plan *plan = together || drops ? work->training : work->inference;
    struct rv_frame frame = rv_workspace_frame(work, plan, parameters, statistics, pass);

    if (!together) {
        forward_alone(work, &frame, batch, take, to);
        return;
    }
    if (!block || block > work->batch)
        RV_BUG("batch statistics of %zu examples, workspace for %zu", block, work->batch);
    for (size_t start = 0; start < batch->count; start += block) {
        size_t left = batch->count - start;

        forward_together(work, &frame, batch, start, start + (left < block ? left : block), take,
                         to);
    }
}

void rv_workspace_evaluate(struct rv_workspace *work, const double *parameters,
                           const double *statistics, const struct rv_batch *batch,
                           const struct rv_pass *pass, size_t block, struct rv_outcome *outcomes)
{
    evaluate(work, parameters, statistics, batch, pass, block, take_outcomes, outcomes);
}

void rv_workspace_logits(struct rv_workspace *work, const double *parameters,
                         const double *statistics, const struct rv_batch *batch,
                         const struct rv_pass *pass, size_t block, double *logits)
{
    evaluate(work, parameters, statistics, batch, pass, block, take_logits, logits);
}

/* Layer by layer: all examples go up to the layer on the statistics found so far. The pass claims
 * batch statistics while it gathers, or prepare() would read those that are still to be found.
 * Between two parts everything stands in the arena: packed weights, sums. */
bool rv_workspace_recalibrate_part(struct rv_workspace *work, const double *parameters,
                                   const struct rv_batch *batch, double *statistics,
                                   struct rv_recalibration *at, size_t examples)
{
    static const struct rv_pass running = {0}, gathering = {.batch_statistics = true,
                                                            .thawed = true};
    const struct rv_plan *plan = work->training;
    struct rv_frame frame = rv_workspace_frame(work, plan, parameters, statistics, &running);
    size_t step = plan->options.slots < RV_OPERATION_BLOCK ? plan->options.slots
                                                           : RV_OPERATION_BLOCK;
    size_t gone = 0;

    for (; at->operation < plan->count; at->operation++, at->first = 0) {
        const struct rv_operation *op = &plan->operations[at->operation];

        if (!op->run->gather)
            continue;
        if (at->first == 0) {
            rv_workspace_prepare(&frame, at->operation);
            frame.pass = &gathering;
            op->run->prepare(op, &frame);
            frame.pass = &running;
        }
        for (; at->first < batch->count; at->first += step, gone += step) {
            if (gone >= examples)
                return false;
            frame.first = at->first;
            frame.count = batch->count - at->first < step ? batch->count - at->first : step;
            rv_workspace_load(&frame, batch);
            rv_workspace_forward(&frame, 0, at->operation);
            op->run->gather(op, &frame);
        }
        op->run->population(op, &frame, statistics);
    }
    return true;
}

void rv_workspace_recalibrate(struct rv_workspace *work, const double *parameters,
                              const struct rv_batch *batch, double *statistics)
{
    struct rv_recalibration at = {0};

    rv_workspace_recalibrate_part(work, parameters, batch, statistics, &at, SIZE_MAX);
}
