/* The normal form of an override: dotted keys made nested, one spelling of everything.
 *
 * A person may write the same thing in many ways: `optimizer.learning_rate: 0.1`, `optimizer:
 * {learning_rate: 0.1}`, `optimizer: sgd` for `optimizer: {name: sgd}`. All of them are brought to
 * one form first (see recipe/internal.h), so that merging compares and replaces nodes and never
 * looks at spelling. */
#include "recipe/internal.h"

#include "ravine/memory.h"
#include "yaml/typed.h"

#include <string.h>

#define PARTS_MAXIMUM 5 /* network.LAYER.KEY.CHOICE is four; and so recursion ends */

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

/* Whether the entry may stand in a recipe; else it is reported. The keys of bare sections and
 * `changes` are one value each, and nothing is below them. */
static bool known_key(const struct rv_node *entry, struct rv_report *report)
{
    size_t length = strcspn(entry->key, ".");
    bool dotted = entry->key[length] == '.';
    bool colon = strchr(entry->key, ':') != NULL; /* it lacks a space: insert() has no path */
    char *first = rv_strdup(entry->key);
    const char **names;
    bool section, value;

    first[length] = '\0';
    section = !colon && (rv_section_find(first) || rv_recipe_is_nested(first));
    value = rv_section_bare(first) || rv_text_same_name(first, "changes");
    rv_free(first);
    if (section || (value && !dotted))
        return true;
    if (value && !colon) {
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

/* ---- The keys of `pretrain` ---- */

static bool is_own(const char *key)
{
    return rv_text_same_name(key, "fresh") || rv_params_find(rv_pretrain_type.params, key);
}

/* The entries of `map` that are keys of a recipe (own false), or the others. A new map. */
struct rv_node *rv_recipe_pretrain_part(const struct rv_node *map, bool own)
{
    struct rv_node *part = rv_node_map(map->at);

    for (size_t i = 0; i < map->count; i++)
        if (is_own(map->items[i]->key) == own)
            rv_node_append(part, rv_node_copy(map->items[i]));
    return part;
}

/* A normal form of an override, with the own keys behind it. A new map. */
struct rv_node *rv_recipe_normal_pretrain(const struct rv_node *map, struct rv_report *report)
{
    struct rv_node *keys = rv_recipe_pretrain_part(map, false);
    struct rv_node *own = rv_recipe_pretrain_part(map, true);
    struct rv_node *normal = rv_recipe_normal(keys, report);

    for (size_t i = 0; i < own->count; i++)
        rv_node_put(normal, own->items[i]->key, rv_node_copy(own->items[i]));
    normal->key_at = map->key_at;
    rv_node_free(keys);
    rv_node_free(own);
    return normal;
}
