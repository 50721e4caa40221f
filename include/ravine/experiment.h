/* An experiment: variants × seeds of a scenario, run on all cores, and its claims judged. */
#ifndef RAVINE_EXPERIMENT_H
#define RAVINE_EXPERIMENT_H

#include "ravine/run.h"
#include "ravine/scenario.h"

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
};

struct rv_claim_verdict {
    bool checked;  /* false: names a variant that was left out, or has no seed to be judged on */
    size_t seeds;  /* that it was judged on: all, or those that an interruption left whole */
    size_t holds, of, required; /* seeds; of a claim over the median `of` is 1 */
    bool passed;
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
    double seconds; /* wall time */
    bool interrupted;
    char *command; /* the command line that made it, for captions; owned; may be NULL */
};

/* How the caller watches and stops. All members may be 0. */
struct rv_monitor {
    /* Called from worker threads, one at a time, after every epoch of any run. */
    void (*progress)(void *context, size_t epochs_done, size_t epochs_planned);
    /* Called likewise when an epoch of a run is over; the table's last row is that epoch. */
    void (*epoch)(void *context, const struct rv_experiment *experiment, size_t result,
                  const struct rv_table *epochs);
    /* Called likewise when a run is over; its result is whole: the recorder's chance to save it. */
    void (*finished)(void *context, const struct rv_experiment *experiment, size_t result);
    void *context;
    const volatile sig_atomic_t *stop; /* non-zero: stop soon */
    int threads;                       /* 0: one a core */
};

enum rv_status rv_experiment_create(const struct rv_scenario *scenario,
                                    struct rv_experiment *experiment, struct rv_error *error);
/* Runs everything that is selected. */
enum rv_status rv_experiment_run(struct rv_experiment *experiment, const struct rv_monitor *monitor,
                                 struct rv_error *error);
/* For callers with a loop of their own: keeps a run that is over as the result of that index. */
void rv_experiment_keep(struct rv_experiment *experiment, size_t result, const struct rv_run *run,
                        double seconds);
void rv_experiment_release(struct rv_experiment *experiment);

/* Value of a measure on one result ("fluctuation", "loss.fluctuation"), NaN when it has none. */
double rv_experiment_measure(const struct rv_experiment *experiment, size_t result,
                             const struct rv_measure_call *call);

/* Median, 5 % and 95 % quantile (with up to 20 seeds: minimum and maximum) over the seeds. */
struct rv_summary {
    double median, low, high;
    size_t count;
};
/* Of n values; those that do not exist (NaN) do not count. */
struct rv_summary rv_experiment_summarize(const double *values, size_t n);
struct rv_summary rv_experiment_summary(const struct rv_experiment *experiment, size_t variant,
                                        const struct rv_measure_call *call);

/* Where the jumps come from (`run --shares`): parts of the fluctuation of val_loss, each the step
 * from one protocol to the next on the same parameters. See experiment/shares.c. */
#define RV_SHARE_LIST(X)                                                                           \
    X(mode, "how it is evaluated: dropout, batch statistics")                                      \
    X(statistics, "running statistics of batch normalisation")                                     \
    X(examples, "which examples are judged, scaled and weighed how")                               \
    X(sample, "the accident of these validation examples (against fresh ones)")                    \
    X(generalisation, "examples that were not trained on, against those that were")                \
    X(weights, "the weights: the training loss jumps with it")

enum { RV_SHARE_COUNT = 6 };
extern const char *const rv_share_names[RV_SHARE_COUNT];
extern const char *const rv_share_texts[RV_SHARE_COUNT];
/* Shares of one result; they add up to 1. NaN: not there (data.fresh is 0: `sample`). False when
 * the run has none: not run with --shares, diverged, too few epochs. */
bool rv_experiment_shares(const struct rv_experiment *experiment, size_t result,
                          double share[RV_SHARE_COUNT]);

/* Judges all claims; fills experiment->verdicts. After an interruption a claim is judged on the
 * seeds on which every run that it names is over. */
enum rv_status rv_experiment_judge(struct rv_experiment *experiment, struct rv_error *error);

/* 0 when all claims that were checked held and no run diverged unexpectedly; else RV_CLAIM,
 * RV_DIVERGED or RV_INTERRUPTED. */
enum rv_status rv_experiment_status(const struct rv_experiment *experiment);

#endif
