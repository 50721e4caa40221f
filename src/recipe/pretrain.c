/* `pretrain`: the recipe that the network is trained by before the run.
 *
 *     pretrain = bind(merge(recipe without changes, protocols, pretrain; layers thawed; override))
 *
 * It is an override of the recipe it stands in, bound as a whole like a change, so that every check
 * of a file holds for it. What freezes or slows layers (trainable, rate, frozen_statistics) is what
 * the run does to them after they have learnt; it is taken away first, and only what the override
 * itself says of it holds. Everything else that a variant changes holds for the pretraining too:
 * scenarios that want the same pretrained network in all variants write optimizer and train into
 * `pretrain`.
 *
 * The override may have other data and another network. What is handed over is decided layer by
 * layer when the run begins: equal place, type and shape. */
#include "recipe/internal.h"

#include "ravine/memory.h"
#include "recipe/layer_list.h"
#include "yaml/typed.h"

#include <string.h>

/* Takes an entry out of a map. */
static void drop(struct rv_node *map, const char *key)
{
    size_t kept = 0;

    for (size_t i = 0; i < map->count; i++) {
        if (rv_text_same_name(map->items[i]->key, key))
            rv_node_free(map->items[i]);
        else
            map->items[kept++] = map->items[i];
    }
    map->count = kept;
}

/* `rate` of dropout is its own, and not a factor on the learning rate. */
static void thaw(struct rv_node *list)
{
    for (size_t i = 0; i < list->count; i++) {
        struct rv_node *layer = list->items[i];
        struct rv_node *map = layer->kind == RV_NODE_MAP && layer->count ? layer->items[0] : NULL;
        const struct rv_type *type = map ? rv_registry_find(&rv_layers, map->key) : NULL;
        struct rv_node *inner = map ? rv_node_get(map, "layers") : NULL;

        if (!type || map->kind != RV_NODE_MAP)
            continue;
        drop(map, "trainable");
        drop(map, "frozen_statistics");
        if (!rv_params_find(type->params, "rate"))
            drop(map, "rate");
        if (inner && inner->kind == RV_NODE_LIST)
            thaw(inner);
    }
}

/* The recipe that the override changes. A new tree. */
static struct rv_node *base_of(const struct rv_node *normal, struct rv_report *report)
{
    static const char *const left_out[] = {"pretrain",       "protocols", "changes",
                                           "early_stopping", "record",    "initial"};
    struct rv_node *base = rv_node_copy(normal);
    const struct rv_node *network;
    struct rv_node *list;

    for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++)
        drop(base, left_out[i]);
    network = rv_node_get(base, "network");
    list = network ? rv_layer_list_expand(network, report) : NULL;
    if (list) {
        thaw(list);
        rv_node_put(base, "network", list);
    }
    return base;
}

/* What would mean nothing there. */
static void refuse(const struct rv_node *override, struct rv_report *report)
{
    static const char *const keys[] = {"pretrain", "protocols", "record"};

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct rv_node *entry = rv_node_get(override, keys[i]);

        if (entry)
            rv_report_add(report, RV_INPUT, entry->key_at,
                          "'%s' has no place in 'pretrain': nothing of it is recorded", keys[i]);
    }
}

static size_t count_layers(const struct rv_layer_spec *layers, size_t count)
{
    size_t all = count;

    for (size_t i = 0; i < count; i++)
        all += count_layers(layers[i].inner, layers[i].inner_count);
    return all;
}

/* Adds the positions of a layer and of all inside it. */
static void add_positions(const struct rv_layer_spec *layer, struct rv_pretrain *pretrain)
{
    pretrain->fresh[pretrain->fresh_count++] = layer->position;
    for (size_t i = 0; i < layer->inner_count; i++)
        add_positions(&layer->inner[i], pretrain);
}

/* The layers of that name or type; their names on the way, for messages. */
static bool find_fresh(const struct rv_layer_spec *layers, size_t count, const char *name,
                       struct rv_pretrain *pretrain, const char **names, size_t *name_count)
{
    bool found = false;

