/* Variants on many seeds in slices: see trials.h. */
#include "lesson/trials.h"

#include "ravine/memory.h"
#include "ravine/parallel.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A run under way. Each belongs to one thread for the length of a slice. */
struct bench {
    struct rv_run *run; /* NULL: free */
    size_t result;
    double seconds;     /* spent on this run so far */
};

struct rv_trials {
    struct rv_scenario *scenario;
    struct rv_experiment experiment;
    size_t *tasks; /* indices of results in the order in which they are begun */
    size_t task_count, next;
    size_t first_count; /* tasks of the variants that run first */
    bool *over;         /* a result is there, or could not be made */
    struct bench *benches;
    size_t bench_count;
    double *trouble;    /* one a result; NaN while there is none */
    struct rv_error error;
    omp_lock_t lock;    /* guards next and error */
};

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- The plan ---- */

static bool listed(const size_t *list, size_t count, size_t variant)
{
    for (size_t i = 0; i < count; i++)
        if (list[i] == variant)
            return true;
    return false;
}

/* Seed by seed, so that every seed that is over can be compared at once; variant 0 always is among
 * the first. */
static void plan(struct rv_trials *trials, const size_t *first, size_t first_count)
{
    const struct rv_scenario *scenario = trials->scenario;
    size_t seeds = trials->experiment.seed_count;

    trials->tasks = rv_alloc(trials->experiment.result_count, sizeof *trials->tasks);
    for (int early = 1; early >= 0; early--) {
        for (size_t s = 0; s < seeds; s++)
            for (size_t v = 0; v < scenario->variant_count; v++)
                if (scenario->variants[v].selected &&
                    (v == 0 || listed(first, first_count, v)) == (early == 1))
                    trials->tasks[trials->task_count++] = v * seeds + s;
        if (early)
            trials->first_count = trials->task_count;
    }
}

enum rv_status rv_trials_create(struct rv_scenario *scenario, const size_t *first,
                                size_t first_count, size_t seeds, struct rv_trials **out,
                                struct rv_error *error)
{
    struct rv_trials *trials = rv_alloc(1, sizeof *trials);
    enum rv_status status;

    scenario->seed_count = (long)seeds;
    trials->scenario = scenario;
    status = rv_experiment_create(scenario, &trials->experiment, error);
    if (status) {
        rv_free(trials);
        return status;
    }
    plan(trials, first, first_count);
    trials->over = rv_alloc(trials->experiment.result_count, sizeof *trials->over);
    trials->trouble = rv_alloc(trials->experiment.result_count, sizeof *trials->trouble);
    trials->bench_count = (size_t)rv_parallel_cores();
    trials->benches = rv_alloc(trials->bench_count, sizeof *trials->benches);
    omp_init_lock(&trials->lock);
    *out = trials;
    return RV_OK;
}

void rv_trials_free(struct rv_trials *trials)
{
    if (!trials)
        return;
    for (size_t i = 0; i < trials->bench_count; i++)
        rv_run_free(trials->benches[i].run);
    omp_destroy_lock(&trials->lock);
    rv_experiment_release(&trials->experiment);
    rv_free(trials->tasks);
    rv_free(trials->over);
    rv_free(trials->trouble);
    rv_free(trials->benches);
    rv_free(trials);
}

/* ---- One slice ---- */

static const struct rv_recipe *recipe_of(const struct rv_trials *trials, size_t result)
{
    return &trials->scenario->variants[trials->experiment.results[result].variant].recipe;
}

static bool take_task(struct rv_trials *trials, size_t *result)
{
    bool found;

    omp_set_lock(&trials->lock);
    found = trials->next < trials->task_count;
    if (found)
        *result = trials->tasks[trials->next++];
    omp_unset_lock(&trials->lock);
    return found;
}

