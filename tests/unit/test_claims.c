/* Claims: grammar, names, places of mistakes, verdicts. A claim that must fail fails. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ravine/experiment.h"
#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define SEEDS 5
#define EPOCHS 8

static const char *const columns[] = {
#define X(name, unit, help) #name,
    RV_EPOCH_COLUMNS(X)
#undef X
    NULL};

/* ---- A scenario and an experiment made by hand ---- */

struct fixture {
    struct rv_variant variants[3];
    struct rv_claim claim;
    struct rv_scenario scenario;
    struct rv_experiment experiment;
    uint64_t seeds[SEEDS];
    struct rv_result results[3 * SEEDS];
};

/* val_loss of variant v on seed s zigzags with an amplitude of its own: its fluctuation is
 * 4 a / sqrt(6) for v = c + a (-1)^i. loss falls gently. */
static const double amplitude[3] = {0.2385, 0.0119, 0.1};

static void fill(struct rv_result *result, double zigzag)
{
    rv_table_init(&result->epochs, columns, EPOCHS);
    for (int i = 0; i < EPOCHS; i++) {
        double row[sizeof columns / sizeof columns[0] - 1] = {0};

        row[0] = i + 1;
        row[1] = 0.9 - 0.071 * i;                       /* loss */
        row[3] = 0.6 + (i % 2 ? zigzag : -zigzag);      /* val_loss */
        row[4] = 0.8 - (i % 2 ? zigzag : -zigzag) / 10; /* val_accuracy */
        rv_table_append(&result->epochs, row);
    }
    result->made = true;
    result->stopped = RV_FINISHED_RUN;
}

static int enter(void **state)
{
    static const char *const names[3] = {"bouncing", "settled", "bigger_batch"};
    struct fixture *f = rv_alloc(1, sizeof *f);

    *state = f;
    for (int v = 0; v < 3; v++) {
        f->variants[v].name = rv_strdup(names[v]);
        f->variants[v].selected = true;
        f->variants[v].recipe.record.from = 2;
        f->variants[v].recipe.train.epochs = EPOCHS;
    }
    f->claim = (struct rv_claim){.share = 1};
    f->scenario = (struct rv_scenario){.variants = f->variants, .variant_count = 3,
                                       .claims = &f->claim, .claim_count = 1};
    for (size_t i = 0; i < 3 * SEEDS; i++) {
        f->seeds[i % SEEDS] = 7 + i % SEEDS;
        f->results[i].variant = i / SEEDS;
        f->results[i].seed = f->seeds[i % SEEDS];
        /* Seed 7 is the calmest, seed 11 the wildest. */
        fill(&f->results[i], amplitude[i / SEEDS] * (1 + 0.1 * (double)(i % SEEDS)));
    }
    f->experiment = (struct rv_experiment){.scenario = &f->scenario, .seeds = f->seeds,
                                           .seed_count = SEEDS, .results = f->results,
                                           .result_count = 3 * SEEDS};
    return 0;
}

static void drop_verdicts(struct fixture *f)
{
    for (size_t c = 0; f->experiment.verdicts && c < f->scenario.claim_count; c++) {
        rv_free(f->experiment.verdicts[c].figures);
        rv_free(f->experiment.verdicts[c].missing);
    }
    rv_free(f->experiment.verdicts);
    f->experiment.verdicts = NULL;
}

static int leave(void **state)
{
    struct fixture *f = *state;

    drop_verdicts(f);
    for (size_t i = 0; i < 3 * SEEDS; i++)
        rv_table_release(&f->results[i].epochs);
    for (int v = 0; v < 3; v++)
        rv_free(f->variants[v].name);
    rv_free(f);
    return 0;
}

/* Judges one claim. */
static struct rv_claim_verdict *judge(struct fixture *f, const char *says, double share,
                                      bool over_median)
{
    static char text[200];
    struct rv_error error = {0};

    drop_verdicts(f);
    snprintf(text, sizeof text, "%s", says);
    f->claim = (struct rv_claim){.says = text, .share = share, .over_median = over_median};
    if (rv_experiment_judge(&f->experiment, &error))
        fail_msg("%s: %s", says, error.message);
    return &f->experiment.verdicts[0];
}