    for (size_t i = 0; i < count; i++) {
        names[(*name_count)++] = layers[i].name;
        if (rv_text_same_name(layers[i].name, name) ||
            rv_text_same_name(layers[i].config.type->name, name)) {
            add_positions(&layers[i], pretrain);
            found = true;
        } else if (find_fresh(layers[i].inner, layers[i].inner_count, name, pretrain, names,
                              name_count)) {
            found = true;
        }
    }
    return found;
}

/* `fresh: [dense_2]`: names of layers of the run's network. */
static void bind_fresh(const struct rv_node *list, const struct rv_recipe *recipe,
                       struct rv_pretrain *pretrain, struct rv_report *report)
{
    size_t layers = count_layers(recipe->layers, recipe->layer_count);
    const char **names;

    if (list->kind != RV_NODE_LIST) {
        rv_report_add(report, RV_INPUT, list->at, "'fresh' is a list of layers: [dense_2]");
        return;
    }
    names = rv_alloc(layers + 1, sizeof *names);
    pretrain->fresh = rv_alloc(layers * (list->count + 1), sizeof *pretrain->fresh);
    for (size_t i = 0; i < list->count; i++) {
        const struct rv_node *item = list->items[i];
        const char *name = item->kind == RV_NODE_SCALAR ? item->text : "";
        size_t count = 0;
        const char *nearest;

        if (find_fresh(recipe->layers, recipe->layer_count, name, pretrain, names, &count))
            continue;
        names[count] = NULL;
        nearest = rv_text_nearest(name, names);
        rv_report_add(report, RV_INPUT, item->at,
                      nearest ? "the network has no layer '%.60s' (did you mean '%s'?)"
                              : "the network has no layer '%.60s'",
                      name, nearest);
    }
    rv_free(names);
}

/* As rv_recipe_bind() does, but that it has no pretraining itself. */
static void bind_run(const struct rv_node *tree, struct rv_recipe *recipe, struct rv_report *report)
{
    struct rv_node *normal = rv_recipe_normal(tree, report);
    enum rv_status status = rv_recipe_bind_normal(normal, recipe, report);

    if (status == RV_OK || status == RV_MISSING)
        rv_recipe_bind_changes(rv_node_get(normal, "changes"), normal, recipe, report);
    rv_node_free(normal);
}

/* The own keys, then the recipe: base and override, bound with the override's own changes. Nothing
 * of its evaluations is kept, so that it makes no snapshot. */
static void bind(const struct rv_node *normal, const struct rv_node *map, struct rv_recipe *recipe,
                 struct rv_report *report)
{
    struct rv_pretrain *pretrain = &recipe->pretrain;
    struct rv_node *override = rv_recipe_normal_pretrain(map, report);
    struct rv_node *own = rv_recipe_pretrain_part(override, true);
    struct rv_node *keys = rv_recipe_pretrain_part(override, false), *tree;
    struct rv_typed typed = {.owner = "'pretrain'", .table = {{rv_pretrain_type.params, pretrain}}};
    const struct rv_node *fresh = rv_node_get(own, "fresh");
    size_t mistakes = report->count;

    if (fresh)
        bind_fresh(fresh, recipe, pretrain, report);
    drop(own, "fresh");
    rv_typed_bind(&typed, own, report);
    refuse(keys, report);
    if (report->count == mistakes) {
        tree = base_of(normal, report);
        rv_recipe_join(tree, keys, true, report);
        pretrain->recipe = rv_alloc(1, sizeof *pretrain->recipe);
        bind_run(tree, pretrain->recipe, report);
        pretrain->recipe->record = (struct rv_record){.from = 1};
        rv_node_free(tree);
    }
    pretrain->written = override;
    rv_node_set_source(pretrain->written, NULL);
    rv_node_free(keys);
    rv_node_free(own);
}

void rv_recipe_bind_pretrain(const struct rv_node *normal, struct rv_recipe *recipe,
                             struct rv_report *report)
{
    const struct rv_node *map = rv_node_get(normal, "pretrain");
    bool none = map && map->kind == RV_NODE_SCALAR && strcmp(map->text, "none") == 0;

    if (!map || none || rv_node_is_empty(map))
        return;
    if (map->kind != RV_NODE_MAP || map->count == 0)
        rv_report_add(report, RV_INPUT, map->at,
                      "'pretrain' is a map of recipe keys, {train.epochs: 10}, or 'none'");
    else
        bind(normal, map, recipe, report);
}
