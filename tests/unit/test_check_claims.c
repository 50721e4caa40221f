/* Verdicts: shares of seeds, medians, measures without a value, the status of it all. */
#include "support/claim_case.h"

#include <math.h>

/* ---- Seeds ---- */

static void shares(void **state)
{
    static const struct {
        double share;
        size_t n, required;
    } cases[] = {{1, 20, 20},  {0.95, 20, 19}, {0.951, 20, 20}, {0.9, 20, 18}, {0.8, 5, 4},
                 {0.81, 5, 5}, {0.6, 5, 3},    {0.7, 10, 7},    {0.1, 3, 1},   {0.95, 1, 1},
                 {0.55, 20, 11}, {0.35, 20, 7}, {0.15, 20, 3},  {0.29, 100, 29},
                 /* ceil(share * n) without slack would be one more */
                 {0.28, 25, 7}, {0.55, 100, 55}, {0.07, 100, 7}};
    struct fixture *f = *state;
    struct rv_experiment *experiment = &f->experiment;
    struct rv_result many[300] = {{0}};
    uint64_t seeds[100];
    struct rv_experiment kept = *experiment;

    for (size_t i = 0; i < 300; i++)
        many[i] = f->results[i / 100 * SEEDS];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (size_t r = 0; r < 3 * cases[i].n; r++)
            many[r].variant = r / cases[i].n;
        for (size_t s = 0; s < cases[i].n; s++)
            seeds[s] = s + 1;
        experiment->seeds = seeds;
        experiment->seed_count = cases[i].n;
        experiment->results = many;
        experiment->result_count = 3 * cases[i].n;
        assert_int_equal(check_claim(f, "bouncing.last > 0", cases[i].share, false)->required,
                         cases[i].required);
    }
    experiment->seeds = kept.seeds;
    experiment->seed_count = kept.seed_count;
    experiment->results = kept.results;
    experiment->result_count = kept.result_count;
}

/* last = 0.6 + amplitude: 0.8385 on seed 7, then 0.86235, 0.8862, 0.91005, 0.9339. */
static void counts_seeds(void **state)
{
    struct fixture *f = *state;
    const struct rv_claim_verdict *verdict = check_claim(f, "bouncing.last > 0.87", 0.6, false);

    assert_int_equal(verdict->holds, 3);
    assert_int_equal(verdict->required, 3);
    assert_true(verdict->passed);
    assert_null(verdict->missing);
    assert_string_equal(verdict->figures, "bouncing.last 0.886 [0.839 .. 0.934]");
    verdict = check_claim(f, "bouncing.last > 0.87", 0.61, false);
    assert_int_equal(verdict->required, 4);
    assert_false(verdict->passed);
    verdict = check_claim(f, "bouncing.loss.last < 1 && settled.fluctuation < bouncing.last", 1,
                          false);
    assert_string_equal(verdict->figures, "bouncing.loss.last 0.403 [0.403 .. 0.403], "
                                          "settled.fluctuation 0.0233 [0.0194 .. 0.0272], "
                                          "bouncing.last 0.886 [0.839 .. 0.934]");
}

static void over_median(void **state)
{
    struct fixture *f = *state;
    const struct rv_claim_verdict *verdict = check_claim(f, "bouncing.last > 0.87", 1, true);

    assert_int_equal(verdict->of, 1);
    assert_int_equal(verdict->required, 1);
    assert_int_equal(verdict->holds, 1);
    assert_true(verdict->passed);
    verdict = check_claim(f, "bouncing.last > 0.89", 1, true);
    assert_int_equal(verdict->holds, 0);
    assert_false(verdict->passed);
}

