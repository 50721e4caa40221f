/* What may change during a run: keys whose table says when a change takes effect, and networks
 * whose parameters stay where they are. See rv_recipe_bind_changes().
 *
 * The state of a run (parameters, optimizer slots, running statistics) is one block that is laid
 * out before the first step and handed from recipe to recipe. So a change may alter what is read
 * from step to step, but nothing that decided what is in the block or where. For single keys the
 * column `live` of the tables says which is which. Layers are lists in which a key alone tells too
 * little (relu by tanh is fine, 8 filters by 16 is not): two whole networks are compared. */
#include "recipe/internal.h"

#include "ravine/memory.h"

#include <string.h>

/* ---- Keys ---- */

/* Why, and not only that: the most common question after such a message. */
static const char *reason(const struct rv_section *section)
{
    if (rv_text_same_name(section->name, "data") || rv_text_same_name(section->name, "split") ||
        rv_text_same_name(section->name, "scale"))
        return "the data are made, split and scaled once, before the first step";
    if (section->registry == &rv_surfaces || section->type == &rv_twin_type)
        return "the surfaces are made once, before the first step";
    if (rv_text_same_name(section->name, "record"))
        return "one rule holds for the whole run";
    return "it is fixed when the run begins";
}

/* `path` is what people write: "train.epochs", "start". */
static void refuse_key(const struct rv_node *entry, const char *path,
                       const struct rv_section *section, struct rv_report *report)
{
    rv_report_add(report, RV_INPUT, entry->key_at, "'%s' cannot change during a run: %s", path,
                  reason(section));
}

/* The keys of one section. A new type starts anew with all its keys, but what the run is about
 * (data, surface) keeps its type. */
static void refuse_in_section(const struct rv_section *section, const struct rv_node *map,
                              const struct rv_type *type, struct rv_report *report)
{
    const struct rv_node *word = section->selector ? rv_node_get(map, section->selector) : NULL;
    bool subject = section->registry == &rv_datasets || section->registry == &rv_surfaces;
    struct rv_text path = {0};

    if (word && subject) {
        rv_text_printf(&path, "%s.%s", section->name, section->selector);
        refuse_key(word, rv_text_string(&path), section, report);
    } else if (word && word->kind == RV_NODE_SCALAR && !rv_text_same_name(word->text, type->name)) {
        return;
    }
    for (size_t k = 0; k < map->count; k++) {
        const struct rv_param *row = rv_params_find(type->params, map->items[k]->key);

        if (!row || row->live != RV_LIVE_NEVER)
            continue;
        rv_text_clear(&path);
        rv_text_printf(&path, "%s.%s", section->name, row->name);
        refuse_key(map->items[k], rv_text_string(&path), section, report);
    }
    rv_text_release(&path);
}

/* By the keys that are written, not by the values: a fixed key in a change is a misunderstanding
 * even when it happens to set the value that is there. A section of the other kind is refused here
 * already: bound on a recipe of nothing but defaults, `surface` would make another run of it. */
void rv_recipe_refuse_fixed(const struct rv_node *override, const struct rv_recipe *before,
                            struct rv_report *report)
{
    enum rv_where where = rv_recipe_where(before);

    for (size_t i = 0; i < override->count; i++) {
        const struct rv_node *entry = override->items[i];
        const struct rv_section *bare = rv_section_bare(entry->key);
        const struct rv_section *section = rv_section_in(entry->key, where);

        if (rv_recipe_is_nested(entry->key))
            rv_report_add(report, RV_INPUT, entry->key_at, "'%s' cannot change during a run: it is "
                          "fixed when the run begins", entry->key);
        else if (bare ? !(bare->where & where) : !section && rv_section_find(entry->key))
            rv_report_add(report, RV_INPUT, entry->key_at, "'%s' has no place in %s", entry->key,
                          rv_recipe_kind(where));
        else if (bare && rv_params_find(bare->type->params, entry->key)->live == RV_LIVE_NEVER)
            refuse_key(entry, entry->key, bare, report);
        else if (section && section->registry != &rv_presets)
            refuse_in_section(section, entry, rv_section_type(section, before), report);
    }
}

/* ---- Networks ---- */

/* Layer by layer: a value that is fixed must be the same. Types may differ (relu by tanh) as long
 * as the layout of the parameters is kept, which the network itself compares. */
static void compare_layers(const struct rv_layer_spec *a, size_t a_count,
                           const struct rv_layer_spec *b, size_t b_count, struct rv_position at,
                           struct rv_report *report)
{
    for (size_t i = 0; i < a_count && i < b_count; i++) {
        const struct rv_type *type = a[i].config.type;

        for (const struct rv_param *row = type->params;
             type == b[i].config.type && row && row->kind != RV_KIND_END; row++)
            if (row->live == RV_LIVE_NEVER &&
                !rv_param_equal(row, a[i].config.values, b[i].config.values))
                rv_report_add(report, RV_INPUT, at,
                              "'%s.%s' cannot change during a run: shapes and first weights are "
                              "fixed when the network is built",
                              a[i].name, row->name);
        compare_layers(a[i].inner, a[i].inner_count, b[i].inner, b[i].inner_count, at, report);
    }
}

/* Both networks were built before, while binding; here they are compared. Without the shape of the
 * data (a file is missing) nothing can be said. */
static void compare_layouts(const struct rv_recipe *a, const struct rv_recipe *b,
                            struct rv_position at, struct rv_report *report)
{
    const struct rv_dataset_type *data = (const struct rv_dataset_type *)(const void *)a->data.type;
    struct rv_network *before = NULL, *after = NULL;
    struct rv_report ignored = {0};
    struct rv_shape shape;
    int classes;

    if (data->describe(a->data.values, &shape, &classes, NULL) == RV_OK &&
        rv_network_create(a->layers, a->layer_count, shape, &before, &ignored) == RV_OK &&
        rv_network_create(b->layers, b->layer_count, shape, &after, &ignored) == RV_OK &&
        !rv_network_same_layout(before, after))
        rv_report_add(report, RV_INPUT, at,
                      "the changed network has other parameters: layers cannot be added, removed "
                      "or resized during a run");
    rv_network_free(before);
    rv_network_free(after);
    rv_report_release(&ignored);
}

/* Values first: they name the key, the layout can only say that something is different. */
void rv_recipe_compare_networks(const struct rv_recipe *before, const struct rv_recipe *after,
                                struct rv_position at, struct rv_report *report)
{
    size_t mistakes = report->count;

    compare_layers(before->layers, before->layer_count, after->layers, after->layer_count, at,
                   report);
    if (report->count == mistakes)
        compare_layouts(before, after, at, report);
}
