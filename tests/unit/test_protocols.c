/* Further protocols: the same parameters seen another way. Each number is found a second time, by
 * rv_run_evaluate(), by algebra or by plain loops over the outputs. */
#include "support/run_case.h"

#include "ravine/memory.h"

#include <math.h>
#include <string.h>

static const char many[] = SMALL_DATA SMALL_NET
    "loss: {class_weights: [1, 2.385]}\n"
    "optimizer: {learning_rate: 0.137}\n"
    "train: {batch: 16, epochs: 3}\n"
    "protocols:\n"
    "  exact: {statistics: recalibrated}\n"
    "  part: {statistics: recalibrated, recalibration: {first: 30}}\n"
    "  whole: {statistics: recalibrated, recalibration: {first: 70}, examples: {first: 40}}\n"
    "  fresh: {set: fresh}\n"
    "  training: {set: training}\n"
    "  weighted: {class_weights: true}\n"
    "  few: {examples: {first: 7}}\n"
    "  some: {examples: {random: 9}}\n"
    "  sorted: {order: by-class, mode: training}\n"
    "  batch: {statistics: batch, batch: 16}\n"
    "  dropping: {dropout: on}\n"
    "  averaged: {parameters: ema}\n"
    "  monte: {dropout: on, samples: 5}\n";

static double last(const struct rv_run *run, const char *protocol, const char *what)
{
    char name[64];

    snprintf(name, sizeof name, "%s_%s", protocol, what);
    return column(run, rv_run_epochs(run)->rows - 1, name);
}

static void test_a_column_is_what_evaluating_gives(void **state)
{
    struct fixture f;

    (void)state;
    open_run(&f, many, 5);
    finish(f.run);
    for (size_t i = 0; i < f.recipe.protocol_count; i++) {
        const struct rv_protocol *protocol = &f.recipe.protocols[i];
        struct rv_evaluation result;

        rv_run_evaluate(f.run, &protocol->evaluate, &result);
        if (result.loss != last(f.run, protocol->name, "loss") ||
            result.accuracy != last(f.run, protocol->name, "accuracy") ||
            result.loss_se != last(f.run, protocol->name, "loss_se"))
            fail_msg("%s: %g, evaluated %g", protocol->name, last(f.run, protocol->name, "loss"),
                     result.loss);
        /* Another way of looking gives another number. */
        if (strcmp(protocol->name, "training") != 0)
            assert_true(last(f.run, protocol->name, "loss") != column(f.run, 2, "val_loss"));
    }
    assert_int_equal(f.recipe.protocol_count, 13);
    assert_true(last(f.run, "part", "loss") != last(f.run, "exact", "loss"));
    assert_true(last(f.run, "whole", "loss") == last(f.run, "exact", "loss"));
    assert_true(last(f.run, "training", "loss") == column(f.run, 2, "snapshot_loss"));
    assert_true(last(f.run, "monte", "loss") != last(f.run, "dropping", "loss"));
    close_run(&f);
}

static void test_protocols_draw_nothing_from_the_run(void **state)
{
    struct fixture plain, with;
    char yaml[sizeof many];
    size_t n;

    (void)state;
    snprintf(yaml, sizeof yaml, "%s", many);
    *strstr(yaml, "protocols:") = '\0';
    open_run(&plain, yaml, 5);
    open_run(&with, many, 5);
    finish(plain.run);
    finish(with.run);
    n = rv_run_parameter_count(plain.run);
    assert_memory_equal(rv_run_parameters(plain.run), rv_run_parameters(with.run),
                        n * sizeof(double));
    for (size_t c = 0; c < rv_run_epochs(plain.run)->columns; c++) {
        const char *name = rv_run_epochs(plain.run)->names[c];
        double a = column(plain.run, 2, name), b = column(with.run, 2, name);

        assert_memory_equal(&a, &b, sizeof a);
    }
    close_run(&plain);
    close_run(&with);
}

/* 40 examples in blocks of 16: means m1, m2, m3 of 16, 16 and 8, from the means of the first 16,
 * of the first 32 and of all. */
