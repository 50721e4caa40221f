/* How long a sweep takes, and how much room, from a few of its runs. See ravine/sweep.h. */
#include "experiment/sweep_parts.h"

#include "ravine/clock.h"
#include "ravine/parallel.h"

#include <math.h>
#include <sys/resource.h>

#define TRIALS 8          /* runs that are begun, spread over the plan */
#define TRIAL_SECONDS 0.2 /* each, or to the end of its first epoch */
#define TRIAL_MOST 2.0

/* Of the files, beside the rows: scenario, plan, figures with their data. */
#define DISK_BASE 500e3
#define NUMBER_BYTES 19 /* most digits of a double, and what parts it from the next */

/* The most memory that this process had, in bytes; getrusage() gives units of 1024. */
static double peak_memory(void)
{
    struct rusage usage = {0};

    (void)getrusage(RUSAGE_SELF, &usage); /* fails for no argument that is given here */
    return 1024.0 * (double)usage.ru_maxrss;
}

/* Seconds of one whole run, from its first epoch or what of that fits into the time. */
static enum rv_status time_run(const struct rv_sweep_cell *cell, uint64_t seed, double *seconds,
                               struct rv_error *error)
{
    const double begun = rv_clock_elapsed();
    struct rv_run *run = NULL;
    struct rv_sample sample = {0};
    double made, share = 1;
    enum rv_status status = rv_run_create(&cell->recipe, seed, &run, error);

    if (status)
        return status;
    made = rv_clock_elapsed();
    do
        rv_run_advance(run, TRIAL_SECONDS / 10, &sample);
    while (rv_run_stopped(run) == RV_RUNNING &&
           (rv_clock_elapsed() - made < TRIAL_MOST / TRIALS) && !sample.epoch_ended);
    if (rv_run_stopped(run) == RV_RUNNING && rv_run_epochs(run)->rows)
        share = (double)cell->recipe.train.epochs / (double)rv_run_epochs(run)->rows;
    else if (rv_run_stopped(run) == RV_RUNNING)
        share = (double)rv_run_steps_planned(run) / fmax(1, (double)sample.step);
    *seconds = made - begun + (rv_clock_elapsed() - made) * share;
    rv_run_free(run);
    return RV_OK;
}

static enum rv_status time_index(const struct rv_sweep_plan *plan,
                                 const struct rv_variation *variation, size_t index,
                                 double *seconds, double *epochs, struct rv_error *error)
{
    const struct rv_sweep_place place = rv_sweep_place(plan, index);
    struct rv_report report = {0};
    struct rv_sweep_cell *cell;
    enum rv_status status =
        rv_sweep_cell_create(plan, variation, place.cell, place.variant, &cell, &report);

    if (report.count)
        *error = report.errors[0];
    if (!status)
        status = time_run(cell, place.seed, seconds, error);
    if (!status)
        *epochs = (double)cell->recipe.train.epochs;
    rv_report_release(&report);
    rv_sweep_cell_free(cell);
    return status;
}

enum rv_status rv_sweep_estimate(const struct rv_sweep_plan *plan,
                                 const struct rv_variation *variation, int threads,
                                 struct rv_sweep_estimate *estimate, struct rv_error *error)
{
    const size_t trials = plan->runs < TRIALS ? plan->runs : TRIALS;
    const double before = peak_memory(), runs = (double)rv_sweep_runs_of_part(plan);
    const double workers = threads > 0 ? threads : rv_parallel_cores();
    double seconds = 0, epochs = 0, numbers;

    for (size_t i = 0; i < trials; i++) {
        double one = 0, length = 0;
        enum rv_status status = time_index(plan, variation, i * (plan->runs - 1) /
                                           (trials > 1 ? trials - 1 : 1), &one, &length, error);

        if (status)
            return status;
        seconds += one / (double)trials;
        epochs += length / (double)trials;
    }
    numbers = 2 * epochs + (double)plan->measure_count;
    *estimate = (struct rv_sweep_estimate){
        .seconds = seconds * ceil(runs / workers),
        .bytes_memory = peak_memory() + (workers - 1) * (peak_memory() - before) +
                        (double)plan->runs * (sizeof(struct rv_sweep_row) + 8 * numbers),
        .bytes_disk = DISK_BASE + runs * NUMBER_BYTES *
                                      (numbers + (double)(plan->measure_count + plan->axis_count)),
    };
    return RV_OK;
}