static void without_a_value(void **state)
{
    struct fixture *f = *state;
    const struct rv_claim_verdict *verdict;

    /* Seed 9 of the settled variant diverged at epoch 5. */
    f->results[SEEDS + 2].epochs.rows = 5;
    f->results[SEEDS + 2].stopped = RV_DIVERGED_RUN;
    verdict = check_claim(f, "settled.last < 1", 0.95, false);
    assert_int_equal(verdict->holds, 4);
    assert_false(verdict->passed);
    assert_string_equal(verdict->missing, "settled.last (seed 9: diverged)");
    /* `!=` is no way round, nor is a side without a value, nor the median of the others. */
    assert_int_equal(check_claim(f, "settled.last != 1", 1, false)->holds, 4);
    assert_int_equal(check_claim(f, "settled.last != 1", 1, true)->holds, 0);
    assert_int_equal(check_claim(f, "0 / (0 * bouncing.last) != 1", 1, false)->holds, 0);
    assert_int_equal(check_claim(f, "0 / (0 * bouncing.last) == 1", 1, false)->holds, 0);
    assert_int_equal(check_claim(f, "log(-bouncing.last) < 1", 1, false)->holds, 0);
    assert_int_equal(check_claim(f, "max(1, log(-bouncing.last)) < 2", 1, false)->holds, 0);
    /* Infinity is above every number, and no number. */
    assert_int_equal(check_claim(f, "bouncing.last / 0 > 1", 1, false)->holds, 0);
    assert_int_equal(check_claim(f, "1 < bouncing.last / 0", 1, false)->holds, 0);
    assert_int_equal(check_claim(f, "-bouncing.last / 0 != 1", 1, false)->holds, 0);
    assert_int_equal(check_claim(f, "log(0 * bouncing.last) < 1", 1, false)->holds, 0);
    assert_int_equal(check_claim(f, "bouncing.last / 0 > 1", 1, true)->holds, 0);
    /* A run that was not made; a threshold that is never reached. */
    f->results[0].made = false;
    verdict = check_claim(f, "bouncing.last < 2", 1, false);
    assert_int_equal(verdict->holds, 4);
    assert_string_equal(verdict->missing, "bouncing.last (seed 7: not run)");
    verdict = check_claim(f, "bigger_batch.time_to_threshold < 99", 0.5, false);
    assert_int_equal(verdict->holds, 0);
    assert_string_equal(verdict->missing, "bigger_batch.time_to_threshold (seed 7)");
}

/* Seed 9 of the settled variant stops at epoch 5, below 0.6; the others end above it. */
static void stopped_early(void **state)
{
    struct fixture *f = *state;

    f->results[SEEDS + 2].epochs.rows = 5;
    /* no reason to be short */
    assert_int_equal(check_claim(f, "settled.last < 1", 1, false)->holds, 4);
    f->variants[1].recipe.early_stopping.patience = 3;
    assert_int_equal(check_claim(f, "settled.last < 1", 1, false)->holds, 5);
    assert_int_equal(check_claim(f, "settled.last > 0.6", 1, false)->holds, 4);
    f->variants[1].recipe.record.from = 6; /* it has no such epoch */
    /* no reason to be short */
    assert_int_equal(check_claim(f, "settled.last < 1", 1, false)->holds, 4);
    f->variants[1].recipe.record.from = 2;
    f->results[SEEDS + 2].stopped = RV_INTERRUPTED_RUN;
    /* no reason to be short */
    assert_int_equal(check_claim(f, "settled.last < 1", 1, false)->holds, 4);
}

static void left_out(void **state)
{
    struct fixture *f = *state;
    const struct rv_claim_verdict *verdict;

    f->variants[2].selected = false;
    verdict = check_claim(f, "bouncing.last > 99 && bigger_batch.last > 0", 1, false);
    assert_false(verdict->checked);
    assert_false(verdict->passed);
    assert_null(verdict->figures);
    assert_int_equal(rv_experiment_status(&f->experiment), RV_OK);
    assert_true(check_claim(f, "bouncing.last > 0", 1, false)->checked);
}

