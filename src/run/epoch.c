/* The end of an epoch: evaluate, a row of the table, schedules observe, the run may be over. */
#include "run/internal.h"

#include "ravine/vector.h"

#include <math.h>

const double *rv_run_parameters_of(const struct rv_run *run, int parameters)
{
    switch ((enum rv_parameters)parameters) {
    case RV_PARAMETERS_EMA:
        return rv_run_array(run, run->layout.ema);
    case RV_PARAMETERS_SWA:
        return rv_run_array(run, run->layout.swa);
    case RV_PARAMETERS_ITERATE:
        break;
    }
    return rv_run_parameters(run);
}

void rv_run_finish_epoch(struct rv_run *run, double rate, double momentum)
{
    struct rv_state *state = rv_run_state(run);
    const struct rv_clock clock = {state->step, state->epoch, (long)state->batches,
                                   run->base->train.epochs};
    const double nan = RV_NAN;
    struct rv_problem_epoch is = {nan, nan, nan, nan, nan, nan, nan, 0};

    run->problem->finish_epoch(run, &is);
    state->epoch++;
    const double row[] = {
        (double)state->epoch,
        state->loss_sum / state->loss_weight + state->penalty_sum / (double)state->seen,
        run->problem->classifies ? (double)state->correct / (double)state->seen : nan,
        is.val_loss,
        is.val_accuracy,
        is.val_loss_se,
        is.val_accuracy_se,
        is.val_jump_se,
        rate,
        momentum,
        is.snapshot_loss,
        is.snapshot_accuracy,
        is.penalty,
        state->norm_sum / (double)state->batches,
        rv_vector_norm(rv_run_parameters(run), run->sizes.parameters),
    };
    rv_table_append(&run->epochs, row);
    state->epoch_rows = run->epochs.rows;
    state->place = 0;
    rv_schedule_observe(&run->recipe->schedule, &clock, is.val_loss, state->memory);
    if (!isfinite(is.val_loss)) {
        rv_run_add_event(run, "diverged: the validation loss is not finite");
        state->stopped = RV_DIVERGED_RUN;
    } else if (rv_run_observe(run, is.val_loss) || state->epoch == run->base->train.epochs) {
        state->stopped = RV_FINISHED_RUN;
    }
}
