/* What a scenario says about the syllabus: `cause`, `shows`, `remedies`.
 *
 * Pages and tests count on these keys, so that each names a row that exists. */
#include "scenario/internal.h"

#include "ravine/memory.h"

#include <string.h>

static void check_row(const char *key, const char *id, struct rv_position at,
                      struct rv_report *report)
{
    if (!rv_syllabus_row(id))
        rv_report_add(report, RV_INPUT, at,
                      "%s: there is no '%.80s'; causes are C01 to C%zu, diagnostics D1 to D%zu, "
                      "networks N1 to N%zu (ravine list causes)",
                      key, id, rv_syllabus_causes.count, rv_syllabus_diagnostics.count,
                      rv_syllabus_networks.count);
}

void rv_scenario_check_cause(const struct rv_node *value, const struct rv_scenario *scenario,
                             struct rv_report *report)
{
    if (scenario->cause)
        check_row("cause", scenario->cause, value->at, report);
}

void rv_scenario_check_shows(const struct rv_node *value, const struct rv_scenario *scenario,
                             struct rv_report *report)
{
    for (size_t i = 0; i < scenario->show_count; i++)
        check_row("shows", scenario->shows[i], rv_scenario_place(value, i), report);
}

/* Whether the variants exist is asked when all of them are known. */
void rv_scenario_read_remedies(const struct rv_node *map, struct rv_scenario *scenario,
                               struct rv_report *report)
{
    if (!scenario->cause)
        rv_report_add(report, RV_INPUT, map->key_at,
                      "'remedies' need a 'cause:', what they are tried against");
    scenario->remedies = rv_alloc(map->count + 1, sizeof *scenario->remedies);
    for (size_t i = 0; i < map->count; i++) {
        const struct rv_node *entry = map->items[i];
        const struct rv_type *remedy = NULL;
        struct rv_error error = {0};

        if (entry->kind == RV_NODE_SCALAR)
            remedy = rv_registry_get(&rv_syllabus_remedies, entry->text, &error);
        else
            rv_error_set(&error, RV_INPUT, "a remedy is a name (ravine list remedies)");
        if (!remedy) {
            rv_report_add(report, RV_INPUT, entry->at, "%s", error.message);
            continue;
        }
        scenario->remedies[scenario->remedy_count++] =
            (struct rv_remedied){rv_strdup(entry->key), remedy};
    }
}

void rv_scenario_check_remedies(const struct rv_node *map, const struct rv_scenario *scenario,
                                struct rv_report *report)
{
    for (size_t i = 0; map && map->kind == RV_NODE_MAP && i < map->count; i++) {
        const struct rv_node *entry = map->items[i];

        if (!rv_scenario_variant(scenario, entry->key))
            rv_scenario_unknown(scenario, "", entry->key, entry->key_at, report);
        else if (strcmp(entry->key, scenario->variants[0].name) == 0)
            rv_report_add(report, RV_INPUT, entry->key_at,
                          "'%s' is the first variant, the failing run: it is no remedy",
                          entry->key);
    }
}

void rv_scenario_print_remedies(const struct rv_scenario *scenario, struct rv_node *map)
{
    struct rv_node *remedies = rv_node_map(RV_NOWHERE);

    for (size_t i = 0; i < scenario->remedy_count; i++)
        rv_scenario_put_text(remedies, scenario->remedies[i].variant,
                             scenario->remedies[i].remedy->name);
    if (scenario->remedy_count)
        rv_node_put(map, "remedies", remedies);
    else
        rv_node_free(remedies);
}
