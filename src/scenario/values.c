/* What values of a scenario's keys are made of: texts, lists of names, entries of maps. */
#include "scenario/internal.h"

#include "ravine/memory.h"
#include "yaml/typed.h"

char *rv_scenario_text(const struct rv_node *node, const char *key, struct rv_report *report)
{
    if (node->kind == RV_NODE_SCALAR && !rv_node_is_empty(node))
        return rv_strdup(node->text);
    if (node->kind == RV_NODE_SCALAR)
        rv_report_add(report, RV_INPUT, node->key_at, "'%s' has no value", key);
    else
        rv_report_add(report, RV_INPUT, node->at,
                      "'%s' is a text: put quotes round it if it holds ':' or begins with a "
                      "bracket",
                      key);
    return NULL;
}

void rv_scenario_entries(const struct rv_node *map, const char *owner, const char *const *names,
                         struct rv_report *report)
{
    for (size_t i = 0; i < map->count; i++) {
        bool known = false;

        for (size_t k = 0; names[k] && !known; k++)
            known = rv_text_same_name(names[k], map->items[i]->key);
        if (!known)
            rv_typed_unknown(map->items[i], "key", owner, names, report);
    }
}

char *rv_scenario_required(const struct rv_node *map, const char *key, const char *owner,
                           struct rv_report *report)
{
    const struct rv_node *node = rv_node_get(map, key);

    if (node)
        return rv_scenario_text(node, key, report);
    rv_report_add(report, RV_INPUT, map->at, "%s needs '%s'", owner, key);
    return NULL;
}

void rv_scenario_names(const struct rv_node *root, const char *key, char ***names, size_t *count,
                       struct rv_report *report)
{
    const struct rv_node *node = rv_node_get(root, key);
    size_t room = node && node->kind == RV_NODE_LIST ? node->count : 1;

    if (!node)
        return;
    *names = rv_alloc(room + 1, sizeof **names);
    for (size_t i = 0; i < room; i++) {
        const struct rv_node *item = node->kind == RV_NODE_LIST ? node->items[i] : node;
        char *name = rv_scenario_text(item, key, report);

        if (name)
            (*names)[(*count)++] = name;
    }
}

/* Where the i-th item of a list (or the one word) stands. */
struct rv_position rv_scenario_place(const struct rv_node *node, size_t i)
{
    return node->kind == RV_NODE_LIST && i < node->count ? node->items[i]->at : node->at;
}

void rv_scenario_release_names(char **names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        rv_free(names[i]);
    rv_free(names);
}
