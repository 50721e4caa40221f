/* The form of settings: every row of every table is there, is set, refused and taken back through
 * the binder; the model of the lab. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/scenario_case.h"
#include "ravine/memory.h"
#include "ravine/scenario.h"
#include "lesson/form.h"
#include "lesson/surface_lab.h"

#include <math.h>
#include <string.h>

static const char network[] =
    "data: {set: gratings, train: 96, validation: 64}\n"
    "network: [conv2d: {filters: 3, kernel: 3, padding: same}, batchnorm, relu, global_avgpool,\n"
    "  dropout: {rate: 0.2}, dense: {units: 2}]\n"
    "optimizer: {name: sgd, learning_rate: 0.385, momentum: 0.7}\n"
    "changes: [{epoch: 3, optimizer.learning_rate: 0.1}]\n";

static const char surface[] = "surface: {name: quadratic}\nstart: [1, 1]\n";

static struct rv_form open_form(const char *yaml, const char *only)
{
    struct rv_recipe recipe;
    struct rv_report report = {0};
    struct rv_form form;

    if (rv_recipe_parse("t", yaml, &recipe, &report))
        fail_msg("%s", report.errors[0].message);
    assert_int_equal(rv_form_open(&form, &recipe, only), RV_OK);
    rv_recipe_release(&recipe);
    return form;
}

static void go(struct rv_form *form, const char *key)
{
    for (size_t i = 0; i < form->count; i++)
        if (strcmp(form->rows[i].key, key) == 0) {
            form->at = i;
            return;
        }
    fail_msg("there is no row '%s'", key);
}

/* Rows have unique keys, and each value is taken as its own: nothing changes. */
static void check_rows(const char *yaml, size_t least)
{
    struct rv_form form = open_form(yaml, NULL);

    assert_true(form.count >= least);
    for (size_t i = 0; i < form.count; i++) {
        if (!*form.rows[i].key)
            continue;
        for (size_t k = i + 1; k < form.count; k++)
            assert_string_not_equal(form.rows[i].key, form.rows[k].key);
        form.at = i;
        if (!rv_form_set(&form, form.rows[i].value))
            fail_msg("%s", form.error);
    }
    assert_int_equal(rv_form_changes(&form), 0);
    assert_int_equal(form.edits->count, 0);
    rv_form_release(&form);
}

static void test_rows(void **state)
{
    (void)state;
    check_rows(network, 90);
    check_rows(surface, 40);
}

static void test_set(void **state)
{
    struct rv_form form = open_form(network, NULL);
    struct rv_text text = {0};

    (void)state;
    go(&form, "optimizer.learning_rate");
    assert_true(rv_form_set(&form, "0.02"));
    assert_int_equal(rv_form_live(&form), RV_LIVE_STEP);
    go(&form, "network.batchnorm_1.momentum");
    assert_true(rv_form_set(&form, "0.5"));
    go(&form, "train.batch");
    assert_true(rv_form_turn(&form, 1));
    assert_string_equal(rv_form_current(&form)->value, "64");
    assert_int_equal(rv_form_live(&form), RV_LIVE_EPOCH);
    go(&form, "data.noise");
    assert_true(rv_form_set(&form, "0.1"));
    assert_int_equal(rv_form_live(&form), RV_LIVE_NEVER);
    rv_form_undo(&form);
    assert_int_equal(rv_form_live(&form), RV_LIVE_EPOCH);
    assert_int_equal(rv_form_changes(&form), 3);
    rv_form_print(&form, &text);
    assert_string_equal(rv_text_string(&text),
                        "optimizer.learning_rate 0.385 -> 0.02, train.batch 32 -> 64, "
                        "network.batchnorm_1.momentum 0.99 -> 0.5");
    assert_true(rv_optimizer_rate(&form.recipe.optimizer) == 0.02);
    rv_text_release(&text);
    rv_form_release(&form);
}

static void test_refused(void **state)
{
    struct rv_form form = open_form(network, NULL);

    (void)state;
    go(&form, "optimizer.momentum");
    assert_false(rv_form_set(&form, "1"));
    assert_non_null(strstr(form.error, "out of range"));
    assert_string_equal(rv_form_current(&form)->value, "0.7");
    go(&form, "network.dense_1.units"); /* two classes: three outputs do not fit */
    assert_false(rv_form_set(&form, "3"));
    assert_true(*form.error);
    go(&form, "evaluate.examples");
    assert_false(rv_form_set(&form, "{first: 65}"));
    assert_true(rv_form_set(&form, "{first: 20}"));
    assert_string_equal(form.error, "");
    rv_form_release(&form);
}

