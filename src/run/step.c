/* One step of training: the heart of a run, as numbered steps. */
#include "run/internal.h"

#include "ravine/vector.h"

#include <math.h>

static void update_averages(struct rv_run *run, const struct rv_clock *clock)
{
    const double *p = rv_run_array(run, run->layout.parameters);
    size_t n = run->sizes.parameters;

    if (run->keeps_ema)
        rv_average_ema(&run->recipe->average, rv_run_array(run, run->layout.ema), p, n);
    if (run->keeps_swa)
        rv_average_swa(&run->recipe->average, clock, rv_run_array(run, run->layout.swa),
                       &rv_run_state(run)->swa_taken, p, n);
}

static void add_to_epoch(struct rv_state *state, const struct rv_problem_step *result, double norm)
{
    state->loss_sum += result->loss * result->weight;
    state->loss_weight += result->weight;
    state->penalty_sum += result->penalty * (double)result->count;
    state->correct += result->correct;
    state->seen += result->count;
    state->norm_sum += norm;
    state->batches++;
    state->place += result->visits;
    state->step++;
}

/* Mean over the examples of the epoch so far, with penalty: what Keras prints. */
static double running_loss(const struct rv_state *state)
{
    return state->loss_sum / state->loss_weight + state->penalty_sum / (double)state->seen;
}

/* A row of the step table, every record.steps_every mini-batches. */
static void record_step(struct rv_run *run, const struct rv_problem_step *result, double norm,
                        double rate, long evaluations)
{
    struct rv_state *state = rv_run_state(run);
    const struct rv_pick *every = &run->recipe->evaluate.every;
    long interval = run->base->record.steps_every;
    double row[RV_STEP_COLUMN_COUNT];

    if (interval == 0 || state->step % interval || run->steps.rows == run->steps.capacity)
        return;
    for (size_t c = 0; c < RV_STEP_COLUMN_COUNT; c++)
        row[c] = RV_NAN;
    row[RV_STEP_STEP] = (double)state->step;
    row[RV_STEP_EPOCH] = (double)state->epoch + (double)state->place / (double)run->sizes.visits;
    row[RV_STEP_LOSS] = result->loss + result->penalty;
    row[RV_STEP_RUNNING_LOSS] = running_loss(state);
    if (run->problem->classifies)
        row[RV_STEP_ACCURACY] = (double)result->correct / (double)result->count;
    row[RV_STEP_GRADIENT_NORM] = norm;
    row[RV_STEP_LEARNING_RATE] = rate;
    if (every->choice == RV_EVERY_STEPS && state->step % every->number == 0)
        row[RV_STEP_VAL_LOSS] = run->problem->validate(run);
    if (run->problem->place)
        run->problem->place(run, row);
    row[RV_STEP_EVALUATIONS] = (double)evaluations;
    rv_table_append(&run->steps, row);
    state->step_rows = run->steps.rows;
}

static enum rv_stopped diverge(struct rv_run *run, const char *what)
{
    rv_run_add_event(run, "diverged: %s is not finite", what);
    return rv_run_state(run)->stopped = RV_DIVERGED_RUN;
}

static void begin_epoch(struct rv_run *run)
{
    struct rv_state *state = rv_run_state(run);

    state->loss_sum = state->loss_weight = state->penalty_sum = state->norm_sum = 0;
    state->correct = state->seen = state->batches = 0;
    state->wall_gradient = state->wall_step = 0;
    run->problem->begin_epoch(run);
}

/* The iterate by one step of the update rule or method; returns the evaluations, that of `value`
 * and run->gradient included. */
static long move(struct rv_run *run, const struct rv_control *control, double value)
{
    const struct rv_config *optimizer = &run->recipe->optimizer;
    double *parameters = rv_run_array(run, run->layout.parameters);
    double *slots = rv_run_array(run, run->layout.slots);

    if (run->method)
        return rv_method_step(run->method, optimizer, control, &run->objective, value, slots,
                              parameters, run->gradient);
    rv_optimizer_step(optimizer, control, run->ranges, run->range_count, run->sizes.parameters,
                      slots, parameters, run->gradient);
    return 1;
}

/* The step alone; a run that has made all steps of an epoch waits for its evaluation. */
static enum rv_stopped make_step(struct rv_run *run, struct rv_sample *sample)
{
    struct rv_state *state = rv_run_state(run);

    /* 1. Changes that are due; at the start of an epoch its order. */
    rv_run_apply_changes(run);
    if (state->place == 0)
        begin_epoch(run);

    /* 2. Learning rate and momentum of this step. */
    const struct rv_recipe *recipe = run->recipe;
    const struct rv_clock clock = {state->step, state->epoch, rv_run_steps_of_epoch(run),
                                   run->base->train.epochs};
    const struct rv_control control = rv_schedule_control(
        &recipe->schedule, &recipe->momentum_schedule, &clock, state->memory);
    const double rate = rv_optimizer_rate(&recipe->optimizer) * control.factor;

    /* 3. Loss and gradient of the mini-batch. */
    struct rv_problem_step result;
    run->problem->gradient(run, &result);
    if (!isfinite(result.loss) || !isfinite(result.penalty))
        return diverge(run, "the loss");

    /* 4. Clip, commit BN's running statistics, update, average. */
    const double norm =
        rv_clip_apply(&recipe->clip, run->gradient, run->sizes.parameters, run->sizes.block);
    if (!isfinite(norm))
        return diverge(run, "the gradient");
    run->problem->commit(run);
    rv_run_path_before(run);
    const long evaluations = move(run, &control, result.loss + result.penalty);
    if (run->problem->moved)
        run->problem->moved(run);
    update_averages(run, &clock);

    /* 5. Record. */
    add_to_epoch(state, &result, norm);
    record_step(run, &result, norm, rate, evaluations);
    if (sample)
        *sample = (struct rv_sample){.step = state->step,
                                     .epoch = state->epoch + 1,
                                     .place = (long)state->place,
                                     .loss = result.loss + result.penalty,
                                     .gradient_norm = norm,
                                     .learning_rate = rate,
                                     .evaluations = evaluations};

    return state->stopped;
}

bool rv_run_work(struct rv_run *run, bool whole, struct rv_sample *sample)
{
    if (!rv_run_epoch_is_open(run))
        make_step(run, sample);
    else if (!whole)
        return rv_run_finish_epoch(run, false);
    /* 6. The end of an epoch, and of the run. */
    return whole && rv_run_epoch_is_open(run) && rv_run_finish_epoch(run, true);
}
