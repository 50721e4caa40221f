/* Recipes on surfaces: defaults, printing back (a fixpoint for every surface and every noise with
 * random parameters), merging, changes, and what keeps the two kinds of recipe apart. More mistakes
 * are in tests/bad. */
#include "support/recipe_case.h"

static void test_defaults(void **state)
{
    struct rv_recipe recipe = bind("surface: rosenbrock");

    (void)state;
    assert_true(rv_recipe_on_surface(&recipe));
    assert_string_equal(recipe.surface.type->name, "rosenbrock");
    assert_string_equal(recipe.noise.type->name, "none");
    assert_string_equal(recipe.optimizer.type->name, "sgd");
    assert_int_equal(recipe.path.start.count, 0);
    assert_int_equal(recipe.path.replicas, 1);
    assert_int_equal(recipe.train.steps_per_epoch, 50);
    assert_int_equal(recipe.train.epochs, 20);
    assert_int_equal(recipe.validation.shift.count, 0);
    assert_true(recipe.validation.scale == 1);
    assert_true(recipe.record.snapshot);
    /* Nothing of the other kind is bound. */
    assert_null(recipe.data.type);
    assert_null(recipe.loss.type);
    assert_int_equal(recipe.layer_count, 0);
    check_fixpoint(&recipe);
    rv_recipe_release(&recipe);
    /* And of a network nothing of a surface. */
    recipe = bind("{}");
    assert_false(rv_recipe_on_surface(&recipe));
    assert_null(recipe.surface.type);
    assert_null(recipe.noise.type);
    assert_int_equal(recipe.path.replicas, 0);
    assert_int_equal(recipe.train.steps_per_epoch, 0);
    rv_recipe_release(&recipe);
}

static void test_values(void **state)
{
    struct rv_recipe recipe =
        bind("surface: {curvature: [2.385, 77], rotation: 30}\nstart: [0.25, -3]\nreplicas: 4000\n"
             "noise: {name: gaussian, sigma: 0.125}\nvalidation: {shift: [0.5], scale: 1.5}\n"
             "train: {steps_per_epoch: 7, epochs: 13}\nevaluate: {parameters: swa}\n"
             "average.swa_from: 0.5\nrecord: {from: 5}\n");
    const struct rv_param *curvature = rv_params_find(recipe.surface.type->params, "curvature");

    (void)state;
    assert_string_equal(recipe.surface.type->name, "quadratic");
    assert_true(RV_FIELD(struct rv_reals, curvature, recipe.surface.values)->value[1] == 77);
    assert_int_equal(recipe.path.start.count, 2);
    assert_true(recipe.path.start.value[1] == -3);
    assert_int_equal(recipe.path.replicas, 4000);
    assert_string_equal(recipe.noise.type->name, "gaussian");
    assert_true(recipe.validation.shift.value[0] == 0.5);
    assert_int_equal(recipe.train.steps_per_epoch, 7);
    assert_int_equal(recipe.evaluate.parameters, RV_PARAMETERS_SWA);
    assert_true(recipe.average.swa_from == 0.5);
    check_fixpoint(&recipe);
    rv_recipe_release(&recipe);
}

/* Merging looks at the first row of a name only: rows of one name must agree in all but the table,
 * and no recipe may see two of them. */
static void test_sections(void **state)
{
    const char **names = rv_section_names();

    (void)state;
    for (size_t i = 0; i < rv_section_count; i++)
        for (size_t k = 0; k < i; k++) {
            const struct rv_section *a = &rv_sections[i], *b = &rv_sections[k];

            if (!rv_text_same_name(a->name, b->name))
                continue;
            assert_int_equal(a->where & b->where, 0);
            assert_ptr_equal(a->selector, b->selector);
            assert_ptr_equal(a->registry, b->registry);
            assert_ptr_equal(a->initial, b->initial);
            assert_int_equal(a->offset, b->offset);
        }
    for (size_t i = 0; names[i]; i++)
        for (size_t k = 0; k < i; k++)
            assert_false(rv_text_same_name(names[i], names[k]));
    rv_free(names);
    assert_ptr_equal(rv_section_in("train", RV_WHERE_SURFACE)->type, &rv_train_surface_type);
    assert_ptr_equal(rv_section_in("train", RV_WHERE_NETWORK)->type, &rv_train_type);
    assert_null(rv_section_in("data", RV_WHERE_SURFACE));
    assert_null(rv_section_in("noise", RV_WHERE_NETWORK));
    assert_ptr_equal(rv_section_bare("replicas")->type, &rv_path_type);
    assert_null(rv_section_bare("train"));
    /* The name of a bare section is no word of the language. */
    assert_null(rv_section_find("path"));
    refuse("{surface: booth, path: {start: [1, 2]}}", 1, 18, "unknown key 'path'");
}

