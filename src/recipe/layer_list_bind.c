/* The list of layers bound to layer types, and back.
 *
 * Each layer gets type, parameters, name and position; shapes come later, when the data are known
 * (bind_network.c). The position is that in the whole list, depth first, and is the key of the
 * layer's first weights: it must not depend on which layers are enabled. */
#include "recipe/layer_list.h"

#include "ravine/memory.h"
#include "yaml/typed.h"

#include <stdio.h>
#include <string.h>

const struct rv_param rv_layer_list_common_params[] = {
    RV_TEXT(struct rv_layer_list_common, name,
            .help = "Name for network.NAME.KEY; without it TYPE_1, TYPE_2."),
    RV_BOOLEAN(struct rv_layer_list_common, enabled, .initial = 1, .live = RV_LIVE_EPOCH,
               .help = "false: the input is passed through; for layers that keep the shape."),
    RV_BOOLEAN(struct rv_layer_list_common, trainable, .initial = 1, .live = RV_LIVE_EPOCH,
               .help = "false: the parameters stay; running statistics still move."),
    RV_REAL(struct rv_layer_list_common, rate, .initial = 1, .minimum = 0, .maximum = 1e6,
            .live = RV_LIVE_STEP, .help = "Factor on the learning rate for this layer."),
    RV_PARAM_END,
};

struct binding {
    long classes;
    struct rv_layer_list_counts counts;
    struct rv_report *report;
};

/* Letters that need no quotes in YAML, in a claim, in a column name, and no dot: it separates
 * keys. */
static bool good_name(const char *name)
{
    if (*name < 'a' || *name > 'z' || strlen(name) >= RV_LAYER_NAME_SIZE)
        return false;
    return name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

/* A layer called `dense` could not be told from all layers of that type. */
static void take_name(struct binding *b, struct rv_layer_spec *spec, const char *given,
                      struct rv_position at)
{
    if (!good_name(given))
        rv_report_add(b->report, RV_INPUT, at,
                      "'%.60s' is no layer name: small letters, digits and _, a letter first, at "
                      "most %d",
                      given, RV_LAYER_NAME_SIZE - 1);
    else if (rv_registry_find(&rv_layers, given))
        rv_report_add(b->report, RV_INPUT, at,
                      "'%s' is a type of layer and cannot name one of them", given);
    else
        memcpy(spec->name, given, strlen(given) + 1);
}

/* The name and parameters of a layer: a word, or one key with a map. NULL when it is neither. */
static const char *open_layer(struct binding *b, const struct rv_node *item,
                              const struct rv_node **map)
{
    *map = NULL;
    if (item->kind == RV_NODE_SCALAR)
        return item->text;
    if (item->kind == RV_NODE_MAP && item->count > 1) {
        rv_report_add(b->report, RV_INPUT, item->items[1]->key_at,
                      "a layer is one key with its parameters: indent them below '%.40s:', or "
                      "write {...} round them",
                      item->items[0]->key);
        return NULL;
    }
    if (item->kind != RV_NODE_MAP || item->count == 0) {
        rv_report_add(b->report, RV_INPUT, item->at,
                      "a layer is a word, or one key with its parameters: conv2d: {filters: 8}");
        return NULL;
    }
    *map = item->items[0];
    if ((*map)->kind == RV_NODE_SCALAR && rv_node_is_empty(*map)) {
        *map = NULL;
    } else if ((*map)->kind != RV_NODE_MAP) {
        rv_report_add(b->report, RV_INPUT, (*map)->at,
                      "the parameters of '%.40s' are a map: {KEY: VALUE}", (*map)->key);
        return NULL;
    }
    return item->items[0]->key;
}

static void bind_list(struct binding *b, const struct rv_node *list, struct rv_layer_spec **layers,
                      size_t *count);

/* `layers:` of a residual block. */
static void bind_inner(struct binding *b, const struct rv_node *map, struct rv_layer_spec *spec)
{
    const struct rv_node *inner = rv_node_get(map, "layers");

    if (!inner || inner->kind != RV_NODE_LIST || inner->count == 0)
        rv_report_add(b->report, RV_INPUT, inner ? inner->at : spec->at,
                      "'%s' needs a list 'layers:'", spec->config.type->name);
    else
        bind_list(b, inner, &spec->inner, &spec->inner_count);
}

/* After a mistake the layer keeps what is right, so that the rest of the list is checked too;
 * only an unknown type leaves a hole, and then no network is built. */
static void bind_layer(struct binding *b, const struct rv_node *item, struct rv_layer_spec *spec)
{
    static const char *const inner_keys[] = {"layers", NULL};
    struct rv_layer_list_common common;
    struct rv_error error = {0};
    const struct rv_node *map, *name;
    const char *word = open_layer(b, item, &map);
    const struct rv_type *type = word ? rv_registry_get(&rv_layers, word, &error) : NULL;

    spec->at = item->at;
    if (word && !type)
        rv_report_append(b->report, &error, map ? map->key_at : item->at);
    if (!type)
        return;
    rv_config_set_type(&spec->config, type);
    rv_params_defaults(rv_layer_list_common_params, memset(&common, 0, sizeof common));
    rv_layer_list_count(&b->counts, type, spec->name);
    spec->position = b->counts.position;
    if (map) {
        struct rv_typed typed = {
            .owner = type->name,
            .table = {{type->params, spec->config.values}, {rv_layer_list_common_params, &common}},
            .others = rv_layer_list_is_block(type) ? inner_keys : NULL,
            .classes = b->classes,
        };

        rv_typed_bind(&typed, map, b->report);
        spec->by_classes = typed.by_classes;
        name = rv_node_get(map, "name");
        if (name && common.name[0])
            take_name(b, spec, common.name, name->at);
    }
    spec->enabled = common.enabled;
    spec->trainable = common.trainable;
    spec->rate = common.rate;
    if (rv_layer_list_is_block(type))
        bind_inner(b, map, spec);
}

/* The array is handed over before it is filled: whatever fails, rv_recipe_release() finds it. */
static void bind_list(struct binding *b, const struct rv_node *list, struct rv_layer_spec **layers,
                      size_t *count)
{
    *layers = list->count ? rv_alloc(list->count, sizeof **layers) : NULL;
    *count = list->count;
    for (size_t i = 0; i < list->count; i++)
        bind_layer(b, list->items[i], &(*layers)[i]);
}

/* Names address layers, so that they must differ; `seen` are those before. */
static size_t check_names(const struct rv_layer_spec *layers, size_t count,
                          const struct rv_layer_spec **seen, size_t seen_count,
                          struct rv_report *report)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < seen_count; k++) {
            if (!rv_text_same_name(seen[k]->name, layers[i].name))
                continue;
            rv_report_add(report, RV_INPUT, layers[i].at, "two layers are called '%s' (first at "
                          "%d:%d)", layers[i].name, seen[k]->at.line, seen[k]->at.column);
            break;
        }
        seen[seen_count++] = &layers[i];
        seen_count = check_names(layers[i].inner, layers[i].inner_count, seen, seen_count, report);
    }
    return seen_count;
}

