/* Overrides: dotted keys made nested, one map merged into another.
 *
 * A person may write the same thing in many ways: `optimizer.learning_rate: 0.1`, `optimizer:
 * {learning_rate: 0.1}`, `optimizer: sgd` for `optimizer: {name: sgd}`. All of them are brought to
 * one form first (see recipe/internal.h), so that merging compares and replaces nodes and never
 * looks at spelling. Then, entry by entry of the override:
 *
 *     section      its keys replace those of the base one by one; each value as a whole, since a
 *                  list or {first: 30} that was half replaced would be neither of the two
 *     new type     the section starts anew: keys of the old type mean nothing to the new one, and
 *                  one of the same name (momentum) was tuned for the other
 *     same type    named again is no change: `optimizer: sgd` in a variant keeps the rate
 *     network      a new list or preset replaces; keys of layers are applied to the list
 *     protocols    by name, then as a section: key by key
 *     pretrain     as an override of its own: the two are composed
 *     other keys   (start, replicas, changes) the value replaces the value
 *
 * Two overrides are composed to one that does what the first and then the second do, so that --set
 * VARIANT:KEY=VALUE becomes part of the variant and the printed scenario repeats the run. The base
 * is not known there, which matters in two places. A key of layers may mean several of them: such
 * keys are collected and applied last. A type named by the second only may be the one that the base
 * has or not: it starts the section anew, since keys of the first may belong to another type, and
 * the file would be refused for a mistake that is not in it.
 *
 * Every node keeps the place where it was written, whichever map it ends up in: a wrong value of a
 * variant is shown in the variant. */
#include "recipe/internal.h"

#include "ravine/memory.h"
#include "recipe/stack.h"
#include "yaml/typed.h"

#include <string.h>

#define PARTS_MAXIMUM 5 /* network.LAYER.KEY.CHOICE is four; and so recursion ends */

/* ---- Normal form ---- */

/* Both places are named: which of the two was meant only the writer knows. */
static void set_twice(const struct rv_node *first, const struct rv_node *entry,
                      struct rv_report *report)
{
    rv_report_add(report, RV_INPUT, entry->key_at, "'%.80s' is set twice (first at %d:%d)",
                  entry->key, first->key_at.line, first->key_at.column);
}

static void insert(struct rv_node *map, const char *path, const struct rv_node *entry, int depth,
                   struct rv_report *report);

/* All entries of a map, each under its own (perhaps dotted) key. */
static void insert_all(struct rv_node *map, const struct rv_node *from, int depth,
                       struct rv_report *report)
{
    for (size_t i = 0; i < from->count; i++)
        insert(map, from->items[i]->key, from->items[i], depth, report);
}

/* Two maps under one key are one map: `optimizer: {...}` and `optimizer.momentum` may stand side
 * by side as long as no value is given twice. Within one override nothing is stronger than anything
 * else, so that a second value is a mistake here; between two overrides the later one wins. */
static void insert_here(struct rv_node *map, const char *key, const struct rv_node *entry,
                        int depth, struct rv_report *report)
{
    struct rv_node *there = rv_node_get(map, key), *made;

    if (there && (there->kind != RV_NODE_MAP || entry->kind != RV_NODE_MAP)) {
        set_twice(there, entry, report);
        return;
    }
    if (entry->kind != RV_NODE_MAP) {
        rv_node_put(map, key, rv_node_copy(entry));
        return;
    }
    if (!there) {
        made = rv_node_map(entry->at);
        made->key_at = entry->key_at;
        rv_node_put(map, key, made);
        there = made;
    }
    insert_all(there, entry, depth + 1, report);
}

/* Puts the value of `entry` at the dotted `path` below `map`, making the maps on the way. Those get
 * the place of the key, the only thing of them that was written. */
static void insert(struct rv_node *map, const char *path, const struct rv_node *entry, int depth,
                   struct rv_report *report)
{
    /* "lr:0.1" lacks a space; its dot is no step of a path. */
    const char *dot = strchr(path, ':') ? NULL : strchr(path, '.');
    struct rv_node *next;
    char *key;

    if (depth >= PARTS_MAXIMUM) {
        rv_report_add(report, RV_INPUT, entry->key_at, "no key has so many parts: '%.80s'",
                      entry->key);
        return;
    }
    if (!dot) {
        insert_here(map, path, entry, depth, report);
        return;
    }
    key = rv_strdup(path);
    key[dot - path] = '\0';
    next = rv_node_get(map, key);
    if (!next) {
        next = rv_node_map(entry->key_at);
        next->key_at = entry->key_at;
        rv_node_put(map, key, next);
    }
    if (next->kind == RV_NODE_MAP)
        insert(next, dot + 1, entry, depth + 1, report);
    else
        set_twice(next, entry, report);
    rv_free(key);
}

