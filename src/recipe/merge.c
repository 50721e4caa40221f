/* Overrides: one map merged into another. Both are in normal form (normal.c); then, entry by entry
 * of the override:
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
#include "recipe/layer_list.h"

#include <string.h>

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

/* The same in a section, where a group of keys ("NAME.KEY" in its table) is a map of its own. */
static void join_entries(struct rv_node *to, const struct rv_node *from,
                         const struct rv_param *params)
{
    for (size_t i = 0; i < from->count; i++) {
        struct rv_node *there = rv_node_get(to, from->items[i]->key);

        if (there && there->kind == RV_NODE_MAP && from->items[i]->kind == RV_NODE_MAP &&
            rv_params_group(params, from->items[i]->key))
            copy_entries(there, from->items[i]);
        else
            rv_node_put(to, from->items[i]->key, rv_node_copy(from->items[i]));
    }
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
        join_entries(there, override, section->type ? section->type->params : NULL);
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
        list = rv_layer_list_expand(there, report);
    } else {
        initial = rv_node_scalar(override->at, rv_section_find("network")->initial);
        list = rv_layer_list_expand(initial, report);
        rv_node_free(initial);
    }
    if (!list)
        return;
    rv_layer_list_modify(list, override, report);
    list->key_at = there ? there->key_at : override->key_at;
    rv_node_put(base, "network", list);
}

/* A word (`none`) replaces, and is replaced. */
static void join_pretrain(struct rv_node *base, const struct rv_node *override,
                             struct rv_report *report)
{
    const struct rv_node *there = rv_node_get(base, "pretrain");
    struct rv_node *both, *later;

    if (override->kind != RV_NODE_MAP) {
        rv_node_put(base, "pretrain", rv_node_copy(override));
        return;
    }
    later = rv_recipe_normal_pretrain(override, report);
    if (!there || there->kind != RV_NODE_MAP) {
        rv_node_put(base, "pretrain", later);
        return;
    }
    both = rv_recipe_normal_pretrain(there, report);
    rv_recipe_join(both, later, false, report);
    rv_node_free(later);
    rv_node_put(base, "pretrain", both);
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
            join_pretrain(base, entry, report);
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