static bool passes(struct fixture *f, const char *says)
{
    const struct rv_claim_verdict *verdict = judge(f, says, 1, false);

    assert_true(verdict->checked);
    assert_int_equal(verdict->of, SEEDS);
    assert_int_equal(verdict->required, SEEDS);
    assert_int_equal(rv_experiment_status(&f->experiment), verdict->passed ? RV_OK : RV_CLAIM);
    return verdict->passed;
}

/* ---- Grammar and arithmetic ---- */

/* Each line holds; each line with the mutation does not. */
static void true_and_false(void **state)
{
    static const char *const pairs[][2] = {
        {"bouncing.fluctuation >= 5 * settled.fluctuation",
         "bouncing.fluctuation >= 21 * settled.fluctuation"},
        {"bouncing.fluctuation > 20 * settled.fluctuation",
         "bouncing.fluctuation < 20 * settled.fluctuation"},
        {"settled.fluctuation < 0.03", "bouncing.fluctuation < 0.03"},
        {"settled.fluctuation <= bigger_batch.fluctuation",
         "bigger_batch.fluctuation <= settled.fluctuation"},
        {"bouncing.val_loss.fluctuation == bouncing.fluctuation",
         "bouncing.val_loss.fluctuation != bouncing.fluctuation"},
        {"bouncing.best_epoch == 3", "bouncing.best_epoch == 2"},
        {"bouncing.best_epoch != 2", "bouncing.best_epoch != 3"},
        {"bouncing.last > 0.8 && settled.last < 0.7", "bouncing.last > 0.8 && settled.last > 0.7"},
        {"bouncing.last > 0.8 && settled.last < 0.7 && bouncing.best_epoch == 3",
         "bouncing.last > 0.9 && settled.last < 0.7 && bouncing.best_epoch == 3"},
        {"(bouncing.last > 0.8 && settled.last < 0.7)", "(bouncing.last > settled.last*2)"},
        {"((bouncing.last > 0.8)) && (settled.last < 0.7)", "((bouncing.last)) < (settled.last)"},
        {"(bouncing.last + 1) * 2 > 3.6", "bouncing.last + 1 * 2 > 3.6"},
        {"abs(settled.last - bouncing.last) > 0.2", "settled.last - bouncing.last > 0.2"},
        {"min(bouncing.last, settled.last, 0.7) < 0.62",
         "max(bouncing.last, settled.last) < 0.62"},
        {"sqrt(bouncing.range ^ 2) >= 0.47", "log(bouncing.range) >= 0.47"},
        {"exp(log(settled.last)) > 0.6", "exp(-settled.last) > 0.6"},
        {"-bouncing.last < .5e+0", "-bouncing.last > 5E-1"},
        {"bouncing.loss.trend < 0", "bouncing.loss.trend > 0"},
        {"bouncing.val_accuracy.largest_drop > 0.047", "settled.val_accuracy.largest_drop > .047"},
        {"bouncing.val_loss.follows.loss < 0.5", "bouncing.follows.val_loss < 0.5"},
        {NULL, NULL},
    };

    for (size_t i = 0; pairs[i][1]; i++) {
        if (!passes(*state, pairs[i][0]))
            fail_msg("should hold: %s", pairs[i][0]);
        if (passes(*state, pairs[i][1]))
            fail_msg("should fail: %s", pairs[i][1]);
    }
}

