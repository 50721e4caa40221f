/* Median and range over the seeds: which range, what counts, and how it is written. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ravine/summary.h"
#include "ravine/vector.h"

#include <math.h>

#define NEAR(x, y) assert_true(fabs((x) - (y)) < 1e-12)

/* 20 seeds: the extremes. 21: quantiles, each a whole place of the order here. */
static void test_range(void **state)
{
    double values[41];
    struct rv_summary summary;

    (void)state;
    for (int i = 0; i < 41; i++)
        values[i] = 2.385 * ((i * 7) % 41);
    summary = rv_summary_of(values, 20);
    assert_true(summary.low == rv_vector_quantile(values, 20, 0));
    assert_true(summary.high == rv_vector_quantile(values, 20, 1));
    assert_string_equal(rv_summary_range_text(20), "minimum to maximum");
    summary = rv_summary_of(values, 41);
    NEAR(summary.low, 2 * 2.385);
    NEAR(summary.median, 20 * 2.385);
    NEAR(summary.high, 38 * 2.385);
    assert_int_equal(summary.count, 41);
    assert_string_equal(rv_summary_range_text(21), "5 % to 95 %");
    summary = rv_summary_of(values, 21);
    assert_true(summary.low > rv_vector_quantile(values, 21, 0));
}

/* What does not exist is left out. What is infinite counts as a place in the order, and spoils no
 * finite number beside it. */
static void test_no_numbers(void **state)
{
    const double some[] = {0.3, RV_NAN, 0.1, 0.2}, two_wild[] = {0.3, HUGE_VAL, 0.1, HUGE_VAL, 0.2},
                 none[] = {RV_NAN};
    struct rv_summary summary;

    (void)state;
    summary = rv_summary_of(some, 4);
    assert_true(summary.low == 0.1 && summary.median == 0.2 && summary.high == 0.3);
    assert_int_equal(summary.count, 3);
    summary = rv_summary_of(two_wild, 5);
    assert_true(summary.low == 0.1 && summary.median == 0.3 && isinf(summary.high));
    assert_int_equal(summary.count, 3);
    summary = rv_summary_of(none, 1);
    assert_true(isnan(summary.median) && summary.count == 0);
    assert_true(isnan(rv_summary_of(NULL, 0).high));
}

static void whole(struct rv_text *out, double value)
{
    rv_text_printf(out, "%.0f", value);
}

static void says(struct rv_text *out, const char *expected)
{
    assert_string_equal(rv_text_string(out), expected);
    rv_text_release(out);
}

static void test_print(void **state)
{
    struct rv_summary summary = {0.10542, 0.0391, 0.27, 5};
    struct rv_text out = {0};

    (void)state;
    rv_summary_print(&summary, &out);
    says(&out, "0.105 [0.0391 .. 0.270]");
    summary.count = 1;
    rv_summary_print(&summary, &out);
    says(&out, "0.105");
    rv_summary_print(&(struct rv_summary){RV_NAN, RV_NAN, RV_NAN, 0}, &out);
    says(&out, "-");
    rv_summary_print_as(&(struct rv_summary){12, 3, 45, 2}, whole, &out);
    says(&out, "12 [3 .. 45]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_range),
        cmocka_unit_test(test_no_numbers),
        cmocka_unit_test(test_print),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
