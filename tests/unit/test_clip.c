/* Gradient clipping: by value, by norm, per block, and what it leaves alone. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ravine/optimizer.h"
#include "ravine/vector.h"

#include <math.h>
#include <string.h>

static const double given[4] = { 3, -4, 0.3, 0.4 };

static double clipped(double value, double norm, size_t block, double g[4])
{
    const struct rv_clip clip = { .value = value, .norm = norm };

    memcpy(g, given, sizeof given);
    return rv_clip_apply(&clip, g, 4, block);
}

static void test_off_changes_nothing(void **state)
{
    double g[4];

    (void)state;
    assert_true(clipped(0, 0, 2, g) == 5);
    assert_memory_equal(g, given, sizeof given);
}

static void test_norm_is_per_block(void **state)
{
    const double tolerance = 1e-15; /* a root, a division and a product of numbers near 1 */
    double g[4];

    (void)state;
    assert_true(clipped(0, 2.385, 2, g) == 5);
    assert_true(fabs(g[0] - 3 * 2.385 / 5) < tolerance);
    assert_true(fabs(g[1] + 4 * 2.385 / 5) < tolerance);
    assert_true(g[2] == 0.3 && g[3] == 0.4);
    /* One block: all four are scaled, to the norm asked for. */
    assert_true(fabs(clipped(0, 2.385, 4, g) - sqrt(25.25)) < 1e-14);
    assert_true(fabs(rv_vector_norm(g, 4) - 2.385) < tolerance);
    assert_true(g[2] < 0.3 * 2.385 / 5);
}

/* (3, -3.1) has the norm 4.314: by value first leaves nothing to do for the norm. */
static void test_value_comes_before_norm(void **state)
{
    double g[4];

    (void)state;
    clipped(3.1, 4.32, 2, g);
    assert_true(g[0] == 3 && g[1] == -3.1);
    clipped(3.1, 4.31, 2, g);
    assert_true(g[0] < 3 && g[1] > -3.1);
}

static void test_nan_survives(void **state)
{
    const struct rv_clip clip = { .value = 3.1, .norm = 4.32 };
    double g[2] = { RV_NAN, 7.3 };

    (void)state;
    assert_true(isnan(rv_clip_apply(&clip, g, 2, 2)));
    assert_true(isnan(g[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_off_changes_nothing),
        cmocka_unit_test(test_norm_is_per_block),
        cmocka_unit_test(test_value_comes_before_norm),
        cmocka_unit_test(test_nan_survives),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
