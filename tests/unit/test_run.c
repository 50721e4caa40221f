/* One run: states saved and restored bit for bit, changes, protocols, records, no allocation. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/run_case.h"

#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Everything at once: dropout, batchnorm, augmentation, plateau, averages, early stopping, a change
 * of optimizer. */
static const char everything[] = SMALL_DATA SMALL_NET
    "augment: {noise: 0.1, flip: true}\n"
    "optimizer: {name: adam, learning_rate: 0.0137}\n"
    "schedule: {name: plateau, patience: 1}\n"
    "average: {ema_decay: 0.93}\n"
    "early_stopping: {patience: 5}\n"
    "evaluate: {parameters: ema}\n"
    "train: {batch: 16, epochs: 6}\n"
    "record: {steps_every: 2}\n"
    "changes:\n"
    "  - {epoch: 3, network.dropout.rate: 0.5}\n"
    "  - {epoch: 4, optimizer: {name: sgd, learning_rate: 0.05, momentum: 0.5}}\n"
    "  - {step: 23, optimizer.learning_rate: 0.01}\n";

static void test_a_run_repeats_to_the_bit(void **state)
{
    struct fixture a, b, other;

    (void)state;
    open_run(&a, everything, 5);
    open_run(&b, everything, 5);
    open_run(&other, everything, 6);
    finish(a.run);
    finish(b.run);
    finish(other.run);
    assert_int_equal(rv_run_stopped(a.run), RV_FINISHED_RUN);
    assert_int_equal(rv_run_epochs(a.run)->rows, 6);
    assert_memory_equal(rv_run_epochs(a.run)->values, rv_run_epochs(b.run)->values,
                        6 * rv_run_epochs(a.run)->columns * sizeof(double));
    assert_true(column(a.run, 5, "val_loss") != column(other.run, 5, "val_loss"));
    close_run(&a);
    close_run(&b);
    close_run(&other);
}

static void test_resume_from_every_step(void **state)
{
    (void)state;
    assert_int_equal(resume_everywhere(everything, 9, go_step).calls, 30);
}

static void test_a_step_allocates_nothing(void **state)
{
    struct fixture f;
    unsigned long before;

    (void)state;
    open_run(&f,
             SMALL_DATA SMALL_NET "augment: {rotation: 10}\n"
                                  "evaluate: {statistics: recalibrated, examples: {random: 30}}\n"
                                  "train: {batch: 16, epochs: 3, oversample: true}\n"
                                  "record: {steps_every: 1}\n",
             3);
    before = rv_memory_calls();
    finish(f.run);
    assert_int_equal(rv_memory_calls(), before);
    close_run(&f);
}

static void test_evaluating_leaves_the_run_alone(void **state)
{
    struct fixture f;
    size_t size;
    unsigned char *before, *after;
    struct rv_evaluate protocol;
    struct rv_evaluation running, batch, recalibrated, training;

    (void)state;
    open_run(&f, SMALL_DATA SMALL_NET "train: {batch: 16, epochs: 2}\n", 3);
    finish(f.run);
    size = rv_run_state_size(f.run);
    before = rv_alloc(1, size);
    after = rv_alloc(1, size);
    rv_run_state_save(f.run, before);

    protocol = f.recipe.evaluate;
    rv_run_evaluate(f.run, &protocol, &running);
    protocol.statistics = RV_STATISTICS_BATCH;
    rv_run_evaluate(f.run, &protocol, &batch);
    protocol.statistics = RV_STATISTICS_RECALIBRATED;
    rv_run_evaluate(f.run, &protocol, &recalibrated);
    protocol.mode = RV_MODE_TRAINING;
    rv_run_evaluate(f.run, &protocol, &training);
    rv_run_state_save(f.run, after);

    assert_memory_equal(before, after, size);
    assert_true(running.loss == column(f.run, 1, "val_loss"));
    assert_true(running.loss_se == column(f.run, 1, "val_loss_se"));
    assert_int_equal(running.count, 40);
    /* Four ways to look at the same weights: four numbers. */
    assert_true(running.loss != batch.loss && batch.loss != recalibrated.loss);
    assert_true(recalibrated.loss != training.loss && running.loss != recalibrated.loss);
    rv_free(before);
    rv_free(after);
    close_run(&f);
}

