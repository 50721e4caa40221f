/* A sweep: one scenario on a grid of values (or a Latin hypercube of them), each cell on several
 * seeds, all runs into one table.
 *
 *     rv_sweep_plan_create(&request, &plan, &report)          what there is to run
 *     rv_sweep_create(&plan, variation, &sweep);
 *     rv_sweep_journal_read(path, &sweep, &error);            what an earlier call has done
 *     while (rv_sweep_advance(sweep, 0.2, 0, &event) != RV_ALL_DONE)
 *         if (event.what == RV_RUN_DONE)
 *             rv_sweep_journal_add(path, sweep, event.result, &error);
 *     rv_sweep_print_table(&sweep->results, &text);
 *
 * A run is known by its index: cell by cell, within it variant by variant, within that seed by
 * seed. Rows are kept by it, so that neither the number of threads nor the order in which runs end
 * changes a byte of the table; no time is in it. Whole epochs are kept of the two losses only. */
#ifndef RAVINE_SWEEP_H
#define RAVINE_SWEEP_H

#include "ravine/experiment.h"
#include "ravine/json.h"
#include "ravine/variation.h"

/* One --vary. */
struct rv_sweep_axis {
    char *key;     /* as it was written: "optimizer.learning_rate", "settled:train.batch"; owned */
    char **values; /* in YAML; of a sample one a cell; owned, each and all */
    size_t count;
    bool log;      /* a range in equal factors */
};

#define RV_SWEEP_AXES 8
#define RV_SWEEP_RUNS 1000000 /* the most */

/* What there is to run. Everything that the table and the figures need, so that parts of a sweep
 * can be joined without its scenario. */
struct rv_sweep_plan {
    char *scenario, *title; /* owned */
    char *fingerprint;      /* of the scenario with its --set; owned */
    struct rv_sweep_axis axes[RV_SWEEP_AXES];
    size_t axis_count;
    size_t sample;          /* cells of a Latin hypercube; 0: a grid, the last axis fastest */
    char **variants;        /* owned, each and all */
    size_t variant_count;
    uint64_t seed_first;
    size_t seed_count;
    char **measures;        /* as claims name them: "loss.fluctuation"; owned, each and all */
    size_t measure_count;
    size_t cells, runs;
    size_t part, parts;     /* which runs are made: index % parts == part - 1; parts 0: all */
};

struct rv_sweep_call {
    const struct rv_scenario *scenario;
    const struct rv_variation *variation;
    const char *const *varied; /* "KEY=V1,V2", "KEY=LOW..HIGH:7:log" */
    size_t varied_count;
    size_t sample;
};

/* Reads what is varied. Says nothing on keys and values: rv_sweep_check() does. Release the plan in
 * any case. */
enum rv_status rv_sweep_plan_create(const struct rv_sweep_call *call,
                                    struct rv_sweep_plan *plan, struct rv_report *report);
void rv_sweep_plan_release(struct rv_sweep_plan *plan);
/* "I/N" into part and parts. */
enum rv_status rv_sweep_plan_part(struct rv_sweep_plan *plan, const char *text,
                                  struct rv_error *error);
/* Whether the run is one of this part. */
bool rv_sweep_is_mine(const struct rv_sweep_plan *plan, size_t run);
size_t rv_sweep_runs_of_part(const struct rv_sweep_plan *plan);
/* The value of an axis in a cell. */
const char *rv_sweep_value(const struct rv_sweep_plan *plan, size_t cell, size_t axis);

/* The plan as a document, and back; what is equal is the same sweep. */
void rv_sweep_plan_print(const struct rv_sweep_plan *plan, struct rv_text *out);
enum rv_status rv_sweep_plan_read(const char *path, struct rv_sweep_plan *plan,
                                  struct rv_report *report);

/* Whether every recipe of the plan can be run; reports what is wrong with the first cells that
 * cannot. On all cores. */
enum rv_status rv_sweep_check(const struct rv_sweep_plan *plan,
                              const struct rv_variation *variation, struct rv_report *report);

/* What is kept of a run. */
struct rv_sweep_row {
    bool made;
    enum rv_stopped stopped;
    size_t epochs;
    double *measures; /* of the plan, NaN: no value; owned */
    double *loss, *val_loss; /* `epochs` of them each, NaN where not finite; owned */
};
struct rv_sweep_results {
    const struct rv_sweep_plan *plan;
    struct rv_sweep_row *rows; /* plan->runs; owned */
    size_t done;               /* rows that are made */
};
void rv_sweep_results_init(struct rv_sweep_results *results, const struct rv_sweep_plan *plan);
void rv_sweep_results_release(struct rv_sweep_results *results);

/* ---- Running ---- */

struct rv_sweep {
    struct rv_sweep_results results;
    const volatile sig_atomic_t *stop; /* as in struct rv_experiment */
    bool interrupted;
    struct rv_error error; /* of the first run that could not be made: the last one */
    size_t planned;        /* runs of this part */
    struct rv_sweep_stepper *stepper;
};

/* Plan and variation must outlive the sweep. */
void rv_sweep_create(const struct rv_sweep_plan *plan, const struct rv_variation *variation,
                     struct rv_sweep **sweep);
void rv_sweep_free(struct rv_sweep *sweep);
/* As rv_experiment_advance(); told are RV_RUN_DONE, RV_SLICE_DONE and RV_ALL_DONE. Runs that have
 * rows before the first call are not made again. */
enum rv_happened rv_sweep_advance(struct rv_sweep *sweep, double seconds, int threads,
                                  struct rv_experiment_event *event);

/* What the whole will take, from a few of its runs that are begun for it (about two seconds at
 * most). */
struct rv_sweep_estimate {
    double seconds;       /* on `threads` threads */
    double bytes_memory;  /* the most, of this process */
    double bytes_disk;
};
enum rv_status rv_sweep_estimate(const struct rv_sweep_plan *plan,
                                 const struct rv_variation *variation, int threads,
                                 struct rv_sweep_estimate *estimate, struct rv_error *error);

/* ---- The journal: one line a run, as soon as it is over ---- */

/* Adds the line of a run that is made. */
enum rv_status rv_sweep_journal_add(const char *path, const struct rv_sweep_results *results,
                                    size_t run, struct rv_error *error);
/* Adds the runs of a file that are whole to the results; a line that a killed process left
 * unfinished is no run. A file that is not there has none. */
enum rv_status rv_sweep_journal_read(const char *path, struct rv_sweep_results *results,
                                     struct rv_error *error);
/* All of them anew in the order of their index. */
enum rv_status rv_sweep_journal_write(const char *path, const struct rv_sweep_results *results,
                                      struct rv_error *error);

/* ---- What comes of it ---- */

/* Runs of a cell and a variant that are made; the share of those that diverged; a measure over
 * those that have it. */
size_t rv_sweep_count(const struct rv_sweep_results *results, size_t cell, size_t variant);
double rv_sweep_diverged(const struct rv_sweep_results *results, size_t cell, size_t variant);
struct rv_summary rv_sweep_summary(const struct rv_sweep_results *results, size_t cell,
                                   size_t variant, size_t measure);

/* One row a run, and one a cell and variant, as CSV. */
void rv_sweep_print_table(const struct rv_sweep_results *results, struct rv_text *out);
void rv_sweep_print_cells(const struct rv_sweep_results *results, struct rv_text *out);
/* The document of `sweep --json`. */
void rv_sweep_json(const struct rv_sweep_results *results, const char *table,
                   struct rv_json *json);

#endif