static const struct refused {
    const char *says, *message;
    int offset; /* of the mistake in the claim; -1: not looked at */
} refused[] = {
    {"bouncin.last > 1", "unknown variant 'bouncin' (did you mean 'bouncing'?)", 0},
    {"1 < qqqqqqqq.last", "unknown variant 'qqqqqqqq'; there are: bouncing, settled", 4},
    {"bouncing.fluctuatoin > 1", "unknown measure 'fluctuatoin' (did you mean 'fluctuation'?)", 0},
    {"bouncing.last > settled.los.last", "unknown curve 'los' (did you mean 'loss'?)", 16},
    {"bouncing.follows > 0.5", "follows compares two curves", 0},
    {"bouncing.mean.loss > 0.5", "mean is about one curve", 0},
    {"bouncing.loss.jump_z > 3", "only val_loss has", 0},
    {"bouncing > 3", "'bouncing' is a variant, not a number", 0},
    {"bouncing. > 3", "is not of the form", 0},
    {"bouncing.last = 3", "a single '=' would assign", 14},
    {"bouncing.last => 3", "a single '=' would assign", 14},
    {"bouncing.last > 1 || settled.last > 1", "joined by && only", 18},
    {"bouncing.last > 1 & settled.last > 1", "join comparisons with &&", 18},
    {"bouncing.last > 1 ? 1 : 0", "no alternatives", 18},
    {"!(bouncing.last > 1)", "there is no 'not'", 0},
    {"bouncing.last > \"1\"", "numbers, not texts", 16},
    {"bouncing.last > 'a'", "numbers, not texts", 16},
    {"bouncing.last; 1 > 0", "a claim is made of", 13},
    {"bouncing.last \xe2\x89\xa5 1", "a claim is made of", 14},
    {"0 < bouncing.last < 1", "instead of a chain", 18},
    {"bouncing.last", "compares nothing", 0},
    {"bouncing.last > 1 && settled.last", "compares nothing", 21},
    {"bouncing.last > 1 &&", "a comparison is missing", -1},
    {"&& bouncing.last > 1", "a comparison is missing", 0},
    {"bouncing.last > 1 && && settled.last > 1", "a comparison is missing", 21},
    {"", "a comparison is missing", 0},
    {"   ", "a comparison is missing", -1},
    {"()", "a comparison is missing", -1},
    {"> 1", "one side of this comparison is empty", 0},
    {"bouncing.last >", "one side of this comparison is empty", 14},
    {"(bouncing.last > 1) + 1", "compares nothing", 0},
    {"(bouncing.last > 1) > 0", "instead of a chain", -1},
    {"(bouncing.last > 1 && 1 > 0) > 0", "chain", -1},
    {"abs(bouncing.last > 1)", "compares nothing", 0},
    {"bouncing.last, 1 > 0", "a comma stands only between", 13},
    {"(bouncing.last, 1) > 0", "a comma stands only between", 14},
    {"(bouncing.last > 1", "this '(' is never closed", 0},
    {"bouncing.last) > 1", "this ')' closes nothing", 13},
    {"sin(bouncing.last) > 0", "unknown function 'sin'", 0},
    {"rnd(bouncing.last) > 0", "unknown function 'rnd'", 0},
    {"abs(bouncing.last, 1) > 0", "arithmetic makes no sense", -1},
    {"min() > bouncing.last", "", -1},
    {"bouncing.last * > 0", "", -1},
    {"bouncing.last + + * 2 > 0", "arithmetic makes no sense", -1},
    {"2 bouncing.last > 0", "arithmetic makes no sense", -1},
    {"bouncing.last settled.last > 0", "arithmetic makes no sense", -1},
    {"bouncing.last > _pi", "unknown variant '_pi'", 16},
    {"1 < 2", "names no variant", 0},
};

/* The place of a mistake: line and column of the claim in its file plus the offset, where the claim
 * stands there in quotes; for a text over several lines, the place of the whole claim. */
static void mistakes(void **state)
{
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        char says[80], content[200];
        struct rv_report report = {0};

        snprintf(says, sizeof says, "%s", refused[i].says);
        snprintf(content, sizeof content, "claims:\n  # \xc3\xbc\n  - {says: \"%s\"}\n", says);
        f->scenario.tree.content = content;
        f->claim = (struct rv_claim){.says = says, .share = 1, .at = {"x.yaml", 3, 12}};
        assert_int_equal(rv_claim_check(&f->claim, &f->scenario, &report), RV_INPUT);
        if (report.count != 1 || !strstr(report.errors[0].message, refused[i].message))
            fail_msg("'%s': %zu: %s", says, report.count, report.errors[0].message);
        assert_int_equal(report.errors[0].line, 3);
        if (refused[i].offset >= 0 && report.errors[0].column != 13 + refused[i].offset)
            fail_msg("'%s': column %d, not %d", says, report.errors[0].column,
                     13 + refused[i].offset);
        rv_report_release(&report);

        f->scenario.tree.content = NULL;
        assert_int_equal(rv_claim_check(&f->claim, &f->scenario, &report), RV_INPUT);
        assert_int_equal(report.errors[0].column, 12);
        rv_report_release(&report);
    }
}

