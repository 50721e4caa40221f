/* Variants x seeds on all cores: see ravine/experiment.h. Claims are judged in check_claims.c. */
#include "ravine/experiment.h"

#include "ravine/memory.h"
#include "ravine/parallel.h"

#include <omp.h>
#include <string.h>
#include <time.h>

/* What the worker threads of one call share. */
struct work {
    struct rv_experiment *experiment;
    const struct rv_monitor *monitor;
    size_t *tasks; /* indices of results, in the order in which they are begun */
    size_t planned, done; /* epochs */
    omp_lock_t lock;      /* guards done, error and the monitor */
    struct rv_error error;
};

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

enum rv_status rv_experiment_create(const struct rv_scenario *scenario,
                                    struct rv_experiment *experiment, struct rv_error *error)
{
    size_t seeds = (size_t)scenario->seed_count;

    *experiment = (struct rv_experiment){.scenario = scenario, .seed_count = seeds};
    if (!rv_memory_fits(scenario->variant_count * seeds, sizeof(struct rv_result)))
        return rv_error_set(error, RV_USAGE, "too many runs: %zu variants on %zu seeds",
                            scenario->variant_count, seeds);
    experiment->result_count = scenario->variant_count * seeds;
    experiment->seeds = rv_alloc(seeds, sizeof *experiment->seeds);
    experiment->results = rv_alloc(experiment->result_count, sizeof *experiment->results);
    for (size_t s = 0; s < seeds; s++)
        experiment->seeds[s] = (uint64_t)scenario->seed_first + s;
    for (size_t i = 0; i < experiment->result_count; i++) {
        experiment->results[i].variant = i / seeds;
        experiment->results[i].seed = experiment->seeds[i % seeds];
    }
    return RV_OK;
}

static void release_result(struct rv_result *result)
{
    rv_table_release(&result->epochs);
    rv_table_release(&result->steps);
    rv_free(result->events);
    rv_free(result->parameters);
    rv_free(result->statistics);
    rv_free(result->epoch_parameters);
    rv_free(result->epoch_statistics);
    rv_free(result->note);
}

void rv_experiment_release(struct rv_experiment *experiment)
{
    for (size_t i = 0; i < experiment->result_count; i++)
        release_result(&experiment->results[i]);
    for (size_t i = 0; experiment->verdicts && i < experiment->scenario->claim_count; i++) {
        rv_free(experiment->verdicts[i].figures);
        rv_free(experiment->verdicts[i].missing);
    }
    rv_free(experiment->results);
    rv_free(experiment->seeds);
    rv_free(experiment->command);
    rv_free(experiment->verdicts);
    *experiment = (struct rv_experiment){0};
}

static void copy_table(struct rv_table *to, const struct rv_table *from)
{
    rv_table_init(to, (const char *const *)from->names, from->rows);
    for (size_t row = 0; row < from->rows; row++)
        rv_table_append(to, from->values + row * from->columns);
}

/* What is kept of a run that is over. */
static void keep(const struct rv_run *run, const struct rv_recipe *recipe, double seconds,
                 struct rv_result *result)
{
    const struct rv_event *events = rv_run_events(run, &result->event_count);
    size_t n = rv_run_parameter_count(run), statistics = rv_run_statistics_count(run);

    copy_table(&result->epochs, rv_run_epochs(run));
    copy_table(&result->steps, rv_run_steps(run));
    if (result->event_count)
        result->events = rv_memdup(events, result->event_count * sizeof *events);
    if (recipe->record.weights != RV_WEIGHTS_NONE) {
        result->parameters = rv_memdup(rv_run_model(run), n * sizeof(double));
        result->parameter_count = n;
    }
    if (result->parameters && statistics) {
        result->statistics = rv_memdup(rv_run_model_statistics(run), statistics * sizeof(double));
        result->statistics_count = statistics;
    }
    result->note = rv_run_note(run) ? rv_strdup(rv_run_note(run)) : NULL;
    result->stopped = rv_run_stopped(run);
    result->seconds = seconds;
    result->made = true;
}

void rv_experiment_keep(struct rv_experiment *experiment, size_t result, const struct rv_run *run,
                        double seconds)
{
    struct rv_result *kept = &experiment->results[result];

    keep(run, &experiment->scenario->variants[kept->variant].recipe, seconds, kept);
}

static bool stop_asked(const struct work *work)
{
    return work->monitor && work->monitor->stop && *work->monitor->stop;
}

static void count_epochs(struct work *work, size_t epochs)
{
    omp_set_lock(&work->lock);
    work->done += epochs;
    if (work->monitor && work->monitor->progress)
        work->monitor->progress(work->monitor->context, work->done, work->planned);
    omp_unset_lock(&work->lock);
}

/* Room for the weights of every epoch, where the recipe asks for them and they fit: a network that
 * is too large for that keeps its final weights only. */