/* ---- Fixpoints ---- */

/* Values that are right by themselves may not go together (a covariance that is not positive, a
 * formula of nonsense): such a value is taken back. Returns how many stay. */
static size_t randomise(struct rv_recipe *recipe, const struct rv_config *config,
                        struct rv_stream *stream)
{
    size_t kept = 0;

    for (const struct rv_param *p = config->type->params; p && p->kind != RV_KIND_END; p++) {
        struct rv_config before = rv_config_copy(config);

        random_value(p, config->values, stream);
        if (binds(recipe))
            kept++;
        else
            memcpy(config->values, before.values, config->type->config_size);
        rv_config_release(&before);
    }
    return kept;
}

/* Enough rounds that every parameter of a number can be seen; a few keep refusing (formula). */
enum { ROUNDS = 8 };

static void check_types(const struct rv_registry *registry, size_t offset, uint64_t seed)
{
    struct rv_stream stream = rv_stream_at(seed, RV_STREAM_NOISE, 0, 0, 0);

    for (size_t i = 0; i < registry->count; i++) {
        const struct rv_type *type = registry->types[i];
        size_t kept = 0;

        for (int round = 0; round < ROUNDS; round++) {
            struct rv_recipe recipe = bind("surface: rosenbrock");
            struct rv_config *config =
                (struct rv_config *)(void *)((char *)&recipe + offset);

            rv_config_set_type(config, type);
            kept += randomise(&recipe, config, &stream);
            check_fixpoint(&recipe);
            rv_recipe_release(&recipe);
        }
        if (type->params && type->params->kind != RV_KIND_END && kept < ROUNDS / 2)
            fail_msg("%s: only %zu random values were right", type->name, kept);
    }
}

static void test_fixpoint_surfaces(void **state)
{
    (void)state;
    check_types(&rv_surfaces, offsetof(struct rv_recipe, surface), 4177);
}

static void test_fixpoint_noises(void **state)
{
    (void)state;
    check_types(&rv_noises, offsetof(struct rv_recipe, noise), 911);
}

/* Here also the methods, which take only what is exact. */
static void test_fixpoint_optimizers(void **state)
{
    (void)state;
    check_types(&rv_optimizers, offsetof(struct rv_recipe, optimizer), 6121);
}

/* All sections that both kinds have, and the tables of surfaces. The record is left alone: its
 * epochs must lie within the run. */
static void test_fixpoint_recipes(void **state)
{
    static const char *const names[] = {"optimizer", "schedule", "clip",
                                        "average",   "train",    "evaluate"};
    struct rv_stream stream = rv_stream_at(5231, RV_STREAM_NOISE, 0, 0, 0);

    (void)state;
    for (int round = 0; round < 40; round++) {
        struct rv_recipe recipe = bind("{surface: log_cosh, start: [0.5, 2], noise: gaussian}");

        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            const struct rv_section *section = rv_section_in(names[i], RV_WHERE_SURFACE);

            if (section->registry)
                rv_config_set_type(
                    (struct rv_config *)(void *)((char *)&recipe + section->offset),
                    section->registry->types[bits(&stream) % section->registry->count]);
            for (const struct rv_param *p = rv_section_type(section, &recipe)->params;
                 p->kind != RV_KIND_END; p++)
                random_value(p, rv_section_values(section, &recipe), &stream);
        }
        for (size_t i = 0; i < 2; i++)
            recipe.path.start.value[i] = 100 * rv_stream_gaussian(&stream);
        recipe.path.replicas = 1 + (long)(bits(&stream) % 1000000);
        recipe.validation.rotate = 360 * rv_stream_uniform(&stream);
        use_rule(&recipe);
        check_fixpoint(&recipe);
        rv_recipe_release(&recipe);
    }
}

/* ---- Merging ---- */