/* All wrong names of one claim in one go. */
static void several_mistakes(void **state)
{
    struct fixture *f = *state;
    char says[] = "bouncin.last > setled.last && bouncing.lst > 1";
    struct rv_report report = {0};

    f->claim = (struct rv_claim){.says = says, .share = 1};
    assert_int_equal(rv_claim_check(&f->claim, &f->scenario, &report), RV_INPUT);
    assert_int_equal(report.count, 3);
    assert_non_null(strstr(report.errors[1].message, "did you mean 'settled'?"));
    assert_non_null(strstr(report.errors[2].message, "did you mean 'last'?"));
    rv_report_release(&report);
}

static void long_claims(void **state)
{
    struct fixture *f = *state;
    struct rv_report report = {0};
    struct rv_text text = {0};

    /* As many parentheses as fit. */
    rv_text_repeat(&text, "(", 480);
    rv_text_add(&text, "bouncing.last > 0");
    rv_text_repeat(&text, ")", 480);
    f->claim = (struct rv_claim){.says = text.string, .share = 1};
    assert_int_equal(rv_claim_check(&f->claim, &f->scenario, &report), RV_OK);
    rv_text_repeat(&text, " ", 100);
    f->claim.says = text.string;
    assert_int_equal(rv_claim_check(&f->claim, &f->scenario, &report), RV_INPUT);
    assert_non_null(strstr(report.errors[0].message, "at most 1000 characters"));
    rv_report_release(&report);
    rv_text_release(&text);
}

/* Nothing that can be made of these pieces crashes; what is accepted can be judged. */
static void survives_garbage(void **state)
{
    static const char *const pieces[] = {"bouncing.last", "settled.mean", "1.5", "<", ">=", "&&",
                                         "(", ")", "min(", ",", "-", "*", " ", "=", "e"};
    enum { COUNT = sizeof pieces / sizeof pieces[0] };
    struct fixture *f = *state;
    uint32_t draw = 2385;
    int accepted = 0;

    for (int round = 0; round < 4000; round++) {
        char says[200] = "";
        size_t used = 0;
        struct rv_report report = {0};

        for (int n = 0; n < 2 + round % 6; n++) {
            draw = draw * 1664525u + 1013904223u;
            used += (size_t)snprintf(says + used, sizeof says - used, "%s",
                                     pieces[(draw >> 16) % COUNT]);
        }
        f->claim = (struct rv_claim){.says = says, .share = 1};
        if (rv_claim_check(&f->claim, &f->scenario, &report) == RV_OK) {
            accepted++;
            assert_int_equal(judge(f, says, 1, false)->of, SEEDS);
        } else {
            assert_true(report.count >= 1);
        }
        rv_report_release(&report);
    }
    assert_true(accepted >= 5);
}

/* ---- Seeds ---- */

