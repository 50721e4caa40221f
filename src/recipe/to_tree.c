/* The effective recipe as a tree: every parameter, the layers of a preset, the changes. Binding it
 * gives the same recipe.
 *
 * It is what a run folder keeps, so it must stand by itself: all defaults are written, because a
 * later version may have others, and numbers are the shortest text that reads back to the same
 * bits. Binding and printing are inverse on it, print(bind(print(r))) = print(r), for every type
 * and value; the tests try that with random ones. Equal recipes are therefore compared as text. */
#include "recipe/internal.h"

#include "ravine/memory.h"
#include "recipe/layer_list.h"
#include "yaml/typed.h"

#include <string.h>

/* Whether all keys of the groups of a table ("NAME.KEY") are at their defaults: something that is
 * off. */
static bool groups_are_off(const struct rv_type *type, const void *values)
{
    void *defaults = rv_alloc(1, type->config_size);
    bool off = true;

    rv_params_defaults(type->params, defaults);
    for (const struct rv_param *p = type->params; p && p->kind != RV_KIND_END; p++)
        off = off && (!strchr(p->name, '.') || rv_param_equal(p, values, defaults));
    rv_free(defaults);
    return off;
}

/* The selector first, as people write it, then every row of the type's table in its order; not
 * those of a group that is off: results that are kept with a recipe stay valid when the program
 * learns to measure more. */
static void put_section(struct rv_node *map, const struct rv_section *section,
                        const struct rv_recipe *recipe)
{
    const struct rv_type *type = rv_section_type(section, recipe);
    const void *values = rv_section_values(section, recipe);
    const bool off = groups_are_off(type, values);

    if (section->selector)
        rv_node_put(map, section->selector,
                    rv_node_scalar((struct rv_position){0}, type->name));
    for (const struct rv_param *p = type->params; p && p->kind != RV_KIND_END; p++)
        if (!off || !strchr(p->name, '.'))
            rv_node_put(map, p->name, rv_typed_node(p, values));
}

/* The value of a section that has a name. */
static struct rv_node *section_tree(const struct rv_section *section,
                                    const struct rv_recipe *recipe)
{
    struct rv_node *map;

    if (section->registry == &rv_presets)
        return rv_layer_list_tree(recipe->layers, recipe->layer_count);
    map = rv_node_map((struct rv_position){0});
    put_section(map, section, recipe);
    return map;
}

/* The keys of a change are kept as a text in the scenario language, which is read back here: the
 * whole recipe of the change would hide which key it was about. */
static struct rv_node *change_tree(const struct rv_change *change)
{
    struct rv_text text = {0};
    struct rv_node *node;

    rv_text_printf(&text, "{%s: %ld, %s}", change->epoch ? "epoch" : "step",
                   change->epoch ? change->epoch : change->step, change->keys);
    node = rv_typed_parse(rv_text_string(&text));
    rv_text_release(&text);
    return node;
}

/* A section that is off as a whole is left out like such a group. */
static bool is_off(const struct rv_section *section, const struct rv_recipe *recipe)
{
    const struct rv_param *p = section->optional ? section->type->params : NULL;
    const void *values = rv_section_values(section, recipe);
    void *defaults;
    bool off = p != NULL;

    if (!off)
        return false;
    defaults = rv_alloc(1, section->type->config_size);
    rv_params_defaults(p, defaults);
    for (; p->kind != RV_KIND_END; p++)
        off = off && rv_param_equal(p, values, defaults);
    rv_free(defaults);
    return off;
}

/* Sections in the order of rv_sections: two recipes are equal when their printed trees are. Those
 * of the other kind must not be written: they would be refused when it is read. */
struct rv_node *rv_recipe_tree(const struct rv_recipe *recipe)
{
    struct rv_node *map = rv_node_map((struct rv_position){0}), *list;

    if (!recipe->optimizer.type)
        RV_BUG("a tree of a recipe that was not bound");
    for (size_t i = 0; i < rv_section_count; i++) {
        const struct rv_section *section = &rv_sections[i];

        if (!(section->where & rv_recipe_where(recipe)) || is_off(section, recipe))
            continue;
        if (section->bare)
            put_section(map, section, recipe);
        else
            rv_node_put(map, section->name, section_tree(section, recipe));
    }
    if (recipe->protocol_count)
        rv_node_put(map, "protocols", rv_recipe_protocols_tree(recipe));
    if (recipe->pretrain.written)
        rv_node_put(map, "pretrain", rv_node_copy(recipe->pretrain.written));
    if (recipe->change_count) {
        list = rv_node_list((struct rv_position){0});
        for (size_t i = 0; i < recipe->change_count; i++)
            rv_node_append(list, change_tree(&recipe->changes[i]));
        rv_node_put(map, "changes", list);
    }
    return map;
}
