/* The lines of Keras and PyTorch at a reveal are those of the answer, in every case of the menu. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "export/remedy.h"
#include "scenario/cases.h"

#include "ravine/scenario.h"

#include <string.h>

/* Answers that are the failing run, or that change what no framework has a name for: the file's own
 * line stands there. */
static const char *const no_change[] = {
    "chance-level", "recalibration-same-model", "catapult", "valley-snapshot", "formula-surface",
    "low-val-accuracy-low-train-loss", "three-gaps", NULL};

static bool expected_empty(const char *name)
{
    for (size_t i = 0; no_change[i]; i++)
        if (strcmp(no_change[i], name) == 0)
            return true;
    return false;
}

static const struct rv_variant *variant_named(const struct rv_scenario *scenario, const char *name)
{
    for (size_t v = 0; v < scenario->variant_count; v++)
        if (strcmp(scenario->variants[v].name, name) == 0)
            return &scenario->variants[v];
    return NULL;
}

/* A number that the answer writes stands in one of the lines. */
static void check_number(const char *name, const struct rv_node *node,
                         const struct rv_remedy_lines *lines)
{
    double value;

    if (node->kind != RV_NODE_SCALAR || !rv_text_to_real(node->text, &value) || value == 0 ||
        strncmp(node->key, "record", 6) == 0)
        return;
    if (!strstr(rv_text_string(&lines->pytorch), node->text) &&
        !strstr(rv_text_string(&lines->keras), node->text))
        fail_msg("%s: the answer has %s: %s, the lines are '%s' and '%s'", name, node->key, node->text,
                 rv_text_string(&lines->keras), rv_text_string(&lines->pytorch));
}

static void check_case(const char *path)
{
    struct rv_scenario scenario = {0};
    struct rv_report report = {0};
    struct rv_remedy_lines lines = {0};
    enum rv_status status = rv_scenario_read(path, NULL, &scenario, &report, NULL);
    const struct rv_variant *answer;

    answer = scenario.answer_count ? variant_named(&scenario, scenario.answers[0]) : NULL;
    if (status == RV_OK && answer) {
        rv_export_remedy(&scenario.variants[0].recipe, &answer->recipe, &lines);
        if (expected_empty(scenario.name) != (lines.pytorch.length == 0))
            fail_msg("%s: '%s'", scenario.name, rv_text_string(&lines.pytorch));
        for (size_t i = 0; lines.pytorch.length && i < answer->override->count; i++)
            check_number(scenario.name, answer->override->items[i], &lines);
    }
    rv_export_remedy_release(&lines);
    rv_scenario_release(&scenario);
    rv_report_release(&report);
}

static void test_lines_are_of_the_answer(void **state)
{
    struct rv_cases cases;

    (void)state;
    rv_cases_read(&cases);
    assert_true(cases.count > 60);
    for (size_t i = 0; i < cases.count; i++)
        check_case(cases.list[i].path);
    rv_cases_release(&cases);
}

/* The answer of large-lr by hand. */
static void test_lines_are_shown(void **state)
{
    struct rv_scenario scenario = {0};
    struct rv_report report = {0};

    (void)state;
    if (rv_scenario_parse("test",
                          "symptom: it jumps\n"
                          "question: which?\n"
                          "keras: something else\n"
                          "choices: [{text: slower, variant: slower}]\n"
                          "answer: slower\n"
                          "recipe: {data: {train: 50, validation: 50}, optimizer: {name: adam}}\n"
                          "variants: {fast: {}, slower: {optimizer.learning_rate: 0.0002385}}\n",
                          NULL, &scenario, &report, NULL))
        fail_msg("%s", report.errors[0].message);
    assert_string_equal(scenario.lines.keras,
                        "keras.optimizers.Adam(learning_rate=0.0002385)   # untested");
    assert_string_equal(scenario.lines.pytorch,
                        "torch.optim.Adam(model.parameters(), lr=0.0002385)");
    assert_string_equal(scenario.keras, "something else");
    rv_scenario_release(&scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_are_of_the_answer),
        cmocka_unit_test(test_lines_are_shown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
