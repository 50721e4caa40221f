/* What the files of run/ share: the parts of a run. Not for other folders.
 *
 * A run is recipe (const) + state (one contiguous block) + workspace. The block begins with the
 * fixed-size `struct rv_state` and goes on with arrays whose places `struct rv_layout` gives: a
 * copy of the block is a whole checkpoint. */
#ifndef RAVINE_RUN_INTERNAL_H
#define RAVINE_RUN_INTERNAL_H

#include "run/problem.h"

#include "ravine/method.h"

#define RV_RUN_EVENTS_MAX 64

/* The fixed part of the state. */
struct rv_state {
    enum rv_stopped stopped;
    bool ready;     /* pretraining is over, or there is none */
    long step;      /* made so far */
    long epoch;     /* finished so far */
    size_t place;   /* visits of the epoch under way that are done */
    size_t changes; /* of the recipe's changes that have taken over */
    size_t epoch_rows, step_rows, event_count;
    size_t previous_count; /* per-example losses kept from the last evaluation */
    double previous_draw;  /* its standard error, where its examples were drawn for it; else 0 */
    double swa_taken;
    double best_loss; /* lowest validation loss so far, with early stopping */
    long best_epoch;  /* its epoch, from 1; 0: none yet */
    double memory[RV_SCHEDULE_MEMORY];
    /* sums over the epoch under way */
    double loss_sum, loss_weight, penalty_sum, norm_sum;
    size_t correct, seen, batches;
    double wall_gradient, wall_step; /* of a surface, where they are recorded */
    struct rv_event events[RV_RUN_EVENTS_MAX];
};

/* Offsets in bytes of the arrays behind it. */
struct rv_layout {
    size_t parameters, statistics, slots, ema, swa, best, previous, answers, path, epochs, steps,
        total;
};

/* Numbers that never change during a run. */
struct rv_sizes {
    size_t parameters;
    size_t block;      /* coordinates of one replica */
    size_t statistics; /* doubles that the problem itself keeps: running statistics */
    size_t slots;      /* doubles of the largest optimizer state, changes included */
    size_t visits;     /* of an epoch: examples with repetitions, or steps */
    size_t evaluated;  /* most examples or replicas of one evaluation */
    size_t columns;    /* of the epoch table */
    long steps;        /* planned for the whole run */
    size_t step_rows;  /* of the step table */
};

struct rv_run {
    const struct rv_problem_type *problem;
    void *own; /* the problem's parts */
    const struct rv_recipe *base;
    const struct rv_recipe *recipe; /* in force */
    uint64_t seed;
    enum rv_precision precision; /* of passes through a network */
    const struct rv_range *ranges;
    size_t range_count;
    struct rv_sizes sizes;
    struct rv_layout layout;
    unsigned char *block;          /* the state */
    struct rv_table epochs, steps; /* names are theirs, values lie in the block */
    double *row;                   /* of the epoch table, while it is appended */
    double *protocols;             /* its columns of the protocols, while they are filled */
    double *gradient;
    double *adopted;           /* room for an optimizer state while it changes hands */
    struct rv_objective objective; /* what a method sees */
    struct rv_run *before;     /* owned; the pretraining; NULL: none */
    void *before_start;        /* owned; its state before its first step */
    struct rv_method *method;  /* room of the one in force; NULL: an update rule */
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

/* The recipe in force after `changes` changes. */
static inline const struct rv_recipe *rv_run_recipe_after(const struct rv_recipe *base,
                                                          size_t changes)
{
    return changes ? base->changes[changes - 1].recipe : base;
}

/* Whether a change takes over before the step that comes: `made` steps were made, it is one of
 * `epoch` (from 1), of which `place` visits are done. */
static inline bool rv_run_change_due(const struct rv_change *change, long made, long epoch,
                                     size_t place)
{
    return change->epoch ? epoch >= change->epoch && place == 0 : made + 1 >= change->step;
}

/* ---- state.c ---- */

/* The parameters that a protocol looks at: the iterate or an average. */
const double *rv_run_parameters_of(const struct rv_run *run, int parameters);
/* The averages of the weights begin at the weights. */
void rv_run_start_averages(struct rv_run *run);
/* Steps of an epoch with the mini-batch in force. */
long rv_run_steps_of_epoch(const struct rv_run *run);
/* All steps of the epoch are made, its evaluation is not complete. */
bool rv_run_epoch_is_open(const struct rv_run *run);
void rv_run_add_event(struct rv_run *run, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* ---- Above it, each file on those before it ---- */

/* path.c: where the run came from, for record.curvature: weights at the end of the epoch before,
 * before the last step, and before the step before it (three times the parameters; NULL where that
 * is not recorded or before the run). Before each step; at the end of an epoch. */
const double *rv_run_path(const struct rv_run *run, int which);
void rv_run_path_before(struct rv_run *run);
void rv_run_path_end_epoch(struct rv_run *run);

/* early_stopping.c: whether the run hands in the weights of its best epoch; after the row of an
 * epoch, keeps what early stopping needs: true, the run is over. */
bool rv_run_keeps_best(const struct rv_recipe *base);
bool rv_run_observe(struct rv_run *run, double val_loss);

/* sizes.c: what a run of the recipe minimises; completes sizes that the problem has begun (steps,
 * step_rows, columns, slots); where everything lies; whether some protocol of the run looks at that
 * average. */
const struct rv_problem_type *rv_run_problem(const struct rv_recipe *recipe);
void rv_run_find_sizes(const struct rv_recipe *base, struct rv_sizes *sizes);
struct rv_layout rv_run_lay_out(const struct rv_recipe *base, const struct rv_sizes *sizes);
bool rv_run_uses(const struct rv_recipe *base, int parameters);

/* epoch.c: the evaluation at the end of an epoch, or a part of it; true when the epoch is over: a
 * row of the epoch table, schedules observe, the run may end. */
bool rv_run_finish_epoch(struct rv_run *run, bool whole);

/* change.c: the objective and the room of the method, for the recipe in force; hands over to the
 * changes that are due before the step that comes; back to a saved state. */
void rv_run_open_method(struct rv_run *run);
void rv_run_apply_changes(struct rv_run *run);
void rv_run_restore_alone(struct rv_run *run, const void *block);

/* create.c: a run without its pretraining. */
enum rv_status rv_run_create_alone(const struct rv_recipe *recipe, uint64_t seed,
                                   enum rv_precision precision, struct rv_run **out,
                                   struct rv_error *error);
void rv_run_free_alone(struct rv_run *run);

/* step.c: a step of a run that is running and not pretraining, or the evaluation that is due after
 * it: `whole` with the step that calls for it, else by itself and in parts. True when an epoch
 * ended. */
bool rv_run_work(struct rv_run *run, bool whole, struct rv_sample *sample);

/* pretrain.c: makes the run of the pretraining, if there is one; a step of it (or a part of its
 * evaluation); back to its start; no more of it. */
enum rv_status rv_run_open_pretraining(struct rv_run *run, struct rv_error *error);
void rv_run_pretrain(struct rv_run *run, bool whole, struct rv_sample *sample);
void rv_run_rewind_pretraining(struct rv_run *run);
void rv_run_close_pretraining(struct rv_run *run);

#endif
