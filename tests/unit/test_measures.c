/* Measures: known values, shares of the registry, names, ranges, missing numbers. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ravine/measure.h"
#include "ravine/memory.h"
#include "ravine/stream.h"
#include "ravine/vector.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Sums of ten numbers near 1 in another order: a few units in the last place. */
#define ROUNDING 1e-13

/* The fluctuation of 20 000 draws: its own standard error is about 0.7 %; five of them. */
#define SAMPLING 0.035

static const char *const columns[] = {"epoch",        "loss",        "accuracy",  "val_loss",
                                      "val_accuracy", "val_jump_se", "empty",     NULL};

static const double val_loss[10] = {0.71,  0.385, 0.52,   0.2385, 0.441,
                                    0.197, 0.62,  0.3125, 0.2875, 0.33};
static const double loss[10] = {0.9, 0.61, 0.7, 0.43, 0.48, 0.35, 0.52, 0.41, 0.3, 0.31};

/* Rows of ten epochs; val_accuracy is 1 - val_loss, accuracy 1 - loss. */
static void make(struct rv_table *table)
{
    rv_table_init(table, columns, 10);
    for (int i = 0; i < 10; i++)
        rv_table_append(table, (double[]){i + 1, loss[i], 1 - loss[i], val_loss[i],
                                          1 - val_loss[i], i ? 0.01 + 0.001 * i : RV_NAN,
                                          RV_NAN});
}

static double value_of(const char *text, const struct rv_table *table, long from, long to)
{
    struct rv_measure_range range = {.from = from, .to = to, .threshold = 0.25};
    struct rv_measure_call call;
    struct rv_error error = {0};

    if (rv_measure_parse(text, columns, &call, &error))
        fail_msg("%s: %s", text, error.message);
    return rv_measure_value(&call, table, &range);
}

/* Reference values: NumPy 1.24 (polyfit, corrcoef, median); of early_late_ratio, spread, slowness
 * and level_correlation the formulas of their summaries in plain Python. */
static const struct known {
    const char *text;
    double value;
} known[] = {
    {"fluctuation", 0.19798843874075073},
    {"val_loss.fluctuation_ratio.loss", 1.7833901638938765},
    {"early_late_ratio", 1.001079931168395},
    {"onset", 3},
    {"spread", 0.15970261425537152},
    {"turning_points", 0.875},
    {"autocorrelation", -0.5197642162445174},
    {"slowness", 2.701501100697928},
    {"level_correlation.loss", 0.9135035991615017},
    {"at_best.loss", 0.35},
    {"val_accuracy.at_best.loss", 0.35},
    {"largest_jump", 0.423},
    {"at_jump.loss", 0.52},
    {"largest_rise", 0.423},
    {"largest_drop", 0.325},
    {"val_accuracy.largest_drop", 0.423},
    {"jump_z", 0.423 / 0.016},
    {"follows.loss", 0.920452216492277},
    {"val_loss.correlation.loss", 0.8210642594208407},
    {"gap.loss", -0.09684999999999999},
    {"accuracy.gap.val_accuracy", -0.09684999999999999},
    {"trend", -0.025693939393939328},
    {"val_accuracy.trend", 0.025693939393939328},
    {"trend_rank", -0.43030303030303024},
    {"residual", 0.1575883866952515},
    {"mean", 0.40415},
    {"median", 0.3575},
    {"last", 0.33},
    {"last_mean", 0.3683125},
    {"best", 0.197},
    {"val_accuracy.best", 1 - 0.197},
    {"worst", 0.71},
    {"val_accuracy.worst", 1 - 0.71},
    {"best_epoch", 6},
    {"val_accuracy.best_epoch", 6},
    {"range", 0.71 - 0.197},
    {"rise", 0.33 - 0.197},
    {"val_accuracy.rise", 0.197 - 0.33},
    {"time_to_threshold", 4},
    {"val_accuracy.time_to_threshold", 1},
};

