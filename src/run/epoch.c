/* The end of an epoch: evaluate, a row of the table, schedules observe, the run may be over. */
#include "run/internal.h"

#include "ravine/vector.h"

#include <math.h>
#include <string.h>

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

/* Rate and momentum of the epoch's last step, worked out again: no step remembers them, and the
 * schedule has observed nothing since. */
static void last_control(const struct rv_run *run, double *rate, double *momentum)
{
    const struct rv_state *state = rv_run_state(run);
    const struct rv_recipe *recipe = run->recipe;
    const struct rv_clock clock = {state->step - 1, state->epoch, rv_run_steps_of_epoch(run),
                                   run->base->train.epochs};
    const struct rv_control control = rv_schedule_control(
        &recipe->schedule, &recipe->momentum_schedule, &clock, state->memory);

    *rate = rv_optimizer_rate(&recipe->optimizer) * control.factor;
    *momentum =
        isnan(control.momentum) ? rv_optimizer_momentum(&recipe->optimizer) : control.momentum;
}

/* The columns of RV_EPOCH_COLUMNS in their order, and those behind them. */
static void append_row(struct rv_run *run, const struct rv_problem_epoch *is, double rate,
                       double momentum)
{
    struct rv_state *state = rv_run_state(run);
    const double row[] = {
        (double)state->epoch,
        state->loss_sum / state->loss_weight + state->penalty_sum / (double)state->seen,
        run->problem->classifies ? (double)state->correct / (double)state->seen : RV_NAN,
        is->val_loss,
        is->val_accuracy,
        is->val_loss_se,
        is->val_accuracy_se,
        is->val_jump_se,
        rate,
        momentum,
        is->snapshot_loss,
        is->snapshot_accuracy,
        is->penalty,
        state->norm_sum / (double)state->batches,
        rv_vector_norm(rv_run_parameters(run), run->sizes.parameters),
    };

    memcpy(run->row, row, sizeof row);
    rv_table_append(&run->epochs, run->row);
    state->epoch_rows = run->epochs.rows;
}

bool rv_run_epoch_is_open(const struct rv_run *run)
{
    const struct rv_state *state = rv_run_state(run);

    return state->stopped == RV_RUNNING && state->place == run->sizes.visits;
}

#define X(name, unit, help) +1
enum { COMMON_COLUMNS = 0 RV_EPOCH_COLUMNS(X) };
#undef X

bool rv_run_finish_epoch(struct rv_run *run, bool whole)
{
    struct rv_state *state = rv_run_state(run);
    const struct rv_clock clock = {state->step, state->epoch, (long)state->batches,
                                   run->base->train.epochs};
    const double nan = RV_NAN;
    struct rv_problem_epoch is = {nan, nan, nan, nan, nan, nan, nan, 0};
    double rate, momentum;

    if (run->problem->judge && !run->problem->judge(run, whole))
        return false;
    run->problem->finish_epoch(run, &is, run->row + COMMON_COLUMNS);
    last_control(run, &rate, &momentum);
    state->epoch++;
    append_row(run, &is, rate, momentum);
    state->place = 0;
    rv_schedule_observe(&run->recipe->schedule, &clock, is.val_loss, state->memory);
    if (!isfinite(is.val_loss)) {
        rv_run_add_event(run, "diverged: the validation loss is not finite");
        state->stopped = RV_DIVERGED_RUN;
    } else if (rv_run_observe(run, is.val_loss) || state->epoch == run->base->train.epochs) {
        state->stopped = RV_FINISHED_RUN;
    }
    return true;
}
