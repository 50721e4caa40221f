/* The profile of a training pass: what it counts, and that it leaves nothing behind. Times
 * themselves are not checked. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/network_case.h"

static const struct rv_shape image = {16, 16, 1};
enum { EXAMPLES = 19, PASSES = 5 };

/* A tiny CNN whose second block is a residual one, when asked for. */
static struct rv_network *make_network(bool residual)
{
    struct help_list list = {0}, inner = {0};

    if (!residual) {
        help_tiny_cnn(&list, 3);
        return help_network(&list, image);
    }
    help_add(&list, "conv2d", "filters=5");
    help_add(&inner, "conv2d", "filters=7");
    help_add(&inner, "batchnorm", "");
    help_add_residual(&list, "shortcut=projection", &inner);
    help_add(&list, "dense", "units=3");
    return help_network(&list, image);
}

static void start(struct help_case *c, bool residual)
{
    help_start(c, make_network(residual), "cross_entropy", "", EXAMPLES, 3, 7);
    help_rebuild(c, EXAMPLES, RV_FLOAT32, true);
    c->pass = (struct rv_pass){.batch_statistics = true, .dropout = true, .seed = 5};
}

static void profile(struct help_case *c, struct rv_profile *found)
{
    rv_workspace_profile(c->work, c->x, c->statistics, &c->batch, &c->pass, PASSES, found);
}

static double total_flops(const struct rv_profile *found)
{
    double sum = 0;

    for (size_t o = 0; o < found->count; o++)
        for (int part = 0; part < RV_PROFILE_PARTS; part++)
            sum += found->rows[o].flops[part];
    return sum;
}

/* Every layer is in one row, and all operations together are those of the network. */
static void every_layer_is_counted(void **state)
{
    static const char *const names[] = {"conv2d", "batchnorm + relu + maxpool2d", "conv2d",
                                        "batchnorm + relu + maxpool2d", "flatten + dense"};
    struct help_case c;
    struct rv_profile found;

    (void)state;
    start(&c, false);
    profile(&c, &found);
    assert_int_equal(found.count, 5);
    for (size_t o = 0; o < found.count; o++)
        assert_string_equal(found.rows[o].name, names[o]);
    assert_int_equal(found.rows[3].out.channels, 16);
    assert_int_equal(found.rows[3].out.height, 4);
    assert_true(total_flops(&found) == EXAMPLES * rv_network_flops(c.network));
    assert_true(found.rows[0].flops[RV_PROFILE_INPUT] == 0); /* nothing lies before it */
    assert_true(found.rows[2].flops[RV_PROFILE_INPUT] == found.rows[2].flops[RV_PROFILE_WEIGHTS]);
    rv_profile_release(&found);
    help_end(&c);
}

/* Times exist wherever there is work, and are finite. */
static void parts_have_times(void **state)
{
    struct help_case c;
    struct rv_profile found;

    (void)state;
    start(&c, true);
    profile(&c, &found);
    assert_string_equal(found.rows[1].name, "fork");
    assert_string_equal(found.rows[found.count - 2].name, "join");
    for (size_t o = 0; o < found.count; o++)
        for (int part = 0; part < RV_PROFILE_PARTS; part++)
            assert_true(isfinite(found.rows[o].seconds[part]));
    assert_true(found.rows[0].seconds[RV_PROFILE_SUMS] == 0); /* a convolution has none */
    assert_true(isfinite(found.seconds));
    rv_profile_release(&found);
    help_end(&c);
}

/* Loss, gradient and running statistics of a pass are the same bits before and after, although
 * the last pass of the profile was one with frozen layers. */
static void nothing_is_left_behind(void **state)
{
    struct rv_batch_result before, after;
    struct rv_profile found;
    struct help_case c;
    double *gradient;

    (void)state;
    for (int residual = 0; residual < 2; residual++) {
        start(&c, residual);
        rv_workspace_train(c.work, c.x, c.statistics, &c.batch, &c.pass, c.gradient, &before);
        gradient = rv_memdup(c.gradient, c.n * sizeof *gradient);
        profile(&c, &found);
        memset(c.gradient, 0, c.n * sizeof *c.gradient);
        rv_workspace_train(c.work, c.x, c.statistics, &c.batch, &c.pass, c.gradient, &after);
        assert_true(before.loss == after.loss && before.correct == after.correct);
        assert_memory_equal(gradient, c.gradient, c.n * sizeof *gradient);
        assert_true(rv_vector_norm(gradient, c.n) > 0);
        rv_free(gradient);
        rv_profile_release(&found);
        assert_null(found.rows);
        help_end(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_layer_is_counted),
        cmocka_unit_test(parts_have_times),
        cmocka_unit_test(nothing_is_left_behind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