static void known_values(void **state)
{
    struct rv_table table;

    (void)state;
    make(&table);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        double value = value_of(known[i].text, &table, 1, 0);

        if (!(fabs(value - known[i].value) <= ROUNDING * fmax(1, fabs(known[i].value))))
            fail_msg("%s is %.17g, not %.17g", known[i].text, value, known[i].value);
    }
    rv_table_release(&table);
}

/* Every registered measure occurs above, has a summary, and changes when one value is spoiled. */
static void every_measure(void **state)
{
    (void)state;
    for (size_t m = 0; m < rv_measures.count; m++) {
        const struct rv_measure_type *type =
            (const struct rv_measure_type *)rv_measures.types[m];
        bool found = false;

        for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
            struct rv_measure_call call;

            assert_int_equal(rv_measure_parse(known[i].text, columns, &call, NULL), RV_OK);
            found = found || call.type == type;
        }
        if (!found)
            fail_msg("no known value of %s", type->type.name);
        assert_true(strlen(type->type.summary) > 20);
        assert_true(type->least >= 1 && type->least <= 6);
        for (size_t o = 0; o < m; o++)
            assert_string_not_equal(type->type.name, rv_measures.types[o]->name);
    }
}

/* White noise on a steep line: the fluctuation is its standard deviation, the line drops out; two
 * thirds of the points turn; the residuals are not correlated. */
static void white_noise(void **state)
{
    static const char *const names[] = {"epoch", "val_loss", NULL};
    struct rv_stream stream = rv_stream_at(17, RV_STREAM_NOISE, 0, 0, 0);
    struct rv_table table;

    (void)state;
    rv_table_init(&table, names, 20000);
    for (int i = 0; i < 20000; i++)
        rv_table_append(&table,
                        (double[]){i + 1, 3 - 0.02 * i + 0.2385 * rv_stream_gaussian(&stream)});
    assert_true(fabs(value_of("fluctuation", &table, 1, 0) / 0.2385 - 1) < SAMPLING);
    assert_true(fabs(value_of("residual", &table, 1, 0) / 0.2385 - 1) < SAMPLING);
    assert_true(fabs(value_of("turning_points", &table, 1, 0) - 2.0 / 3) < SAMPLING);
    assert_true(fabs(value_of("autocorrelation", &table, 1, 0)) < SAMPLING);
    assert_true(fabs(value_of("trend", &table, 1, 0) + 0.02) < 1e-6);
    rv_table_release(&table);
}

/* A smooth hump without noise: hardly any turning point, neighbours alike. */
static void smooth_hump(void **state)
{
    static const char *const names[] = {"epoch", "val_loss", NULL};
    struct rv_table table;

    (void)state;
    rv_table_init(&table, names, 30);
    for (int i = 0; i < 30; i++)
        rv_table_append(&table, (double[]){i + 1, 2.385 * sin(0.11 * i)});
    assert_true(value_of("turning_points", &table, 1, 0) < 0.05);
    assert_true(value_of("autocorrelation", &table, 1, 0) > 0.8);
    assert_true(value_of("fluctuation", &table, 1, 0) < 0.02);
    assert_true(value_of("residual", &table, 1, 0) > 0.5);
    assert_true(value_of("slowness", &table, 1, 0) > 20);
    rv_table_release(&table);
}

