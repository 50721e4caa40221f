/* Changes during a run, events, saving and restoring the state. */
#include "run/internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void rv_run_add_event(struct rv_run *run, const char *format, ...)
{
    struct rv_state *state = rv_run_state(run);
    struct rv_event *event;
    va_list arguments;

    if (state->event_count == RV_RUN_EVENTS_MAX)
        return;
    event = &state->events[state->event_count++];
    event->step = state->step;
    event->epoch = state->epoch + 1;
    va_start(arguments, format);
    vsnprintf(event->text, sizeof event->text, format, arguments);
    va_end(arguments);
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

size_t rv_run_state_size(const struct rv_run *run)
{
    return run->layout.total;
}

void rv_run_state_save(const struct rv_run *run, void *block)
{
    memcpy(block, run->block, run->layout.total);
}

void rv_run_state_restore(struct rv_run *run, const void *block)
{
    const struct rv_state *state = rv_run_state(run);

    memcpy(run->block, block, run->layout.total);
    if (!state->ready)
        rv_run_rewind_pretraining(run);
    hand_over(run, rv_run_recipe_after(run->base, state->changes));
    run->epochs.rows = state->epoch_rows;
    run->steps.rows = state->step_rows;
    if (state->place)
        run->problem->begin_epoch(run);
}

bool rv_run_state_fits(const struct rv_run *run, const struct rv_run *other)
{
    return memcmp(&run->layout, &other->layout, sizeof run->layout) == 0;
}
