/* An experiment: variants × seeds of a scenario, run on all cores, and its claims checked.
 *
 * Create, advance for so many seconds, look at what happened, release; no call-backs:
 *
 *     if (rv_experiment_create(&scenario, &experiment, &error)) ...
 *     while (rv_experiment_advance(&experiment, 0.1, 0, &event) != RV_ALL_DONE)
 *         if (event.what == RV_RUN_DONE)
 *             rv_archive_result(folder, &experiment, event.result, &error);
 *     if (experiment.error.status || experiment.interrupted) ...
 *     rv_experiment_release(&experiment);
 *
 * Within a slice all cores work; no thread outlives it, so that between two slices everything may
 * be read. Results are kept by index: neither the number of threads nor the length of the slices
 * changes a bit of them. */
#ifndef RAVINE_EXPERIMENT_H
#define RAVINE_EXPERIMENT_H

#include "ravine/measure.h"
#include "ravine/run.h"
#include "ravine/scenario.h"
#include "ravine/summary.h"

#include <signal.h>

/* What is kept of one run. */
struct rv_result {
    size_t variant; /* index into the scenario */
    uint64_t seed;
    bool made;      /* false: left out, or interrupted before it began */
    enum rv_stopped stopped;
    struct rv_table epochs;
    struct rv_table steps;
    struct rv_event *events;
    size_t event_count;
    double *parameters; /* final; NULL unless record.weights asks for them */
    size_t parameter_count;
    double *statistics; /* running ones that belong to them; NULL without batch normalisation */
    size_t statistics_count;
    double *epoch_parameters; /* one row an epoch; NULL unless record.weights is every-epoch */
    double *epoch_statistics; /* likewise */
    double seconds;     /* of this run alone */
    char *note;         /* see rv_run_note() */
    enum rv_run_condition condition; /* of one that came to its end */
    int untrained; /* 1 + rv_run_untrained_class(): the class; 0: none */
};

struct rv_claim_verdict {
    bool checked;  /* false: names a variant that was left out, or has no seed to be checked on */
    size_t seeds;  /* that it was checked on: all, or those that an interruption left whole */
    size_t holds, of, required; /* seeds; of a claim over the median `of` is 1 */
    bool passed;
    bool exact; /* nothing is random in the runs that it names: every seed says the same */
    struct rv_claim_room {
        double deciding; /* of the share of the seeds that must hold, or of the medians */
        double low, median, high; /* 5 %, 50 %, 95 % over the seeds */
    } room;         /* how far it is from failing: see experiment/room.h; NaN: has none (==) */
    char *figures; /* the numbers behind it, for a person; owned */
    char *missing; /* the measure that had no value on some seed; owned, or NULL */
};

struct rv_experiment {
    const struct rv_scenario *scenario;
    uint64_t *seeds;
    size_t seed_count;
    struct rv_result *results; /* variant-major: [variant * seed_count + seed] */
    size_t result_count;
    struct rv_claim_verdict *verdicts; /* one a claim */
    double seconds; /* wall time of all slices */
    char *command; /* the command line that made it, for captions; owned; may be NULL */
    const volatile sig_atomic_t *stop; /* of the caller; not 0: stop soon. NULL: nobody asks */
    bool interrupted;                  /* `stop` was asked: what was under way is kept as it was */
    struct rv_error error;             /* of the first run that could not be made: the last one */
    size_t runs_planned, runs_done;    /* of the variants that are selected */
    size_t epochs_planned, epochs_done;
    struct rv_stepper *stepper; /* runs under way and to come; NULL: read from a folder */
};

/* What a slice may bring. The last two are told by every slice, as the last thing. */
enum rv_happened {
    RV_RUN_BEGUN,
    RV_EPOCH_DONE,
    RV_RUN_DONE,   /* the result is whole: the caller's chance to save it */
    RV_SLICE_DONE, /* there is more to do */
    RV_ALL_DONE    /* all runs are over, or none will be begun: see `error` and `interrupted` */
};

struct rv_experiment_event {
    enum rv_happened what;
    size_t result; /* of which run; its index */
    size_t row;    /* RV_EPOCH_DONE: in the table of rv_experiment_epochs() */
};

/* Plans the runs of all variants that are selected, seed by seed. The scenario must outlive the
 * experiment. */
enum rv_status rv_experiment_create(const struct rv_scenario *scenario,
                                    struct rv_experiment *experiment, struct rv_error *error);
/* Before the first slice: the runs of these variants come before all others. */
void rv_experiment_put_first(struct rv_experiment *experiment, const size_t *variants,
                             size_t count);
/* Tells what happened, one thing a call, in the order in which it did; where all has been told,
 * works for about `seconds` on at most `threads` threads (0: one a core) first. Every run under way
 * makes one step at least, however short the slice; one that has begun is over soon after `stop`.
 * `event` may be NULL: then nothing is told but whether there is more. Returns event->what. */
