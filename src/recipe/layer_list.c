/* The network in the tree: presets expanded, keys of layers changed. See layer_list.h; binding is
 * in layer_list_bind.c.
 *
 * A layer is addressed by its type (all of them), or by its name: the given one, else TYPE_k, the
 * k-th of its type counted depth first. Names belong to places in the list, not to what a layer
 * does, so a layer that is switched off with `enabled: false` still counts: the names and the
 * random numbers of all others stay, and two variants remain comparable. */
#include "recipe/layer_list.h"

#include "nn/layer.h"
#include "ravine/memory.h"
#include "recipe/preset.h"
#include "yaml/typed.h"

#include <stdio.h>
#include <string.h>

/* A layer that holds a list of layers itself. */
bool rv_layer_list_is_block(const struct rv_type *type)
{
    return ((const struct rv_layer_type *)(const void *)type)->composite;
}

/* The one place where automatic names are made: binding, changing keys and printing back must
 * count alike, or network.conv2d_2 would mean different layers. */
void rv_layer_list_count(struct rv_layer_list_counts *counts, const struct rv_type *type,
                         char name[RV_LAYER_NAME_SIZE])
{
    size_t place = 0;

    while (rv_layers.types[place] != type)
        place++;
    if (place >= sizeof counts->count / sizeof *counts->count)
        RV_BUG("more layer types than counters");
    counts->position++;
    snprintf(name, RV_LAYER_NAME_SIZE, "%s_%u", type->name, ++counts->count[place]);
}

/* ---- Changing keys of layers ---- */

struct walk {
    const struct rv_node *change; /* {KEY: VALUE}; its key names the layers */
    char **names;                 /* types and names seen, for messages; owned, each and all */
    size_t name_count, name_room;
    size_t found;
};

/* Names are copied: the automatic ones live in a buffer of the loop. */
static void remember(struct walk *walk, const char *name)
{
    if (walk->name_count + 1 >= walk->name_room) {
        size_t room = 2 * walk->name_room + 16;

        walk->names = rv_realloc(walk->names, walk->name_room, room, sizeof *walk->names);
        walk->name_room = room;
    }
    walk->names[walk->name_count++] = rv_strdup(name);
}

/* The type of an entry of the list, or NULL when it is not a layer (binding reports that). */
static const struct rv_type *type_of(const struct rv_node *layer)
{
    if (layer->kind == RV_NODE_SCALAR)
        return rv_registry_find(&rv_layers, layer->text);
    if (layer->kind == RV_NODE_MAP && layer->count == 1)
        return rv_registry_find(&rv_layers, layer->items[0]->key);
    return NULL;
}

/* The map of a layer's parameters; made when the layer is written as a word or without a value,
 * since `- relu` and `- relu: {}` are one layer and an override may reach either. */
static struct rv_node *parameters(struct rv_node **layer)
{
    struct rv_node *node = *layer, *map;

    if (node->kind == RV_NODE_SCALAR) {
        struct rv_node *whole = rv_node_map(node->at);

        rv_node_put(whole, node->text, rv_node_map(node->at));
        rv_node_free(node);
        *layer = node = whole;
    }
    map = node->items[0];
    if (map->kind == RV_NODE_SCALAR && rv_node_is_empty(map)) {
        map = rv_node_map(map->at);
        rv_node_put(node, node->items[0]->key, map);
    }
    return map;
}

/* Keys are copied with their places, so that a mistake in them points to the override and not to
 * the layer. */
static void apply(struct walk *walk, struct rv_node **layer)
{
    struct rv_node *map = parameters(layer);

    walk->found++;
    if (map->kind != RV_NODE_MAP)
        return;
    for (size_t i = 0; i < walk->change->count; i++)
        rv_node_put(map, walk->change->items[i]->key, rv_node_copy(walk->change->items[i]));
}

/* Depth first: a block counts before its inner layers. A name that was given hides the automatic
 * one. */
static void visit(struct walk *walk, struct rv_node *list, struct rv_layer_list_counts *counts)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct rv_type *type = type_of(list->items[i]);
        char name[RV_LAYER_NAME_SIZE];
        struct rv_node *given = NULL, *inner = NULL;
        const char *key = walk->change->key;

        if (!type)
            continue;
        rv_layer_list_count(counts, type, name);
        if (list->items[i]->kind == RV_NODE_MAP) {
            given = rv_node_get(list->items[i]->items[0], "name");
            given = given && given->kind == RV_NODE_SCALAR ? given : NULL;
        }
        remember(walk, type->name);
        remember(walk, given ? given->text : name);
        if (rv_text_same_name(key, type->name) ||
            rv_text_same_name(key, given ? given->text : name))
            apply(walk, &list->items[i]);
        if (rv_layer_list_is_block(type) && list->items[i]->kind == RV_NODE_MAP)
            inner = rv_node_get(list->items[i]->items[0], "layers");
        if (inner && inner->kind == RV_NODE_LIST)
            visit(walk, inner, counts);
    }
}

/* A type that exists but is not in this network gets its own message: nothing is misspelt. */
static void modify(struct rv_node *list, const struct rv_node *change, struct rv_report *report)
{
    struct walk walk = {.change = change, .name_room = 16};
    struct rv_layer_list_counts counts = {0};

    if (change->kind != RV_NODE_MAP) {
        rv_report_add(report, RV_INPUT, change->key_at,
                      "'network.%.60s' wants a key of the layer: network.%.60s.KEY: VALUE",
                      change->key, change->key);
        return;
    }
    walk.names = rv_alloc(walk.name_room, sizeof *walk.names);
    visit(&walk, list, &counts);
    if (!walk.found && rv_registry_find(&rv_layers, change->key)) {
        rv_report_add(report, RV_INPUT, change->key_at, "the network has no %s layer",
                      change->key);
    } else if (!walk.found) {
        rv_typed_unknown(change, "layer", "the network",
                         (const char *const *)(void *)walk.names, report);
    }
    for (size_t i = 0; i < walk.name_count; i++)
        rv_free(walk.names[i]);
    rv_free(walk.names);
}

void rv_layer_list_modify(struct rv_node *list, const struct rv_node *changes,
                          struct rv_report *report)
{
    for (size_t i = 0; i < changes->count; i++)
        if (!rv_text_same_name(changes->items[i]->key, "preset"))
            modify(list, changes->items[i], report);
}

/* Keys beside `preset` change single layers of it, as an override would. */
struct rv_node *rv_layer_list_expand(const struct rv_node *network, struct rv_report *report)
{
    const struct rv_node *preset;
    struct rv_node *list;

    if (network->kind == RV_NODE_LIST)
        return rv_node_copy(network);
    if (network->kind == RV_NODE_SCALAR)
        return rv_preset_expand(network, report);
    preset = rv_node_get(network, "preset");
    if (!preset) {
        rv_report_add(report, RV_INPUT, network->at,
                      "'network' is a list of layers, the name of a preset or {preset: NAME}");
        return NULL;
    }
    list = rv_preset_expand(preset, report);
    if (list)
        rv_layer_list_modify(list, network, report);
    return list;
}
