/* The runs of a sweep on all cores, in slices: see ravine/sweep.h. It is rv_experiment_advance()
 * for so many recipes that they are bound when a run begins and released when it is over. */
#include "experiment/sweep_parts.h"

#include "ravine/clock.h"
#include "ravine/memory.h"
#include "ravine/parallel.h"

#include <pthread.h>

/* Seconds between two looks at `stop`. */
#define LOOK 0.02

/* A run under way. Each belongs to one thread for the length of a slice. */
struct sweep_slot {
    struct rv_run *run; /* NULL: free */
    struct rv_sweep_cell *cell;
    size_t index;
};

struct rv_sweep_stepper {
    const struct rv_variation *variation;
    size_t next; /* no run before this one is left to begin */
    struct sweep_slot *places;
    size_t place_count;
    size_t *over;       /* runs that ended in the last slice */
    size_t over_count, told;
    bool telling;
    pthread_mutex_t lock; /* guards next, over, done and error */
};

struct sweep_slice {
    struct rv_sweep *sweep;
    double end;
};

void rv_sweep_create(const struct rv_sweep_plan *plan, const struct rv_variation *variation,
                     struct rv_sweep **sweep)
{
    struct rv_sweep *new = rv_alloc(1, sizeof *new);

    rv_sweep_results_init(&new->results, plan);
    new->planned = rv_sweep_runs_of_part(plan);
    new->stepper = rv_alloc(1, sizeof *new->stepper);
    new->stepper->variation = variation;
    pthread_mutex_init(&new->stepper->lock, NULL);
    *sweep = new;
}

static void free_place(struct sweep_slot *place)
{
    rv_run_free(place->run);
    rv_sweep_cell_free(place->cell);
    *place = (struct sweep_slot){0};
}

void rv_sweep_free(struct rv_sweep *sweep)
{
    if (!sweep)
        return;
    for (size_t i = 0; i < sweep->stepper->place_count; i++)
        free_place(&sweep->stepper->places[i]);
    pthread_mutex_destroy(&sweep->stepper->lock);
    rv_free(sweep->stepper->places);
    rv_free(sweep->stepper->over);
    rv_free(sweep->stepper);
    rv_sweep_results_release(&sweep->results);
    rv_free(sweep);
}

static bool stop_asked(const struct rv_sweep *sweep)
{
    return sweep->stop && *sweep->stop;
}

/* The next run of this part that has no row yet; false where there is none to begin. */
static bool find_next(struct rv_sweep *sweep, size_t *index)
{
    const struct rv_sweep_plan *plan = sweep->results.plan;
    size_t *next = &sweep->stepper->next;

    while (*next < plan->runs &&
           (sweep->results.rows[*next].made || !rv_sweep_is_mine(plan, *next)))
        ++*next;
    *index = *next;
    return *next < plan->runs && sweep->error.status == RV_OK && !stop_asked(sweep);
}

static void keep_error(struct rv_sweep *sweep, const struct rv_error *error)
{
    pthread_mutex_lock(&sweep->stepper->lock);
    if (sweep->error.status == RV_OK)
        sweep->error = *error;
    pthread_mutex_unlock(&sweep->stepper->lock);
}

static bool begin(struct rv_sweep *sweep, struct sweep_slot *place)
{
    struct rv_sweep_stepper *stepper = sweep->stepper;
    const struct rv_sweep_plan *plan = sweep->results.plan;
    struct rv_sweep_place where;
    struct rv_report report = {0};
    struct rv_error error = {0};
    enum rv_status status;
    bool found;

    pthread_mutex_lock(&stepper->lock);
    found = find_next(sweep, &place->index);
    stepper->next += found;
    pthread_mutex_unlock(&stepper->lock);
    if (!found)
        return false;
    where = rv_sweep_place(plan, place->index);
    status = rv_sweep_cell_create(plan, stepper->variation, where.cell, where.variant,
                                  &place->cell, &report);
    if (report.count)
        error = report.errors[0];
    rv_report_release(&report);
    if (!status)
        status = rv_run_create(&place->cell->recipe, where.seed, &place->run, &error);
    if (status) {
        place->run = NULL;
        free_place(place);
        keep_error(sweep, &error);
    }
    return !status;
}

