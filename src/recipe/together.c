/* Several overrides that count together, as one: `--set` given more than once.
 *
 * A type starts its section anew, so that applying `noise.sigma=2` and then `noise.name=gaussian`
 * would lose the width without a word; a person who gives both means both. Every override is
 * therefore taken apart into types (the selector of a section, a network's list or preset) and
 * keys; types are put first, whatever their order was, and keys on top of them. Of two values of
 * one key the later wins. */
#include "recipe/internal.h"

#include "ravine/memory.h"

/* Puts a map with entries under the key that `from` has; drops an empty one. */
static void put_part(struct rv_node *map, const struct rv_node *from, struct rv_node *part)
{
    part->key_at = from->key_at;
    if (part->count)
        rv_node_put(map, from->key, part);
    else
        rv_node_free(part);
}

/* Of a section with a choice of types: its selector here, its other keys there. */
static void split_section(const struct rv_node *entry, const char *selector,
                          struct rv_node *types, struct rv_node *keys)
{
    struct rv_node *type = rv_node_map(entry->at), *rest = rv_node_map(entry->at);

    for (size_t i = 0; i < entry->count; i++)
        rv_node_append(rv_text_same_name(entry->items[i]->key, selector) ? type : rest,
                       rv_node_copy(entry->items[i]));
    put_part(types, entry, type);
    put_part(keys, entry, rest);
}

static void split(const struct rv_node *normal, struct rv_node *types, struct rv_node *keys,
                  struct rv_report *report);

/* An override inside an override: its types and keys are told apart too. */
static void split_pretrain(const struct rv_node *entry, struct rv_node *types,
                           struct rv_node *keys, struct rv_report *report)
{
    struct rv_node *normal = rv_recipe_normal_pretrain(entry, report);
    struct rv_node *type = rv_node_map(entry->at), *rest = rv_node_map(entry->at);

    split(normal, type, rest, report);
    put_part(types, entry, type);
    put_part(keys, entry, rest);
    rv_node_free(normal);
}

static void split(const struct rv_node *normal, struct rv_node *types, struct rv_node *keys,
                  struct rv_report *report)
{
    for (size_t i = 0; i < normal->count; i++) {
        const struct rv_node *entry = normal->items[i];
        const struct rv_section *section = rv_section_find(entry->key);
        bool map = entry->kind == RV_NODE_MAP;

        if (map && rv_text_same_name(entry->key, "pretrain"))
            split_pretrain(entry, types, keys, report);
        else if (map && section && section->selector)
            split_section(entry, section->selector, types, keys);
        else
            rv_node_put(section && section->selector ? types : keys, entry->key,
                        rv_node_copy(entry));
    }
}

struct rv_node *rv_recipe_together(const struct rv_node *const *overrides, size_t count,
                                   struct rv_report *report)
{
    struct rv_node *types = rv_node_map((struct rv_position){0});
    struct rv_node *keys = rv_node_map((struct rv_position){0});

    for (size_t i = 0; i < count; i++) {
        struct rv_node *type = rv_node_map(overrides[i]->at), *rest = rv_node_map(overrides[i]->at);
        struct rv_node *normal = rv_recipe_normal(overrides[i], report);

        split(normal, type, rest, report);
        rv_recipe_join(types, type, false, report);
        rv_recipe_join(keys, rest, false, report);
        rv_node_free(normal);
        rv_node_free(type);
        rv_node_free(rest);
    }
    rv_recipe_join(types, keys, false, report);
    rv_node_free(keys);
    return types;
}
