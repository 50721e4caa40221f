/* The registry of network presets, and what a name stands for. */
#include "recipe/preset.h"

#define X(name) extern const struct rv_preset_type rv_preset_##name;
#include "recipe/presets.def"
#undef X

static const struct rv_type *const types[] = {
#define X(name) &rv_preset_##name.type,
#include "recipe/presets.def"
#undef X
};

const struct rv_registry rv_presets = {
    .kind = "network preset",
    .plural = "presets",
    .types = types,
    .count = sizeof types / sizeof *types,
};

/* Every place below becomes that of the name. */
static void move_to(struct rv_node *node, struct rv_position at)
{
    node->at = at;
    node->key_at = at;
    for (size_t i = 0; i < node->count; i++)
        move_to(node->items[i], at);
}

/* The text of a preset is ours: a syntax error in it is a bug, not a user's mistake. Its layers
 * get the place of the name, since that is the line which a user can change. */
struct rv_node *rv_preset_expand(const struct rv_node *name, struct rv_report *report)
{
    struct rv_error error = {0};
    struct rv_report mistakes = {0};
    struct rv_tree tree = {0};
    const struct rv_preset_type *preset;
    const struct rv_type *type;
    struct rv_node *list;

    if (name->kind != RV_NODE_SCALAR) {
        rv_report_add(report, RV_INPUT, name->at, "'preset' is the name of a network");
        return NULL;
    }
    type = rv_registry_get(&rv_presets, name->text, &error);
    if (!type) {
        rv_report_append(report, &error, name->at);
        return NULL;
    }
    preset = (const struct rv_preset_type *)(const void *)type;
    if (rv_tree_parse(type->name, preset->layers, &tree, &mistakes))
        RV_BUG("preset %s: %s", type->name, mistakes.errors[0].message);
    list = tree.root;
    tree.root = NULL;
    rv_tree_release(&tree);
    move_to(list, name->at);
    return list;
}