static void test_protocol_moves_no_weight(void **state)
{
    struct fixture plain, other;
    const char *const yaml = SMALL_DATA SMALL_NET "train: {batch: 16, epochs: 3}\n";
    const char *const otherwise = SMALL_DATA SMALL_NET
        "train: {batch: 16, epochs: 3}\n"
        "evaluate: {mode: training, examples: {random: 7}, set: fresh, every: {steps: 2}}\n"
        "record: {steps_every: 1}\n";
    size_t n;

    (void)state;
    open_run(&plain, yaml, 4);
    open_run(&other, otherwise, 4);
    finish(plain.run);
    finish(other.run);
    n = rv_network_parameter_count(rv_run_network(plain.run));
    assert_memory_equal(rv_run_parameters(plain.run), rv_run_parameters(other.run),
                        n * sizeof(double));
    assert_true(column(plain.run, 2, "loss") == column(other.run, 2, "loss"));
    assert_true(isnan(column(other.run, 0, "val_jump_se")) != 0);
    assert_true(column(other.run, 2, "val_jump_se") == /* other examples each time */
                hypot(column(other.run, 1, "val_loss_se"), column(other.run, 2, "val_loss_se")));
    assert_true(column(plain.run, 2, "val_jump_se") > 0);
    assert_true(isnan(column(plain.run, 0, "val_jump_se")) != 0);
    close_run(&plain);
    close_run(&other);
}

/* Two epochs of two passes are four epochs of one, where no mini-batch crosses from pass to pass:
 * the same orders, the same shifts, and so the same bits; but two rows of the table. */
static void test_passes_are_epochs_without_an_evaluation(void **state)
{
    const char *const data = SMALL_DATA "augment: {shift: 0.2}\noptimizer: {learning_rate: 0.1}\n"
                                        "network: [{conv2d: {filters: 3}}, relu, global_avgpool, "
                                        "{dense: {units: 2}}]\n";
    struct fixture four, two, other;
    char yaml[500];
    size_t n;

    (void)state;
    snprintf(yaml, sizeof yaml, "%strain: {batch: 14, epochs: 4}\n", data);
    open_run(&four, yaml, 4);
    snprintf(yaml, sizeof yaml, "%strain: {batch: 14, epochs: 2, passes: 2}\n", data);
    open_run(&two, yaml, 4);
    snprintf(yaml, sizeof yaml, "%strain: {batch: 16, epochs: 1, passes: 4}\n", data);
    open_run(&other, yaml, 4); /* 280 visits in 18 mini-batches, not 4 times 5 */
    finish(four.run);
    finish(two.run);
    finish(other.run);
    n = rv_network_parameter_count(rv_run_network(four.run));
    assert_memory_equal(rv_run_parameters(four.run), rv_run_parameters(two.run),
                        n * sizeof(double));
    assert_int_equal(rv_run_epochs(two.run)->rows, 2);
    assert_true(column(two.run, 1, "val_loss") == column(four.run, 3, "val_loss"));
    assert_true(fabs(column(two.run, 1, "loss") - (column(four.run, 2, "loss") +
                                                   column(four.run, 3, "loss")) / 2) < 1e-12);
    assert_int_equal(rv_run_steps_planned(other.run), 18);
    close_run(&four);
    close_run(&two);
    close_run(&other);
}

