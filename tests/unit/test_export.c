/* What `ravine export` writes: files that hold the run, and a script without gaps. That the script
 * repeats the run is for tests/torch/export.py to see. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "export/frameworks.h"
#include "ravine/export.h"
#include "ravine/folder.h"
#include "ravine/memory.h"
#include "ravine/network.h"
#include "ravine/optimizer.h"
#include "ravine/run.h"
#include "ravine/schedule.h"
#include "support/folder_case.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SEED 9
#define RECIPE                                                                                     \
    "data: {set: gratings, size: 6, train: 30, validation: 20}\n"                                  \
    "network:\n"                                                                                   \
    "  - conv2d: {filters: 3, kernel: 3}\n"                                                        \
    "  - batchnorm\n"                                                                              \
    "  - dropout: {rate: 0.4}\n"                                                                   \
    "  - dense: {units: 2}\n"                                                                      \
    "train: {batch: 10, epochs: 3}\n"

static char folder[] = "/tmp/ravine-export-XXXXXX";

/* A new folder of the test is the working directory. */
static int enter_folder(void **state)
{
    (void)state;
    memcpy(folder + sizeof folder - 7, "XXXXXX", 6);
    return !mkdtemp(folder) || chdir(folder);
}

static int leave_folder(void **state)
{
    (void)state;
    remove_below(folder);
    return chdir("/") || rmdir(folder);
}

static void read_recipe(const char *yaml, struct rv_recipe *recipe)
{
    struct rv_report report = {0};

    if (rv_recipe_parse("test", yaml, recipe, &report))
        fail_msg("%d: %s", report.errors[0].line, report.errors[0].message);
    rv_report_release(&report);
}

static enum rv_status check(const char *yaml, struct rv_error *error)
{
    struct rv_recipe recipe = {0};
    const struct rv_export export = {"test", "base", &recipe, SEED};
    enum rv_status status;

    *error = (struct rv_error){0};
    read_recipe(yaml, &recipe);
    status = rv_export_check(&export, error);
    rv_recipe_release(&recipe);
    return status;
}

/* The first and last weights are those of a run in double, which differ from those of any other. */
static void test_weights_are_of_the_run_in_double(void **state)
{
    struct rv_recipe recipe = {0};
    const struct rv_export export = {"test", "base", &recipe, SEED};
    struct rv_error error = {0};
    struct rv_run *run = NULL, *single = NULL;
    double *values = NULL;
    size_t count;

    (void)state;
    read_recipe(RECIPE, &recipe);
    assert_int_equal(rv_folder_make("out", &error), RV_OK);
    if (rv_export_write(&export, "out", &error))
        fail_msg("%s", error.message);
    assert_int_equal(rv_run_create_double(&recipe, SEED, &run, &error), RV_OK);
    assert_int_equal(rv_run_create(&recipe, SEED, &single, &error), RV_OK);
    assert_int_equal(rv_npy_read("out/initial/conv2d_1.kernel.npy", &values, &count, &error),
                     RV_OK);
    assert_int_equal(count, 3 * 3 * 1 * 3);
    assert_memory_equal(values, rv_run_parameters(run), count * sizeof *values);
    rv_free(values);
    while (rv_run_step(run, NULL) == RV_RUNNING)
        rv_run_step(single, NULL);
    assert_int_equal(rv_npy_read("out/final/conv2d_1.kernel.npy", &values, &count, &error), RV_OK);
    assert_memory_equal(values, rv_run_parameters(run), count * sizeof *values);
    assert_memory_not_equal(values, rv_run_parameters(single), count * sizeof *values);
    rv_free(values);
    assert_int_equal(rv_npy_read("out/final/batchnorm_1.variance.npy", &values, &count, &error),
                     RV_OK);
    assert_int_equal(count, 3);
    assert_memory_equal(values, rv_run_statistics(run) + 3, count * sizeof *values);
    rv_free(values);
    rv_run_free(run);
    rv_run_free(single);
    rv_recipe_release(&recipe);
}