static void test_merge(void **state)
{
    (void)state;
    check_merge("surface: ravine", "start: [3, 0.5]", "{surface: {name: ravine}, start: [3, 0.5]}");
    /* A list replaces, it is not extended; no list is the surface's own start. */
    check_merge("{surface: booth, start: [1, 2]}", "start: [3, 4]",
                "{surface: booth, start: [3, 4]}");
    check_merge("{surface: booth, start: [1, 2]}", "start: []", "surface: booth");
    check_merge("{surface: booth, replicas: 7}", "{replicas: 9, start: [2, 2]}",
                "{surface: booth, replicas: 9, start: [2, 2]}");
    /* A new type starts its section anew; the same name does not. */
    check_merge("surface: {name: ravine, wall: 7}", "surface: rosenbrock", "surface: rosenbrock");
    check_merge("surface: {name: ravine, wall: 7}", "surface: {name: ravine, slope: 0.2}",
                "surface: {name: ravine, wall: 7, slope: 0.2}");
    check_merge("surface: {curvature: [1, 30]}", "surface.rotation: 45",
                "surface: {name: quadratic, curvature: [1, 30], rotation: 45}");
    check_merge("{surface: booth, noise: {name: gaussian, sigma: 0.5}}", "noise: none",
                "surface: booth");
    check_merge("{surface: booth, noise: gaussian}", "noise.sigma: 0.75",
                "{surface: booth, noise: {name: gaussian, sigma: 0.75}}");
    check_merge("{surface: booth, validation: {shift: [1], rotate: 3}}", "validation.shift: [2, 1]",
                "{surface: booth, validation: {shift: [2, 1], rotate: 3}}");
}

static void test_assignment(void **state)
{
    struct rv_report report = {0};
    struct rv_node *map = rv_recipe_assignment("--set start=[2,1]", "start=[2,1]", 0, &report);
    struct rv_node *base = rv_recipe_assignment("a", "replicas=3", 0, &report), *both;
    struct rv_text text = {0};

    (void)state;
    both = rv_recipe_compose(base, map, &report);
    rv_node_print_inline(both, &text);
    assert_string_equal(rv_text_string(&text), "{replicas: 3, start: [2, 1]}");
    assert_int_equal(report.count, 0);
    rv_node_free(map);
    rv_node_free(base);
    rv_node_free(both);
    rv_text_release(&text);
}

/* ---- Changes ---- */

static void test_changes(void **state)
{
    struct rv_recipe recipe = bind("surface: ravine\n"
                                   "noise: {name: gaussian, sigma: 0.5}\n"
                                   "train: {steps_per_epoch: 10, epochs: 9}\n"
                                   "changes:\n"
                                   "- {epoch: 5, noise.sigma: 0.125}\n"
                                   "- {step: 40, optimizer.learning_rate: 0.385}\n"
                                   "- {step: 90, noise: none}\n"
                                   "- {step: 42, evaluate.parameters: ema}\n");
    const struct rv_change *c = recipe.changes;

    (void)state;
    /* Epoch 5 begins with step 41. */
    assert_int_equal(recipe.change_count, 4);
    assert_int_equal(c[0].step, 40);
    assert_int_equal(c[1].epoch, 5);
    assert_int_equal(c[2].step, 42);
    assert_string_equal(c[1].keys, "noise.sigma: 0.125");
    assert_string_equal(c[2].recipe->noise.type->name, "gaussian");
    assert_int_equal(c[2].recipe->evaluate.parameters, RV_PARAMETERS_EMA);
    assert_string_equal(c[3].recipe->noise.type->name, "none");
    assert_true(rv_optimizer_rate(&c[3].recipe->optimizer) == 0.385);
    assert_true(rv_recipe_on_surface(c[3].recipe));
    check_fixpoint(&recipe);
    rv_recipe_release(&recipe);
}

static void test_changes_refused(void **state)
{
    (void)state;
    refuse("{surface: booth, changes: [{epoch: 2, start: [1, 2]}]}", 1, 39,
           "'start' cannot change during a run: it is fixed when the run begins");
    refuse("{surface: booth, changes: [{epoch: 2, replicas: 2}]}", 1, 39,
           "'replicas' cannot change during a run");
    refuse("{surface: ravine, changes: [{epoch: 2, surface.wall: 7}]}", 1, 40,
           "'surface.wall' cannot change during a run: the surfaces are made once");
    refuse("{surface: ravine, changes: [{epoch: 2, surface: booth}]}", 1, 40,
           "'surface.name' cannot change during a run");
    refuse("{surface: ravine, changes: [{epoch: 2, validation.rotate: 7}]}", 1, 40,
           "'validation.rotate' cannot change during a run: the surfaces are made once");
    refuse("{surface: booth, changes: [{epoch: 2, train.steps_per_epoch: 7}]}", 1, 39,
           "'train.steps_per_epoch' cannot change during a run");
    refuse("{surface: booth, changes: [{epoch: 2, train.batch: 7}]}", 1, 39,
           "'batch' has no place in a surface scenario");
    refuse("{surface: booth, changes: [{epoch: 2, loss: cross_entropy}]}", 1, 39,
           "'loss' has no place in a surface scenario");
    refuse("{surface: booth, changes: [{step: 1001, noise: gaussian}]}", 1, 28,
           "step 1001 is beyond the run of 1000 steps");
    refuse("{changes: [{epoch: 2, surface: booth}]}", 1, 23,
           "'surface' has no place in a network scenario");
    refuse("{changes: [{epoch: 2, start: [1, 2]}]}", 1, 23,
           "'start' has no place in a network scenario");
}

