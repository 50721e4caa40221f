/* Recipes: defaults, printing back (a fixpoint for every preset and for random values of every
 * parameter of every type), merging, changes. Mistakes are in tests/bad. */
#include "support/recipe_case.h"

static void test_defaults(void **state)
{
    struct rv_recipe recipe = bind("{}");

    (void)state;
    assert_string_equal(recipe.data.type->name, "gratings");
    assert_string_equal(recipe.loss.type->name, "cross_entropy");
    assert_string_equal(recipe.optimizer.type->name, "sgd");
    assert_string_equal(recipe.schedule.type->name, "constant");
    assert_int_equal(recipe.train.batch, 32);
    assert_int_equal(recipe.train.epochs, 20);
    assert_int_equal(recipe.evaluate.examples.choice, RV_EXAMPLES_ALL);
    assert_int_equal(recipe.record.weights, RV_WEIGHTS_FINAL);
    assert_true(recipe.record.snapshot);
    assert_int_equal(recipe.layer_count, 10);
    assert_string_equal(recipe.layers[4].name, "conv2d_2");
    assert_int_equal(recipe.layers[4].position, 5);
    check_fixpoint(&recipe);
    rv_recipe_release(&recipe);
}

static void test_presets(void **state)
{
    (void)state;
    for (size_t i = 0; i < rv_presets.count; i++) {
        for (int classes = 2; classes <= 4; classes += 2) {
            struct rv_text yaml = {0};
            struct rv_recipe recipe;

            rv_text_printf(&yaml, "data: {classes: %d}\nnetwork: %s\n", classes,
                           rv_presets.types[i]->name);
            recipe = bind(rv_text_string(&yaml));
            check_fixpoint(&recipe);
            rv_recipe_release(&recipe);
            rv_text_release(&yaml);
        }
    }
}

static void test_random_types(void **state)
{
    const struct rv_registry *const registries[] = {&rv_datasets,  &rv_layers,   &rv_losses,
                                                    &rv_optimizers, &rv_schedules, &rv_surfaces,
                                                    &rv_noises};
    struct rv_stream stream = rv_stream_at(2385, RV_STREAM_NOISE, 0, 0, 0);

    (void)state;
    for (int round = 0; round < 20; round++) {
        for (size_t r = 0; r < sizeof registries / sizeof *registries; r++)
            for (size_t i = 0; i < registries[r]->count; i++)
                check_type(registries[r]->types[i], &stream);
        for (size_t i = 0; i < rv_section_count; i++)
            if (rv_sections[i].type)
                check_type(rv_sections[i].type, &stream);
    }
}

/* Whole recipes: random optimizer, schedule, clip, average, train, evaluate. Values that must
 * fit each other (examples and the size of the set) are set afterwards. */
static void test_random_recipes(void **state)
{
    static const char *const names[] = {"optimizer", "schedule", "clip",  "average",
                                        "train",     "evaluate", "augment"};
    struct rv_stream stream = rv_stream_at(739, RV_STREAM_NOISE, 0, 0, 0);

    (void)state;
    for (int round = 0; round < 40; round++) {
        struct rv_recipe recipe = bind("data: {fresh: 77}");

        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            const struct rv_section *section = rv_section_find(names[i]);

            if (section->registry)
                rv_config_set_type(
                    (struct rv_config *)(void *)((char *)&recipe + section->offset),
                    section->registry->types[bits(&stream) % section->registry->count]);
            for (const struct rv_param *p = rv_section_type(section, &recipe)->params;
                 p->kind != RV_KIND_END; p++)
                random_value(p, rv_section_values(section, &recipe), &stream);
        }
        recipe.evaluate.examples = (struct rv_pick){RV_EXAMPLES_RANDOM, 1 + round};
        recipe.evaluate.recalibration = (struct rv_pick){RV_RECALIBRATION_FIRST, 1 + round};
        recipe.evaluate.dropout = RV_DROPOUT_ON; /* several samples ask for it */
        use_rule(&recipe);
        check_fixpoint(&recipe);
        rv_recipe_release(&recipe);
    }
}

/* ---- Merging ---- */

