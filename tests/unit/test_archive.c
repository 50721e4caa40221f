/* Run folders: what is written; the --json document. */
#include "support/archive_case.h"

/* ---- What is written ---- */

static void layout(void **state)
{
    static const char *const there[] = {"run/manifest.json",
                                        "run/scenario.yaml",
                                        "run/bouncing/seed-11/epochs.csv",
                                        "run/bouncing/seed-11/steps.csv",
                                        "run/bouncing/seed-11/events.csv",
                                        "run/bouncing/seed-11/summary.json",
                                        "run/bouncing/seed-11/weights/final.npy",
                                        "run/averaged/seed-11/summary.json"};

    save(*state);
    for (size_t i = 0; i < sizeof there / sizeof there[0]; i++)
        if (!exists(there[i]))
            fail_msg("%s is missing", there[i]);
    assert_false(exists("run/bouncing/seed-12/steps.csv")); /* no rows */
    assert_false(exists("run/averaged/seed-12"));           /* not made */
    assert_holds_text("run/bouncing/seed-11/epochs.csv",
                      "epoch,loss,accuracy,val_loss,val_accuracy,val_loss_se,val_accuracy_se,"
                      "val_jump_se,learning_rate,");
    assert_holds_text("run/bouncing/seed-11/events.csv",
                      "step,epoch,text\n0,1,\"learning_rate: 0.01, \"\"calmer\"\"\"\n"
                      "5,2,\"ended, \"\"quoted\"\"\"\"\"\n");
    assert_holds_text("run/bouncing/seed-11/summary.json", "\"stopped\": \"finished\"");
    assert_holds_text("run/bouncing/seed-11/summary.json", "\"jump_z\": ");
    assert_holds_text("run/bouncing/seed-11/summary.json", "\"time_to_threshold\": ");
    assert_holds_text("run/bouncing/seed-11/summary.json", "\"note\": \"EMA needs \\\"recal");
}

static void manifest(void **state)
{
    static const char *const lines[] = {
        "\"ravine\": \"",      "\"git\": \"",        "\"compiler\": \"", "\"flags\": \"",
        "\"isa\": \"",         "\"machine\": \"",    "\"cpu\": ",
        "\"scenario\": \"hand-made\"",               "\"seeds\": [11, 12]",
        "\"command\": \"ravine run 'hand made'\"",   "\"seconds\": 1.25",
        "\"variants\": [\"bouncing\", \"settled\", \"averaged\"]",
        "\"fingerprints\": {\"bouncing\": \"",
        "\"interrupted\": false",                    "\"required\": 1, \"passed\": true",
        "\"missing\": \"averaged.last (seed 12: not run)\"",
        "\"sentence\": \"It is calm.\"",
    };
    struct fixture *f = *state;
    struct rv_error error = {0};
    char *content = NULL, *started;

    assert_int_equal(rv_archive_begin("run", &f->experiment, "x", &error), RV_OK);
    assert_holds_text("run/manifest.json", "\"ended\": null,\n \"seconds\": null,");
    assert_holds_text("run/manifest.json", "\"passed\": null");
    read_content("run/manifest.json", &content);
    started = strstr(content, "\"started\": \"20");
    assert_non_null(started);
    started[33] = '\0';
    save(f);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        assert_holds_text("run/manifest.json", lines[i]);
    assert_holds_text("run/manifest.json", "\"ended\": \"20");
    rv_free(content);
}

/* The end keeps the time that the beginning wrote. */
static void start_time_is_kept(void **state)
{
    struct fixture *f = *state;
    struct rv_error error = {0};
    char *content = NULL, *at;

    save(f);
    read_content("run/manifest.json", &content);
    at = strstr(content, "\"started\": \"") + strlen("\"started\": \"");
    memcpy(at, "2019", 4);
    assert_int_equal(rv_file_write("run/manifest.json", content, strlen(content), &error), RV_OK);
    at[20] = '\0';
    assert_int_equal(rv_archive_end("run", &f->experiment, "x", &error), RV_OK);
    assert_holds_text("run/manifest.json", at);
    rv_free(content);
}