/* Seeds 8, 10 and 11 are whole for all, 9 but for the last variant; 7 was never begun. */
static void interrupted(void **state)
{
    struct fixture *f = *state;
    const struct rv_claim_verdict *verdict;

    f->experiment.interrupted = true;
    for (size_t v = 0; v < 3; v++)
        f->results[v * SEEDS].made = false;
    f->results[2 * SEEDS + 2].stopped = RV_INTERRUPTED_RUN;
    f->results[2 * SEEDS + 2].epochs.rows = 3;
    verdict = check_claim(f, "bouncing.last > 0.87 && settled.last < 99", 0.95, false);
    assert_true(verdict->checked);
    assert_int_equal(verdict->seeds, 4);
    assert_int_equal(verdict->of, 4);
    assert_int_equal(verdict->required, 4);
    assert_int_equal(verdict->holds, 3);
    assert_null(verdict->missing);
    assert_non_null(strstr(verdict->figures, "bouncing.last 0.898 [0.862 .. 0.934]"));
    verdict = check_claim(f, "bigger_batch.last > 0", 1, false);
    assert_int_equal(verdict->holds, 3);
    assert_int_equal(verdict->of, 3);
    assert_true(verdict->passed);
    verdict = check_claim(f, "bigger_batch.last > 0", 1, true);
    assert_int_equal(verdict->of, 1);
    assert_int_equal(verdict->seeds, 3);
    assert_true(verdict->passed);
    /* A run that diverged is over, and has no value. */
    f->results[2 * SEEDS + 1].stopped = RV_DIVERGED_RUN;
    f->results[2 * SEEDS + 1].epochs.rows = 3;
    verdict = check_claim(f, "bigger_batch.last > 0", 1, false);
    assert_int_equal(verdict->holds, 2);
    assert_int_equal(verdict->of, 3);
    assert_string_equal(verdict->missing, "bigger_batch.last (seed 8: diverged)");
    for (size_t s = 0; s < SEEDS; s++)
        f->results[2 * SEEDS + s].made = false;
    verdict = check_claim(f, "bigger_batch.last > 0", 1, true);
    assert_false(verdict->checked);
    assert_null(verdict->figures);
    assert_int_equal(verdict->seeds, 0);
    assert_int_equal(rv_experiment_status(&f->experiment), RV_INTERRUPTED);
}

/* ---- Status and summaries ---- */

static void status(void **state)
{
    static char settled[] = "settled";
    static char *expected[] = {settled};
    struct fixture *f = *state;

    assert_int_equal(rv_experiment_status(&f->experiment), RV_OK); /* not checked */
    check_claim(f, "bouncing.last > 99", 1, false);
    assert_int_equal(rv_experiment_status(&f->experiment), RV_CLAIM);
    check_claim(f, "bouncing.last > 0", 1, false);
    assert_int_equal(rv_experiment_status(&f->experiment), RV_OK);
    f->results[SEEDS].stopped = RV_DIVERGED_RUN;
    assert_int_equal(rv_experiment_status(&f->experiment), RV_DIVERGED);
    f->scenario.may_diverge = expected;
    f->scenario.may_diverge_count = 1;
    assert_int_equal(rv_experiment_status(&f->experiment), RV_OK);
    f->results[0].stopped = RV_DIVERGED_RUN; /* another variant */
    assert_int_equal(rv_experiment_status(&f->experiment), RV_DIVERGED);
    f->experiment.interrupted = true;
    assert_int_equal(rv_experiment_status(&f->experiment), RV_INTERRUPTED);
}

static void summaries(void **state)
{
    struct fixture *f = *state;
    struct rv_measure_call call;
    struct rv_summary summary;

    assert_int_equal(rv_measure_parse("last", rv_epoch_column_names, &call, NULL), RV_OK);
    assert_true(rv_experiment_measure(&f->experiment, 3, &call) == 0.6 + 0.2385 * (1 + 0.1 * 3));
    summary = rv_experiment_summary(&f->experiment, 0, &call);
    assert_int_equal(summary.count, SEEDS);
    assert_true(summary.median == 0.6 + 0.2385 * (1 + 0.1 * 2));
    assert_true(summary.low == 0.6 + 0.2385);
    assert_true(summary.high == 0.6 + 0.2385 * (1 + 0.1 * 4));
    /* record.to: an earlier end; record.from beyond the last epoch: no value. */
    f->variants[0].recipe.record.to = 7;
    assert_true(rv_experiment_measure(&f->experiment, 0, &call) == 0.6 - 0.2385);
    f->variants[0].recipe.record.to = 0;
    f->variants[0].recipe.record.from = EPOCHS + 1;
    assert_true(isnan(rv_experiment_summary(&f->experiment, 0, &call).median));
    assert_int_equal(rv_experiment_summary(&f->experiment, 0, &call).count, 0);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, enter, leave)
    const struct CMUnitTest tests[] = {
        TEST(shares),   TEST(counts_seeds), TEST(over_median), TEST(without_a_value),
        TEST(left_out), TEST(stopped_early), TEST(status), TEST(summaries),
        TEST(interrupted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
