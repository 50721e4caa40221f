/* Binding a recipe: sections through their tables, then the network, then what holds between them.
 */
#include "ravine/recipe.h"

#include "ravine/memory.h"
#include "recipe/internal.h"
#include "recipe/stack.h"
#include "recipe/typed.h"

#include <string.h>

/* Where a section with a choice of types keeps type and values. */
static struct rv_config *config_of(const struct rv_section *section, struct rv_recipe *recipe)
{
    return (struct rv_config *)(void *)((char *)recipe + section->offset);
}

/* The chosen type; the initial one after a mistake, so that the rest can be checked. Returns
 * whether the section's keys belong to it. */
static bool choose(const struct rv_section *section, const struct rv_node *map,
                   struct rv_config *config, struct rv_report *report)
{
    const struct rv_node *word = map ? rv_node_get(map, section->selector) : NULL;
    const struct rv_type *type = rv_registry_find(section->registry, section->initial);
    const struct rv_type *chosen = type;
    struct rv_error error = {0};

    if (!type)
        RV_BUG("section %s: no %s '%s'", section->name, section->registry->kind, section->initial);
    if (word && (word->kind != RV_NODE_SCALAR || rv_node_is_empty(word))) {
        rv_report_add(report, RV_INPUT, word->at, "'%s' wants the name of one %s",
                      section->selector, section->registry->kind);
        chosen = NULL;
    } else if (word) {
        chosen = rv_registry_get(section->registry, word->text, &error);
        if (!chosen)
            rv_report_append(report, &error, word->at);
    }
    rv_config_set_type(config, chosen ? chosen : type);
    return chosen != NULL;
}

/* A section starts from the defaults of its type; the map changes single fields. After an
 * unknown type its keys are not looked at: they would all be wrong for the wrong reason. */
static void bind_section(const struct rv_section *section, const struct rv_node *map,
                         struct rv_recipe *recipe, struct rv_report *report)
{
    const char *others[] = {section->selector, NULL};
    struct rv_typed typed = {.others = others};
    struct rv_text owner = {0};
    bool fits = true;

    if (section->registry)
        fits = choose(section, map, config_of(section, recipe), report);
    else
        rv_params_defaults(section->type->params, rv_section_values(section, recipe));
    if (!map || !fits)
        return;
    typed.table[0].params = rv_section_type(section, recipe)->params;
    typed.table[0].values = rv_section_values(section, recipe);
    rv_text_printf(&owner, "'%s'", section->name);
    if (section->registry)
        rv_text_printf(&owner, " (%s)", rv_section_type(section, recipe)->name);
    typed.owner = rv_text_string(&owner);
    rv_typed_bind(&typed, map, report);
    rv_text_release(&owner);
}

/* Shape and classes of the data. RV_OK, RV_MISSING (not reported yet), or a reported mistake. */
static enum rv_status describe(const struct rv_recipe *recipe, const struct rv_node *normal,
                               struct rv_shape *shape, int *classes, struct rv_error *missing,
                               struct rv_report *report)
{
    const struct rv_dataset_type *type =
        (const struct rv_dataset_type *)(const void *)recipe->data.type;
    struct rv_error error = {0};
    enum rv_status status = type->describe(recipe->data.values, shape, classes, &error);

    error.status = status;
    if (status == RV_MISSING)
        *missing = error;
    else if (status)
        rv_report_append(report, &error, rv_recipe_place(normal, "data", NULL));
    return status;
}

/* The network in its normal form as a list. */
static struct rv_node *layers_of(const struct rv_node *normal, struct rv_report *report)
{
    const struct rv_node *network = rv_node_get(normal, "network");
    struct rv_node *initial, *list;

    if (network)
        return rv_stack_expand(network, report);
    initial = rv_node_scalar(normal->at, rv_section_find("network")->initial);
    list = rv_stack_expand(initial, report);
    rv_node_free(initial);
    return list;
}

/* Shapes from the data through every layer to the loss. */
static void check_shapes(const struct rv_recipe *recipe, const struct rv_node *normal,
                         struct rv_shape shape, int classes, struct rv_report *report)
{
    struct rv_network *network = NULL;
    struct rv_error error = {0};
    struct rv_position last = recipe->layers[recipe->layer_count - 1].at;