/* Another type brings its rows; back again all is as it was. */
static void test_types(void **state)
{
    struct rv_form form = open_form(network, NULL);

    (void)state;
    go(&form, "optimizer.name");
    assert_true(rv_form_set(&form, "adam"));
    assert_string_equal(rv_form_current(&form)->key, "optimizer.name");
    go(&form, "optimizer.beta2");
    assert_true(rv_form_set(&form, "0.9"));
    assert_int_equal(rv_form_live(&form), RV_LIVE_STEP);
    go(&form, "optimizer.name");
    rv_form_undo(&form);
    assert_int_equal(form.edits->count, 0);
    go(&form, "optimizer.momentum");
    assert_string_equal(rv_form_current(&form)->value, "0.7");
    /* Types that the recipe does not allow are passed over. */
    go(&form, "optimizer.name");
    for (size_t i = 0; i < rv_optimizers.count; i++)
        assert_true(rv_form_turn(&form, -1));
    rv_form_release(&form);
}

static void test_moves(void **state)
{
    struct rv_form form = open_form(network, NULL), one = open_form(network, "evaluate");

    (void)state;
    rv_form_move(&form, -1000);
    assert_string_equal(rv_form_current(&form)->key, "optimizer.name");
    rv_form_jump(&form, 1);
    assert_string_equal(rv_form_current(&form)->key, "schedule.name");
    rv_form_jump(&form, -1);
    assert_string_equal(rv_form_current(&form)->key, "optimizer.name");
    assert_true(rv_form_find(&form, "units"));
    assert_string_equal(rv_form_current(&form)->key, "network.dense_1.units");
    assert_false(rv_form_find(&form, "zebra"));
    rv_form_move(&form, 1000);
    assert_int_equal(form.at, form.count - 1);
    for (size_t i = 0; i < one.count; i++)
        assert_true(!*one.rows[i].key || strncmp(one.rows[i].key, "evaluate.", 9) == 0);
    rv_form_release(&form);
    rv_form_release(&one);
}

/* ---- The lab ---- */

#define CLOSE_TO_THEORY 1e-6 /* on a parabola both are exact but for rounding */

static void test_race(void **state)
{
    struct rv_surface_lab model;
    size_t steps = 0;

    (void)state;
    assert_int_equal(rv_surface_lab_open(&model, rv_registry_find(&rv_surfaces, "quadratic")),
                     RV_OK);
    while (rv_surface_lab_step(&model))
        steps++;
    assert_int_equal(steps, RV_SURFACE_LAB_STEPS - 1);
    assert_true(fabs(model.path[0].forecast->direction[0].factor -
                     fabs(rv_surface_lab_factor(&model.path[0], 0))) < CLOSE_TO_THEORY);
    assert_true(rv_surface_lab_value(&model, 0) < 1e-3);
    rv_surface_lab_move(&model, 0.1, -0.1);
    assert_int_equal(model.path[0].count, 1);
    assert_true(model.path[0].x[0] == model.start[0] && model.start[0] != 1);
    rv_surface_lab_scale(&model, 1.1); /* 2.09 over the curvature: beyond the limit */
    while (rv_surface_lab_step(&model)) {}
    assert_int_equal(model.path[0].forecast->direction[0].motion, RV_FORECAST_DIVERGES);
    assert_true(rv_surface_lab_value(&model, 0) > 1e3);
    rv_surface_lab_toggle(&model, 0);
    assert_true(rv_surface_lab_step(&model));
    assert_int_equal(model.path[0].count, 1);
    rv_surface_lab_release(&model);
}

/* Every surface of two coordinates can be raced on. */
static void test_race_surfaces(void **state)
{
    size_t raced = 0;

    (void)state;
    for (size_t i = 0; i < rv_surfaces.count; i++) {
        struct rv_surface_lab model;

        if (rv_surface_lab_open(&model, rv_surfaces.types[i]))
            continue;
        raced++;
        for (int k = 0; k < 20; k++)
            rv_surface_lab_step(&model);
        for (size_t k = 0; k < 4; k++)
            assert_true(model.path[k].count > 1);
        rv_surface_lab_release(&model);
    }
    assert_true(raced >= 18);
}

/* "Change one thing" opens on every variant of every scenario: the form binds once more what the
 * recipe prints. */
static void test_every_scenario(void **state)
{
    char **paths = all_scenarios();
    size_t opened = 0;

    (void)state;
    for (size_t i = 0; paths[i]; i++) {
        struct rv_scenario scenario;
        struct rv_report report = {0};
        enum rv_status status = rv_scenario_read(paths[i], NULL, &scenario, &report, NULL);

        for (size_t v = 0; status == RV_OK && v < scenario.variant_count; v++) {
            struct rv_form form;

            if (rv_form_open(&form, &scenario.variants[v].recipe, NULL))
                fail_msg("%s, %s: %s", paths[i], scenario.variants[v].name, form.error);
            rv_form_release(&form);
            opened++;
        }
        rv_report_release(&report);
        rv_scenario_release(&scenario);
        rv_free(paths[i]);
    }
    rv_free(paths);
    assert_true(opened >= 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),  cmocka_unit_test(test_set),
        cmocka_unit_test(test_refused), cmocka_unit_test(test_types),
        cmocka_unit_test(test_moves), cmocka_unit_test(test_race),
        cmocka_unit_test(test_race_surfaces), cmocka_unit_test(test_every_scenario),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