enum rv_happened rv_experiment_advance(struct rv_experiment *experiment, double seconds,
                                       int threads, struct rv_experiment_event *event);
/* One slice without end, for whoever has nothing to do meanwhile. The status of the first run that
 * could not be made, or RV_INTERRUPTED. */
enum rv_status rv_experiment_run(struct rv_experiment *experiment, int threads,
                                 struct rv_error *error);
/* The epochs of a run so far, of one that is under way too; NULL: it has not begun. Between slices
 * only. */
const struct rv_table *rv_experiment_epochs(const struct rv_experiment *experiment, size_t result);
/* For callers with a loop of their own: keeps a run that is over as the result of that index. */
void rv_experiment_keep(struct rv_experiment *experiment, size_t result, const struct rv_run *run,
                        double seconds);
void rv_experiment_release(struct rv_experiment *experiment);

/* The epochs that measures use of a run with so many of them. One that diverged or was interrupted
 * has no measures, since the last planned epoch is missing; one that early stopping finished has
 * them over the epochs that it took. */
struct rv_measure_range rv_experiment_range(const struct rv_recipe *recipe, size_t epochs,
                                            enum rv_stopped stopped);
/* Whether it has learnt nothing, and is calm for that reason only. */
static inline bool rv_result_is_stuck(const struct rv_result *result)
{
    return result->made && result->condition != RV_RUN_WELL;
}
/* What is wrong with runs of a variant that came to their end, for tables: "2 one answer, 1 at
 * chance", "all at chance", "class 2 untrained"; nothing where they are well. */
void rv_experiment_print_condition(const struct rv_experiment *experiment, size_t variant,
                                   struct rv_text *out);
/* Value of a measure on one result ("fluctuation", "loss.fluctuation"), NaN when it has none. */
double rv_experiment_measure(const struct rv_experiment *experiment, size_t result,
                             const struct rv_measure_call *call);

/* Over the seeds of a variant. */
struct rv_summary rv_experiment_summary(const struct rv_experiment *experiment, size_t variant,
                                        const struct rv_measure_call *call);

/* Where the jumps and the level of val_loss come from (`run --shares`): parts, each the step from
 * one protocol to the next on the same parameters. See experiment/shares.c. */
#define RV_SHARE_LIST(X)                                                                           \
    X("running-statistics", "running statistics of batch normalisation, against exact ones")       \
    X("mode", "how it is evaluated: dropout, statistics of the evaluated batch")                   \
    X("examples", "which examples are looked at, and how they become one number")                  \
    X("weighting", "class weights that training counts and validation does not")                   \
    X("scaling", "inputs scaled in another way than in training")                                  \
    X("untrained-examples", "weights that move, as only examples that were not trained on see it") \
    X("weights", "weights that move, as the loss that is trained sees it too")

enum { RV_SHARE_COUNT = 7 };
enum rv_share_of {
    RV_SHARE_OF_JUMPS, /* parts of the variance of the jumps; they add up to 1 */
    RV_SHARE_OF_LEVEL  /* nats, with their sign: they add up to the mean over the epochs of val_loss
                          minus the trained loss at the same weights; `weights` has none (NaN) */
};
extern const char *const rv_share_names[RV_SHARE_COUNT];
extern const char *const rv_share_texts[RV_SHARE_COUNT];
extern const char *const rv_share_of_names[]; /* "jumps", "level" */
/* Whether the scenario was read with --shares, or says the same. */
bool rv_experiment_has_shares(const struct rv_experiment *experiment);
/* The parts of one result. False when it has none: not run with --shares, diverged, too few epochs
 * (three that count; one for the level). */
bool rv_experiment_shares(const struct rv_experiment *experiment, size_t result,
                          enum rv_share_of of, double share[RV_SHARE_COUNT]);

/* One part over the seeds. */
struct rv_share_part {
    size_t part; /* index into rv_share_names */
    struct rv_summary summary;
};

/* Parts of a variant, the largest median (of the level: in size) first; returns how many there are,
 * 0 when no seed has any. */
size_t rv_experiment_share_parts(const struct rv_experiment *experiment, size_t variant,
                                 enum rv_share_of of, struct rv_share_part parts[RV_SHARE_COUNT]);

/* Checks all claims; fills experiment->verdicts. After an interruption a claim is checked on the
 * seeds on which every run that it names is over. */
enum rv_status rv_experiment_check_claims(struct rv_experiment *experiment, struct rv_error *error);

/* 0 when all claims that were checked held and no run diverged unexpectedly; else RV_CLAIM,
 * RV_DIVERGED or RV_INTERRUPTED. */
enum rv_status rv_experiment_status(const struct rv_experiment *experiment);

#endif