static void test_reduce(void **state)
{
    struct fixture f;
    double m1, m2, m3;
    const double tolerance = 1e-13; /* sums of 40 numbers of size 1 in another order */

    (void)state;
    open_run(&f,
             SMALL_DATA SMALL_NET "train: {batch: 16, epochs: 2}\n"
                                  "protocols:\n"
                                  "  one: {examples: {first: 16}}\n"
                                  "  two: {examples: {first: 32}}\n"
                                  "  means: {reduce: batch-means, batch: 16}\n"
                                  "  tail: {reduce: last-batch, batch: 16}\n"
                                  "  whole: {reduce: batch-means, batch: 40}\n",
             3);
    finish(f.run);
    m1 = last(f.run, "one", "loss");
    m2 = 2 * last(f.run, "two", "loss") - m1;
    m3 = (40 * column(f.run, 1, "val_loss") - 16 * m1 - 16 * m2) / 8;
    assert_true(fabs(last(f.run, "means", "loss") - (m1 + m2 + m3) / 3) < tolerance);
    assert_true(fabs(last(f.run, "tail", "loss") - m3) < tolerance);
    assert_true(fabs(last(f.run, "means", "loss") - (m1 + m2 + 1.001 * m3) / 3) > tolerance);
    assert_true(last(f.run, "whole", "loss") == column(f.run, 1, "val_loss"));
    assert_true(last(f.run, "whole", "loss_se") == column(f.run, 1, "val_loss_se"));
    assert_true(last(f.run, "means", "loss_se") != last(f.run, "whole", "loss_se"));
    close_run(&f);
}

/* Half of the examples, drawn anew: the standard errors say what a rate of 0 shows. Without the
 * finite population val_loss_se would be too large by the root of two. */
static void test_errors_of_a_random_part(void **state)
{
    enum { EPOCHS = 2000 };
    const double few = 0.06; /* 2000 draws: a standard deviation to 1.6 %, three times and more */
    double sum = 0, squares = 0, jumps = 0, error = 0, jump_error = 0, right = 0, right2 = 0,
           right_error = 0;
    struct fixture f;

    (void)state;
    open_run(&f,
             SMALL_DATA "network: [flatten, {dense: {units: 2}}]\n"
                        "optimizer: {learning_rate: 0}\ntrain: {batch: 70, epochs: 2000}\n"
                        "evaluate: {examples: {random: 20}}\nrecord: {snapshot: false}\n"
                        "protocols:\n  every: {examples: {random: 40}}\n",
             3);
    finish(f.run);
    for (size_t i = 0; i < EPOCHS; i++) {
        double loss = column(f.run, i, "val_loss"), share = column(f.run, i, "val_accuracy");

        sum += loss / EPOCHS;
        squares += loss * loss / EPOCHS;
        right += share / EPOCHS;
        right2 += share * share / EPOCHS;
        error += pow(column(f.run, i, "val_loss_se"), 2) / EPOCHS;
        right_error += pow(column(f.run, i, "val_accuracy_se"), 2) / EPOCHS;
        if (i == 0)
            continue;
        jumps += pow(loss - column(f.run, i - 1, "val_loss"), 2) / (EPOCHS - 1);
        jump_error += pow(column(f.run, i, "val_jump_se"), 2) / (EPOCHS - 1);
    }
    assert_true(fabs(sqrt(error / (squares - sum * sum)) - 1) < few);
    assert_true(fabs(sqrt(right_error / (right2 - right * right)) - 1) < few);
    assert_true(fabs(sqrt(jump_error / jumps) - 1) < few);
    assert_true(isnan(column(f.run, 0, "val_jump_se")) != 0);
    assert_true(last(f.run, "every", "loss_se") == 0); /* all of them are no sample */
    close_run(&f);
}

/* ---- Plain loops over the outputs ---- */

#define EXAMPLES 40

/* Logits of all validation examples at the run's parameters. */
static void outputs_of(const struct fixture *f, double logits[EXAMPLES][2])
{
    const struct rv_examples *set = &rv_run_samples(f->run)->validation;
    struct rv_batch batch = {set->inputs, set->labels, NULL, set->count};
    struct rv_pass inference = {0};
    struct rv_workspace *work = rv_workspace_create(rv_run_network(f->run), &f->recipe.loss, 16,
                                                    RV_FLOAT32, NULL);

    rv_workspace_logits(work, rv_run_parameters(f->run), rv_run_statistics(f->run), &batch,
                        &inference, 16, &logits[0][0]);
    rv_workspace_free(work);
}

static double probability_of_one(const double logits[2])
{
    return 1 / (1 + exp(logits[0] - logits[1]));
}

