/* The end of an epoch: evaluate, a row of the table, schedules observe, the run may be over. */
#include "run/curvature.h"
#include "run/internal.h"

#include "ravine/vector.h"

#include <math.h>

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

/* What every run knows of an epoch, beside what its problem measured. */
static void fill_row(const struct rv_run *run, double *row)
{
    const struct rv_state *state = rv_run_state(run);

    row[RV_EPOCH_EPOCH] = (double)state->epoch + 1;
    row[RV_EPOCH_LOSS] =
        state->loss_sum / state->loss_weight + state->penalty_sum / (double)state->seen;
    if (run->problem->classifies)
        row[RV_EPOCH_ACCURACY] = (double)state->correct / (double)state->seen;
    last_control(run, &row[RV_EPOCH_LEARNING_RATE], &row[RV_EPOCH_MOMENTUM]);
    row[RV_EPOCH_GRADIENT_NORM] = state->norm_sum / (double)state->batches;
    row[RV_EPOCH_WEIGHT_NORM] =
        rv_vector_norm(rv_run_parameters(run), run->sizes.parameters);
}

static void append_row(struct rv_run *run, const double *row, const double *protocols)
{
    rv_run_select_columns(run->base, row, protocols, run->row);
    rv_table_append(&run->epochs, run->row);
    rv_run_state(run)->epoch_rows = run->epochs.rows;
}

bool rv_run_finish_epoch(struct rv_run *run, bool whole)
{
    struct rv_state *state = rv_run_state(run);
    const struct rv_clock clock = {state->step, state->epoch, (long)state->batches,
                                   run->base->train.epochs};
    double row[RV_EPOCH_COLUMN_COUNT], val_loss;

    for (size_t c = 0; c < RV_EPOCH_COLUMN_COUNT; c++)
        row[c] = RV_NAN;
    if (run->problem->evaluate_epoch && !run->problem->evaluate_epoch(run, whole))
        return false;
    run->problem->finish_epoch(run, row, run->protocols);
    val_loss = row[RV_EPOCH_VAL_LOSS];
    fill_row(run, row);
    rv_curvature_fill_row(run, row);
    append_row(run, row, run->protocols);
    rv_run_path_end_epoch(run);
    state->epoch++;
    state->place = 0;
    rv_schedule_observe(&run->recipe->schedule, &clock, val_loss, state->memory);
    if (!isfinite(val_loss)) {
        rv_run_add_event(run, "diverged: the validation loss is not finite");
        state->stopped = RV_DIVERGED_RUN;
    } else if (rv_run_observe(run, val_loss) || state->epoch == run->base->train.epochs) {
        state->stopped = RV_FINISHED_RUN;
    }
    return true;
}
