/* Variants x seeds on all cores, in slices: see ravine/experiment.h. Claims are checked in
 * check_claims.c. */
#include "ravine/experiment.h"

#include "experiment/result.h"

#include "ravine/clock.h"
#include "ravine/memory.h"
#include "ravine/parallel.h"

#include <math.h>
#include <pthread.h>
#include <string.h>

/* Seconds between two looks at `stop`, where the run does not end or finish an epoch before. */
#define LOOK 0.02

/* A run under way. Each belongs to one thread for the length of a slice. */
struct place {
    struct rv_run *run; /* NULL: free */
    size_t result;
    double seconds;     /* spent on this run so far */
};

struct rv_stepper {
    size_t *tasks; /* indices of results, in the order in which they are begun */
    size_t next;   /* of `runs_planned` */
    struct place *places;
    size_t place_count;
    struct rv_experiment_event *events; /* of the last slice */
    size_t event_count, event_room, told;
    bool telling;    /* the end of the last slice was not told yet */
    pthread_mutex_t lock; /* guards next, the events, and the experiment's counts and error */
};

static const struct rv_recipe *recipe_of(const struct rv_experiment *experiment, size_t result)
{
    return &experiment->scenario->variants[experiment->results[result].variant].recipe;
}

/* ---- Create and release ---- */

/* Seed by seed, all variants of a seed together, so that what is there after an interruption can
 * be compared. */
static void plan(struct rv_experiment *experiment)
{
    const struct rv_scenario *scenario = experiment->scenario;
    struct rv_stepper *stepper = experiment->stepper;

    stepper->tasks = rv_alloc(experiment->result_count, sizeof *stepper->tasks);
    for (size_t s = 0; s < experiment->seed_count; s++)
        for (size_t v = 0; v < scenario->variant_count; v++)
            if (scenario->variants[v].selected) {
                stepper->tasks[experiment->runs_planned++] = v * experiment->seed_count + s;
                experiment->epochs_planned += (size_t)scenario->variants[v].recipe.train.epochs;
            }
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
    experiment->stepper = rv_alloc(1, sizeof *experiment->stepper);
    pthread_mutex_init(&experiment->stepper->lock, NULL);
    plan(experiment);
    return RV_OK;
}

static bool listed(const size_t *list, size_t count, size_t variant)
{
    for (size_t i = 0; i < count; i++)
        if (list[i] == variant)
            return true;
    return false;
}

void rv_experiment_put_first(struct rv_experiment *experiment, const size_t *variants, size_t count)
{
    struct rv_stepper *stepper = experiment->stepper;
    size_t *sorted = rv_alloc(experiment->result_count, sizeof *sorted), n = 0;

    for (int first = 1; first >= 0; first--)
        for (size_t i = 0; i < experiment->runs_planned; i++)
            if (listed(variants, count, experiment->results[stepper->tasks[i]].variant) == first)
                sorted[n++] = stepper->tasks[i];
    rv_free(stepper->tasks);
    stepper->tasks = sorted;
}

static void free_stepper(struct rv_stepper *stepper)
{
    if (!stepper)
        return;
    for (size_t i = 0; i < stepper->place_count; i++)
        rv_run_free(stepper->places[i].run);
    pthread_mutex_destroy(&stepper->lock);
    rv_free(stepper->tasks);
    rv_free(stepper->places);
    rv_free(stepper->events);
    rv_free(stepper);
}

