/* Claims: grammar, names, places of mistakes. A claim that must fail fails. */
#include "support/claim_case.h"

#include "experiment/room.h"
#include "report/verdicts.h"

#include <math.h>

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
        {"bouncing.best_epoch <= 3", "bouncing.best_epoch < 3"},
        {"bouncing.best_epoch >= 3", "bouncing.best_epoch > 3"},
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

/* Nothing that can be made of these pieces crashes; what is accepted can be checked. */
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
            assert_int_equal(check_claim(f, says, 1, false)->of, SEEDS);
        } else {
            assert_true(report.count >= 1);
        }
        rv_report_release(&report);
    }
    assert_true(accepted >= 5);
}

/* Room is the factor by which a bound could be tightened, of the seeds and of the medians. */
static void room(void **state)
{
    struct fixture *f = *state;
    const double ratio = 0.2385 / 0.0119, tolerance = 1e-9;
    const struct rv_claim_verdict *verdict;

    verdict = check_claim(f, "bouncing.fluctuation >= 4 * settled.fluctuation", 1, false);
    assert_true(fabs(verdict->room.deciding / (ratio / 4) - 1) < tolerance);
    assert_true(fabs(verdict->room.low / (ratio / 4) - 1) < tolerance); /* on every seed alike */
    assert_string_equal(rv_claim_room_mark(verdict), "loose");
    verdict = check_claim(f, "settled.fluctuation <= bouncing.fluctuation / 19", 1, false);
    assert_true(fabs(verdict->room.deciding / (ratio / 19) - 1) < tolerance);
    assert_string_equal(rv_claim_room_mark(verdict), "tight");
    verdict = check_claim(f, "settled.fluctuation <= bouncing.fluctuation / 21", 1, false);
    assert_true(verdict->room.deciding < 1);
    assert_string_equal(rv_claim_room_mark(verdict), "fails");
    /* Of two comparisons the one with less; below 0 the larger number is the nearer one. */
    verdict = check_claim(f, "settled.fluctuation <= bouncing.fluctuation / 10 && "
                             "bouncing.fluctuation >= 5 * settled.fluctuation", 1, false);
    assert_true(fabs(verdict->room.deciding / (ratio / 10) - 1) < tolerance);
    verdict = check_claim(f, "-bouncing.fluctuation <= -2 * settled.fluctuation", 1, false);
    assert_true(fabs(verdict->room.deciding / (ratio / 2) - 1) < tolerance);
    assert_true(isnan(check_claim(f, "settled.last != 0", 1, false)->room.deciding) != 0);
    /* Seeds scale the amplitude by 1, 1.1 .. 1.4: what decides is the share, or the median. */
    assert_true(fabs(check_claim(f, "bouncing.fluctuation >= 0.1", 1, false)->room.deciding /
                     (0.2385 * 4 / sqrt(6) * 10) - 1) < tolerance);
    assert_true(fabs(check_claim(f, "bouncing.fluctuation >= 0.1", 0.75, false)->room.deciding /
                     (0.2385 * 4 / sqrt(6) * 11) - 1) < tolerance);
    assert_true(fabs(check_claim(f, "bouncing.fluctuation >= 0.1", 1, true)->room.deciding /
                     (0.2385 * 4 / sqrt(6) * 12) - 1) < tolerance);
    assert_false(check_claim(f, "settled.last > 0", 1, false)->exact); /* a network */
}

/* A surface without noise is exact, in all variants that the claim names and after all changes. */
static void exact(void **state)
{
    static const char yaml[] =
        "recipe: {surface: quadratic, start: [1, 1], train: {epochs: 3},\n"
        "  optimizer: {learning_rate: 0.01}}\n"
        "seeds: {count: 2}\nvariants:\n  plain: {}\n"
        "  noisy: {noise: {name: gaussian, sigma: 0.1}}\n"
        "  later: {changes: [{epoch: 2, noise: {name: gaussian, sigma: 0.1}}]}\n"
        "claims:\n  - plain.last > 0\n  - noisy.last > 0\n  - later.last > plain.last\n"
        "  - plain.last > 5\n";
    struct rv_scenario_options options = {.seed_first = -1, .seed_count = -1};
    struct rv_scenario scenario;
    struct rv_experiment experiment;
    struct rv_report report = {0};
    struct rv_tally tally;
    struct rv_text out = {0};

    (void)state;
    assert_int_equal(rv_scenario_parse("s", yaml, &options, &scenario, &report, NULL), RV_OK);
    assert_int_equal(rv_experiment_create(&scenario, &experiment, NULL), RV_OK);
    assert_int_equal(rv_experiment_run(&experiment, 1, NULL), RV_OK);
    assert_int_equal(rv_experiment_check_claims(&experiment, NULL), RV_OK);
    assert_true(experiment.verdicts[0].exact && !experiment.verdicts[1].exact);
    assert_true(!experiment.verdicts[2].exact && experiment.verdicts[3].exact);
    tally = rv_verdicts_count(&experiment);
    assert_int_equal(tally.exact, 2);
    assert_int_equal(tally.exact_held, 1);
    assert_int_equal(tally.checked, 2);
    assert_false(rv_tally_good(&tally));
    assert_int_equal(rv_experiment_status(&experiment), RV_CLAIM);
    rv_tally_print(&(struct rv_tally){2, 2, 1, 2, 4}, &out);
    assert_string_equal(rv_text_string(&out), "2 of 2 claims and 1 of 2 exact ones held");
    rv_text_release(&out);
    rv_experiment_release(&experiment);
    rv_scenario_release(&scenario);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, enter, leave)
    const struct CMUnitTest tests[] = {
        TEST(room),
        TEST(exact),
        TEST(true_and_false), TEST(mistakes),         TEST(several_mistakes),
        TEST(long_claims),    TEST(survives_garbage),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