/* Nothing, then a zigzag on a line; a wave of ten epochs; an odd number of epochs. */
static void jumps_along_the_run(void **state)
{
    static const char *const names[] = {"epoch", "val_loss", NULL};
    struct rv_table table, zigzag, wave;

    (void)state;
    rv_table_init(&table, names, 30);
    rv_table_init(&zigzag, names, 40);
    rv_table_init(&wave, names, 40);
    for (int i = 0; i < 30; i++)
        rv_table_append(&table, (double[]){i + 1, 2 - 0.02385 * i + (i > 17 && i % 2) * 0.171});
    for (int i = 0; i < 40; i++) {
        rv_table_append(&zigzag, (double[]){i + 1, i % 2 ? 0.71 : 0.385});
        rv_table_append(&wave, (double[]){i + 1, 0.1 * i + sin(0.62831853 * i + 0.3)});
    }
    assert_true(value_of("onset", &table, 1, 0) == 20);
    assert_true(value_of("onset", &table, 5, 0) == 20);
    assert_true(value_of("onset", &zigzag, 1, 0) == 3);
    assert_true(value_of("early_late_ratio", &table, 1, 0) < 0.01);
    assert_true(fabs(value_of("early_late_ratio", &zigzag, 1, 0) - 1) < ROUNDING);
    assert_true(fabs(value_of("slowness", &zigzag, 1, 0) - 2) < 0.02);
    assert_true(fabs(value_of("slowness", &wave, 1, 0) - 10) < 1);
    rv_table_release(&table);
    rv_table_release(&zigzag);
    rv_table_release(&wave);
    make(&table);
    /* Nine epochs: the middle one belongs to neither half, but to the last five. */
    assert_true(fabs(value_of("early_late_ratio", &table, 2, 0) - 2.198420074131432) < ROUNDING);
    assert_true(fabs(value_of("spread", &table, 2, 0) - 0.15970261425537152) < ROUNDING);
    assert_true(fabs(value_of("slowness", &table, 2, 0) - 2.5893614467861066) < ROUNDING);
    rv_table_release(&table);
}

static void ranges(void **state)
{
    struct rv_table table;

    (void)state;
    make(&table);
    assert_true(value_of("last", &table, 2, 6) == 0.197);
    assert_true(value_of("worst", &table, 2, 6) == 0.52);
    assert_true(value_of("best_epoch", &table, 7, 0) == 9);
    assert_true(value_of("time_to_threshold", &table, 5, 0) == 6);
    assert_true(isnan(value_of("time_to_threshold", &table, 7, 0))); /* never that good again */
    assert_true(value_of("mean", &table, 10, 10) == 0.33);
    /* Planned epochs that are not there: the run ended early. */
    assert_true(isnan(value_of("mean", &table, 2, 11)));
    assert_true(isnan(value_of("mean", &table, 11, 0)));
    assert_true(isnan(value_of("mean", &table, 0, 0)));
    assert_true(isnan(value_of("mean", &table, 6, 5)));
    rv_table_release(&table);
}

/* With `least` epochs there is a value, with one fewer there is none. */
static void too_few_epochs(void **state)
{
    struct rv_table table;

    (void)state;
    make(&table);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        struct rv_measure_call call;

        assert_int_equal(rv_measure_parse(known[i].text, columns, &call, NULL), RV_OK);
        assert_true(isnan(value_of(known[i].text, &table, 4, 2 + (long)call.type->least)));
        assert_true(!isnan(value_of(known[i].text, &table, 4, 3 + (long)call.type->least)));
    }
    rv_table_release(&table);
}

/* One number that is missing, anywhere in the range, and there is no value; outside it does not
 * matter. */
static void missing_numbers(void **state)
{
    static const double missing[2] = {RV_NAN, HUGE_VAL};

    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        for (size_t row = 0; row < 10; row++) {
            struct rv_table table;
            bool inside = row >= 2 && row < 8;

            make(&table);
            for (size_t c = 1; c < table.columns; c++)
                table.values[row * table.columns + c] = missing[row % 2];
            if (isnan(value_of(known[i].text, &table, 3, 8)) != inside)
                fail_msg("%s with row %zu missing", known[i].text, row);
            rv_table_release(&table);
        }
}

