/* The training pass: loss of a mini-batch, its gradient, the statistics to commit.
 *
 *     prepare    weights are rounded and packed, sums set to zero, the gradient too
 *     forward    block by block up to the next batch normalisation, which gathers its sums;
 *                they are closed, and on it goes; the last stretch ends with the loss
 *     backward   the same way back; without a barrier each block goes back at once
 *     finish     gradients that are summed over many blocks; penalty
 *
 * Sums run over examples in their order, whatever the blocks are. */
#include "nn/workspace.h"

#include <string.h>

/* Everything one training pass knows. */
struct train {
    struct rv_workspace *work;
    struct rv_frame frame;
    const struct rv_batch *batch;
    struct rv_batch_result *result;
    size_t start, end; /* the examples that are in the buffers together */
    double sum;        /* of weighted losses */
};

/* Points the frame at the block that starts with example `first`. Where all examples of a mini-
 * batch are kept, every block has its own slots; else blocks take turns in the same ones, and
 * only the buffers that wait for finish() keep them apart. */
static void set_block(struct train *t, size_t first)
{
    size_t left = t->end - first;
    bool whole = t->frame.plan->options.slots == t->frame.plan->options.span;

    t->frame.first = first;
    t->frame.deferred_slot = first - t->start;
    t->frame.slot = whole ? first - t->start : 0;
    t->frame.count = left < RV_OPERATION_BLOCK ? left : RV_OPERATION_BLOCK;
}

/* Loss and gradient of the logits of a block. */
static void add_loss(struct train *t)
{
    struct rv_workspace *work = t->work;
    const struct rv_loss_type *type = rv_loss_of(&work->loss);
    int units = work->network->output.channels;

    rv_workspace_outputs(work, &t->frame);
    for (size_t i = 0; i < t->frame.count; i++) {
        int label = rv_workspace_label(t->batch, t->frame.first + i), predicted;
        double weight = rv_loss_weight(&work->loss, label);
        double *slope = work->slopes + i * (size_t)units;

        t->sum += weight * type->evaluate(work->loss.values, work->logits + i * (size_t)units,
                                          units, label, slope, &predicted);
        t->result->correct += predicted == label;
        for (int k = 0; k < units; k++)
            slope[k] *= weight / t->result->weight;
    }
    if (t->frame.gradient) {
        struct rv_view out = rv_frame_list(
            &t->frame, rv_frame_gradient(&t->frame, work->network->last), units, true);

        t->frame.kernels->from_doubles(work->slopes, &out, 0, t->frame.count);
    }
}

/* Operations from-1 down to `to` for the frame's block. Without barriers batch normalisation sums
 * up just before it passes the gradient on. */
static void backward_block(const struct rv_frame *frame, size_t from, size_t to)
{
    for (size_t o = from; o-- > to;) {
        const struct rv_operation *op = &frame->plan->operations[o];

        if (!op->backward)
            continue;
        if (op->run->backward_gather && (op->constant || !frame->pass->batch_statistics))
            op->run->backward_gather(op, frame);
        op->run->backward(op, frame);
    }
}

/* The way forward. A stretch runs from one barrier to the next: each block passes all its
 * operations before the next block starts, so that the maps between them are still in the
 * cache. A barrier's own forward opens the next stretch, when its sums are known. Without any
 * barrier there is one stretch, and each block turns back at its end. */
static void forward(struct train *t)
{
    const struct rv_plan *plan = t->frame.plan;
    bool at_once = rv_workspace_barrier(&t->frame, 0) == plan->count && t->frame.gradient;

    for (size_t from = 0, search = 0;;) {
        size_t next = rv_workspace_barrier(&t->frame, search);
        const struct rv_operation *barrier = next < plan->count ? &plan->operations[next] : NULL;

        for (size_t first = t->start; first < t->end; first += RV_OPERATION_BLOCK) {
            set_block(t, first);
            if (!search)
                rv_workspace_load(&t->frame, t->batch);
            rv_workspace_forward(&t->frame, from, next);
            if (barrier)
                barrier->run->gather(barrier, &t->frame);
            else
                add_loss(t);
            if (at_once)
                backward_block(&t->frame, plan->count, 0);
        }
        if (!barrier)
            return;
        barrier->run->close(barrier, &t->frame);
        from = next;
        search = next + 1;
    }
}

/* The last operation before `from` that must see all examples on the way back. */
static const struct rv_operation *barrier_below(const struct rv_plan *plan, size_t from)
{
    for (size_t o = from; o-- > 0;)
        if (plan->operations[o].run->gather && plan->operations[o].backward &&
            !plan->operations[o].constant)
            return &plan->operations[o];
    return NULL;
}