/* What was exported is what a run begins with, running statistics and all. */
static void test_weights_come_back(void **state)
{
    struct rv_recipe recipe = {0}, again = {0};
    const struct rv_export export = {"test", "base", &recipe, SEED};
    struct rv_error error = {0};
    struct rv_run *trained = NULL, *run = NULL;

    (void)state;
    read_recipe(RECIPE, &recipe);
    assert_int_equal(rv_folder_make("out", &error), RV_OK);
    assert_int_equal(rv_export_write(&export, "out", &error), RV_OK);
    assert_int_equal(rv_run_create_double(&recipe, SEED, &trained, &error), RV_OK);
    while (rv_run_step(trained, NULL) == RV_RUNNING)
        ;
    read_recipe(RECIPE "initial: {weights: out}\n", &again);
    if (rv_run_create(&again, SEED + 1, &run, &error))
        fail_msg("%s", error.message);
    assert_int_equal(rv_run_parameter_count(run), rv_run_parameter_count(trained));
    assert_memory_equal(rv_run_parameters(run), rv_run_parameters(trained),
                        rv_run_parameter_count(run) * sizeof(double));
    assert_memory_equal(rv_run_statistics(run), rv_run_statistics(trained),
                        rv_run_statistics_count(run) * sizeof(double));
    rv_run_free(run);
    assert_int_equal(remove("out/final/batchnorm_1.variance.npy"), 0);
    assert_int_equal(rv_run_create(&again, SEED, &run, &error), RV_INPUT);
    rv_run_free(trained);
    rv_recipe_release(&recipe);
    rv_recipe_release(&again);
}

static void test_recorders_are_python(void **state)
{
    (void)state;
    for (int k = 1; rv_recorder_names[k]; k++) {
        struct rv_text script = {0};

        rv_recorder_print(k, &script);
        assert_non_null(strstr(rv_text_string(&script), "class Recorder"));
        assert_null(strstr(rv_text_string(&script), "%s"));
        rv_text_release(&script);
    }
}

static void test_everything_drawn_is_a_file(void **state)
{
    static const char *const files[] = {"out/order.npy", "out/masks-dropout_1.npy",
                                        "out/evaluated.npy", "out/evaluated-masks-dropout_1.npy",
                                        "out/train-inputs.npy", "out/validation-labels.npy",
                                        "out/epochs.csv"};
    struct rv_recipe recipe = {0};
    const struct rv_export export = {"test", "base", &recipe, SEED};
    struct rv_error error = {0};

    (void)state;
    read_recipe(RECIPE "evaluate: {dropout: on, examples: {random: 8}}\n", &recipe);
    assert_int_equal(rv_folder_make("out", &error), RV_OK);
    if (rv_export_write(&export, "out", &error))
        fail_msg("%s", error.message);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (rv_file_absent(files[i]))
            fail_msg("%s was not written", files[i]);
    rv_recipe_release(&recipe);
}

static void test_refused_in_one_sentence(void **state)
{
    static const struct {
        const char *recipe, *word;
    } cases[] = {
        {"surface: {name: quadratic}\n", "a path on a surface"},
        {RECIPE "augment: {flip: true}\n", "augments"},
        {RECIPE "evaluate: {dropout: on, samples: 5}\n", "evaluate.samples"},
        {"data: {train: 30, validation: 20}\nnetwork: [dense: {units: 2}]\n"
         "train: {batch: 30, epochs: 3}\noptimizer: {name: newton}\n",
         "'newton' has no counterpart"},
    };
    struct rv_error error;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(check(cases[i].recipe, &error), RV_INPUT);
        if (!strstr(error.message, cases[i].word) || strstr(error.message, ". "))
            fail_msg("%s", error.message);
    }
    assert_int_equal(check(RECIPE, &error), RV_OK);
}

/* A type that is added is missed here. Methods need the whole objective: they have no row. */
static void test_every_type_has_a_row(void **state)
{
    (void)state;
    for (size_t i = 0; i < rv_layers.count; i++)
        assert_non_null(rv_framework_layer(rv_layers.types[i]));
    for (size_t i = 0; i < rv_losses.count; i++)
        assert_non_null(rv_framework_loss(rv_losses.types[i]));
    for (size_t i = 0; i < rv_schedules.count; i++)
        assert_non_null(rv_framework_schedule(rv_schedules.types[i]));
    for (size_t i = 0; i < rv_optimizers.count; i++)
        if (!rv_optimizer_is_method(rv_optimizers.types[i]))
            assert_non_null(rv_framework_optimizer(rv_optimizers.types[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_weights_are_of_the_run_in_double, enter_folder,
                                        leave_folder),
        cmocka_unit_test_setup_teardown(test_everything_drawn_is_a_file, enter_folder,
                                        leave_folder),
        cmocka_unit_test_setup_teardown(test_weights_come_back, enter_folder, leave_folder),
        cmocka_unit_test(test_recorders_are_python),
        cmocka_unit_test(test_refused_in_one_sentence),
        cmocka_unit_test(test_every_type_has_a_row),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