static void test_merge(void **state)
{
    (void)state;
    /* Dotted and nested are one; scalars replace. */
    check_merge("optimizer: {learning_rate: 0.3, momentum: 0.7}", "optimizer.learning_rate: 0.11",
                "optimizer: {learning_rate: 0.11, momentum: 0.7}");
    check_merge("optimizer: {learning_rate: 0.3, momentum: 0.7}",
                "optimizer: {learning-rate: 0.11}",
                "optimizer: {learning_rate: 0.11, momentum: 0.7}");
    check_merge("{train.batch: 7}", "{train.epochs: 9}", "train: {batch: 7, epochs: 9}");
    /* A new type starts its section anew; the same name does not. */
    check_merge("optimizer: {learning_rate: 0.3}", "optimizer: adam", "optimizer: {name: adam}");
    check_merge("optimizer: {learning_rate: 0.3}", "optimizer.name: sgd",
                "optimizer: {learning_rate: 0.3}");
    check_merge("optimizer: {name: adam, beta1: 0.7}", "optimizer: {name: adam, beta2: 0.9}",
                "optimizer: {name: adam, beta1: 0.7, beta2: 0.9}");
    check_merge("data: {train: 77}", "data.set: shapes", "data: shapes");
    /* A pick is one value. */
    check_merge("evaluate: {examples: {random: 30}}", "evaluate.examples.first: 20",
                "evaluate: {examples: {first: 20}}");
    check_merge("evaluate: {examples: {random: 30}}", "evaluate.examples: all", "{}");
    /* Lists replace. */
    check_merge("network: [flatten, dense: {units: 3}, dense: {units: 2}]",
                "network: [flatten, dense: {units: 2}]", "network: [flatten, dense: {units: 2}]");
}

static void test_merge_network(void **state)
{
    const char *base = "network:\n- conv2d: {filters: 3, name: first}\n- relu\n"
                       "- residual: {layers: [conv2d: {filters: 3}, batchnorm]}\n- batchnorm:\n"
                       "- dropout: {rate: 0.4}\n- flatten\n- dense: {units: classes}\n";
    struct rv_recipe recipe;

    (void)state;
    /* By type, inside the block too. */
    recipe = merged(base, "network.batchnorm.momentum: 0.77");
    assert_string_equal(recipe.layers[2].inner[1].name, "batchnorm_1");
    assert_string_equal(recipe.layers[3].name, "batchnorm_2");
    assert_int_equal(recipe.layers[3].position, 6);
    for (int i = 0; i < 2; i++) {
        const struct rv_layer_spec *norm = i ? &recipe.layers[3] : &recipe.layers[2].inner[1];
        const struct rv_param *row = rv_params_find(norm->config.type->params, "momentum");

        assert_true(rv_param_number(row, norm->config.values) == 0.77);
    }
    check_fixpoint(&recipe);
    rv_recipe_release(&recipe);
    /* By given name, by automatic name, a word becomes a map. */
    recipe = merged(base, "{network.first.trainable: false, network.relu_1: {enabled: false}, "
                          "network.dense_1.rate: 0.25, network.batchnorm_1.enabled: false}");
    assert_false(recipe.layers[0].trainable);
    assert_false(recipe.layers[1].enabled);
    assert_false(recipe.layers[2].inner[1].enabled);
    assert_true(recipe.layers[3].enabled);
    assert_true(recipe.layers[6].rate == 0.25);
    check_fixpoint(&recipe);
    rv_recipe_release(&recipe);
    /* The rate of dropout is its own. */
    recipe = merged(base, "network.dropout.rate: 0.3");
    assert_true(recipe.layers[4].rate == 1);
    rv_recipe_release(&recipe);
    /* A preset is opened; {preset:} beside keys; keys of the default network. */
    check_merge("network: keras-example", "network.dropout_1.enabled: true",
                "network: {preset: keras-example, dropout: {enabled: true}}");
    check_merge("{}", "network.batchnorm.momentum: 0.9",
                "network: {preset: tiny_cnn, batchnorm.momentum: 0.9}");
    check_merge("network: mlp", "network: tiny-cnn", "{}");
}

static void test_compose(void **state)
{
    static const char *const texts[] = {
        "{optimizer: adam, network.dropout.rate: 0.1}",
        "{optimizer.beta1: 0.8, network.dropout: {enabled: false}}",
    };
    struct rv_tree tree[2] = {{0}};
    struct rv_report report = {0};
    struct rv_text text = {0};
    struct rv_node *both;

    (void)state;
    for (int i = 0; i < 2; i++)
        assert_int_equal(rv_tree_parse("t", texts[i], &tree[i], &report), RV_OK);
    both = rv_recipe_compose(tree[0].root, tree[1].root, &report);
    assert_int_equal(report.count, 0);
    rv_node_print_inline(both, &text);
    assert_string_equal(rv_text_string(&text),
                        "{optimizer: {name: adam, beta1: 0.8}, network: {dropout: {rate: 0.1, "
                        "enabled: false}}}");
    rv_node_free(both);
    rv_text_release(&text);
    for (int i = 0; i < 2; i++)
        rv_tree_release(&tree[i]);
}