    if (rv_network_create(recipe->layers, recipe->layer_count, shape, &network, report))
        return;
    if (rv_loss_check(&recipe->loss, rv_network_output(network), classes, &error)) {
        bool weights = strncmp(error.message, "class_weights", strlen("class_weights")) == 0;

        rv_report_append(report, &error,
                         weights ? rv_recipe_place(normal, "loss", "class_weights") : last);
    }
    rv_network_free(network);
}

/* In the order of dependence: the data say the number of classes, which layers may ask for;
 * shapes are checked when data and layers are right by themselves; checks between sections come
 * only when every section is right, so that no mistake is told twice in other words. */
enum rv_status rv_recipe_bind_normal(const struct rv_node *normal, struct rv_recipe *recipe,
                                     struct rv_report *report)
{
    size_t before = report->count, data_before;
    struct rv_shape shape = {1, 1, 1};
    struct rv_error missing = {0};
    struct rv_node *list;
    bool described = false;
    int classes = 2;

    *recipe = (struct rv_recipe){0};
    data_before = report->count;
    bind_section(rv_section_find("data"), rv_node_get(normal, "data"), recipe, report);
    if (report->count == data_before)
        described = describe(recipe, normal, &shape, &classes, &missing, report) == RV_OK;
    for (size_t i = 0; i < rv_section_count; i++)
        if (rv_sections[i].registry != &rv_presets && rv_sections[i].registry != &rv_datasets)
            bind_section(&rv_sections[i], rv_node_get(normal, rv_sections[i].name), recipe,
                         report);
    data_before = report->count;
    list = layers_of(normal, report);
    if (list)
        rv_stack_bind(list, classes, &recipe->layers, &recipe->layer_count, report);
    rv_node_free(list);
    if (described && report->count == data_before)
        check_shapes(recipe, normal, shape, classes, report);
    if (report->count == before)
        rv_recipe_check(recipe, normal, report);
    if (report->count == before && missing.status)
        rv_report_append(report, &missing, rv_recipe_place(normal, "data", NULL));
    return report->count == before ? RV_OK : report->errors[before].status;
}

/* Changes are bound on top of a base that is right: else every one of them would repeat its
 * mistakes. */
enum rv_status rv_recipe_bind(const struct rv_node *tree, struct rv_recipe *recipe,
                              struct rv_report *report)
{
    struct rv_node *normal;
    size_t before = report->count;
    enum rv_status status;

    *recipe = (struct rv_recipe){0};
    normal = rv_recipe_normal(tree, report);
    status = rv_recipe_bind_normal(normal, recipe, report);
    if (status == RV_OK || status == RV_MISSING)
        rv_recipe_bind_changes(rv_node_get(normal, "changes"), normal, recipe, report);
    rv_node_free(normal);
    /* A missing file is worth telling only when it is the only thing wrong. */
    status = RV_OK;
    for (size_t i = before; i < report->count; i++)
        status = rv_status_worse(report->errors[i].status, status);
    return status;
}

void rv_recipe_release(struct rv_recipe *recipe)
{
    rv_config_release(&recipe->data);
    rv_config_release(&recipe->loss);
    rv_config_release(&recipe->optimizer);
    rv_config_release(&recipe->schedule);
    for (size_t i = 0; i < recipe->layer_count; i++)
        rv_layer_spec_release(&recipe->layers[i]);
    rv_free(recipe->layers);
    for (size_t i = 0; i < recipe->change_count; i++) {
        rv_recipe_release(recipe->changes[i].recipe);
        rv_free(recipe->changes[i].recipe);
        rv_free(recipe->changes[i].keys);
    }
    rv_free(recipe->changes);
    *recipe = (struct rv_recipe){0};
}

enum rv_status rv_recipe_parse(const char *source, const char *yaml, struct rv_recipe *recipe,
                               struct rv_report *report)
{
    struct rv_tree tree = {0};
    size_t before = report->count;

    *recipe = (struct rv_recipe){0};
    rv_tree_parse(source, yaml, &tree, report);
    if (tree.root) {
        /* Positions in the recipe outlive the tree: they get the caller's text. */
        rv_node_set_source(tree.root, source);
        rv_recipe_bind(tree.root, recipe, report);
    }
    rv_tree_release(&tree);
    return report->count == before ? RV_OK : rv_report_status(report);
}
