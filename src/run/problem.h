/* What a run minimises: a network on data, or a surface. Not for other folders.
 *
 * Steps, changes, state and tables are the same for both and know only this. A problem keeps its
 * own parts (data, network, surfaces, room to work) behind `run->own`. */
#ifndef RAVINE_RUN_PROBLEM_H
#define RAVINE_RUN_PROBLEM_H

#include "run/columns.h"
#include "ravine/stream.h"

/* What one mini-batch or one step of all replicas gave. */
struct rv_problem_step {
    double loss;    /* mean, weighted where the loss says so; without penalty */
    double penalty;
    double weight;  /* what the loss counts in the epoch's mean */
    size_t correct; /* examples classified right */
    size_t count;   /* examples, or replicas */
    size_t visits;  /* of the epoch's visits that are done with it */
};

struct rv_sizes;

struct rv_problem_type {
    bool classifies; /* accuracy exists */
    /* Without making anything: what create() will put into run->sizes, or the most that it can be
     * where the data decide; or why a run of the recipe and its changes cannot be made. */
    enum rv_status (*measure)(const struct rv_recipe *base, struct rv_sizes *sizes,
                              struct rv_run_place *place, struct rv_error *error);
    /* Makes run->own and fills run->sizes (all but steps, step_rows and slots) and the ranges. */
    enum rv_status (*create)(struct rv_run *run, struct rv_error *error);
    void (*free)(struct rv_run *run);
    /* Room that needs the sizes; then the state before the first step. */
    void (*start)(struct rv_run *run);
    /* Another recipe is in force: whatever depends on it is made anew. */
    enum rv_status (*change)(struct rv_run *run, const struct rv_recipe *before,
                             struct rv_error *error);
    /* Visits that one step of this recipe does. */
    size_t (*visits_of_step)(const struct rv_recipe *recipe);
    /* The order of the epoch that comes, or of the one under way after the state was restored. */
    void (*begin_epoch)(struct rv_run *run);
    /* Loss of the step that comes at the parameters, and its gradient into run->gradient. */
    void (*gradient)(struct rv_run *run, struct rv_problem_step *step);
    /* For methods, after `gradient`: the value at x, and its gradient unless NULL, on the same
     * mini-batch with the same keys; `run` is a struct rv_run. As in struct rv_objective. */
    double (*evaluate)(void *run, const double *x, double *gradient);
    bool (*hessian)(void *run, const double *x, double *hessian); /* may be NULL */
    /* Statistics that `gradient` gathered become the run's. Before a method evaluates elsewhere. */
    void (*commit)(struct rv_run *run);
    /* The iterate has moved by a step. NULL: nothing to note. */
    void (*moved)(struct rv_run *run);
    /* val_loss now, by the scenario's protocol. */
    double (*validate)(struct rv_run *run);
    /* Columns of the step table that say where the run is: row[RV_STEP_X] and the like. NULL:
     * nowhere. */
    void (*place)(const struct rv_run *run, double *row);
    /* What must be computed at the end of an epoch: all that is left of it, or a part of some 20
     * ms. True when nothing is left. NULL: there is nothing to compute. */
    bool (*evaluate_epoch)(struct rv_run *run, bool whole);
    /* Columns of the epoch table that the problem knows: row[RV_EPOCH_VAL_LOSS] and the like, and
     * RV_PROTOCOL_COLUMN_COUNT for each protocol. */
    void (*finish_epoch)(struct rv_run *run, double *row, double *protocols);
};

extern const struct rv_problem_type rv_problem_network;
extern const struct rv_problem_type rv_problem_surface;

#endif
