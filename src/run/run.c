/* What others may see of a run. */
#include "run/network_problem.h"

enum rv_stopped rv_run_stopped(const struct rv_run *run)
{
    return rv_run_state(run)->stopped;
}

bool rv_run_evaluating(const struct rv_run *run)
{
    return rv_run_epoch_is_open(run);
}

uint64_t rv_run_seed(const struct rv_run *run)
{
    return run->seed;
}

const struct rv_recipe *rv_run_recipe(const struct rv_run *run)
{
    return run->recipe;
}

const struct rv_network *rv_run_network(const struct rv_run *run)
{
    return run->problem == &rv_problem_network ? rv_network_problem(run)->network : NULL;
}

const struct rv_samples *rv_run_samples(const struct rv_run *run)
{
    return run->problem == &rv_problem_network ? &rv_network_problem(run)->samples : NULL;
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

const uint32_t *rv_run_confusion(const struct rv_run *run)
{
    return run->problem == &rv_problem_network ? rv_network_problem(run)->confusion : NULL;
}

const char *rv_run_note(const struct rv_run *run)
{
    return run->note;
}