static void undefined(void **state)
{
    static const char *const names[] = {"epoch", "loss", "val_loss", NULL};
    static const char *const texts[] = {"follows.loss", "correlation.loss", "trend_rank",
                                        "fluctuation_ratio.loss"};
    struct rv_table table;

    (void)state;
    rv_table_init(&table, names, 0);
    for (int i = 0; i < 9; i++)
        rv_table_append(&table, (double[]){i + 1, 0.5, 0.5});
    /* A flat curve has no correlation, and nothing is a multiple of no fluctuation. */
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_true(isnan(value_of(texts[i], &table, 1, 0)));
    assert_true(value_of("fluctuation", &table, 1, 0) == 0);
    rv_table_release(&table);
    /* A column that this table does not have. */
    make(&table);
    table.columns--;
    table.rows = 0;
    assert_true(isnan(value_of("fluctuation", &table, 1, 0)));
    table.columns++;
    rv_table_release(&table);
    make(&table);
    assert_true(isnan(value_of("empty.mean", &table, 1, 0)));
    rv_table_release(&table);
}

/* ---- Names ---- */

static void printed_names(void **state)
{
    static const char *const pairs[][2] = {
        {"fluctuation", "fluctuation"},
        {"val_loss.fluctuation", "fluctuation"},
        {"loss.fluctuation", "loss.fluctuation"},
        {"val_loss.follows.loss", "follows.loss"},
        {"follows.loss", "follows.loss"},
        {"accuracy.gap.val_accuracy", "accuracy.gap.val_accuracy"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        struct rv_measure_call call;
        struct rv_text out = {0};

        assert_int_equal(rv_measure_parse(pairs[i][0], columns, &call, NULL), RV_OK);
        rv_measure_print(&call, &out);
        assert_string_equal(rv_text_string(&out), pairs[i][1]);
        rv_text_release(&out);
    }
}

static void refused_names(void **state)
{
    static const char *const cases[][2] = {
        {"fluctuatoin", "unknown measure 'fluctuatoin' (did you mean 'fluctuation'?)"},
        {"loss.fluctuatoin", "(did you mean 'fluctuation'?)"},
        {"los.fluctuation", "unknown curve 'los' (did you mean 'loss'?)"},
        {"val_lss.follows.loss", "unknown curve 'val_lss' (did you mean 'val_loss'?)"},
        {"val_loss.follows.accurracy", "(did you mean 'accuracy'?)"},
        {"val_loss.folows.loss", "(did you mean 'follows'?)"},
        {"folows.loss", "(did you mean 'follows'?)"},
        {"qqqqqq.mean", "unknown curve 'qqqqqq'; there are: epoch, loss"},
        {"follows", "follows compares two curves: write val_loss.follows.CURVE"},
        {"loss.gap", "gap compares two curves"},
        {"fluctuation.loss", "fluctuation is about one curve"},
        {"val_loss.mean.loss", "mean is about one curve"},
        {"loss.jump_z", "jump_z needs paired standard errors, which only val_loss has"},
        {"", "is not of the form"},
        {".", "is not of the form"},
        {"loss.", "is not of the form"},
        {".loss", "is not of the form"},
        {"loss..mean", "is not of the form"},
        {"a.b.c.d", "is not of the form"},
        {"a_name_that_is_far_too_long_for_any_curve_or_measure_here", "is not of the form"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct rv_measure_call call;
        struct rv_error error = {0};

        assert_int_equal(rv_measure_parse(cases[i][0], columns, &call, &error), RV_INPUT);
        if (!strstr(error.message, cases[i][1]))
            fail_msg("'%s': %s", cases[i][0], error.message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_values),    cmocka_unit_test(every_measure),
        cmocka_unit_test(white_noise),     cmocka_unit_test(smooth_hump),
        cmocka_unit_test(jumps_along_the_run),
        cmocka_unit_test(ranges),          cmocka_unit_test(too_few_epochs),
        cmocka_unit_test(missing_numbers), cmocka_unit_test(undefined),
        cmocka_unit_test(printed_names),   cmocka_unit_test(refused_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
