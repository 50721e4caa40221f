/* Variants by name, and saying that there is none of a name. */
#include "scenario/internal.h"

#include "ravine/memory.h"

#include <string.h>

/* Names of variants are compared exactly: they are ours, and claims use them as identifiers. */
struct rv_variant *rv_scenario_variant(const struct rv_scenario *scenario, const char *name)
{
    for (size_t i = 0; i < scenario->variant_count; i++)
        if (strcmp(scenario->variants[i].name, name) == 0)
            return &scenario->variants[i];
    return NULL;
}

bool rv_scenario_may_diverge(const struct rv_scenario *scenario, const char *variant)
{
    for (size_t i = 0; i < scenario->may_diverge_count; i++)
        if (strcmp(scenario->may_diverge[i], variant) == 0)
            return true;
    return false;
}

void rv_scenario_unknown(const struct rv_scenario *scenario, const char *what, const char *name,
                         struct rv_position at, struct rv_report *report)
{
    const char **names = rv_alloc(scenario->variant_count + 1, sizeof *names);
    const char *nearest;
    struct rv_text all = {0};

    for (size_t i = 0; i < scenario->variant_count; i++) {
        names[i] = scenario->variants[i].name;
        rv_text_printf(&all, "%s%s", i ? ", " : "", names[i]);
    }
    nearest = rv_text_nearest(name, names);
    if (nearest)
        rv_report_add(report, RV_INPUT, at, "%s%sthere is no variant '%.80s' (did you mean '%s'?)",
                      what, *what ? ": " : "", name, nearest);
    else
        rv_report_add(report, RV_INPUT, at, "%s%sthere is no variant '%.80s'; there are: %s", what,
                      *what ? ": " : "", name, rv_text_string(&all));
    rv_text_release(&all);
    rv_free(names);
}

void rv_scenario_check_variant(const struct rv_scenario *scenario, const char *what,
                               const char *name, struct rv_position at, struct rv_report *report)
{
    if (name && !rv_scenario_variant(scenario, name))
        rv_scenario_unknown(scenario, what, name, at, report);
}

void rv_scenario_check_may_diverge(const struct rv_node *value, const struct rv_scenario *scenario,
                                   struct rv_report *report)
{
    for (size_t i = 0; i < scenario->may_diverge_count; i++)
        rv_scenario_check_variant(scenario, "may_diverge", scenario->may_diverge[i],
                                  rv_scenario_place(value, i), report);
}
