/* What the files of run/ share: the parts of a run. Not for other folders.
 *
 * A run is recipe (const) + state (one contiguous block) + workspace. The block begins with the
 * fixed-size `struct rv_state` and goes on with arrays whose places `struct rv_layout` gives: a
 * copy of the block is a whole checkpoint. */
#ifndef RAVINE_RUN_INTERNAL_H
#define RAVINE_RUN_INTERNAL_H

#include "ravine/run.h"
#include "ravine/stream.h"

#define RV_RUN_EVENTS_MAX 64

/* The fixed part of the state. */
struct rv_state {
    enum rv_stopped stopped;
    long step;        /* made so far */
    long epoch;       /* finished so far */
    size_t place;     /* examples seen of the epoch under way */
    size_t changes;   /* of the recipe's changes that have taken over */
    size_t epoch_rows, step_rows, event_count;
    size_t previous_count; /* per-example losses kept from the last evaluation */
    double swa_taken;
    double memory[RV_SCHEDULE_MEMORY];
    /* sums over the epoch under way */
    double loss_sum, loss_weight, penalty_sum, norm_sum;
    size_t correct, seen, batches;
    struct rv_event events[RV_RUN_EVENTS_MAX];
};

/* Offsets in bytes of the arrays behind it. */
struct rv_layout {
    size_t parameters, statistics, slots, ema, swa, previous, epochs, steps, total;
};

/* Numbers that never change during a run. */
struct rv_sizes {
    size_t parameters, statistics;
    size_t slots;     /* doubles of the largest optimizer state, changes included */
    size_t order;     /* visits of an epoch */
    size_t batch;     /* largest mini-batch or evaluation block */
    size_t evaluated; /* most examples of one evaluation */
    long steps;       /* planned for the whole run */
    size_t step_rows; /* of the step table */
};

/* What one evaluation needs; owned by whoever evaluates, so that a const run can be judged. */
struct rv_judge {
    struct rv_workspace *work;
    struct rv_outcome *outcomes;
    uint32_t *index;
    double *statistics; /* recalibrated */
    size_t capacity;    /* of outcomes and index */
};

struct rv_run {
    const struct rv_recipe *base;
    const struct rv_recipe *recipe; /* in force */
    uint64_t seed;
    struct rv_samples samples;
    struct rv_samples plain; /* validation scaled as training, where a protocol asks; else empty */
    struct rv_network *network;
    struct rv_sizes sizes;
    struct rv_layout layout;
    unsigned char *block; /* the state */
    struct rv_table epochs, steps; /* names are theirs, values lie in the block */
    struct rv_judge judge; /* its workspace also trains */
    double *gradient;
    double *adopted;      /* room for an optimizer state while it changes hands */
    uint32_t *order;      /* of the epoch under way */
    float *augmented;     /* inputs of a mini-batch after augmentation */
    int *labels;          /* labels of such a mini-batch */
    uint32_t *confusion;
    bool keeps_ema, keeps_swa; /* some protocol of this run looks at that average */
    const char *note;
};

static inline struct rv_state *rv_run_state(const struct rv_run *run)
{
    return (struct rv_state *)(void *)run->block;
}

static inline double *rv_run_array(const struct rv_run *run, size_t offset)
{
    return (double *)(void *)(run->block + offset);
}

/* create.c: (re)builds network and workspace for the recipe in force. */
enum rv_status rv_run_build(struct rv_run *run, struct rv_error *error);

/* change.c: hands over to the changes that are due before the step that comes. */
void rv_run_apply_changes(struct rv_run *run);
/* After the state was replaced: recipe, network, order, table lengths. */
void rv_run_resume(struct rv_run *run);
void rv_run_add_event(struct rv_run *run, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* evaluate.c */
struct rv_evaluation {
    double loss, accuracy, loss_se, accuracy_se;
    double jump_se; /* NaN: not the same examples as last time */
    size_t count;
};
/* A protocol on the run's parameters; fills judge->outcomes and judge->index. */
void rv_run_evaluate(const struct rv_run *run, struct rv_judge *judge,
                     const struct rv_evaluate *protocol, struct rv_evaluation *result);
/* The examples a protocol looks at. */
const struct rv_examples *rv_run_examples(const struct rv_run *run,
                                          const struct rv_evaluate *protocol);
/* At the end of an epoch: the scenario's protocol, the snapshot, a row of the epoch table. */
void rv_run_finish_epoch(struct rv_run *run, double rate, double momentum);

#endif