static void test_metrics(void **state)
{
    struct fixture f;
    double logits[EXAMPLES][2], brier = 0, pairs = 0, right[2] = {0, 0}, ones = 0;
    size_t members[2] = {0, 0};
    const int *label;
    const double tolerance = 1e-12;

    (void)state;
    open_run(&f, SMALL_DATA SMALL_NET "optimizer: {learning_rate: 0.137}\n"
                                      "train: {batch: 16, epochs: 3}\nrecord: {metrics: true}\n",
             4);
    finish(f.run);
    outputs_of(&f, logits);
    label = rv_run_samples(f.run)->validation.labels;
    for (size_t i = 0; i < EXAMPLES; i++) {
        double p = probability_of_one(logits[i]), d = p - label[i];

        brier += 2 * d * d / EXAMPLES;
        members[label[i]]++;
        right[label[i]] += (p > 0.5) == label[i];
        ones += p > 0.5;
        for (size_t k = 0; k < EXAMPLES; k++)
            if (label[i] == 1 && label[k] == 0)
                pairs += p > probability_of_one(logits[k]);
    }
    assert_true(fabs(column(f.run, 2, "val_squared_error") - brier) < tolerance);
    assert_true(fabs(column(f.run, 2, "val_squared_error") - 1.001 * brier) > tolerance);
    assert_true(fabs(column(f.run, 2, "val_auc") -
                     pairs / (double)(members[0] * members[1])) < tolerance);
    assert_true(fabs(column(f.run, 2, "val_balanced_accuracy") -
                     (right[0] / (double)members[0] + right[1] / (double)members[1]) / 2) <
                tolerance);
    assert_true(fabs(column(f.run, 2, "val_largest_class") -
                     fmax(ones, EXAMPLES - ones) / EXAMPLES) < tolerance);
    close_run(&f);
}

/* Losses of all validation examples, by log(1 + exp(the other logit - this one)). */
static void losses_of(const struct fixture *f, double loss[EXAMPLES], int answer[EXAMPLES])
{
    const int *label = rv_run_samples(f->run)->validation.labels;
    double logits[EXAMPLES][2];

    outputs_of(f, logits);
    for (size_t i = 0; i < EXAMPLES; i++) {
        loss[i] = log1p(exp(logits[i][1 - label[i]] - logits[i][label[i]]));
        answer[i] = logits[i][1] > logits[i][0];
    }
}

static void test_halves_and_flips(void **state)
{
    struct fixture f;
    double before[EXAMPLES], after[EXAMPLES], half[2] = {0, 0}, total = 0, largest, top = 0;
    int old[EXAMPLES], new[EXAMPLES], flipped = 0;
    const double tolerance = 1e-10; /* relative to a total that may be small */

    (void)state;
    open_run(&f,
             SMALL_DATA SMALL_NET "optimizer: {learning_rate: 0.9}\ntrain: {batch: 16, epochs: 2}\n"
                                  "record: {halves: true, flips: true}\n",
             4);
    while (rv_run_epochs(f.run)->rows < 1)
        rv_run_step(f.run, NULL);
    losses_of(&f, before, old);
    finish(f.run);
    losses_of(&f, after, new);
    for (size_t i = 0; i < EXAMPLES; i++) {
        half[i % 2] += after[i] / (EXAMPLES / 2);
        total += after[i] - before[i];
        flipped += old[i] != new[i];
    }
    assert_true(fabs(column(f.run, 1, "val_loss_half_a") - half[0]) < tolerance);
    assert_true(fabs(column(f.run, 1, "val_loss_half_b") - half[1]) < tolerance);
    assert_true(flipped > 0 && column(f.run, 1, "flipped") == (double)flipped / EXAMPLES);
    /* 10 % are 4 examples, 1 % is one: the largest again and again, each taken out once found. */
    for (int round = 0; round < 4; round++) {
        size_t at = 0;

        largest = -HUGE_VAL;
        for (size_t i = 0; i < EXAMPLES; i++)
            if ((after[i] - before[i]) * (total > 0 ? 1 : -1) > largest) {
                largest = (after[i] - before[i]) * (total > 0 ? 1 : -1);
                at = i;
            }
        top += largest;
        after[at] = before[at] - (total > 0 ? 1e9 : -1e9);
        if (round == 0)
            assert_true(fabs(column(f.run, 1, "jump_share_1") - top / fabs(total)) < tolerance);
    }
    assert_true(fabs(column(f.run, 1, "jump_share_10") - top / fabs(total)) < tolerance);
    assert_true(isnan(column(f.run, 0, "flipped")) != 0);
    assert_true(isnan(column(f.run, 0, "jump_share_1")) != 0);
    close_run(&f);
}