/* ---- Mistakes ---- */

/* The place of a formula's mistake counts characters from the beginning of its text, whatever
 * stands around it; where the text is not written as it is read, it is the text's beginning. */
static void test_formula(void **state)
{
    (void)state;
    refuse("surface: {name: formula, formula: x^2 + foo*y}", 1, 41, "at 'foo*y': unknown name");
    refuse("surface: {name: formula, formula: 'x^2 + foo*y'}", 1, 42, "at 'foo*y': unknown name");
    refuse("surface:\n  name: formula\n  formula: x + y +", 3, 19, "formula, at its end");
    refuse("surface:\n  name: formula\n  formula: |\n    x + foo\n", 3, 12, "unknown name");
    refuse("surface: {name: formula, formula: \"x +\\tfoo\"}", 1, 35, "unknown name");
}

/* A list with a wrong item is no shorter list: one mistake, one message. */
static void test_half_a_list(void **state)
{
    struct rv_recipe recipe;
    struct rv_report report = {0};

    (void)state;
    assert_int_equal(rv_recipe_parse("t", "{surface: booth, start: [1, 2, b]}", &recipe, &report),
                     RV_INPUT);
    assert_int_equal(report.count, 1);
    assert_int_equal(report.errors[0].column, 32);
    assert_int_equal(recipe.path.start.count, 0);
    rv_report_release(&report);
    rv_recipe_release(&recipe);
}

static void test_refused(void **state)
{
    (void)state;
    refuse("{surface: booth, start: [1]}", 1, 25, "'start' has 1 value: the surface 'booth' has 2");
    refuse("{surface: rosenbrock, start: [1]}", 1, 30, "'start' has 1 value: ");
    refuse("{surface: {curvature: [1, 2, 3]}, start: [1, 2]}", 1, 42, "'start' has 2 values: ");
    refuse("{surface: {condition: 0.5}}", 1, 11, "the condition number");
    refuse("{surface: booth, replicas: 1000001}", 1, 28, "1000001 is out of range");
    refuse("{surface: {dimension: 1000}, replicas: 1000000}", 1, 40, "do not fit into memory");
    refuse("{surface: booth, validation: {shift: [1, 2, 3]}}", 1, 38, "has 3 values");
    refuse("{surface: booth, validation: [1]}", 1, 30, "'validation' is a map, not a list");
    refuse("{surface: booth, network.dense.units: 3}", 1, 18,
           "'network' has no place in a surface scenario");
    refuse("{surface: booth, evaluate: {mode: training}}", 1, 29,
           "'mode' has no place in a surface scenario");
    refuse("{surface: booth, evaluate: {moed: training}}", 1, 29, "unknown key 'moed'");
    refuse("{noise: gaussian}", 1, 2, "'noise' has no place in a network scenario; did you forget");
    refuse("{train: {steps_per_epoch: 7}}", 1, 10, "has no place in a network scenario");
    refuse("{surface: booth, start: [1, 2], start: [3, 4]}", 1, 33, "duplicate key 'start'");
    refuse("{surface: booth, start.x: 2}", 1, 18, "'start' has no keys below it");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults),         cmocka_unit_test(test_values),
        cmocka_unit_test(test_sections),         cmocka_unit_test(test_fixpoint_surfaces),
        cmocka_unit_test(test_fixpoint_noises),  cmocka_unit_test(test_fixpoint_optimizers),
        cmocka_unit_test(test_fixpoint_recipes),
        cmocka_unit_test(test_merge),            cmocka_unit_test(test_assignment),
        cmocka_unit_test(test_changes),          cmocka_unit_test(test_changes_refused),
        cmocka_unit_test(test_formula),          cmocka_unit_test(test_half_a_list),
        cmocka_unit_test(test_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