/* Names are compared last: after a mistake above they may be missing. */
void rv_layer_list_bind(const struct rv_node *list, long classes, struct rv_layer_spec **layers,
                        size_t *count, struct rv_report *report)
{
    struct binding b = {.classes = classes, .report = report};
    const struct rv_layer_spec **seen;
    size_t before = report->count;

    bind_list(&b, list, layers, count);
    if (*count == 0)
        rv_report_add(report, RV_INPUT, list->at, "the network has no layers");
    if (report->count > before)
        return;
    seen = rv_alloc(b.counts.position + 1, sizeof *seen);
    check_names(*layers, *count, seen, 0, report);
    rv_free(seen);
}

/* ---- Back to a tree ---- */

/* Common keys by their own table, like every other value. An automatic name is not written: it
 * would read back as a given one, and stay when a layer is put in front. */
static void put_common(struct rv_node *map, const struct rv_layer_spec *spec, const char *automatic)
{
    struct rv_layer_list_common common = {.enabled = spec->enabled, .trainable = spec->trainable,
                            .rate = spec->rate};

    snprintf(common.name, sizeof common.name, "%s", spec->name);
    for (const struct rv_param *p = rv_layer_list_common_params; p->kind != RV_KIND_END; p++) {
        bool usual = p->kind == RV_KIND_TEXT ? strcmp(spec->name, automatic) == 0
                                             : rv_param_number(p, &common) == p->initial;

        if (!usual)
            rv_node_put(map, p->name, rv_typed_node(p, &common));
    }
}

/* The word where the file had it, else the value. */
static struct rv_node *value_node(const struct rv_layer_spec *spec, const struct rv_param *row)
{
    return spec->by_classes >> (row - spec->config.type->params) & 1U
               ? rv_node_scalar((struct rv_position){0}, "classes")
               : rv_typed_node(row, spec->config.values);
}

/* Own parameters all; the common ones where they are not the default, so that a page of layers
 * stays readable. */
static struct rv_node *layer_tree(const struct rv_layer_spec *spec,
                                  struct rv_layer_list_counts *counts)
{
    struct rv_node *whole = rv_node_map(spec->at), *map = rv_node_map(spec->at), *inner;
    const struct rv_type *type = spec->config.type;
    char automatic[RV_LAYER_NAME_SIZE];

    rv_layer_list_count(counts, type, automatic);
    for (const struct rv_param *p = type->params; p && p->kind != RV_KIND_END; p++)
        rv_node_put(map, p->name, value_node(spec, p));
    put_common(map, spec, automatic);
    if (rv_layer_list_is_block(type)) {
        inner = rv_node_list(spec->at);
        for (size_t i = 0; i < spec->inner_count; i++)
            rv_node_append(inner, layer_tree(&spec->inner[i], counts));
        rv_node_put(map, "layers", inner);
    }
    if (map->count == 0) {
        rv_node_free(map);
        rv_node_free(whole);
        return rv_node_scalar(spec->at, type->name);
    }
    rv_node_put(whole, type->name, map);
    return whole;
}

struct rv_node *rv_layer_list_tree(const struct rv_layer_spec *layers, size_t count)
{
    struct rv_node *list = rv_node_list((struct rv_position){0});
    struct rv_layer_list_counts counts = {0};

    for (size_t i = 0; i < count; i++)
        rv_node_append(list, layer_tree(&layers[i], &counts));
    return list;
}
