/* Inside of a workspace, and the parts of a pass that training, evaluation and recalibration share.
 *
 * Two plans over the same network: one with gradients, one for inference, where batch
 * normalisation is folded into the weights. Without batch normalisation a training pass takes
 * blocks of RV_OPERATION_BLOCK examples through forward and backward, so that they stay in the
 * cache; with it all examples of the mini-batch are kept until the gradient is known. */
#ifndef RAVINE_NN_WORKSPACE_H
#define RAVINE_NN_WORKSPACE_H

#include "nn/loss.h"
#include "nn/plan.h"

struct rv_workspace {
    const struct rv_network *network;
    struct rv_config loss; /* owned */
    const struct rv_kernels *kernels;
    size_t batch;
    struct rv_plan *training;
    struct rv_plan *inference;
    size_t inference_slots;
    bool moved;     /* the last training pass has statistics to commit */
    double *logits; /* [RV_OPERATION_BLOCK · outputs] */
    double *slopes; /* gradient of the logits, the same */
    void *arena;    /* everything of the above that a pass writes */
    size_t size;
};

/* rv_workspace_create(), and without fusions where `fuse` is false: the same numbers. */
enum rv_status rv_workspace_build(const struct rv_network *network, const struct rv_config *loss,
                                  size_t batch, enum rv_precision precision, bool fuse,
                                  struct rv_workspace **work, struct rv_error *error);

/* A frame for a pass over one plan. */
struct rv_frame rv_workspace_frame(const struct rv_workspace *work, const struct rv_plan *plan,
                                   const double *parameters, const double *statistics,
                                   const struct rv_pass *pass);
/* Calls prepare() of the first `count` operations. */
void rv_workspace_prepare(const struct rv_frame *frame, size_t count);
/* The inputs of the frame's block. */
void rv_workspace_load(const struct rv_frame *frame, const struct rv_batch *batch);
/* Operations from .. to-1 for the frame's block. */
void rv_workspace_forward(const struct rv_frame *frame, size_t from, size_t to);
/* The first operation at or after `from` that waits for all examples, or the number of operations.
 */
size_t rv_workspace_barrier(const struct rv_frame *frame, size_t from);
/* The outputs of the frame's block as doubles, in work->logits. */
void rv_workspace_outputs(struct rv_workspace *work, const struct rv_frame *frame);

static inline int rv_workspace_label(const struct rv_batch *batch, size_t i)
{
    return batch->labels[batch->index ? batch->index[i] : i];
}

#endif
