/* What a scenario says about the syllabus: `cause`, `shows`, `remedies`, and `long`.
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

static void read_shows(const struct rv_node *root, struct rv_scenario *scenario,
                       struct rv_report *report)
{
    rv_scenario_names(root, "shows", &scenario->shows, &scenario->show_count, report);
    for (size_t i = 0; i < scenario->show_count; i++)
        check_row("shows", scenario->shows[i], rv_scenario_place(root, "shows", i), report);
    if (scenario->cause)
        check_row("cause", scenario->cause, rv_node_get(root, "cause")->at, report);
}

/* Whether the variants exist is asked when all of them are known (rv_scenario_check_remedies). */
static void read_remedies(const struct rv_node *root, struct rv_scenario *scenario,
                          struct rv_report *report)
{
    const struct rv_node *map = rv_node_get(root, "remedies");

    if (!map)
        return;
    if (map->kind != RV_NODE_MAP) {
        rv_report_add(report, RV_INPUT, map->at,
                      "'remedies' is a map of variants: {settled: lower-rate}");
        return;
    }
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

void rv_scenario_check_remedies(const struct rv_node *root, const struct rv_scenario *scenario,
                                struct rv_report *report)
{
    const struct rv_node *map = rv_node_get(root, "remedies");

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

static void read_long(const struct rv_node *root, struct rv_scenario *scenario,
                      struct rv_report *report)
{
    static const struct rv_param row = {.name = "long", .kind = RV_KIND_BOOLEAN,
                                        .offset = offsetof(struct rv_scenario, is_long)};
    const struct rv_node *node = rv_node_get(root, "long");
    struct rv_error error = {0};

    if (!node)
        return;
    if (node->kind != RV_NODE_SCALAR)
        rv_report_add(report, RV_INPUT, node->at, "'long' is true or false");
    else if (rv_param_parse(&row, node->text, scenario, &error))
        rv_report_add(report, RV_INPUT, node->at, "%s", error.message);
}

void rv_scenario_syllabus(const struct rv_node *root, struct rv_scenario *scenario,
                          struct rv_report *report)
{
    read_shows(root, scenario, report);
    read_remedies(root, scenario, report);
    read_long(root, scenario, report);
}