/* A key that belongs into a section and stands outside of it, as in --set learning_rate=0.1. Of
 * sections with a choice of types the initial one is looked at: the most common, and a guess is all
 * that is wanted. */
static bool belongs_inside(const struct rv_node *entry, struct rv_report *report)
{
    for (size_t i = 0; i < rv_section_count; i++) {
        const struct rv_section *section = &rv_sections[i];
        const struct rv_type *type = section->type;

        if (section->registry)
            type = rv_registry_find(section->registry, section->initial);
        if (!type || !rv_params_find(type->params, entry->key))
            continue;
        rv_report_add(report, RV_INPUT, entry->key_at, "unknown key '%s' (did you mean '%s.%s'?)",
                      entry->key, section->name, entry->key);
        return true;
    }
    return false;
}

bool rv_recipe_is_nested(const char *key)
{
    for (size_t i = 0; i < rv_recipe_key_count; i++)
        if (rv_recipe_keys[i].nested && rv_text_same_name(key, rv_recipe_keys[i].name))
            return true;
    return false;
}

/* Whether the entry may stand in a recipe; else it is reported. The keys of bare sections and
 * `changes` are one value each, and nothing is below them. */
static bool known_key(const struct rv_node *entry, struct rv_report *report)
{
    size_t length = strcspn(entry->key, ".");
    bool dotted = entry->key[length] == '.';
    char *first = rv_strdup(entry->key);
    const char **names;
    bool section, value;

    first[length] = '\0';
    section = rv_section_find(first) || rv_recipe_is_nested(first);
    value = rv_section_bare(first) || rv_text_same_name(first, "changes");
    rv_free(first);
    if (section || (value && !dotted))
        return true;
    if (value) {
        rv_report_add(report, RV_INPUT, entry->key_at, "'%.*s' has no keys below it", (int)length,
                      entry->key);
        return false;
    }
    if (belongs_inside(entry, report))
        return false;
    names = rv_section_names();
    rv_typed_unknown(entry, "key", "a recipe", names, report);
    rv_free(names);
    return false;
}

/* A whole section in one value: a word is the type, a list can only be layers. What is no map is
 * wrapped and inserted as one, so that `optimizer: adam` and `optimizer.beta1: 0.8` find together
 * in either order. */
static void insert_section(struct rv_node *normal, const struct rv_section *section,
                           const struct rv_node *entry, struct rv_report *report)
{
    struct rv_node *wrapped, *word;

    if (entry->kind == RV_NODE_MAP ||
        (entry->kind == RV_NODE_LIST && section->registry == &rv_presets)) {
        insert(normal, section->name, entry, 0, report);
    } else if (entry->kind == RV_NODE_LIST) {
        rv_report_add(report, RV_INPUT, entry->at, "'%s' is a map, not a list", section->name);
    } else if (rv_node_is_empty(entry)) {
        rv_report_add(report, RV_INPUT, entry->key_at, "'%s' has no value", section->name);
    } else if (!section->selector) {
        rv_report_add(report, RV_INPUT, entry->at, "'%s' is a map: {%s: ...}", section->name,
                      section->type->params[0].name);
    } else {
        wrapped = rv_node_map(entry->at);
        word = rv_node_copy(entry);
        rv_node_put(wrapped, section->selector, word);
        wrapped->key = rv_strdup(section->name);
        wrapped->key_at = entry->key_at;
        insert(normal, section->name, wrapped, 0, report);
        rv_node_free(wrapped);
    }
}

/* Entries in the order of the file, so that the second of two is the one that is reported. A wrong
 * entry is left out and the rest goes on: more mistakes may follow. */
struct rv_node *rv_recipe_normal(const struct rv_node *map, struct rv_report *report)
{
    struct rv_node *normal = rv_node_map(map->at);

    if (map->kind != RV_NODE_MAP) {
        if (!rv_node_is_empty(map))
            rv_report_add(report, RV_INPUT, map->at, "a map of recipe keys is wanted here");
        return normal;
    }
    for (size_t i = 0; i < map->count; i++) {
        const struct rv_node *entry = map->items[i];
        const struct rv_section *section = rv_section_find(entry->key);

        if (!known_key(entry, report))
            continue;
        if (section)
            insert_section(normal, section, entry, report);
        else if (strchr(entry->key, '.') ||
                 (rv_recipe_is_nested(entry->key) && entry->kind == RV_NODE_MAP))
            insert(normal, entry->key, entry, 0, report);
        else if (rv_node_get(normal, entry->key))
            set_twice(rv_node_get(normal, entry->key), entry, report);
        else
            rv_node_put(normal, entry->key, rv_node_copy(entry));
    }
    return normal;
}

/* ---- Merging ---- */

/* The type that a section has: named, or the one it starts with. A word that names no type counts
 * as one here; binding will say that there is none. */