/* The composed override. */
static char *composed(const char *first, const char *second)
{
    struct rv_tree a = {0}, b = {0};
    struct rv_report report = {0};
    struct rv_text text = {0};
    struct rv_node *both;

    assert_int_equal(rv_tree_parse("a", first, &a, &report), RV_OK);
    assert_int_equal(rv_tree_parse("b", second, &b, &report), RV_OK);
    both = rv_recipe_compose(a.root, b.root, &report);
    assert_int_equal(report.count, 0);
    rv_node_print_inline(both, &text);
    rv_node_free(both);
    rv_tree_release(&a);
    rv_tree_release(&b);
    return text.string;
}

/* What the base has is unknown between two overrides: a type that only the second names starts the
 * section anew, even when it is the initial one; one that both name goes on. */
static void test_compose_types(void **state)
{
    static const char *const cases[][3] = {
        {"optimizer.beta1: 0.5", "optimizer: sgd", "{optimizer: {name: sgd}}"},
        {"optimizer.momentum: 0.5", "optimizer: sgd", "{optimizer: {name: sgd}}"},
        {"optimizer: {name: adam, beta1: 0.5}", "optimizer: adam",
         "{optimizer: {name: adam, beta1: 0.5}}"},
        {"optimizer: {name: adam, beta1: 0.5}", "optimizer: sgd", "{optimizer: {name: sgd}}"},
        {"optimizer.momentum: 0.5", "optimizer.nesterov: true",
         "{optimizer: {momentum: 0.5, nesterov: true}}"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = composed(cases[i][0], cases[i][1]);

        assert_string_equal(text, cases[i][2]);
        rv_free(text);
    }
}

static void test_assignment(void **state)
{
    static const char set[] = "--set something";
    struct rv_report report = {0};
    struct rv_node *map = rv_recipe_assignment(set, "evaluate.examples={first: 30}", 0, &report);
    struct rv_node *value;

    (void)state;
    assert_non_null(map);
    value = rv_node_get(map, "evaluate.examples");
    assert_int_equal(value->kind, RV_NODE_MAP);
    assert_int_equal(value->at.column, 19);
    rv_node_free(map);
    map = rv_recipe_assignment(set, "optimizer=adam", 0, &report);
    assert_string_equal(rv_node_get(map, "optimizer")->text, "adam");
    rv_node_free(map);
    assert_int_equal(report.count, 0);
    assert_null(rv_recipe_assignment(set, "no assignment", 0, &report));
    assert_null(rv_recipe_assignment(set, "=3", 0, &report));
    assert_null(rv_recipe_assignment(set, "train.batch=", 0, &report));
    assert_null(rv_recipe_assignment(set, "train.batch=[1", 0, &report));
    assert_null(rv_recipe_assignment(set, "train.batch=&x 1", 0, &report));
    assert_int_equal(report.count, 5);
    assert_string_equal(report.errors[4].source, set);
    assert_int_equal(report.errors[4].column, 13);
    rv_report_release(&report);
    /* Neither half may hold what no file may hold. */
    assert_null(rv_recipe_assignment(set, "train.b\xfftch=3", 0, &report));
    assert_null(rv_recipe_assignment(set, "train.b\x1b[1mtch=3", 0, &report));
    assert_int_equal(report.count, 2);
    assert_int_equal(report.errors[0].column, 8);
    assert_int_equal(report.errors[1].column, 8);
    rv_report_release(&report);
}

/* ---- Changes ---- */

static void test_changes(void **state)
{
    struct rv_recipe recipe = bind("optimizer: {learning_rate: 0.5}\n"
                                   "changes:\n"
                                   "- {epoch: 13, optimizer.learning_rate: 0.01}\n"
                                   "- {step: 33, train.batch: 64, clip: {norm: 2.385}}\n"
                                   "- {epoch: 13, optimizer: adam}\n"
                                   "- {epoch: 2, network.batchnorm.momentum: 0.9}\n");
    const struct rv_change *c = recipe.changes;

    (void)state;
    /* 1000 examples in batches of 32 are 32 steps: step 33 begins epoch 2, and stands first. */
    assert_int_equal(recipe.change_count, 4);
    assert_int_equal(c[0].step, 33);
    assert_int_equal(c[1].epoch, 2);
    assert_int_equal(c[2].epoch, 13);
    assert_string_equal(c[0].keys, "train.batch: 64, clip.norm: 2.385");
    assert_string_equal(c[3].keys, "optimizer.name: adam");
    assert_int_equal(c[1].recipe->train.batch, 64);
    assert_true(rv_optimizer_rate(&c[1].recipe->optimizer) == 0.5);
    assert_true(rv_optimizer_rate(&c[2].recipe->optimizer) == 0.01);
    assert_string_equal(c[3].recipe->optimizer.type->name, "adam");
    assert_true(c[3].recipe->clip.norm == 2.385);
    assert_int_equal(c[3].recipe->change_count, 0);
    check_fixpoint(&recipe);
    rv_recipe_release(&recipe);
}

static void test_changes_refused(void **state)
{
    (void)state;
    refuse("changes: [{epoch: 21, train.batch: 8}]", 1, 11, "epoch 21 is beyond the run of 20");
    refuse("changes: [{step: 641, train.batch: 32}]", 1, 11, "step 641 is beyond the run of 640");
    refuse("changes: [{train.batch: 8}]", 1, 11, "a change has one time");
    refuse("changes: [{epoch: 2, step: 3, train.batch: 8}]", 1, 11, "a change has one time");
    refuse("changes: [{epoch: 2}]", 1, 11, "this changes nothing");
    refuse("changes: [{epoch: 2, optimizer: {}}]", 1, 11, "this changes nothing");
    refuse("changes: [{epoch: 2, network: {relu: {}}}]", 1, 11, "this changes nothing");
    refuse("changes: [{epoch: 0, train.batch: 8}]", 1, 19, "0 is out of range");
    refuse("changes: [{epoch: 2, changes: []}]", 1, 22, "no changes inside");
    refuse("changes: {epoch: 2}", 1, 10, "'changes' is a list");
    refuse("changes: [{epoch: 2, train.epochs: 8}]", 1, 22,
           "'train.epochs' cannot change during a run: it is fixed");
    refuse("changes: [{epoch: 2, data.noise: 0.1}]", 1, 22,
           "'data.noise' cannot change during a run: the data are made");
    refuse("changes: [{epoch: 2, data: moons}]", 1, 22, "'data.set' cannot change");
    refuse("changes: [{epoch: 2, record.from: 3}]", 1, 22, "one rule holds for the whole run");
    refuse("changes: [{epoch: 2, network.conv2d_1.filters: 3}]", 1, 11,
           "'conv2d_1.filters' cannot change during a run");
    refuse("changes: [{epoch: 2, network: mlp}]", 1, 11, "layers cannot be added, removed");
    refuse("changes: [{epoch: 2, network.batchnorm.momentum: 3}]", 1, 50, "3 is out of range");
    refuse("changes: [{epoch: 2, optimiser.learning_rate: 3}]", 1, 22,
           "did you mean 'optimizer'?");
    refuse("changes: [{epoch: 2, learning_rate: 3}]", 1, 22,
           "did you mean 'optimizer.learning_rate'?");
}

/* A missing data file is told when it is the only mistake, and not otherwise. */
static void test_missing(void **state)
{
    struct rv_recipe recipe;
    struct rv_report report = {0};
    const char *yaml = "data: {set: csv, file: no/such/file.csv}\nnetwork: mlp\n";

    (void)state;
    assert_int_equal(rv_recipe_parse("t", yaml, &recipe, &report), RV_MISSING);
    assert_int_equal(report.count, 1);
    rv_report_release(&report);
    rv_recipe_release(&recipe);
    yaml = "data: {set: csv, file: no/such/file.csv}\nnetwork: mlp\ntrain: {batch: 0}\n";
    assert_int_equal(rv_recipe_parse("t", yaml, &recipe, &report), RV_INPUT);
    assert_int_equal(report.count, 1);
    rv_report_release(&report);
    rv_recipe_release(&recipe);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults),        cmocka_unit_test(test_presets),
        cmocka_unit_test(test_random_types),    cmocka_unit_test(test_random_recipes),
        cmocka_unit_test(test_merge),           cmocka_unit_test(test_merge_network),
        cmocka_unit_test(test_compose),         cmocka_unit_test(test_compose_types),
        cmocka_unit_test(test_assignment),
        cmocka_unit_test(test_changes),         cmocka_unit_test(test_changes_refused),
        cmocka_unit_test(test_missing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
