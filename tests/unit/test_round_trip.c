/* Every scenario that comes with the program: what is printed of it reads back to the same. The
 * recipe of each variant as `show -v`, the menu's form and an exercise print it; the scenario as a
 * run folder keeps it. */
#include "support/recipe_case.h"

#include "support/scenario_case.h"
#include "ravine/scenario.h"

#include <stdlib.h>

/* The scenario of a text as a run folder would keep it, read again: the same text, and the same
 * recipe of each variant. */
static void check_scenario(const char *path, const struct rv_scenario *scenario)
{
    struct rv_scenario again;
    struct rv_report report = {0};
    struct rv_text once = {0}, twice = {0};

    rv_scenario_print(scenario, &once);
    if (rv_scenario_parse("printed", rv_text_string(&once), NULL, &again, &report, NULL)) {
        print_report(&report);
        fail_msg("%s, as it is kept beside a run, is not read back", path);
    }
    rv_scenario_print(&again, &twice);
    assert_string_equal(rv_text_string(&once), rv_text_string(&twice));
    assert_int_equal(again.variant_count, scenario->variant_count);
    for (size_t i = 0; i < again.variant_count; i++) {
        char *was = printed(&scenario->variants[i].recipe);
        char *is = printed(&again.variants[i].recipe);

        assert_string_equal(was, is);
        rv_free(was);
        rv_free(is);
    }
    rv_text_release(&once);
    rv_text_release(&twice);
    rv_scenario_release(&again);
}

static void check_file(const char *path, size_t *checked)
{
    struct rv_scenario scenario;
    struct rv_report report = {0};
    enum rv_status status = rv_scenario_read(path, NULL, &scenario, &report, NULL);

    if (status != RV_MISSING) { /* a data set that is not installed */
        assert_int_equal(status, RV_OK);
        for (size_t i = 0; i < scenario.variant_count; i++)
            check_fixpoint(&scenario.variants[i].recipe);
        check_scenario(path, &scenario);
        ++*checked;
    }
    rv_report_release(&report);
    rv_scenario_release(&scenario);
}

static void test_every_scenario(void **state)
{
    char **paths = all_scenarios();
    size_t checked = 0;

    (void)state;
    for (size_t i = 0; paths[i]; i++) {
        check_file(paths[i], &checked);
        rv_free(paths[i]);
    }
    rv_free(paths);
    assert_true(checked >= 70);
}

/* The word is bound to a number, and stays a word: in the recipe that is printed, in one whose data
 * then change, and in what pretraining makes of it on data of its own. */
static void test_units_follow_the_classes(void **state)
{
    static const char yaml[] =
        "data: {set: blobs, classes: 5, train: 50, validation: 20}\n"
        "network: [dense: {units: 7}, relu, residual: {layers: [dense: {units: classes}],\n"
        "  shortcut: projection}, dense: {units: classes}]\n"
        "pretrain: {data.classes: 3, train.epochs: 1}\n";
    struct rv_recipe recipe = bind(yaml), other;
    char *text = printed(&recipe);

    (void)state;
    check_fixpoint(&recipe);
    other = merged(text, "data.classes: 4");
    assert_int_equal(rv_param_number(rv_params_find(other.layers[3].config.type->params, "units"),
                                     other.layers[3].config.values), 4);
    assert_int_equal(rv_param_number(
                         rv_params_find(recipe.pretrain.recipe->layers[3].config.type->params,
                                        "units"),
                         recipe.pretrain.recipe->layers[3].config.values), 3);
    check_fixpoint(&other);
    rv_free(text);
    rv_recipe_release(&recipe);
    rv_recipe_release(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_scenario),
        cmocka_unit_test(test_units_follow_the_classes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
