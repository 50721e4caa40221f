/* A run as others use it: made with its pretraining, stepped, restored, freed. */
#include "run/internal.h"

#include "ravine/clock.h"


static enum rv_status create(const struct rv_recipe *recipe, uint64_t seed,
                             enum rv_precision precision, struct rv_run **out,
                             struct rv_error *error)
{
    struct rv_run *run;
    enum rv_status status = rv_run_check(recipe, NULL, error);

    if (status == RV_OK)
        status = rv_run_create_alone(recipe, seed, precision, &run, error);
    if (status)
        return status;
    status = rv_run_open_pretraining(run, error);
    if (status)
        rv_run_free(run);
    else
        *out = run;
    return status;
}

enum rv_status rv_run_create(const struct rv_recipe *recipe, uint64_t seed, struct rv_run **run,
                             struct rv_error *error)
{
    return create(recipe, seed, RV_FLOAT32, run, error);
}

enum rv_status rv_run_create_double(const struct rv_recipe *recipe, uint64_t seed,
                                    struct rv_run **run, struct rv_error *error)
{
    return create(recipe, seed, RV_FLOAT64, run, error);
}

void rv_run_free(struct rv_run *run)
{
    if (!run)
        return;
    rv_run_close_pretraining(run);
    rv_run_free_alone(run);
}

/* What comes next: of the pretraining, a step, or an evaluation, whole or a part of it. True when
 * an epoch ended. */
static bool work(struct rv_run *run, bool whole, struct rv_sample *sample)
{
    const struct rv_state *state = rv_run_state(run);

    if (state->stopped != RV_RUNNING)
        return false;
    if (state->ready)
        return rv_run_work(run, whole, sample);
    rv_run_pretrain(run, whole, sample);
    return false;
}

enum rv_stopped rv_run_step(struct rv_run *run, struct rv_sample *sample)
{
    bool ended = work(run, true, sample);

    if (sample)
        sample->epoch_ended = ended;
    return rv_run_stopped(run);
}

enum rv_stopped rv_run_advance(struct rv_run *run, double seconds, struct rv_sample *sample)
{
    double end = rv_clock_elapsed() + seconds;
    bool ended = false;

    do {
        ended = work(run, false, sample);
    } while (rv_run_stopped(run) == RV_RUNNING && !ended && rv_clock_elapsed() < end);
    if (sample)
        sample->epoch_ended = ended;
    return rv_run_stopped(run);
}

void rv_run_interrupt(struct rv_run *run)
{
    if (rv_run_state(run)->stopped == RV_RUNNING)
        rv_run_state(run)->stopped = RV_INTERRUPTED_RUN;
}

/* A state from before the end of the pretraining begins that anew. */
void rv_run_state_restore(struct rv_run *run, const void *block)
{
    rv_run_restore_alone(run, block);
    if (!rv_run_state(run)->ready)
        rv_run_rewind_pretraining(run);
}
