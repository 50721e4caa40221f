/* Binding a whole recipe: its sections (bind_sections.c), its pretraining, its changes. */
#include "recipe/internal.h"

/* Changes are bound on top of a base that is right: else every one of them would repeat its
 * mistakes. The tree may be in any form; rv_recipe_normal() of a normal form is a copy. */
enum rv_status rv_recipe_bind(const struct rv_node *tree, struct rv_recipe *recipe,
                              struct rv_report *report)
{
    struct rv_node *normal;
    size_t before = report->count;
    enum rv_status status;

    *recipe = (struct rv_recipe){0};
    normal = rv_recipe_normal(tree, report);
    status = rv_recipe_bind_normal(normal, recipe, report);
    if (status == RV_OK || status == RV_MISSING) {
        rv_recipe_bind_pretrain(normal, recipe, report);
        rv_recipe_bind_changes(rv_node_get(normal, "changes"), normal, recipe, report);
    }
    rv_node_free(normal);
    /* A missing file is worth telling only when it is the only thing wrong. */
    status = RV_OK;
    for (size_t i = before; i < report->count; i++)
        status = rv_status_worse(report->errors[i].status, status);
    if (status != RV_OK && status != RV_MISSING)
        rv_recipe_release(recipe);
    return status;
}

/* For recipes that are no file: presets in a benchmark, tests. */
enum rv_status rv_recipe_parse(const char *source, const char *yaml, struct rv_recipe *recipe,
                               struct rv_report *report)
{
    struct rv_tree tree = {0};
    size_t before = report->count;

    *recipe = (struct rv_recipe){0};
    (void)rv_tree_parse(source, yaml, &tree, report); /* the report counts */
    if (tree.root) {
        /* Positions in the recipe outlive the tree: they get the caller's text. */
        rv_node_set_source(tree.root, source);
        (void)rv_recipe_bind(tree.root, recipe, report);
    }
    rv_tree_release(&tree);
    return report->count == before ? RV_OK : rv_report_status(report);
}