/* The way back over barriers: the operation at `from` has passed its sums already. */
static void backward(struct train *t)
{
    const struct rv_plan *plan = t->frame.plan;
    const struct rv_operation *barrier;
    size_t from = plan->count, below = plan->count;

    do {
        barrier = barrier_below(plan, below);
        below = barrier ? (size_t)(barrier - plan->operations) : 0;
        for (size_t first = t->start; first < t->end; first += RV_OPERATION_BLOCK) {
            set_block(t, first);
            backward_block(&t->frame, from, barrier ? below + 1 : 0);
            if (barrier)
                barrier->run->backward_gather(barrier, &t->frame);
        }
        if (barrier)
            barrier->run->backward_close(barrier, &t->frame);
        from = below + 1;
    } while (barrier);
}

/* Gradients that want many examples at a time: all that are in the deferred buffers now. */
static void finish(struct train *t)
{
    const struct rv_plan *plan = t->frame.plan;

    t->frame.slot = t->frame.deferred_slot = 0;
    t->frame.first = t->start;
    t->frame.count = t->end - t->start;
    for (size_t o = 0; o < plan->count; o++)
        if (plan->operations[o].run->finish && plan->operations[o].backward)
            plan->operations[o].run->finish(&plan->operations[o], &t->frame);
}

/* Ends the sums of batch normalisation on running statistics. In a staged pass the others are
 * closed. */
static void close_sums(const struct rv_frame *frame, bool staged)
{
    for (size_t o = 0; o < frame->plan->count; o++) {
        const struct rv_operation *op = &frame->plan->operations[o];

        if (op->run->backward_close && op->backward && (op->constant || !staged))
            op->run->backward_close(op, frame);
    }
}

/* Σ w_y over the mini-batch: what the weighted mean is divided by. Needed before the first
 * gradient, which is why it is not summed along with the loss. */
static double sum_of_weights(const struct rv_workspace *work, const struct rv_batch *batch)
{
    double sum = 0;

    for (size_t i = 0; i < batch->count; i++)
        sum += rv_loss_weight(&work->loss, rv_workspace_label(batch, i));
    return sum;
}

void rv_workspace_train(struct rv_workspace *work, const double *parameters,
                        const double *statistics, const struct rv_batch *batch,
                        const struct rv_pass *pass, double *gradient,
                        struct rv_batch_result *result)
{
    const struct rv_network *network = work->network;
    const struct rv_plan *plan = work->training;
    struct train t = {.work = work, .batch = batch, .result = result};
    bool staged;

    if (batch->count > work->batch || !batch->count)
        RV_BUG("a mini-batch of %zu examples, workspace for %zu", batch->count, work->batch);
    /* 1. A frame without a block yet; whether this pass has barriers at all. */
    t.frame = rv_workspace_frame(work, plan, parameters, statistics, pass);
    t.frame.gradient = gradient;
    staged = rv_workspace_barrier(&t.frame, 0) < plan->count;
    /* 2. Everything that is summed starts at zero; weights are rounded once. */
    *result = (struct rv_batch_result){.weight = sum_of_weights(work, batch)};
    if (gradient)
        memset(gradient, 0, network->parameter_count * sizeof *gradient);
    rv_workspace_prepare(&t.frame, plan->count);
    /* 3. As many examples as the buffers hold together (with barriers: all of them). */
    for (t.start = 0; t.start < batch->count; t.start = t.end) {
        size_t left = batch->count - t.start;

        t.end = t.start + (left < plan->options.span ? left : plan->options.span);
        forward(&t);
        if (!gradient)
            continue;
        if (staged)
            backward(&t);
        finish(&t);
    }
    /* 4. Sums over all blocks are closed, the penalty is added once. */
    if (gradient)
        close_sums(&t.frame, staged);
    if (gradient)
        work->moved = staged;
    result->loss = t.sum / result->weight;
    result->penalty = rv_loss_penalty(&work->loss, network->ranges, network->range_count,
                                      parameters, gradient);
}

/* Only a pass on batch statistics leaves something to commit: on running statistics they are
 * constants and stay as they are. */
void rv_workspace_commit(const struct rv_workspace *work, double *statistics)
{
    const struct rv_plan *plan = work->training;
    struct rv_frame frame = rv_workspace_frame(work, plan, NULL, NULL, NULL);

    for (size_t o = 0; o < plan->count && work->moved; o++)
        if (plan->operations[o].run->commit)
            plan->operations[o].run->commit(&plan->operations[o], &frame, statistics);
}
