/* The failing, the cured and the shown run: see roles.h. */
#include "experiment/roles.h"

#include <string.h>

bool rv_roles_is_answer(const struct rv_scenario *scenario, const char *variant)
{
    for (size_t i = 0; i < scenario->answer_count; i++)
        if (strcmp(scenario->answers[i], variant) == 0)
            return true;
    return false;
}

size_t rv_roles_answer(const struct rv_scenario *scenario)
{
    for (size_t v = 0; scenario->answer_count && v < scenario->variant_count; v++)
        if (strcmp(scenario->answers[0], scenario->variants[v].name) == 0)
            return v;
    return RV_ROLES_NONE;
}

uint64_t rv_roles_demo_seed(const struct rv_scenario *scenario)
{
    return (uint64_t)(scenario->seed_demo ? scenario->seed_demo : scenario->seed_first);
}

/* Whether a variant is the cure, where `failing` fails. */
static bool is_cure(const struct rv_scenario *scenario, size_t failing, size_t variant)
{
    if (variant == failing)
        return false;
    return scenario->answer_count ? variant == rv_roles_answer(scenario) : variant > failing;
}

size_t rv_roles_cure(const struct rv_scenario *scenario)
{
    for (size_t v = 0; v < scenario->variant_count; v++)
        if (is_cure(scenario, 0, v))
            return v;
    return RV_ROLES_NONE;
}

/* The run of a variant on a seed; of any seed: the first that was made. */
static size_t find_run(const struct rv_experiment *experiment, size_t variant,
                       const uint64_t *seed)
{
    for (size_t i = 0; i < experiment->result_count; i++) {
        const struct rv_result *result = &experiment->results[i];

        if (result->made && result->variant == variant && (!seed || result->seed == *seed))
            return i;
    }
    return RV_ROLES_NONE;
}

size_t rv_roles_failing(const struct rv_experiment *experiment)
{
    for (size_t v = 0; v < experiment->scenario->variant_count; v++)
        if (find_run(experiment, v, NULL) != RV_ROLES_NONE)
            return v;
    return RV_ROLES_NONE;
}

size_t rv_roles_cured(const struct rv_experiment *experiment)
{
    size_t failing = rv_roles_failing(experiment);

    for (size_t v = 0; v < experiment->scenario->variant_count; v++)
        if (is_cure(experiment->scenario, failing, v) &&
            find_run(experiment, v, NULL) != RV_ROLES_NONE)
            return v;
    return RV_ROLES_NONE;
}

static size_t first_shown(const struct rv_experiment *experiment, size_t variant)
{
    const uint64_t demo = rv_roles_demo_seed(experiment->scenario);
    size_t run = find_run(experiment, variant, &demo);

    return run != RV_ROLES_NONE ? run : find_run(experiment, variant, NULL);
}

size_t rv_roles_run(const struct rv_experiment *experiment, size_t variant)
{
    size_t failing = rv_roles_failing(experiment), run;

    if (failing == RV_ROLES_NONE)
        return RV_ROLES_NONE;
    run = find_run(experiment, variant,
                   &experiment->results[first_shown(experiment, failing)].seed);
    return run != RV_ROLES_NONE ? run : first_shown(experiment, variant);
}
