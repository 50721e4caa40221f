/* One run: recipe (const) + state (one contiguous block) + workspace (rebuilt at will).
 *
 * Initialize, step, test; no call-backs:
 *
 *     struct rv_run *run;
 *     if (rv_run_create(&recipe, seed, &run, &error)) ...
 *     struct rv_sample sample;
 *     while (rv_run_step(run, &sample) == RV_RUNNING) { ... }
 *     rv_run_free(run);
 *
 * One step is one mini-batch. The step that ends an epoch also evaluates by the scenario's own
 * protocol (plateau schedules feed on it) and reports an epoch row. The epoch tables belong to the
 * run; recorder, measures and figures read them afterwards. rv_run_state_* copies the whole state:
 * save, restore, rewind, branch and resume are a copy of the block.
 *
 * On a surface one step moves all replicas; `loss` is the epoch mean of the value over steps and
 * replicas, `snapshot_loss` its value at the end of the epoch, `val_loss` the twin's value there.
 */
#ifndef RAVINE_RUN_H
#define RAVINE_RUN_H

#include "ravine/recipe.h"
#include "ravine/table.h"

#include <stdint.h>

/* Why a run stopped; name, text. */
#define RV_STOPPED_LIST(X)                                                                         \
    X(RUNNING, "running")                                                                          \
    X(FINISHED, "finished")                                                                        \
    X(DIVERGED, "diverged")                                                                        \
    X(INTERRUPTED, "interrupted")

enum rv_stopped {
#define X(name, text) RV_##name##_RUN,
    RV_STOPPED_LIST(X)
#undef X
};
#define RV_RUNNING RV_RUNNING_RUN
/* "finished", for people and in files. */
const char *rv_stopped_text(enum rv_stopped stopped);

/* A column of a table of a run. */
struct rv_column {
    const char *name; /* as in the header of the file */
    const char *unit; /* "": none */
    const char *help;
    const char *key; /* of the recipe, which asks for it: "record.metrics"; NULL: always there */
};

/* All columns of the epoch table, of the step table and of the list of events that have a row of
 * their own (epoch_columns.def, step_columns.def, event_columns.def), in their order; a name of
 * NULL ends each. */
extern const struct rv_column rv_epoch_columns[], rv_step_columns[], rv_event_columns[];
/* Their names, NULL-terminated: of the epoch table those that every run has. */
extern const char *const rv_epoch_column_names[];
extern const char *const rv_step_column_names[];

/* What one step tells. */
struct rv_sample {
    long step;            /* made so far */
    long epoch;           /* of this step, from 1 */
    long place;           /* examples of the epoch seen so far */
    double loss;          /* of the mini-batch, with penalty */
    double gradient_norm; /* before clipping */
    double learning_rate;
    long evaluations;     /* of the objective; 1 but for methods */
    bool epoch_ended;     /* the epoch table has a new row */
};

struct rv_run;

/* Names of all columns of the epoch table of a run of this recipe, NULL-terminated. */
char **rv_run_columns(const struct rv_recipe *recipe);
void rv_run_columns_free(char **columns);

/* The key of a recipe that an error is about. */
struct rv_run_place {
    const char *section, *key;      /* "record", "steps_every"; key NULL: the section as a whole */
    const struct rv_change *change; /* the change that is at fault; NULL: the recipe itself */
};

/* Whether a run of a bound recipe can be made on any seed: memory, steps, what a method or a
 * pretraining needs of the network. Nothing is made but a network without weights. What is accepted
 * here rv_run_create() does not refuse, unless a data file goes away in between. `place` may be
 * NULL. */
enum rv_status rv_run_check(const struct rv_recipe *recipe, struct rv_run_place *place,
                            struct rv_error *error);

/* Makes the data, builds the network, initialises. The recipe must outlive the run. */
enum rv_status rv_run_create(const struct rv_recipe *recipe, uint64_t seed, struct rv_run **run,
                             struct rv_error *error);
/* The same with passes through the network in double: what other programs that calculate in double
 * are compared with (export). On a surface all is double anyway. */
enum rv_status rv_run_create_double(const struct rv_recipe *recipe, uint64_t seed,
                                    struct rv_run **run, struct rv_error *error);
void rv_run_free(struct rv_run *run);

/* One mini-batch, and the evaluation when it ends an epoch (the evaluation alone, where
 * rv_run_advance() left one open). Allocates nothing, but for record.curvature. Returns RV_RUNNING
 * or why it stopped; a stopped run stays stopped. `sample` may be NULL. */
enum rv_stopped rv_run_step(struct rv_run *run, struct rv_sample *sample);

/* Steps, and parts of the evaluation at the end of an epoch, until about `seconds` are spent, an
 * epoch is over or the run stops (a step is never cut, nor the evaluation that evaluate.every asks
 * for in it). The bits are those of rv_run_step(). `epoch_ended` tells whether the table has a new
 * row; the rest of `sample` is the last step made, untouched by a call that made none. */
enum rv_stopped rv_run_advance(struct rv_run *run, double seconds, struct rv_sample *sample);

/* A recipe with `pretrain` trains by that first: the first calls of rv_run_step() and
 * rv_run_advance() make its steps, which are no steps of the run (sample: step and epoch 0, its
 * loss). While that goes on: true, and the epoch under way (from 1) of how many. For tests. */
bool rv_run_pretraining(const struct rv_run *run, long *epoch, long *epochs);

