/* The scenario language: whatever the bytes, reading, merging and binding end without a crash, and
 * what they accept is printed so that it reads back to the same. */
#include "fuzz.h"

#include "ravine/scenario.h"

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
    must_equal(rv_text_string(&once), rv_text_string(&twice));
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

/* The whole file. What `check` accepts is printed so that it reads back to the same. */
static void check_file(const char *text)
{
    struct rv_scenario scenario = {0}, again = {0};
    struct rv_report report = {0};
    struct rv_text once = {0}, twice = {0}, notes = {0};
    enum rv_status status = rv_scenario_parse("f", text, NULL, &scenario, &report, &notes);

    must((status == RV_OK) == (report.count == 0));
    if (status == RV_OK) {
        rv_scenario_print(&scenario, &once);
        must(rv_scenario_parse("p", rv_text_string(&once), NULL, &again, &report, &notes) ==
             RV_OK);
        rv_scenario_print(&again, &twice);
        must_equal(rv_text_string(&once), rv_text_string(&twice));
    }
    rv_scenario_release(&again);
    rv_scenario_release(&scenario);
    rv_report_release(&report);
    rv_text_release(&once);
    rv_text_release(&twice);
    rv_text_release(&notes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size);
    struct rv_tree tree = {0};
    struct rv_report report = {0};
    const struct rv_node *recipe, *variants;

    (void)rv_tree_parse("f", text, &tree, &report);
    if (tree.root) {
        recipe = rv_node_get(tree.root, "recipe");
        variants = rv_node_get(tree.root, "variants");
        bind(recipe ? recipe : tree.root);
        if (recipe && variants)
            merge(recipe, variants);
        check_file(text);
    }
    rv_report_release(&report);
    rv_tree_release(&tree);
    free(text);
    return 0;
}
