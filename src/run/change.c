/* Changes during a run, and going back to a state that was saved. */
#include "run/internal.h"

#include <string.h>

void rv_run_open_method(struct rv_run *run)
{
    run->objective = (struct rv_objective){.count = run->sizes.parameters,
                                           .block = run->sizes.block,
                                           .ranges = run->ranges,
                                           .range_count = run->range_count,
                                           .exact = !rv_recipe_inexact(run->recipe),
                                           .self = run,
                                           .evaluate = run->problem->evaluate,
                                           .hessian = run->problem->hessian};
    rv_method_free(run->method);
    run->method = rv_method_create(run->recipe->optimizer.type, run->sizes.parameters);
}

/* Makes `next` the recipe in force. */
static void hand_over(struct rv_run *run, const struct rv_recipe *next)
{
    const struct rv_recipe *before = run->recipe;
    struct rv_error error = {0};

    run->recipe = next;
    /* The layout was checked when the change was bound, and the arena fitted before. */
    if (run->problem->change(run, before, &error))
        RV_BUG("a checked change cannot be applied: %s", error.message);
    rv_run_open_method(run);
}

/* A method that relies on an exact objective starts anew: what it knows may be of another one. */
static void change_optimizer(struct rv_run *run, const struct rv_recipe *before)
{
    double *slots = rv_run_array(run, run->layout.slots);

    if (rv_method_needs_exact(run->recipe->optimizer.type))
        memset(slots, 0, run->sizes.slots * sizeof *slots);
    if (before->optimizer.type == run->recipe->optimizer.type)
        return;
    rv_optimizer_adopt(before->optimizer.type, slots, run->recipe->optimizer.type, run->adopted,
                       run->sizes.parameters);
    memcpy(slots, run->adopted, run->sizes.slots * sizeof *slots);
}

void rv_run_apply_changes(struct rv_run *run)
{
    struct rv_state *state = rv_run_state(run);

    while (state->changes < run->base->change_count) {
        const struct rv_change *change = &run->base->changes[state->changes];
        const struct rv_recipe *before = run->recipe;

        if (!rv_run_change_due(change, state->step, state->epoch + 1, state->place))
            return;
        state->changes++;
        hand_over(run, change->recipe);
        change_optimizer(run, before);
        if (!rv_config_equal(&before->schedule, &run->recipe->schedule))
            rv_schedule_reset(&run->recipe->schedule, state->memory);
        rv_run_add_event(run, "%s", change->keys ? change->keys : "change");
    }
}

void rv_run_restore_alone(struct rv_run *run, const void *block)
{
    const struct rv_state *state = rv_run_state(run);

    memcpy(run->block, block, run->layout.total);
    hand_over(run, rv_run_recipe_after(run->base, state->changes));
    run->epochs.rows = state->epoch_rows;
    run->steps.rows = state->step_rows;
    if (state->place)
        run->problem->begin_epoch(run);
}