static void writing_fails(void **state)
{
    struct fixture *f = *state;
    struct rv_error error = {0};

    assert_int_equal(rv_archive_begin("run", &f->experiment, "x", &error), RV_OK);
    assert_int_equal(rv_file_write("run/bouncing", "in the way", 10, &error), RV_OK);
    assert_int_equal(rv_archive_result("run", &f->experiment, 0, &error), RV_WRITE);
    assert_int_equal(error.status, RV_WRITE);
    assert_non_null(strstr(error.message, "a file is in the way"));
    assert_int_equal(rv_archive_begin("nowhere", &f->experiment, "x", &error), RV_WRITE);
    assert_non_null(strstr(error.message, "nowhere/manifest.json"));
}

/* ---- The document ---- */

static const struct rv_node *get(const struct rv_node *map, const char *key)
{
    const struct rv_node *node = map->kind == RV_NODE_MAP ? rv_node_get(map, key) : NULL;

    if (!node)
        fail_msg("no '%s' in the document", key);
    return node;
}

static void document(void **state)
{
    struct fixture *f = *state;
    struct rv_text json = {0};
    struct rv_report report = {0};
    struct rv_error error = {0};
    struct rv_tree tree;
    const struct rv_node *variant, *run, *claim, *measures;

    assert_int_equal(rv_experiment_check_claims(&f->experiment, &error), RV_OK);
    rv_archive_json(&f->experiment, "runs/a \"b\"", true, &(struct rv_json){.out = &json});
    assert_null(strstr(rv_text_string(&json), "nan"));
    /* JSON is YAML: our own reader takes it apart. */
    assert_int_equal(rv_tree_parse("json", rv_text_string(&json), &tree, &report), RV_OK);
    assert_string_equal(get(tree.root, "ravine")->text, rv_archive_version());
    assert_string_equal(get(tree.root, "scenario")->text, "hand-made");
    assert_string_equal(get(tree.root, "folder")->text, "runs/a \"b\"");
    assert_int_equal(get(tree.root, "seeds")->count, 2);
    assert_string_equal(get(tree.root, "seeds")->items[1]->text, "12");
    assert_int_equal(get(tree.root, "variants")->count, 3);
    variant = get(tree.root, "variants")->items[0];
    assert_string_equal(get(variant, "name")->text, "bouncing");
    measures = get(variant, "measures");
    assert_int_equal(measures->count, 5); /* four always, follows.loss from a claim */
    assert_int_equal(get(get(measures, "fluctuation"), "median")->kind, RV_NODE_SCALAR);
    get(get(measures, "val_accuracy.largest_drop"), "low");
    get(get(measures, "follows.loss"), "high");
    assert_int_equal(get(variant, "runs")->count, 2);
    run = get(variant, "runs")->items[1];
    assert_string_equal(get(run, "seed")->text, "12");
    assert_string_equal(get(run, "stopped")->text, "finished");
    assert_int_equal(get(run, "measures")->count, 5);
    assert_int_equal(get(run, "epochs")->count, EPOCHS);
    assert_string_equal(get(get(run, "epochs")->items[2], "epoch")->text, "3");
    assert_non_null(strstr(rv_text_string(&json), "\"val_accuracy_se\": null"));
    assert_int_equal(get(get(tree.root, "variants")->items[2], "runs")->count, 1); /* not made */
    assert_int_equal(get(tree.root, "claims")->count, 3);
    claim = get(tree.root, "claims")->items[0];
    assert_int_equal(claim->count, 5);
    assert_string_equal(get(claim, "of")->text, "2");
    assert_string_equal(get(claim, "required")->text, "1");
    rv_tree_release(&tree);
    rv_text_release(&json);
}

static void version(void **state)
{
    (void)state;
    assert_true(strlen(rv_archive_version()) >= 5);
    assert_non_null(strstr(rv_archive_build(), "git "));
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, enter, leave)
    const struct CMUnitTest tests[] = {
        TEST(layout),        TEST(manifest),             TEST(start_time_is_kept),
        TEST(writing_fails), TEST(document),             TEST(version),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
