/* What a run folder keeps of a network suffices to evaluate it again: weights and, with batch
 * normalisation, the running statistics that belong to them. */
#include "support/archive_case.h"
#include "ravine/run.h"

#include <math.h>

/* One division more or less in a mean of 40 losses. */
#define TOLERANCE 1e-12

#define NET                                                                                        \
    "  data: {set: gratings, size: 8, train: 60, validation: 40}\n"                                \
    "  network:\n"                                                                                 \
    "    - conv2d: {filters: 3, kernel: 3}\n"                                                      \
    "    - batchnorm: {momentum: 0.9}\n"                                                           \
    "    - relu\n"                                                                                 \
    "    - residual: {layers: [{conv2d: {filters: 3, kernel: 3, padding: same}}, batchnorm]}\n"    \
    "    - global_avgpool\n"                                                                       \
    "    - dense: {units: 2}\n"

static const char normalised[] = "recipe:\n" NET
                                 "  optimizer: {name: sgd, learning_rate: 0.1385}\n"
                                 "  train: {batch: 10, epochs: 6}\n"
                                 "  record: {weights: every-epoch}\n"
                                 "seeds: {first: 7, count: 1}\n";
/* The rate is too large: the best epoch is none of the last. */
static const char best[] = "recipe:\n" NET
                           "  optimizer: {name: sgd, learning_rate: 1.85}\n"
                           "  train: {batch: 10, epochs: 12}\n"
                           "  early_stopping: {patience: 3}\n"
                           "seeds: {first: 7, count: 1}\n";
static const char plain[] = "recipe:\n"
                            "  data: {set: gratings, size: 8, train: 60, validation: 40}\n"
                            "  network: [flatten, dense: {units: 2}]\n"
                            "  train: {batch: 10, epochs: 2}\n"
                            "  record: {weights: every-epoch}\n"
                            "seeds: {first: 7, count: 1}\n";

struct saved {
    struct rv_scenario scenario;
    struct rv_experiment experiment;
    struct rv_run *run; /* not trained: its data and its network */
};

static void run_and_save(const char *recipe, struct saved *saved)
{
    struct rv_report report = {0};
    struct rv_error error = {0};

    *saved = (struct saved){0};
    if (rv_scenario_parse("saved", recipe, NULL, &saved->scenario, &report, NULL))
        fail_msg("%d: %s", report.errors[0].line, report.errors[0].message);
    assert_int_equal(rv_experiment_create(&saved->scenario, &saved->experiment, &error), RV_OK);
    assert_int_equal(rv_experiment_run(&saved->experiment, 1, &error), RV_OK);
    assert_int_equal(rv_archive_begin("run", &saved->experiment, "x", &error), RV_OK);
    assert_int_equal(rv_archive_result("run", &saved->experiment, 0, &error), RV_OK);
    assert_int_equal(rv_run_create(&saved->scenario.variants[0].recipe, 7, &saved->run, &error),
                     RV_OK);
}

static void release(struct saved *saved)
{
    rv_run_free(saved->run);
    rv_experiment_release(&saved->experiment);
    rv_scenario_release(&saved->scenario);
}

/* Reads FOLDER/weights/NAME; free with rv_free(). */
static double *read_array(const char *name, size_t *count)
{
    struct rv_text path = {0};
    struct rv_error error = {0};
    double *values = NULL;

    rv_text_printf(&path, "run/base/seed-7/weights/%s", name);
    if (rv_npy_read(rv_text_string(&path), &values, count, &error))
        fail_msg("%s", error.message);
    rv_text_release(&path);
    return values;
}

/* The validation loss of a network that is nothing but its saved arrays. */
static double val_loss(const struct saved *saved, const double *parameters,
                       const double *statistics)
{
    const struct rv_examples *set = &rv_run_samples(saved->run)->validation;
    const struct rv_batch batch = {.inputs = set->inputs, .labels = set->labels,
                                   .count = set->count};
    const struct rv_pass inference = {0};
    const struct rv_recipe *recipe = &saved->scenario.variants[0].recipe;
    struct rv_outcome *outcomes = rv_alloc(set->count, sizeof *outcomes);
    struct rv_workspace *work = rv_workspace_create(rv_run_network(saved->run), &recipe->loss,
                                                    set->count, RV_FLOAT32, NULL);
    double sum = 0;

    rv_workspace_evaluate(work, parameters, statistics, &batch, &inference, set->count, outcomes);
    for (size_t i = 0; i < set->count; i++)
        sum += outcomes[i].loss;
    rv_workspace_free(work);
    rv_free(outcomes);
    return sum / (double)set->count;
}

static double recorded(const struct saved *saved, size_t row)
{
    const struct rv_table *epochs = &saved->experiment.results[0].epochs;

    return rv_table_at(epochs, row, rv_table_find(epochs, "val_loss"));
}

static void every_epoch(void **state)
{
    struct saved saved;
    size_t n, m, all_n, all_m;
    double *parameters, *statistics, *all_parameters, *all_statistics;

    (void)state;
    run_and_save(normalised, &saved);
    parameters = read_array("final.npy", &n);
    statistics = read_array("final-statistics.npy", &m);
    all_parameters = read_array("epochs.npy", &all_n);
    all_statistics = read_array("epochs-statistics.npy", &all_m);
    assert_int_equal(n, rv_network_parameter_count(rv_run_network(saved.run)));
    assert_int_equal(m, 2 * 3 + 2 * 3);
    assert_int_equal(all_n, 6 * n);
    assert_int_equal(all_m, 6 * m);
    assert_true(fabs(val_loss(&saved, parameters, statistics) - recorded(&saved, 5)) < TOLERANCE);
    for (size_t e = 0; e < 6; e++)
        assert_true(fabs(val_loss(&saved, all_parameters + e * n, all_statistics + e * m) -
                         recorded(&saved, e)) < TOLERANCE);
    /* The test would see statistics of another epoch. */
    assert_true(fabs(val_loss(&saved, parameters, all_statistics) - recorded(&saved, 5)) > 1e-3);
    rv_free(parameters);
    rv_free(statistics);
    rv_free(all_parameters);
    rv_free(all_statistics);
    release(&saved);
}

/* The weights of the best epoch come with the statistics of that epoch, not of the last. */
static void best_epoch(void **state)
{
    struct saved saved;
    size_t n, m, rows, least = 0;
    double *parameters, *statistics;

    (void)state;
    run_and_save(best, &saved);
    rows = saved.experiment.results[0].epochs.rows;
    for (size_t e = 1; e < rows; e++)
        least = recorded(&saved, e) < recorded(&saved, least) ? e : least;
    assert_true(least + 1 < rows);
    parameters = read_array("final.npy", &n);
    statistics = read_array("final-statistics.npy", &m);
    assert_true(fabs(val_loss(&saved, parameters, statistics) - recorded(&saved, least)) <
                TOLERANCE);
    rv_free(parameters);
    rv_free(statistics);
    release(&saved);
}

/* Without batch normalisation there are none, and no file of nothing. */
static void no_statistics(void **state)
{
    struct saved saved;

    (void)state;
    run_and_save(plain, &saved);
    assert_true(exists("run/base/seed-7/weights/epochs.npy"));
    assert_false(exists("run/base/seed-7/weights/final-statistics.npy"));
    assert_false(exists("run/base/seed-7/weights/epochs-statistics.npy"));
    release(&saved);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, enter, leave)
    const struct CMUnitTest tests[] = {TEST(every_epoch), TEST(best_epoch), TEST(no_statistics)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