static const char *selected(const struct rv_section *section, const struct rv_node *map)
{
    const struct rv_node *word = map ? rv_node_get(map, section->selector) : NULL;

    return word && word->kind == RV_NODE_SCALAR ? word->text : section->initial;
}

/* A value replaces the value, whatever its kind: {first: 30} must not be merged into {random:
 * 30}. */
static void copy_entries(struct rv_node *to, const struct rv_node *from)
{
    for (size_t i = 0; i < from->count; i++)
        rv_node_put(to, from->items[i]->key, rv_node_copy(from->items[i]));
}

/* A section other than `network`: its keys replace, unless the type is new. A base without `name`
 * has the initial type all the same; an override without one has a type that is not known. */
static void join_section(struct rv_node *base, const struct rv_section *section,
                         const struct rv_node *override, bool whole)
{
    struct rv_node *there = rv_node_get(base, section->name);
    bool named = there && section->selector && rv_node_get(there, section->selector);
    bool anew = section->selector && rv_node_get(override, section->selector) &&
                ((!whole && !named) ||
                 !rv_text_same_name(selected(section, there), selected(section, override)));

    if (!there || there->kind != RV_NODE_MAP || anew)
        rv_node_put(base, section->name, rv_node_copy(override));
    else
        copy_entries(there, override);
}

/* Two overrides of layers: {LAYER: {KEY: VALUE}}, or such keys beside a preset. Keys of one layer
 * are joined; `conv2d` and `conv2d_1` stay apart and are applied in this order, later ones last. */
static void collect_layers(struct rv_node *there, const struct rv_node *override)
{
    for (size_t i = 0; i < override->count; i++) {
        const struct rv_node *layer = override->items[i];
        struct rv_node *same = rv_node_get(there, layer->key);

        if (same && same->kind == RV_NODE_MAP && layer->kind == RV_NODE_MAP)
            copy_entries(same, layer);
        else
            rv_node_put(there, layer->key, rv_node_copy(layer));
    }
}

/* Four cases: a new network replaces; two sets of keys are collected; keys on a network are
 * applied to its list of layers; keys without a network, to the initial preset. */
static void join_network(struct rv_node *base, const struct rv_node *override, bool expand,
                         struct rv_report *report)
{
    struct rv_node *there = rv_node_get(base, "network"), *list, *initial;

    if (override->kind != RV_NODE_MAP || rv_node_get(override, "preset") || (!there && !expand)) {
        rv_node_put(base, "network", rv_node_copy(override));
        return;
    }
    if (there && there->kind == RV_NODE_MAP && !rv_node_get(there, "preset") && !expand) {
        collect_layers(there, override);
        return;
    }
    if (there) {
        list = rv_stack_expand(there, report);
    } else {
        initial = rv_node_scalar(override->at, rv_section_find("network")->initial);
        list = rv_stack_expand(initial, report);
        rv_node_free(initial);
    }
    if (!list)
        return;
    rv_stack_modify(list, override, report);
    list->key_at = there ? there->key_at : override->key_at;
    rv_node_put(base, "network", list);
}

/* What is no section (`changes`, `start`, `replicas`) is one value: a new one replaces the old. */
void rv_recipe_join(struct rv_node *base, const struct rv_node *override, bool expand,
                    struct rv_report *report)
{
    for (size_t i = 0; i < override->count; i++) {
        const struct rv_node *entry = override->items[i];
        const struct rv_section *section = rv_section_find(entry->key);

        if (rv_text_same_name(entry->key, "protocols"))
            rv_recipe_join_protocols(base, entry);
        else if (rv_text_same_name(entry->key, "pretrain"))
            rv_recipe_join_pretrain(base, entry, report);
        else if (!section)
            rv_node_put(base, entry->key, rv_node_copy(entry));
        else if (section->registry == &rv_presets)
            join_network(base, entry, expand, report);
        else
            join_section(base, section, entry, expand);
    }
}

/* Base and override: the result is a recipe, its network a list. */
struct rv_node *rv_recipe_merge(const struct rv_node *base, const struct rv_node *override,
                                struct rv_report *report)
{
    struct rv_node *merged = rv_recipe_normal(base, report);
    struct rv_node *changes = rv_recipe_normal(override, report);

    rv_recipe_join(merged, changes, true, report);
    rv_node_free(changes);
    return merged;
}

/* Override and override: the result is an override, its keys of layers still waiting for a list. */
struct rv_node *rv_recipe_compose(const struct rv_node *first, const struct rv_node *second,
                                  struct rv_report *report)
{
    struct rv_node *both = rv_recipe_normal(first, report);
    struct rv_node *later = rv_recipe_normal(second, report);

    rv_recipe_join(both, later, false, report);
    rv_node_free(later);
    return both;
}
