/* The state of a run: what it holds, what others may see of it, copies of it. */
#include "run/internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *rv_stopped_text(enum rv_stopped stopped)
{
    switch (stopped) {
#define X(name, text)                                                                              \
    case RV_##name##_RUN:                                                                          \
        return text;
        RV_STOPPED_LIST(X)
#undef X
    }
    return "unknown";
}

enum rv_stopped rv_run_stopped(const struct rv_run *run)
{
    return rv_run_state(run)->stopped;
}

const struct rv_recipe *rv_run_recipe(const struct rv_run *run)
{
    return run->recipe;
}

const double *rv_run_parameters(const struct rv_run *run)
{
    return rv_run_array(run, run->layout.parameters);
}

size_t rv_run_parameter_count(const struct rv_run *run)
{
    return run->sizes.parameters;
}

size_t rv_run_statistics_count(const struct rv_run *run)
{
    return run->sizes.statistics;
}

const double *rv_run_statistics(const struct rv_run *run)
{
    return rv_run_array(run, run->layout.statistics);
}

long rv_run_steps_planned(const struct rv_run *run)
{
    return run->sizes.steps;
}

const struct rv_table *rv_run_epochs(const struct rv_run *run)
{
    return &run->epochs;
}

const struct rv_table *rv_run_steps(const struct rv_run *run)
{
    return &run->steps;
}

const struct rv_event *rv_run_events(const struct rv_run *run, size_t *count)
{
    *count = rv_run_state(run)->event_count;
    return rv_run_state(run)->events;
}

const char *rv_run_note(const struct rv_run *run)
{
    return run->note;
}

/* ---- Where the run is ---- */

bool rv_run_epoch_is_open(const struct rv_run *run)
{
    const struct rv_state *state = rv_run_state(run);

    return state->stopped == RV_RUNNING && state->place == run->sizes.visits;
}

bool rv_run_evaluating(const struct rv_run *run)
{
    return rv_run_epoch_is_open(run);
}

long rv_run_steps_of_epoch(const struct rv_run *run)
{
    size_t visits = run->problem->visits_of_step(run->recipe);

    return (long)((run->sizes.visits + visits - 1) / visits);
}

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

/* ---- Parameters ---- */

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

void rv_run_start_averages(struct rv_run *run)
{
    const double *parameters = rv_run_parameters(run);
    size_t bytes = run->sizes.parameters * sizeof(double);

    if (run->keeps_ema)
        memcpy(rv_run_array(run, run->layout.ema), parameters, bytes);
    if (run->keeps_swa)
        memcpy(rv_run_array(run, run->layout.swa), parameters, bytes);
}

/* ---- Copies ---- */

size_t rv_run_state_size(const struct rv_run *run)
{
    return run->layout.total;
}

void rv_run_state_save(const struct rv_run *run, void *block)
{
    memcpy(block, run->block, run->layout.total);
}

bool rv_run_state_fits(const struct rv_run *run, const struct rv_run *other)
{
    return memcmp(&run->layout, &other->layout, sizeof run->layout) == 0;
}