/* What a run came to, in words: calm because it has learnt nothing, or a class it never saw. */
static void test_conditions(void **state)
{
    static const struct {
        const char *yaml;
        enum rv_run_condition condition;
        int untrained;
    } cases[] = {
        {"data: {set: blobs, train: 200, validation: 200}\nnetwork: mlp\n", RV_RUN_WELL, -1},
        {"data: {set: blobs, train: 200, validation: 200}\nnetwork: mlp\n"
         "optimizer: {learning_rate: 0}\n", RV_RUN_STILL, -1},
        /* kernels are halved at every step: the biases answer */
        {"data: {set: gratings, size: 8, train: 70, validation: 200, class_shares: [0.9, 0.1]}\n"
         "network: [flatten, {dense: {units: 2}}]\n"
         "optimizer: {learning_rate: 0.01}\nloss: {l2: 25}\n", RV_RUN_ONE_ANSWER, -1},
        {"data: {set: gratings, size: 8, train: 70, validation: 200, label_noise: 1}\n"
         "network: [flatten, {dense: {units: 2}}]\n", RV_RUN_CHANCE, -1},
        {"data: {set: gratings, size: 8, classes: 5, train: 200, validation: 50, acquired: class}\n"
         "split: {order: file-order}\nnetwork: [flatten, {dense: {units: 5}}]\n",
         RV_RUN_WELL, 4},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;

        open_run(&f, cases[i].yaml, 4);
        finish(f.run);
        if (cases[i].untrained < 0 && rv_run_condition(f.run) != cases[i].condition)
            fail_msg("case %zu: '%s'", i, rv_run_condition_text(rv_run_condition(f.run)));
        assert_int_equal(rv_run_untrained_class(f.run), cases[i].untrained);
        close_run(&f);
    }
}

static void test_changes_take_over_when_they_are_due(void **state)
{
    struct fixture f;
    struct rv_sample sample;
    size_t events;
    const struct rv_event *event;
    double rates[31];
    const char *const yaml = SMALL_DATA SMALL_NET
        "optimizer: {name: adam, learning_rate: 0.0137}\n"
        "train: {batch: 16, epochs: 6}\n"
        "changes:\n"
        "  - {epoch: 3, network.dropout.rate: 0.5}\n"
        "  - {epoch: 4, optimizer: {name: sgd, learning_rate: 0.05, momentum: 0.5}}\n"
        "  - {step: 23, optimizer.learning_rate: 0.01}\n";

    (void)state;
    open_run(&f, yaml, 5);
    for (int step = 1; step <= 30; step++) {
        rv_run_step(f.run, &sample);
        /* Five mini-batches an epoch: sgd begins with step 16, its smaller rate with step 23. */
        rates[step] = sample.learning_rate;
    }
    assert_true(rates[15] == 0.0137 && rates[16] == 0.05);
    assert_true(rates[22] == 0.05 && rates[23] == 0.01);
    event = rv_run_events(f.run, &events);
    assert_int_equal(events, 3);
    assert_int_equal(event[0].epoch, 3);
    assert_int_equal(event[1].step, 15);
    assert_non_null(strstr(event[2].text, "learning_rate"));
    close_run(&f);
}

static void test_divergence_is_a_result(void **state)
{
    struct fixture f;
    size_t events;

    (void)state;
    open_run(&f,
             SMALL_DATA "network: [flatten, {dense: {units: 2}}]\n"
                        "loss: mean_squared_error\n"
                        "optimizer: {name: sgd, learning_rate: 900}\n"
                        "train: {batch: 7, epochs: 60}\n",
             3);
    finish(f.run);
    assert_int_equal(rv_run_stopped(f.run), RV_DIVERGED_RUN);
    assert_true(rv_run_epochs(f.run)->rows < 60);
    assert_int_equal(rv_run_step(f.run, NULL), RV_DIVERGED_RUN);
    assert_non_null(strstr(rv_run_events(f.run, &events)[0].text, "not finite"));
    close_run(&f);
}

/* The epoch's loss is the mean over its examples, short batch and all; step rows add up to it. */
static void test_epoch_loss_is_the_mean_over_examples(void **state)
{
    struct fixture f;
    struct rv_sample sample = {0};
    double sum = 0;
    long before = 0;
    const double tolerance = 1e-12; /* another order of five terms of size 1 */

    (void)state;
    open_run(&f, SMALL_DATA SMALL_NET "train: {batch: 16, epochs: 1}\n", 3);
    while (!sample.epoch_ended) {
        rv_run_step(f.run, &sample);
        sum += sample.loss * (double)(sample.place - before);
        before = sample.place;
    }
    assert_int_equal(before, 70);
    assert_true(fabs(column(f.run, 0, "loss") - sum / 70) < tolerance);
    assert_true(fabs(column(f.run, 0, "loss") - 1.001 * sum / 70) > tolerance); /* it can fail */
    close_run(&f);
}