/* Making a run is not cut: for the data of a scenario it takes a few milliseconds. */
static void begin(struct rv_trials *trials, struct bench *bench)
{
    struct rv_error error = {0};

    bench->seconds = 0;
    if (rv_run_create(recipe_of(trials, bench->result),
                      trials->experiment.results[bench->result].seed, &bench->run,
                      &error) == RV_OK)
        return;
    bench->run = NULL;
    trials->over[bench->result] = true;
    omp_set_lock(&trials->lock);
    if (trials->error.status == RV_OK)
        trials->error = error;
    omp_unset_lock(&trials->lock);
}

static void finish(struct rv_trials *trials, struct bench *bench)
{
    size_t r = bench->result;

    rv_experiment_keep(&trials->experiment, r, bench->run, bench->seconds);
    trials->trouble[r] =
        rv_effect_measure(trials->scenario->looks, &trials->experiment.results[r].epochs,
                          recipe_of(trials, r), trials->experiment.results[r].stopped);
    trials->over[r] = true;
    rv_run_free(bench->run);
    bench->run = NULL;
}

struct slice {
    struct rv_trials *trials;
    double end;
};

static void work(void *context, size_t index)
{
    struct slice *slice = context;
    struct rv_trials *trials = slice->trials;
    struct bench *bench = &trials->benches[index];
    double begun = now();

    do { /* a slice of no time is a step: scripts of keys count those */
        enum rv_stopped stopped = RV_RUNNING;
        double later;

        if (!bench->run) {
            if (!take_task(trials, &bench->result))
                return;
            begin(trials, bench);
        }
        if (bench->run)
            stopped = rv_run_advance(bench->run, slice->end - now(), NULL);
        later = now();
        bench->seconds += later - begun;
        begun = later;
        if (bench->run && stopped != RV_RUNNING)
            finish(trials, bench);
    } while (begun < slice->end);
}

static bool busy(const struct rv_trials *trials)
{
    for (size_t i = 0; i < trials->bench_count; i++)
        if (trials->benches[i].run)
            return true;
    return trials->next < trials->task_count;
}

bool rv_trials_work(struct rv_trials *trials, double seconds, int threads)
{
    double begun = now();
    struct slice slice = {trials, begun + seconds};
    struct rv_error error = {0};

    if (!busy(trials))
        return false;
    rv_parallel_for(trials->bench_count, threads, work, &slice);
    trials->experiment.seconds += now() - begun;
    if (busy(trials))
        return true;
    if (rv_experiment_judge(&trials->experiment, &error) && trials->error.status == RV_OK)
        trials->error = error;
    return false;
}

/* ---- What is there ---- */

double rv_trials_progress(const struct rv_trials *trials, bool all)
{
    size_t count = all ? trials->task_count : trials->first_count;
    long planned = 0, done = 0;

    for (size_t i = 0; i < count; i++) {
        long epochs = recipe_of(trials, trials->tasks[i])->train.epochs;

        planned += epochs;
        done += trials->over[trials->tasks[i]] ? epochs : 0;
    }
    return planned ? (double)done / (double)planned : 1;
}

const struct rv_error *rv_trials_error(const struct rv_trials *trials)
{
    return trials->error.status ? &trials->error : NULL;
}

struct rv_experiment *rv_trials_experiment(struct rv_trials *trials)
{
    return &trials->experiment;
}

struct rv_effect rv_trials_effect(const struct rv_trials *trials, size_t variant)
{
    size_t seeds = trials->experiment.seed_count, count = 0;
    double *with = rv_alloc(2 * seeds, sizeof *with), *without = with + seeds;
    struct rv_effect effect;

    for (size_t s = 0; s < seeds; s++) {
        const struct rv_result *a = &trials->experiment.results[variant * seeds + s];
        const struct rv_result *b = &trials->experiment.results[s];
        double x = trials->trouble[variant * seeds + s], y = trials->trouble[s];

        if (!a->made || !b->made || x != x || y != y)
            continue;
        with[count] = x;
        without[count++] = y;
    }
    effect = rv_effect_of(with, without, count);
    if (variant == 0) /* against itself there is nothing to say */
        effect.word = RV_EFFECT_NONE;
    rv_free(with);
    return effect;
}
