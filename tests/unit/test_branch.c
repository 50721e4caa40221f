/* `run --branch` and `run --shares`: what they make of a scenario, and what comes of it. The wall
 * share of a step on a surface. */
#include "support/run_case.h"

#include "ravine/experiment.h"
#include "ravine/memory.h"

#include <math.h>
#include <string.h>

static const char lesson[] =
    "recipe:\n"
    "  data: {set: gratings, size: 8, train: 70, validation: 40, fresh: 20}\n"
    "  network:\n"
    "    - conv2d: {filters: 3, kernel: 3}\n"
    "    - batchnorm: {momentum: 0.9}\n"
    "    - relu\n"
    "    - dropout: {rate: 0.25}\n"
    "    - global_avgpool\n"
    "    - dense: {units: 2}\n"
    "  optimizer: {learning_rate: 0.2}\n"
    "  train: {batch: 16, epochs: 8}\n"
    "  record: {from: 2}\n"
    "seeds: {first: 3, count: 2}\n"
    "variants:\n"
    "  first: {optimizer.learning_rate: 0.385, changes: [{epoch: 2, clip.norm: 1}, {epoch: 7, "
    "clip.norm: 2}]}\n"
    "  slower: {optimizer.learning_rate: 0.01, protocols: {exact: {statistics: recalibrated}}}\n"
    "  later: {changes: [{epoch: 6, train.batch: 35}], record.from: 7}\n"
    "  same: {}\n";

static void open_lesson(struct rv_scenario *scenario, const char *yaml, long branch, bool shares)
{
    struct rv_scenario_options options = {
        .seed_first = -1, .seed_count = -1, .branch = branch, .shares = shares};
    struct rv_report report = {0};

    if (rv_scenario_parse("lesson", yaml, &options, scenario, &report, NULL))
        fail_msg("%d:%d: %s", report.errors[0].line, report.errors[0].column,
                 report.errors[0].message);
    rv_report_release(&report);
}

static void run_all(const struct rv_scenario *scenario, struct rv_experiment *experiment)
{
    assert_int_equal(rv_experiment_create(scenario, experiment, NULL), RV_OK);
    assert_int_equal(rv_experiment_run(experiment, 1, NULL), RV_OK);
}

static double cell(const struct rv_experiment *experiment, size_t variant, size_t row,
                   const char *column)
{
    const struct rv_table *epochs = &experiment->results[variant * 2].epochs;

    return rv_table_at(epochs, row, rv_table_find(epochs, column));
}

/* Four epochs in common, then each its own. */
static void test_branch(void **state)
{
    struct rv_scenario scenario, again;
    struct rv_experiment experiment, repeated;
    struct rv_text once = {0}, twice = {0};

    (void)state;
    open_lesson(&scenario, lesson, 4, false);
    for (size_t v = 0; v < 4; v++)
        assert_int_equal(scenario.variants[v].recipe.record.from, v == 2 ? 7 : 5);
    run_all(&scenario, &experiment);
    for (size_t v = 1; v < 4; v++)
        for (size_t row = 0; row < 4; row++)
            assert_true(cell(&experiment, v, row, "val_loss") ==
                        cell(&experiment, 0, row, "val_loss"));
    assert_true(cell(&experiment, 0, 0, "learning_rate") == 0.385);
    assert_true(cell(&experiment, 1, 3, "learning_rate") == 0.385);
    assert_true(cell(&experiment, 1, 4, "learning_rate") == 0.01);
    assert_true(cell(&experiment, 1, 4, "val_loss") != cell(&experiment, 0, 4, "val_loss"));
    /* `later` goes on as the first one for one more epoch; the first one's own later change is not
     * made in it. */
    assert_true(cell(&experiment, 2, 4, "val_loss") == cell(&experiment, 0, 4, "val_loss"));
    assert_true(cell(&experiment, 2, 5, "val_loss") != cell(&experiment, 0, 5, "val_loss"));
    assert_true(cell(&experiment, 3, 5, "val_loss") == cell(&experiment, 0, 5, "val_loss"));
    assert_true(isfinite(cell(&experiment, 1, 0, "exact_loss")));
    /* The printed scenario repeats it without the option. */
    rv_scenario_print(&scenario, &once);
    open_lesson(&again, rv_text_string(&once), 0, false);
    rv_scenario_print(&again, &twice);
    assert_string_equal(rv_text_string(&once), rv_text_string(&twice));
    run_all(&again, &repeated);
    assert_true(cell(&repeated, 1, 7, "val_loss") == cell(&experiment, 1, 7, "val_loss"));
    rv_text_release(&once);
    rv_text_release(&twice);
    rv_experiment_release(&experiment);
    rv_experiment_release(&repeated);
    rv_scenario_release(&scenario);
    rv_scenario_release(&again);
}