static void finish(struct rv_sweep *sweep, struct sweep_slot *place)
{
    struct rv_sweep_stepper *stepper = sweep->stepper;
    /* another rank may have sent it meanwhile */
    const bool whole = rv_run_stopped(place->run) != RV_INTERRUPTED_RUN &&
                       !sweep->results.rows[place->index].made;

    if (whole)
        rv_sweep_row_keep(sweep->results.plan, &sweep->results.rows[place->index], place->run,
                          &place->cell->recipe);
    pthread_mutex_lock(&stepper->lock);
    if (whole) {
        stepper->over = rv_memory_grow(stepper->over, stepper->over_count, sizeof *stepper->over);
        stepper->over[stepper->over_count++] = place->index;
        sweep->results.done++;
    }
    pthread_mutex_unlock(&stepper->lock);
    free_place(place);
}

static void work(void *context, size_t index)
{
    struct sweep_slice *slice = context;
    struct rv_sweep *sweep = slice->sweep;
    struct sweep_slot *place = &sweep->stepper->places[index];

    do {
        const double left = slice->end - rv_clock_elapsed();

        if (!place->run && !begin(sweep, place))
            return;
        if (stop_asked(sweep))
            rv_run_interrupt(place->run);
        else
            rv_run_advance(place->run, left < LOOK ? left : LOOK, NULL);
        rv_parallel_share();
        if (rv_run_stopped(place->run) != RV_RUNNING)
            finish(sweep, place);
    } while (rv_clock_elapsed() < slice->end);
}

/* ---- Slices ---- */

/* Runs under way to the front; returns how many there are. */
static size_t gather(struct rv_sweep_stepper *stepper)
{
    size_t n = 0;

    for (size_t i = 0; i < stepper->place_count; i++)
        if (stepper->places[i].run) {
            const struct sweep_slot there = stepper->places[i];

            stepper->places[i] = (struct sweep_slot){0};
            stepper->places[n++] = there;
        }
    return n;
}

static void work_slice(struct rv_sweep *sweep, double seconds, int threads)
{
    struct rv_sweep_stepper *stepper = sweep->stepper;
    const size_t most = (size_t)(threads > 0 ? threads : rv_parallel_cores());
    const size_t under_way = gather(stepper), left = sweep->planned - sweep->results.done;
    struct sweep_slice slice = {sweep, rv_clock_elapsed() + seconds};
    size_t count = left < most ? left : most;

    count = count > under_way ? count : under_way;
    if (count > stepper->place_count) {
        stepper->places =
            rv_realloc(stepper->places, stepper->place_count, count, sizeof *stepper->places);
        stepper->place_count = count;
    }
    rv_parallel_for(count, threads, work, &slice);
}

enum rv_happened rv_sweep_advance(struct rv_sweep *sweep, double seconds, int threads,
                                  struct rv_experiment_event *event)
{
    struct rv_sweep_stepper *stepper = sweep->stepper;
    size_t next;

    if (!stepper->telling) {
        rv_free(stepper->over);
        stepper->over = NULL;
        stepper->over_count = stepper->told = 0;
        work_slice(sweep, seconds, threads);
        stepper->telling = true;
    }
    *event = (struct rv_experiment_event){.what = RV_ALL_DONE};
    if (stepper->told < stepper->over_count) {
        event->what = RV_RUN_DONE;
        event->result = stepper->over[stepper->told++];
        return event->what;
    }
    stepper->telling = false;
    sweep->interrupted = stop_asked(sweep) && sweep->results.done < sweep->planned;
    if (gather(stepper) > 0 || find_next(sweep, &next))
        event->what = RV_SLICE_DONE;
    return event->what;
}