/* All mini-batches of an epoch are made and its evaluation is under way: rv_run_advance() goes on
 * with it. */
bool rv_run_evaluating(const struct rv_run *run);

/* Marks the run as interrupted. */
void rv_run_interrupt(struct rv_run *run);

/* RV_RUNNING, or why the run is over. */
enum rv_stopped rv_run_stopped(const struct rv_run *run);
/* The recipe in force: the base one, or that of the last change. */
const struct rv_recipe *rv_run_recipe(const struct rv_run *run);
/* NULL for a surface. */
const struct rv_network *rv_run_network(const struct rv_run *run);
/* What it trains and validates on, split and scaled. NULL for a surface. */
const struct rv_samples *rv_run_samples(const struct rv_run *run);
/* The training examples in the order of the epoch under way, or of the one that has just ended; and
 * those that the last evaluation by the scenario's protocol looked at. NULL for a surface. */
const uint32_t *rv_run_order(const struct rv_run *run, size_t *count);
const uint32_t *rv_run_evaluated(const struct rv_run *run, size_t *count);
/* The class that the last such evaluation answered for a validation example; -1: it did not look at
 * that, there was none yet, or it is a surface. */
int rv_run_answer(const struct rv_run *run, size_t example);
/* The latest, rv_run_parameter_count() of them, flat; valid as long as the run is. */
const double *rv_run_parameters(const struct rv_run *run);
/* The weights that the run hands in: of its best epoch where early stopping has finished it with
 * restore_best, else the latest. */
const double *rv_run_model(const struct rv_run *run);
size_t rv_run_parameter_count(const struct rv_run *run);
/* Running statistics of batch normalisation, in the order of ravine/network.h: the latest, and
 * those that belong to rv_run_model(). */
const double *rv_run_statistics(const struct rv_run *run);
const double *rv_run_model_statistics(const struct rv_run *run);
size_t rv_run_statistics_count(const struct rv_run *run);
long rv_run_steps_planned(const struct rv_run *run);
/* Column names are those of rv_run_columns() and rv_step_column_names. */
const struct rv_table *rv_run_epochs(const struct rv_run *run);
const struct rv_table *rv_run_steps(const struct rv_run *run);
/* What happened at an epoch: a change, an error; `count` lines. */
struct rv_event {
    long step, epoch;
    char text[120];
};
const struct rv_event *rv_run_events(const struct rv_run *run, size_t *count);
/* Confusion matrix of the last evaluation, [label][predicted], classes × classes; NULL for a
 * surface. */
const uint32_t *rv_run_confusion(const struct rv_run *run);
/* What makes a run look calm that has learnt nothing: said in words wherever a table shows it.
 * Name, text. */
#define RV_RUN_CONDITIONS(X)                                                                       \
    X(WELL, "")                                                                                    \
    X(STILL, "still")           /* val_loss is the same to the last bit in every epoch */          \
    X(ONE_ANSWER, "one answer") /* all validation examples get the same class */                   \
    X(CHANCE, "at chance")      /* the mean over the classes of the share that is right is within  \
                                   two standard errors of 1 / classes, on enough examples to tell */
enum rv_run_condition {
#define X(name, text) RV_RUN_##name,
    RV_RUN_CONDITIONS(X)
#undef X
};
/* "at chance"; "" for WELL. */
const char *rv_run_condition_text(enum rv_run_condition condition);
/* As the last evaluation found it; of a surface always WELL. */
enum rv_run_condition rv_run_condition(const struct rv_run *run);
/* The first class of the last evaluation that no training example has, or -1. */
int rv_run_untrained_class(const struct rv_run *run);
/* A sentence on a protocol that was completed (EMA needs recalibrated statistics), or NULL. */
const char *rv_run_note(const struct rv_run *run);

/* The whole state as bytes. restore() needs a run of the same recipe and seed. */
size_t rv_run_state_size(const struct rv_run *run);
void rv_run_state_save(const struct rv_run *run, void *block);
void rv_run_state_restore(struct rv_run *run, const void *block);
/* Whether both keep their states alike. Then, where two recipes agree up to some step and the seeds
 * are equal, the state of one at that step is that of the other. */
bool rv_run_state_fits(const struct rv_run *run, const struct rv_run *other);

/* Another protocol on the run's parameters as they stand: a counterfactual. The run is not
 * changed. */
struct rv_evaluation {
    double loss, accuracy;       /* loss weighted where the protocol says so */
    double loss_se, accuracy_se;
    size_t count; /* examples */
};
void rv_run_evaluate(const struct rv_run *run, const struct rv_evaluate *protocol,
                     struct rv_evaluation *result);

/* The same again and again, at any weights: what a landscape is made of. A network's run only; the
 * examples, and which of them, are those of the run as it stands. One thread at a time, but several
 * evaluators of a run may work at once while the run stays as it is. NULL and an error where memory
 * does not hold it. */
struct rv_run_evaluator;
struct rv_run_evaluator *rv_run_evaluator_create(const struct rv_run *run,
                                                 const struct rv_evaluate *protocol,
                                                 struct rv_error *error);
void rv_run_evaluator_free(struct rv_run_evaluator *evaluator); /* NULL is allowed */
/* `parameters` and `statistics` (running ones, where the protocol reads them) in place of the
 * run's; NULL: those. Allocates nothing. */
void rv_run_evaluator_evaluate(struct rv_run_evaluator *evaluator, const double *parameters,
                               const double *statistics, struct rv_evaluation *result);

#endif