void rv_experiment_release(struct rv_experiment *experiment)
{
    free_stepper(experiment->stepper);
    for (size_t i = 0; i < experiment->result_count; i++)
        rv_result_release(&experiment->results[i]);
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

void rv_experiment_keep(struct rv_experiment *experiment, size_t result, const struct rv_run *run,
                        double seconds)
{
    rv_result_keep(&experiment->results[result], run, recipe_of(experiment, result), seconds);
}

/* ---- One thread in a slice ---- */

struct slice {
    struct rv_experiment *experiment;
    double end;
};

static bool stop_asked(const struct rv_experiment *experiment)
{
    return experiment->stop && *experiment->stop;
}

/* `epochs`: so many more are done. */
static void tell(struct rv_experiment *experiment, struct rv_experiment_event event, size_t epochs)
{
    struct rv_stepper *stepper = experiment->stepper;

    pthread_mutex_lock(&stepper->lock);
    if (stepper->event_count == stepper->event_room) {
        size_t room = 2 * stepper->event_room + 16;

        stepper->events =
            rv_realloc(stepper->events, stepper->event_room, room, sizeof *stepper->events);
        stepper->event_room = room;
    }
    stepper->events[stepper->event_count++] = event;
    experiment->epochs_done += epochs;
    experiment->runs_done += event.what == RV_RUN_DONE;
    pthread_mutex_unlock(&stepper->lock);
}

/* Whether a run may begin: not after an error, nor when it was asked to stop. */
static bool runs_left(const struct rv_experiment *experiment)
{
    return experiment->stepper->next < experiment->runs_planned &&
           experiment->error.status == RV_OK && !stop_asked(experiment);
}

/* Making a run is not cut: for the data of a scenario it takes a few milliseconds. */
static bool begin(struct rv_experiment *experiment, struct place *place)
{
    struct rv_stepper *stepper = experiment->stepper;
    struct rv_error error = {0};
    struct rv_result *result;
    bool found;

    pthread_mutex_lock(&stepper->lock);
    found = runs_left(experiment);
    if (found)
        place->result = stepper->tasks[stepper->next++];
    pthread_mutex_unlock(&stepper->lock);
    if (!found)
        return false;
    result = &experiment->results[place->result];
    place->seconds = 0;
    if (rv_run_create(recipe_of(experiment, place->result), result->seed, &place->run, &error)) {
        place->run = NULL;
        pthread_mutex_lock(&stepper->lock);
        if (experiment->error.status == RV_OK)
            experiment->error = error;
        pthread_mutex_unlock(&stepper->lock);
        return false;
    }
    rv_result_begin(result, place->run, recipe_of(experiment, place->result));
    tell(experiment, (struct rv_experiment_event){RV_RUN_BEGUN, place->result, 0}, 0);
    return true;
}

/* Steps, and what follows the end of an epoch. An epoch whose mini-batches are all made gets its
 * row, even when it was asked to stop. */
static enum rv_stopped step(struct rv_experiment *experiment, const struct place *place,
                            double seconds)
{
    struct rv_sample sample = {0};
    enum rv_stopped stopped = RV_RUNNING;

    if (!stop_asked(experiment)) {
        stopped = rv_run_advance(place->run, seconds < LOOK ? seconds : LOOK, &sample);
    } else {
        if (rv_run_evaluating(place->run))
            rv_run_step(place->run, &sample);
        rv_run_interrupt(place->run);
        stopped = rv_run_stopped(place->run);
    }
    if (sample.epoch_ended) {
        size_t row = rv_run_epochs(place->run)->rows - 1;

        rv_result_keep_epoch(&experiment->results[place->result], place->run, row);
        tell(experiment, (struct rv_experiment_event){RV_EPOCH_DONE, place->result, row}, 1);
        rv_parallel_share();
    }
    return stopped;
}

static void finish(struct rv_experiment *experiment, struct place *place)
{
    const struct rv_recipe *recipe = recipe_of(experiment, place->result);
    struct rv_result *result = &experiment->results[place->result];

    rv_experiment_keep(experiment, place->result, place->run, place->seconds);
    rv_run_free(place->run);
    place->run = NULL;
    tell(experiment, (struct rv_experiment_event){RV_RUN_DONE, place->result, 0},
         (size_t)recipe->train.epochs - result->epochs.rows); /* stopped early */
}

static void work(void *context, size_t index)
{
    struct slice *slice = context;
    struct rv_experiment *experiment = slice->experiment;
    struct place *place = &experiment->stepper->places[index];
    double begun = rv_clock_elapsed();

    do { /* a slice of no time is a step: scripts of keys count those */
        enum rv_stopped stopped;
        double later;

        if (!place->run && !begin(experiment, place))
            return;
        stopped = step(experiment, place, slice->end - rv_clock_elapsed());
        later = rv_clock_elapsed();
        place->seconds += later - begun;
        begun = later;
        if (stopped != RV_RUNNING)
            finish(experiment, place);
    } while (begun < slice->end);
}

/* ---- Slices ---- */

static size_t count_under_way(const struct rv_stepper *stepper)
{
    size_t count = 0;

    for (size_t i = 0; i < stepper->place_count; i++)
        count += stepper->places[i].run != NULL;
    return count;
}

/* Runs under way to the front, places for `wanted`. */
static void make_places(struct rv_stepper *stepper, size_t wanted)
{
    size_t n = 0;

    if (wanted > stepper->place_count) {
        stepper->places =
            rv_realloc(stepper->places, stepper->place_count, wanted, sizeof *stepper->places);
        stepper->place_count = wanted;
    }
    for (size_t i = 0; i < stepper->place_count; i++)
        if (stepper->places[i].run) {
            const struct place there = stepper->places[i];

            stepper->places[i].run = NULL;
            stepper->places[n++] = there;
        }
}

/* As many tasks as runs can go on, so that the threads that are left over help inside of wide
 * layers. */
static void work_slice(struct rv_experiment *experiment, double seconds, int threads)
{
    struct rv_stepper *stepper = experiment->stepper;
    size_t under_way = count_under_way(stepper);
    size_t most = (size_t)(threads > 0 ? threads : rv_parallel_cores());
    size_t left = runs_left(experiment) ? experiment->runs_planned - stepper->next : 0;
    size_t count = under_way + left;
    double begun = rv_clock_elapsed();
    struct slice slice = {experiment, begun + seconds};

    if (count > most)
        count = most > under_way ? most : under_way;
    make_places(stepper, count);
    rv_parallel_for(count, threads, work, &slice);
    experiment->seconds += rv_clock_elapsed() - begun;
}

enum rv_happened rv_experiment_advance(struct rv_experiment *experiment, double seconds,
                                       int threads, struct rv_experiment_event *event)
{
    struct rv_stepper *stepper = experiment->stepper;
    enum rv_happened what;

    if (!stepper->telling) {
        stepper->event_count = stepper->told = 0;
        work_slice(experiment, seconds, threads);
        stepper->telling = true;
    }
    if (event && stepper->told < stepper->event_count) {
        *event = stepper->events[stepper->told++];
        return event->what;
    }
    stepper->telling = false;
    what = count_under_way(stepper) > 0 || runs_left(experiment) ? RV_SLICE_DONE : RV_ALL_DONE;
    experiment->interrupted = stop_asked(experiment);
    if (event)
        *event = (struct rv_experiment_event){.what = what};
    return what;
}

enum rv_status rv_experiment_run(struct rv_experiment *experiment, int threads,
                                 struct rv_error *error)
{
    while (rv_experiment_advance(experiment, HUGE_VAL, threads, NULL) != RV_ALL_DONE) {}
    if (experiment->error.status && error)
        *error = experiment->error;
    if (experiment->error.status)
        return experiment->error.status;
    return experiment->interrupted ? RV_INTERRUPTED : RV_OK;
}

const struct rv_table *rv_experiment_epochs(const struct rv_experiment *experiment, size_t result)
{
    const struct rv_stepper *stepper = experiment->stepper;

    if (experiment->results[result].made)
        return &experiment->results[result].epochs;
    for (size_t i = 0; stepper && i < stepper->place_count; i++)
        if (stepper->places[i].run && stepper->places[i].result == result)
            return rv_run_epochs(stepper->places[i].run);
    return NULL;
}