static void shares(void **state)
{
    static const struct {
        double share;
        size_t n, required;
    } cases[] = {{1, 20, 20},  {0.95, 20, 19}, {0.951, 20, 20}, {0.9, 20, 18}, {0.8, 5, 4},
                 {0.81, 5, 5}, {0.6, 5, 3},    {0.7, 10, 7},    {0.1, 3, 1},   {0.95, 1, 1},
                 {0.55, 20, 11}, {0.35, 20, 7}, {0.15, 20, 3},  {0.29, 100, 29}};
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
        assert_int_equal(judge(f, "bouncing.last > 0", cases[i].share, false)->required,
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
    const struct rv_claim_verdict *verdict = judge(f, "bouncing.last > 0.87", 0.6, false);

    assert_int_equal(verdict->holds, 3);
    assert_int_equal(verdict->required, 3);
    assert_true(verdict->passed);
    assert_null(verdict->missing);
    assert_string_equal(verdict->figures, "bouncing.last 0.886 [0.839 .. 0.934]");
    verdict = judge(f, "bouncing.last > 0.87", 0.61, false);
    assert_int_equal(verdict->required, 4);
    assert_false(verdict->passed);
    verdict = judge(f, "bouncing.loss.last < 1 && settled.fluctuation < bouncing.last", 1, false);
    assert_string_equal(verdict->figures, "bouncing.loss.last 0.403 [0.403 .. 0.403], "
                                          "settled.fluctuation 0.0233 [0.0194 .. 0.0272], "
                                          "bouncing.last 0.886 [0.839 .. 0.934]");
}

static void over_median(void **state)
{
    struct fixture *f = *state;
    const struct rv_claim_verdict *verdict = judge(f, "bouncing.last > 0.87", 1, true);

    assert_int_equal(verdict->of, 1);
    assert_int_equal(verdict->required, 1);
    assert_int_equal(verdict->holds, 1);
    assert_true(verdict->passed);
    verdict = judge(f, "bouncing.last > 0.89", 1, true);
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
    verdict = judge(f, "settled.last < 1", 0.95, false);
    assert_int_equal(verdict->holds, 4);
    assert_false(verdict->passed);
    assert_string_equal(verdict->missing, "settled.last (seed 9: diverged)");
    /* `!=` is no way round, nor is a side without a value, nor the median of the others. */
    assert_int_equal(judge(f, "settled.last != 1", 1, false)->holds, 4);
    assert_int_equal(judge(f, "settled.last != 1", 1, true)->holds, 0);
    assert_int_equal(judge(f, "0 / (0 * bouncing.last) != 1", 1, false)->holds, 0);
    assert_int_equal(judge(f, "log(-bouncing.last) < 1", 1, false)->holds, 0);
    assert_int_equal(judge(f, "max(1, log(-bouncing.last)) < 2", 1, false)->holds, 0);
    /* A run that was not made; a threshold that is never reached. */
    f->results[0].made = false;
    verdict = judge(f, "bouncing.last < 2", 1, false);
    assert_int_equal(verdict->holds, 4);
    assert_string_equal(verdict->missing, "bouncing.last (seed 7: not run)");
    verdict = judge(f, "bigger_batch.time_to_threshold < 99", 0.5, false);
    assert_int_equal(verdict->holds, 0);
    assert_string_equal(verdict->missing, "bigger_batch.time_to_threshold (seed 7)");
}

static void left_out(void **state)
{
    struct fixture *f = *state;
    const struct rv_claim_verdict *verdict;

    f->variants[2].selected = false;
    verdict = judge(f, "bouncing.last > 99 && bigger_batch.last > 0", 1, false);
    assert_false(verdict->checked);
    assert_false(verdict->passed);
    assert_null(verdict->figures);
    assert_int_equal(rv_experiment_status(&f->experiment), RV_OK);
    assert_true(judge(f, "bouncing.last > 0", 1, false)->checked);
}

/* ---- Status and summaries ---- */

static void status(void **state)
{
    static char settled[] = "settled";
    static char *expected[] = {settled};
    struct fixture *f = *state;

    assert_int_equal(rv_experiment_status(&f->experiment), RV_OK); /* not judged */
    judge(f, "bouncing.last > 99", 1, false);
    assert_int_equal(rv_experiment_status(&f->experiment), RV_CLAIM);
    judge(f, "bouncing.last > 0", 1, false);
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

    assert_int_equal(rv_measure_parse("last", columns, &call, NULL), RV_OK);
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
        TEST(true_and_false),   TEST(mistakes),     TEST(several_mistakes), TEST(long_claims),
        TEST(survives_garbage), TEST(shares),       TEST(counts_seeds),     TEST(over_median),
        TEST(without_a_value),  TEST(left_out),     TEST(status),           TEST(summaries),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
