/* The scenario language: whatever the bytes, reading, merging and binding end without a crash, and
 * what they accept is printed so that it reads back to the same. */
#include "fuzz.h"

#include "ravine/memory.h"
#include "ravine/recipe.h"

#include <string.h>

/* Printing and reading back, twice: the texts are the same. */
static void check_print(const struct rv_node *node)
{
    struct rv_text once = {0}, twice = {0};
    struct rv_tree tree = {0};
    struct rv_report report = {0};

    rv_node_print(node, &once);
    /* A print may be larger than what is read, at most 1 MiB. */
    if (once.length < (1U << 19)) {
        must(rv_tree_parse("p", rv_text_string(&once), &tree, &report) == RV_OK);
        rv_node_print(tree.root, &twice);
        must(strcmp(rv_text_string(&once), rv_text_string(&twice)) == 0);
    }
    rv_tree_release(&tree);
    rv_report_release(&report);
    rv_text_release(&once);
    rv_text_release(&twice);
}

/* A recipe that was bound, as a tree, binds to the same tree. */
static void check_recipe(const struct rv_recipe *recipe)
{
    struct rv_node *tree = rv_recipe_tree(recipe), *again;
    struct rv_recipe second = {0};
    struct rv_report report = {0};
    struct rv_text once = {0}, twice = {0};

    must(rv_recipe_bind(tree, &second, &report) == RV_OK);
    again = rv_recipe_tree(&second);
    rv_node_print(tree, &once);
    rv_node_print(again, &twice);
    must(strcmp(rv_text_string(&once), rv_text_string(&twice)) == 0);
    check_print(tree);
    rv_node_free(tree);
    rv_node_free(again);
    rv_text_release(&once);
    rv_text_release(&twice);
    rv_recipe_release(&second);
    rv_report_release(&report);
}

static void bind(const struct rv_node *node)
{
    struct rv_recipe recipe = {0};
    struct rv_report report = {0};

    if (rv_recipe_bind(node, &recipe, &report) == RV_OK)
        check_recipe(&recipe);
    rv_recipe_release(&recipe);
    rv_report_release(&report);
}

/* Every map below `variants:` as an override of what is below `recipe:`. */
static void merge(const struct rv_node *recipe, const struct rv_node *variants)
{
    for (size_t i = 0; i < variants->count && i < 4; i++) {
        struct rv_report report = {0};
        struct rv_node *both = rv_recipe_compose(variants->items[0], variants->items[i], &report);
        struct rv_node *merged = rv_recipe_merge(recipe, both, &report);

        bind(merged);
        rv_node_free(both);
        rv_node_free(merged);
        rv_report_release(&report);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = rv_alloc(size + 1, 1);
    struct rv_tree tree = {0};
    struct rv_report report = {0};
    struct rv_text quoted = {0};
    const struct rv_node *recipe, *variants;
    enum rv_status status;

    memcpy(text, data, size);
    status = rv_tree_parse("f", text, &tree, &report);
    must((status == RV_OK) == (report.count == 0) && (status != RV_OK || tree.root));
    for (size_t i = 0; i < report.count; i++)
        rv_tree_quote(tree.content, report.errors[i].line, report.errors[i].column, &quoted);
    if (tree.root) {
        recipe = rv_node_get(tree.root, "recipe");
        variants = rv_node_get(tree.root, "variants");
        check_print(tree.root);
        bind(recipe ? recipe : tree.root);
        if (recipe && variants)
            merge(recipe, variants);
    }
    rv_node_free(rv_recipe_assignment("--set", text, 0, &report));
    rv_text_release(&quoted);
    rv_report_release(&report);
    rv_tree_release(&tree);
    rv_free(text);
    return 0;
}