/* What cannot change during a run, and a change before the branch. */
static void test_branch_refuses(void **state)
{
    static const struct {
        const char *variant, *message;
        int column;
    } cases[] = {
        {"{train.epochs: 9}", "'train.epochs' cannot change during a run", 7},
        {"{data.noise: 0.1}", "'data.noise' cannot change during a run", 7},
        {"{changes: [{epoch: 3, clip.norm: 1}]}", "before the branch at the end of epoch 4", 17},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rv_scenario_options options = {.seed_first = -1, .seed_count = -1, .branch = 4};
        struct rv_scenario scenario;
        struct rv_report report = {0};
        struct rv_text yaml = {0};

        rv_text_printf(&yaml, "recipe: {train: {epochs: 8}}\nvariants:\n  a: {}\n  b: %s\n",
                       cases[i].variant);
        assert_int_equal(rv_scenario_parse("b", rv_text_string(&yaml), &options, &scenario,
                                           &report, NULL),
                         RV_INPUT);
        assert_non_null(strstr(report.errors[0].message, cases[i].message));
        assert_int_equal(report.errors[0].line, 4);
        assert_int_equal(report.errors[0].column, cases[i].column);
        rv_report_release(&report);
        rv_text_release(&yaml);
        rv_scenario_release(&scenario);
    }
}

/* The chain of test_shares, in the order of rv_share_names. */
static const char *const share_curves[] = {
    "val_loss",           "share_statistics_loss", "share_mode_loss", "share_examples_loss",
    "share_weighting_loss", "share_scaling_loss",  "share_training_loss"};

/* Part k of the epoch in `row`. */
static double part_at(const struct rv_experiment *experiment, size_t row, size_t k)
{
    double value = cell(experiment, 0, row, share_curves[k]);

    return k + 1 < RV_SHARE_COUNT ? value - cell(experiment, 0, row, share_curves[k + 1]) : value;
}

/* Shares add up to 1, and each is the covariance that its definition says; the level adds up to
 * what the protocols are apart. */
