/* `protocols`: further validation protocols by name, read by the table of `evaluate`.
 *
 * A protocol begins as a copy of `evaluate`, and its keys change the copy: what it differs in is
 * what was written. Printing writes the same keys and no others, since a variant may change
 * `evaluate`, and every protocol must then follow. */
#include "recipe/internal.h"

#include "ravine/memory.h"
#include "yaml/typed.h"

#include <string.h>

/* Columns of the epoch table that begin so are there already. */
static const char *const taken[] = {"val", "snapshot", NULL};

static bool good_name(const char *name)
{
    return *name >= 'a' && *name <= 'z' && strlen(name) < RV_PROTOCOL_NAME_SIZE &&
           name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

static bool check_name(const struct rv_node *entry, struct rv_report *report)
{
    for (size_t i = 0; taken[i]; i++)
        if (strcmp(entry->key, taken[i]) == 0) {
            rv_report_add(report, RV_INPUT, entry->key_at,
                          "a protocol cannot be called '%s': there is a column %s_loss", taken[i],
                          taken[i]);
            return false;
        }
    if (good_name(entry->key))
        return true;
    rv_report_add(report, RV_INPUT, entry->key_at,
                  "'%.60s' is no protocol name: small letters, digits and _, a letter first, at "
                  "most %d",
                  entry->key, RV_PROTOCOL_NAME_SIZE - 1);
    return false;
}

/* Bits of the rows that the map sets. `every` says when the scenario's own protocol is also asked
 * between epochs, for the step table: of these it means nothing. */
static unsigned rows_given(const struct rv_node *map, struct rv_report *report)
{
    const struct rv_param *rows = rv_evaluate_type.params;
    unsigned given = 0;

    for (size_t i = 0; i < map->count; i++) {
        const struct rv_param *row = rv_params_find(rows, map->items[i]->key);

        if (row)
            given |= 1U << (row - rows);
        if (row && strcmp(row->name, "every") == 0)
            rv_report_add(report, RV_INPUT, map->items[i]->key_at,
                          "'every' has no place in a protocol: it is evaluated at the end of every "
                          "epoch");
    }
    return given;
}

static void bind_protocol(const struct rv_node *entry, struct rv_recipe *recipe,
                          struct rv_report *report)
{
    struct rv_protocol *protocol = &recipe->protocols[recipe->protocol_count];
    struct rv_text owner = {0};
    struct rv_typed typed = {.table = {{rv_evaluate_type.params, &protocol->evaluate}}};

    if (entry->kind != RV_NODE_MAP || entry->count == 0) {
        rv_report_add(report, RV_INPUT, entry->at,
                      "a protocol is a map of keys of 'evaluate': {statistics: recalibrated}");
        return;
    }
    if (!check_name(entry, report))
        return;
    *protocol = (struct rv_protocol){.evaluate = recipe->evaluate, .at = entry->at};
    memcpy(protocol->name, entry->key, strlen(entry->key) + 1);
    protocol->given = rows_given(entry, report);
    rv_text_printf(&owner, "the protocol '%s'", entry->key);
    typed.owner = rv_text_string(&owner);
    rv_typed_bind(&typed, entry, report);
    rv_text_release(&owner);
    recipe->protocol_count++;
}

/* Two protocols whose columns would have one name: NAME_loss of one is NAME_loss_se of none, but
 * `a_loss` beside `a` would give a_loss_se twice. */
static void check_columns(const struct rv_recipe *recipe, struct rv_report *report)
{
    for (size_t i = 0; i < recipe->protocol_count; i++)
        for (size_t k = 0; k < recipe->protocol_count; k++) {
            const char *longer = recipe->protocols[i].name, *shorter = recipe->protocols[k].name;
            size_t length = strlen(shorter);

            if (strncmp(longer, shorter, length) == 0 && strcmp(longer + length, "_loss") == 0)
                rv_report_add(report, RV_INPUT, recipe->protocols[i].at,
                              "the protocols '%s' and '%s' would have columns of one name", shorter,
                              longer);
        }
}

void rv_recipe_bind_protocols(const struct rv_node *normal, struct rv_recipe *recipe,
                              struct rv_report *report)
{
    const struct rv_node *map = rv_node_get(normal, "protocols");

    if (!map || rv_node_is_empty(map))
        return;
    if (map->kind != RV_NODE_MAP) {
        rv_report_add(report, RV_INPUT, map->at,
                      "'protocols' is a map of names: {recalibrated: {statistics: recalibrated}}");
        return;
    }
    if (map->count > RV_PROTOCOLS_MAX) {
        rv_report_add(report, RV_INPUT, map->at, "more than %d protocols", RV_PROTOCOLS_MAX);
        return;
    }
    recipe->protocols = rv_alloc(map->count + 1, sizeof *recipe->protocols);
    for (size_t i = 0; i < map->count; i++)
        bind_protocol(map->items[i], recipe, report);
    check_columns(recipe, report);
}

/* By name, and within a protocol by key. */
void rv_recipe_join_protocols(struct rv_node *base, const struct rv_node *override)
{
    struct rv_node *there = rv_node_get(base, "protocols");

    if (!there || there->kind != RV_NODE_MAP || override->kind != RV_NODE_MAP) {
        rv_node_put(base, "protocols", rv_node_copy(override));
        return;
    }
    for (size_t i = 0; i < override->count; i++) {
        const struct rv_node *entry = override->items[i];
        struct rv_node *same = rv_node_get(there, entry->key);

        if (!same || same->kind != RV_NODE_MAP || entry->kind != RV_NODE_MAP) {
            rv_node_put(there, entry->key, rv_node_copy(entry));
            continue;
        }
        for (size_t k = 0; k < entry->count; k++)
            rv_node_put(same, entry->items[k]->key, rv_node_copy(entry->items[k]));
    }
}

struct rv_node *rv_recipe_protocols_tree(const struct rv_recipe *recipe)
{
    struct rv_node *map = rv_node_map((struct rv_position){0});

    for (size_t i = 0; i < recipe->protocol_count; i++) {
        const struct rv_protocol *protocol = &recipe->protocols[i];
        struct rv_node *keys = rv_node_map((struct rv_position){0});

        for (const struct rv_param *p = rv_evaluate_type.params; p->kind != RV_KIND_END; p++)
            if (protocol->given >> (p - rv_evaluate_type.params) & 1U)
                rv_node_put(keys, p->name, rv_typed_node(p, &protocol->evaluate));
        rv_node_put(map, protocol->name, keys);
    }
    return map;
}