static void test_advance_stops_in_time_or_at_the_end(void **state)
{
    struct fixture f;

    (void)state;
    open_run(&f, everything, 5);
    while (rv_run_advance(f.run, 0.0001, NULL) == RV_RUNNING)
        ;
    assert_int_equal(rv_run_stopped(f.run), RV_FINISHED_RUN);
    close_run(&f);
    open_run(&f, everything, 5);
    rv_run_interrupt(f.run);
    assert_int_equal(rv_run_step(f.run, NULL), RV_INTERRUPTED_RUN);
    close_run(&f);
}

/* Learning rate 0: no weight moves, and without BN the validation loss does not either. */
static void test_rate_zero_moves_nothing(void **state)
{
    struct fixture f;

    (void)state;
    open_run(&f,
             SMALL_DATA "network: [flatten, {dense: {units: 2}}]\n"
                        "optimizer: {name: sgd, learning_rate: 0}\n"
                        "train: {batch: 7, epochs: 3}\n",
             3);
    finish(f.run);
    assert_true(column(f.run, 0, "val_loss") == column(f.run, 2, "val_loss"));
    assert_true(column(f.run, 2, "val_jump_se") == 0);
    close_run(&f);
}

/* Every pass of a run fits the workspace, whichever of them asks for most: one that did not would
 * be a bug (exit 70), and the program would end here. */
static void test_a_batch_may_be_larger_than_any_set(void **state)
{
    static const char skewed[] = "data: {set: blobs, train: 30, validation: 10, classes: 2, "
                                 "class_shares: [0.9, 0.1]}\n";
    static const char *const cases[] = {
        "network: mlp\ntrain: {batch: 128, epochs: 3, oversample: true}\n",
        "network: [dense: {units: 4}, batchnorm, relu, dense: {units: 2}]\n"
        "train: {batch: 128, epochs: 3, oversample: true}\n",
        "network: mlp\ntrain: {batch: 2, epochs: 3, oversample: true}\n"
        "changes: [{epoch: 2, train.batch: 500}]\n",
        "network: [dense: {units: 4}, batchnorm, dense: {units: 2}]\ntrain: {batch: 2, epochs: 3}\n"
        "evaluate: {mode: training, batch: 500}\n"
        "changes: [{epoch: 2, evaluate.set: training}]\n",
        "network: [dense: {units: 4}, batchnorm, dense: {units: 2}]\ntrain: {batch: 2, epochs: 2}\n"
        "protocols: {large: {statistics: batch, batch: 500, set: training},\n"
        "  exact: {statistics: recalibrated}}\n",
        "network: mlp\ntrain: {batch: 1, epochs: 2}\n"
        "pretrain: {train.batch: 128, train.oversample: true}\n",
        "network: mlp\ntrain: {batch: 128, epochs: 2, oversample: true}\naugment: {noise: 0.1}\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct rv_text yaml = {0};
        struct fixture f;

        rv_text_printf(&yaml, "%s%s", skewed, cases[i]);
        open_run(&f, rv_text_string(&yaml), 3);
        finish(f.run);
        assert_int_equal(rv_run_stopped(f.run), RV_FINISHED_RUN);
        close_run(&f);
        rv_text_release(&yaml);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_run_repeats_to_the_bit),
        cmocka_unit_test(test_resume_from_every_step),
        cmocka_unit_test(test_a_step_allocates_nothing),
        cmocka_unit_test(test_evaluating_leaves_the_run_alone),
        cmocka_unit_test(test_protocol_moves_no_weight),
        cmocka_unit_test(test_passes_are_epochs_without_an_evaluation),
        cmocka_unit_test(test_conditions),
        cmocka_unit_test(test_changes_take_over_when_they_are_due),
        cmocka_unit_test(test_divergence_is_a_result),
        cmocka_unit_test(test_epoch_loss_is_the_mean_over_examples),
        cmocka_unit_test(test_advance_stops_in_time_or_at_the_end),
        cmocka_unit_test(test_rate_zero_moves_nothing),
        cmocka_unit_test(test_a_batch_may_be_larger_than_any_set),
    };

    return cmocka_run_group_tests_name("run", tests, NULL, NULL);
}