/* ---- Parts ---- */

static const char everything_evaluated[] = SMALL_DATA SMALL_NET
    "augment: {noise: 0.1, flip: true}\n"
    "optimizer: {name: adam, learning_rate: 0.0137}\n"
    "schedule: {name: plateau, patience: 1}\n"
    "momentum_schedule: {from: 0.5, to: 0.9, epochs: 0}\n"
    "train: {batch: 16, epochs: 4}\n"
    "record: {metrics: true, halves: true, flips: true, steps_every: 1}\n"
    "evaluate: {statistics: recalibrated, every: {steps: 2}}\n"
    "protocols:\n"
    "  exact: {parameters: ema}\n"
    "  part: {recalibration: {first: 50}}\n"
    "  monte: {dropout: on, samples: 3, set: fresh}\n"
    "  batch: {statistics: batch, batch: 16}\n";
static const char changed[] =
    "changes: [{epoch: 3, evaluate.set: training, evaluate.statistics: running}]\n";

/* Part by part, saved and restored into another run between any two parts: the same bits. */
static void test_evaluation_in_parts(void **state)
{
    char yaml[sizeof everything_evaluated + sizeof changed];
    struct parts parts;

    (void)state;
    snprintf(yaml, sizeof yaml, "%s%s", everything_evaluated, changed);
    parts = resume_everywhere(yaml, 9, go_part);
    assert_int_equal(parts.epochs, 4);
    /* 20 steps; each epoch's end is several calls. */
    assert_true(parts.calls > 20 + 4 * 4);
}

static void test_evaluations_allocate_nothing(void **state)
{
    struct fixture f;
    unsigned long before;

    (void)state;
    open_run(&f, everything_evaluated, 3);
    before = rv_memory_calls();
    finish(f.run);
    assert_int_equal(rv_memory_calls(), before);
    close_run(&f);
}

/* ---- Means of predictions ---- */

/* The mean of the probabilities 0.2 and 0.6 is 0.4, whatever the loss makes of its outputs. */
static void test_probabilities_are_averaged(void **state)
{
    static const char *const losses[] = {"cross_entropy", "binary_cross_entropy",
                                         "mean_squared_error"};
    const double tolerance = 1e-14;

    (void)state;
    for (size_t l = 0; l < 3; l++) {
        struct rv_config loss = {0};
        double votes[4], p[2], mean[2];
        double first[2] = {0.8, 0.2}, second[2] = {0.4, 0.6};

        rv_config_set_type(&loss, rv_registry_find(&rv_losses, losses[l]));
        for (int k = 0; k < 2 && l < 2; k++) {
            first[k] = l ? log(first[k] / (1 - first[k])) : log(first[k]) + 2.385;
            second[k] = l ? log(second[k] / (1 - second[k])) : log(second[k]) - 17.3;
        }
        rv_loss_vote(&loss, first, 2, true, votes);
        rv_loss_vote(&loss, second, 2, false, votes);
        rv_loss_mean(&loss, votes, 2, 2, mean);
        rv_loss_probabilities(&loss, mean, 2, 2, p);
        assert_true(fabs(p[0] - 0.6) < tolerance && fabs(p[1] - 0.4) < tolerance);
        /* One output for two classes. */
        if (l > 0) {
            rv_loss_vote(&loss, &first[1], 1, true, votes);
            rv_loss_vote(&loss, &second[1], 1, false, votes);
            rv_loss_mean(&loss, votes, 1, 2, mean);
            rv_loss_probabilities(&loss, mean, 1, 2, p);
            assert_true(fabs(p[0] - 0.6) < tolerance && fabs(p[1] - 0.4) < tolerance);
        }
        rv_config_release(&loss);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_column_is_what_evaluating_gives),
        cmocka_unit_test(test_protocols_draw_nothing_from_the_run),
        cmocka_unit_test(test_reduce),
        cmocka_unit_test(test_errors_of_a_random_part),
        cmocka_unit_test(test_metrics),
        cmocka_unit_test(test_halves_and_flips),
        cmocka_unit_test(test_evaluation_in_parts),
        cmocka_unit_test(test_evaluations_allocate_nothing),
        cmocka_unit_test(test_probabilities_are_averaged),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