static void test_shares(void **state)
{
    const double tolerance = 1e-12;
    struct rv_scenario scenario;
    struct rv_experiment experiment;
    double share[RV_SHARE_COUNT], level[RV_SHARE_COUNT], sum = 0, apart = 0;

    (void)state;
    open_lesson(&scenario, lesson, 0, true);
    run_all(&scenario, &experiment);
    assert_true(rv_experiment_has_shares(&experiment));
    assert_true(rv_experiment_shares(&experiment, 0, RV_SHARE_OF_JUMPS, share));
    assert_true(rv_experiment_shares(&experiment, 0, RV_SHARE_OF_LEVEL, level));
    for (size_t k = 0; k < RV_SHARE_COUNT; k++) {
        double above = 0, below = 0, mean = 0;

        for (size_t row = 2; row + 1 < 8; row++) {
            double whole = cell(&experiment, 0, row + 1, "val_loss") -
                           2 * cell(&experiment, 0, row, "val_loss") +
                           cell(&experiment, 0, row - 1, "val_loss");
            double part = 0;

            for (int d = -1; d <= 1; d++)
                part += (d ? 1 : -2) * part_at(&experiment, (size_t)((int)row + d), k);
            above += part * whole;
            below += whole * whole;
        }
        for (size_t row = 1; row < 8; row++)
            mean += part_at(&experiment, row, k) / 7;
        if (!(fabs(share[k] - above / below) < tolerance))
            fail_msg("%s: %g, not %g", rv_share_names[k], share[k], above / below);
        sum += share[k];
        if (k + 1 == RV_SHARE_COUNT)
            assert_true(isnan(level[k]) != 0);
        else if (!(fabs(level[k] - mean) < tolerance))
            fail_msg("level of %s: %g, not %g", rv_share_names[k], level[k], mean);
        apart += k + 1 < RV_SHARE_COUNT ? level[k] : 0;
    }
    assert_true(fabs(sum - 1) < tolerance);
    for (size_t row = 1; row < 8; row++)
        apart -= (cell(&experiment, 0, row, "val_loss") -
                  cell(&experiment, 0, row, "share_training_loss")) / 7;
    assert_true(fabs(apart) < tolerance);
    rv_experiment_release(&experiment);
    rv_scenario_release(&scenario);
}

/* Where the weights of the classes are the only fault, they are all of the level but what training
 * and validation examples differ by; and counted on both sides they are no part. */
static void test_shares_end_with_what_is_trained(void **state)
{
    static const char skewed[] =
        "recipe:\n  data: {set: gratings, size: 8, train: 70, validation: 40, class_shares: [0.8, "
        "0.2]}\n"
        "  network: [flatten, {dense: {units: 2}}]\n"
        "  loss: {class_weights: [0.3, 2.385]}\n  train: {epochs: 4}\n"
        "seeds: {count: 2}\n"
        "variants:\n  unlike: {}\n  alike: {evaluate.class_weights: true}\n"
        "  more: {train.oversample: true, loss.class_weights: []}\n";
    enum { WEIGHTING = 3 };
    struct rv_scenario scenario;
    struct rv_experiment experiment;
    double share[RV_SHARE_COUNT];

    (void)state;
    assert_string_equal(rv_share_names[WEIGHTING], "weighting");
    open_lesson(&scenario, skewed, 0, true);
    run_all(&scenario, &experiment);
    for (size_t v = 0; v < 3; v++) {
        assert_true(rv_experiment_shares(&experiment, 2 * v, RV_SHARE_OF_JUMPS, share));
        if (v == 1)
            assert_true(share[WEIGHTING] == 0);
        else
            assert_true(fabs(share[WEIGHTING]) > 0.1);
    }
    rv_experiment_release(&experiment);
    rv_scenario_release(&scenario);
}

/* A surface has none; nor has a run that diverged. */
static void test_shares_of_examples(void **state)
{
    enum { EXAMPLES = 2 };
    struct rv_scenario_options options = {.seed_first = -1, .seed_count = -1, .shares = true};
    struct rv_scenario scenario;
    struct rv_experiment experiment;
    struct rv_report report = {0};
    struct rv_share_part parts[RV_SHARE_COUNT];
    double share[RV_SHARE_COUNT];

    (void)state;
    open_lesson(&scenario,
                "recipe:\n  data: {set: gratings, size: 8, train: 70, validation: 40}\n"
                "  network: [flatten, {dense: {units: 2}}]\n  train: {epochs: 4}\n"
                "  evaluate: {examples: {random: 9}}\n"
                "seeds: {count: 2}\n",
                0, true);
    run_all(&scenario, &experiment);
    assert_true(rv_experiment_shares(&experiment, 0, RV_SHARE_OF_JUMPS, share));
    assert_true(share[EXAMPLES] > 0.5); /* another nine examples each time */
    assert_int_equal(rv_experiment_share_parts(&experiment, 0, RV_SHARE_OF_JUMPS, parts),
                     RV_SHARE_COUNT);
    assert_int_equal(parts[0].part, EXAMPLES);
    assert_int_equal(parts[0].summary.count, 2);
    experiment.results[0].stopped = RV_DIVERGED_RUN;
    assert_false(rv_experiment_shares(&experiment, 0, RV_SHARE_OF_JUMPS, share));
    assert_false(rv_experiment_shares(&experiment, 0, RV_SHARE_OF_LEVEL, share));
    rv_experiment_release(&experiment);
    rv_scenario_release(&scenario);
    assert_int_equal(rv_scenario_parse("s", "recipe: {surface: quadratic}\n", &options, &scenario,
                                       &report, NULL),
                     RV_INPUT);
    assert_non_null(strstr(report.errors[0].message, "surface"));
    rv_report_release(&report);
    rv_scenario_release(&scenario);
}