static void make_room_for_epochs(const struct rv_run *run, const struct rv_recipe *recipe,
                                 struct rv_result *result)
{
    size_t parameters = rv_run_parameter_count(run), statistics = rv_run_statistics_count(run);
    size_t epochs = (size_t)recipe->train.epochs;

    if (recipe->record.weights != RV_WEIGHTS_EVERY_EPOCH ||
        !rv_memory_fits(epochs, (parameters + statistics) * sizeof(double)))
        return;
    result->epoch_parameters = rv_alloc(epochs * parameters, sizeof(double));
    if (statistics)
        result->epoch_statistics = rv_alloc(epochs * statistics, sizeof(double));
}

static void copy_row(double *rows, long epoch, const double *values, size_t n)
{
    if (rows)
        memcpy(rows + (size_t)(epoch - 1) * n, values, n * sizeof *values);
}

/* The weights at the end of an epoch, and the running statistics. */
static void keep_epoch(const struct rv_run *run, const struct rv_sample *sample,
                       struct rv_result *result)
{
    copy_row(result->epoch_parameters, sample->epoch, rv_run_parameters(run),
             rv_run_parameter_count(run));
    copy_row(result->epoch_statistics, sample->epoch, rv_run_statistics(run),
             rv_run_statistics_count(run));
}

static void show_epoch(struct work *work, const struct rv_run *run, const struct rv_result *result)
{
    const struct rv_experiment *experiment = work->experiment;

    if (!work->monitor || !work->monitor->epoch)
        return;
    omp_set_lock(&work->lock);
    work->monitor->epoch(work->monitor->context, experiment,
                         (size_t)(result - experiment->results), rv_run_epochs(run));
    omp_unset_lock(&work->lock);
}

static void train(struct work *work, struct rv_run *run, struct rv_result *result)
{
    struct rv_sample sample;
    enum rv_stopped stopped = RV_RUNNING;

    while (stopped == RV_RUNNING) {
        sample.epoch_ended = false;
        stopped = rv_run_step(run, &sample);
        if (sample.epoch_ended) {
            keep_epoch(run, &sample, result);
            show_epoch(work, run, result);
            count_epochs(work, 1);
            rv_parallel_share();
        }
        if (stop_asked(work)) {
            rv_run_interrupt(run);
            stopped = rv_run_stopped(run);
        }
    }
}

static void run_task(void *context, size_t task)
{
    struct work *work = context;
    struct rv_experiment *experiment = work->experiment;
    size_t index = work->tasks[task];
    struct rv_result *result = &experiment->results[index];
    const struct rv_recipe *recipe = &experiment->scenario->variants[result->variant].recipe;
    struct rv_run *run = NULL;
    struct rv_error error = {0};
    double start = now();

    if (stop_asked(work) || work->error.status)
        return;
    if (rv_run_create(recipe, result->seed, &run, &error)) {
        omp_set_lock(&work->lock);
        if (work->error.status == RV_OK)
            work->error = error;
        omp_unset_lock(&work->lock);
        return;
    }
    make_room_for_epochs(run, recipe, result);
    train(work, run, result);
    keep(run, recipe, now() - start, result);
    rv_run_free(run);
    count_epochs(work, (size_t)recipe->train.epochs - result->epochs.rows); /* stopped early */
    omp_set_lock(&work->lock);
    if (work->monitor && work->monitor->finished)
        work->monitor->finished(work->monitor->context, experiment, index);
    omp_unset_lock(&work->lock);
}

/* Seed by seed, all variants of a seed together, so that what is there after an interruption can
 * be compared. */
static size_t plan(struct work *work)
{
    const struct rv_experiment *experiment = work->experiment;
    const struct rv_scenario *scenario = experiment->scenario;
    size_t count = 0;

    work->tasks = rv_alloc(experiment->result_count, sizeof *work->tasks);
    for (size_t s = 0; s < experiment->seed_count; s++)
        for (size_t v = 0; v < scenario->variant_count; v++)
            if (scenario->variants[v].selected) {
                work->tasks[count++] = v * experiment->seed_count + s;
                work->planned += (size_t)scenario->variants[v].recipe.train.epochs;
            }
    return count;
}

enum rv_status rv_experiment_run(struct rv_experiment *experiment, const struct rv_monitor *monitor,
                                 struct rv_error *error)
{
    struct work work = {.experiment = experiment, .monitor = monitor};
    size_t count = plan(&work);
    double start = now();

    omp_init_lock(&work.lock);
    rv_parallel_for(count, monitor ? monitor->threads : 0, run_task, &work);
    omp_destroy_lock(&work.lock);
    rv_free(work.tasks);
    experiment->seconds = now() - start;
    experiment->interrupted = stop_asked(&work);
    if (work.error.status && error)
        *error = work.error;
    return work.error.status;
}
