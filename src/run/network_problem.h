/* The parts of a run that trains a network. Not for other folders. */
#ifndef RAVINE_RUN_NETWORK_PROBLEM_H
#define RAVINE_RUN_NETWORK_PROBLEM_H

#include "run/internal.h"

/* What one evaluation needs; owned by whoever evaluates, so that a const run can be judged. */
struct rv_judge {
    struct rv_workspace *work;
    struct rv_outcome *outcomes;
    uint32_t *index;
    double *statistics; /* recalibrated */
};

struct rv_network_problem {
    struct rv_samples samples;
    struct rv_samples plain; /* validation scaled as training, where a protocol asks; else empty */
    struct rv_network *network;
    size_t batch;            /* largest mini-batch or whole evaluation block */
    struct rv_judge judge;   /* its workspace also trains */
    uint32_t *order;         /* of the epoch under way */
    float *augmented;        /* inputs of a mini-batch after augmentation */
    int *labels;             /* labels of such a mini-batch */
    uint32_t *confusion;
    struct rv_batch now;     /* the mini-batch of the step under way */
    struct rv_pass pass;     /* how it is passed through */
};

static inline struct rv_network_problem *rv_network_problem(const struct rv_run *run)
{
    return run->own;
}

struct rv_evaluation {
    double loss, accuracy, loss_se, accuracy_se;
    size_t count;
};

/* A protocol on the run's parameters; fills judge->outcomes and judge->index. */
void rv_network_problem_evaluate(const struct rv_run *run, struct rv_judge *judge,
                                 const struct rv_evaluate *protocol,
                                 struct rv_evaluation *result);

/* network_evaluate.c: the scenario's protocol, the snapshot, the confusion matrix. */
void rv_network_problem_finish_epoch(struct rv_run *run, struct rv_problem_epoch *epoch);

#endif