/* ---- The wall share ---- */

/* On x² / 2 + 100 y² / 2 from (1, 1): the gradient (1, 100) has 10000/10001 of its squared length in
 * the wall, a step of gradient descent the same. Turned by 30 degrees nothing changes. */
static void test_wall_share(void **state)
{
    static const char *const turned[] = {"0", "30"};
    const double tolerance = 1e-9; /* eigenvectors of a turned matrix */

    (void)state;
    for (int k = 0; k < 2; k++) {
        struct fixture f;
        char yaml[400];
        const struct rv_table *steps;
        double first, angle = k * 0.52359877559829887;

        snprintf(yaml, sizeof yaml,
                 "surface: {name: quadratic, curvature: [1, 100], rotation: %s}\n"
                 "start: [%.17g, %.17g]\noptimizer: {learning_rate: 0.0137}\n"
                 "train: {steps_per_epoch: 5, epochs: 2}\nrecord: {steps_every: 1, metrics: true}\n",
                 turned[k], cos(angle) - sin(angle), sin(angle) + cos(angle));
        open_run(&f, yaml, 3);
        finish(f.run);
        steps = rv_run_steps(f.run);
        first = rv_table_at(steps, 0, rv_table_find(steps, "wall_share_gradient"));
        assert_true(fabs(first - 10000.0 / 10001) < tolerance);
        assert_true(fabs(first - 1.001 * 10000.0 / 10001) > tolerance);
        assert_true(fabs(rv_table_at(steps, 0, rv_table_find(steps, "wall_share_step")) - first) <
                    tolerance);
        /* The epoch has the mean of its steps. */
        first = 0;
        for (size_t row = 0; row < 5; row++)
            first += rv_table_at(steps, row, rv_table_find(steps, "wall_share_gradient")) / 5;
        assert_true(fabs(column(f.run, 0, "wall_share_gradient") - first) < 1e-12);
        close_run(&f);
    }
}

/* Momentum: the gradient points into the wall, the step less so. Nothing is allocated. */
static void test_wall_share_of_momentum(void **state)
{
    struct fixture f;
    unsigned long before;

    (void)state;
    open_run(&f,
             "surface: {name: quadratic, curvature: [1, 100]}\nstart: [1, 1]\n"
             "noise: {name: gaussian, sigma: 0.3}\nreplicas: 3\n"
             "optimizer: {learning_rate: 0.005, momentum: 0.9}\n"
             "train: {steps_per_epoch: 40, epochs: 2}\nrecord: {metrics: true}\n",
             3);
    before = rv_memory_calls();
    finish(f.run);
    assert_int_equal(rv_memory_calls(), before);
    assert_true(column(f.run, 1, "wall_share_gradient") > column(f.run, 1, "wall_share_step"));
    assert_int_equal(rv_run_steps(f.run)->rows, 0);
    close_run(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_branch),
        cmocka_unit_test(test_branch_refuses),
        cmocka_unit_test(test_shares),
        cmocka_unit_test(test_shares_end_with_what_is_trained),
        cmocka_unit_test(test_shares_of_examples),
        cmocka_unit_test(test_wall_share),
        cmocka_unit_test(test_wall_share_of_momentum),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
