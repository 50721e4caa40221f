/* Networks: layout, first values, messages, memory. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/whole_network_case.h"

static const struct rv_shape small = {8, 8, 2};

/* ---- Layout, first values, messages ---- */

static void layout_is_as_documented(void **state)
{
    struct help_list list = {0}, inner = {0};
    struct rv_network *network;
    const struct rv_range *ranges;

    (void)state;
    help_add(&list, "conv2d", "filters=5 bias=false");
    help_add(&inner, "conv2d", "filters=7");
    help_add_residual(&list, "shortcut=projection", &inner);
    help_add(&list, "batchnorm", "")->rate = 0.25;
    help_add(&list, "dense", "units=3")->trainable = false;
    network = help_network(&list, small);
    ranges = rv_network_ranges(network);
    assert_int_equal(rv_network_range_count(network), 8);
    assert_string_equal(ranges[0].name, "conv2d_1.kernel");
    assert_int_equal(ranges[0].count, 3 * 3 * 2 * 5);
    assert_string_equal(ranges[3].name, "residual_2.shortcut.kernel");
    assert_int_equal(ranges[3].count, 5 * 7);
    assert_true(ranges[3].decay == 1 && ranges[4].decay == 0 && ranges[4].rate == 0.25);
    assert_string_equal(ranges[6].name, "dense_5.kernel");
    assert_int_equal(ranges[6].count, 8 * 8 * 7 * 3);
    assert_true(ranges[0].trainable && !ranges[6].trainable);
    for (size_t r = 1; r < 8; r++)
        assert_int_equal(ranges[r].offset, ranges[r - 1].offset + ranges[r - 1].count);
    assert_int_equal(rv_network_parameter_count(network), ranges[7].offset + ranges[7].count);
    rv_network_free(network);
}

/* KERNELS.md: 0.519 and 1.10 million operations an image. */
static void operations_are_counted(void **state)
{
    struct help_list list = {0};
    struct rv_network *network;

    (void)state;
    help_tiny_cnn(&list, 2);
    network = help_network(&list, (struct rv_shape){16, 16, 1});
    assert_true(rv_network_flops(network) == 519168);
    rv_network_free(network);
    help_add(&list, "conv2d", "filters=32 padding=valid");
    help_add(&list, "relu", "");
    help_add(&list, "maxpool2d", "");
    help_add(&list, "flatten", "");
    help_add(&list, "dense", "units=10");
    network = help_network(&list, (struct rv_shape){28, 28, 1});
    help_near(rv_network_flops(network), 1.10e6, 0.005e6);
    rv_network_free(network);
}

/* Variance of a first kernel, and its key: the position, kept when another layer is off. */
static void first_values_have_their_variance(void **state)
{
    static const struct {
        const char *settings;
        double variance; /* times fan_in = 512 */
    } rows[] = {{"units=256", 2},
                {"units=256 initializer=he_uniform gain=3", 18},
                {"units=256 initializer=glorot", 2.0 * 512 / 768},
                {"units=256 initializer=glorot_uniform", 2.0 * 512 / 768},
                {"units=256 initializer=lecun", 1},
                {"units=256 initializer=lecun_uniform", 1},
                {"units=256 initializer=uniform", 1.0 / 3},
                {"units=256 initializer=zeros", 0}};
    const size_t count = 512 * 256;

    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        struct help_list list = {0};
        double *x = rv_alloc(count + 256, sizeof *x), *y = rv_alloc(count + 256, sizeof *y);

        for (int enabled = 0; enabled < 2; enabled++) {
            struct rv_network *network;

            help_add(&list, "batchnorm", "center=false scale=false")->enabled = enabled;
            help_add(&list, "dense", rows[k].settings);
            network = help_network(&list, (struct rv_shape){1, 1, 512});
            rv_network_initialize(network, 21, enabled ? y : x, (double[1024]){0});
            rv_network_free(network);
        }
        assert_memory_equal(x, y, count * sizeof *x);
        /* Four standard errors of a variance of normals, 4 √(2/n). */
        help_near(rv_vector_dot(x, x, count) / (double)count * 512, rows[k].variance,
                    4 * sqrt(2.0 / (double)count) * rows[k].variance);
        assert_true(rv_vector_norm(x + count, 256) == 0);
        rv_free(x);
        rv_free(y);
    }
}

static void all_shape_errors_are_found(void **state)
{
    struct help_list list = {0}, inner = {0};
    struct rv_network *network;
    struct rv_report report = {0};

    (void)state;
    help_add(&list, "conv2d", "filters=4 kernel=9 padding=valid");
    help_add(&list, "maxpool2d", "")->enabled = false;
    help_add(&inner, "conv2d", "filters=6");
    help_add_residual(&list, "", &inner);
    help_add(&list, "maxpool2d", "pool=16");
    help_add(&list, "dense", "units=3");
    assert_int_equal(rv_network_create(list.layers, list.count, small, &network, &report),
                     RV_INPUT);
    assert_null(network);
    assert_int_equal(report.count, 4);
    assert_non_null(strstr(report.errors[0].message, "9 x 9"));
    assert_non_null(strstr(report.errors[0].message, "8 x 8 x 2; kernel: 8"));
    assert_int_equal(report.errors[0].line, 1);
    assert_non_null(strstr(report.errors[1].message, "enabled: false"));
    assert_int_equal(report.errors[1].line, 2);
    assert_non_null(strstr(report.errors[2].message, "8 x 8 x 6 of 8 x 8 x 4"));
    assert_int_equal(report.errors[2].line, 3);
    assert_non_null(strstr(report.errors[3].message, "pool: 8 would"));
    help_release(&list);
    rv_report_release(&report);
}

static void layouts_are_compared(void **state)
{
    struct help_list list = {0};
    struct rv_network *a, *b, *other;

    (void)state;
    help_tiny_cnn(&list, 3);
    a = help_network(&list, small);
    help_tiny_cnn(&list, 3);
    list.layers[2].enabled = false; /* a ReLU has no parameters */
    list.layers[0].trainable = false;
    b = help_network(&list, small);
    help_tiny_cnn(&list, 4);
    other = help_network(&list, small);
    assert_true(rv_network_same_layout(a, b));
    assert_false(rv_network_same_layout(a, other));
    rv_network_free(a);
    rv_network_free(b);
    rv_network_free(other);
}

static void the_table_shows_every_layer(void **state)
{
    struct help_list list = {0}, inner = {0};
    struct rv_network *network;
    struct rv_text text = {0};

    (void)state;
    help_add(&inner, "conv2d", "filters=3");
    help_add_residual(&list, "shortcut=projection", &inner);
    list.layers[0].trainable = false;
    help_add(&list, "relu", "")->enabled = false;
    help_add(&list, "dense", "units=2");
    network = help_network(&list, small);
    rv_network_print(network, &text);
    assert_non_null(strstr(text.string, "    residual_1.shortcut       8 x 8 x 3                6  frozen\n"));
    assert_non_null(strstr(text.string, "off"));
    assert_non_null(strstr(text.string, "1 x 1 x 2              386"));
    assert_non_null(strstr(text.string, "total                                              449"));
    rv_text_release(&text);
    rv_network_free(network);
}

/* ---- Memory ---- */

static void passes_allocate_nothing(void **state)
{
    struct help_case c;
    struct rv_batch_result result;
    struct rv_outcome outcomes[20];
    double *statistics;
    unsigned long calls;

    (void)state;
    help_start_residual(&c, 20, 22);
    statistics = rv_alloc(rv_network_statistics_count(c.network), sizeof *statistics);
    calls = rv_memory_calls();
    rv_workspace_train(c.work, c.x, c.statistics, &c.batch, &c.pass, c.gradient, &result);
    rv_workspace_commit(c.work, c.statistics);
    help_evaluate(&c, (struct rv_pass){0}, 1, outcomes);
    help_evaluate(&c, c.pass, 7, outcomes);
    rv_workspace_recalibrate(c.work, c.x, &c.batch, statistics);
    assert_int_equal(rv_memory_calls(), calls);
    rv_free(statistics);
    help_end(&c);
}

/* An arena beyond the limit is refused before anything of that size is asked for. */
static void too_much_memory_is_refused(void **state)
{
    struct help_list list = {0};
    struct rv_network *network;
    struct rv_config loss = {0};
    struct rv_error error = {0};

    (void)state;
    help_tiny_cnn(&list, 3);
    help_configure(&loss, &rv_losses, "cross_entropy", "");
    network = help_network(&list, (struct rv_shape){256, 256, 3});
    assert_null(rv_workspace_create(network, &loss, 100000, RV_FLOAT32, &error));
    assert_int_equal(error.status, RV_INPUT);
    assert_non_null(strstr(error.message, "100000 examples"));
    assert_null(rv_workspace_create(network, &loss, SIZE_MAX / 2, RV_FLOAT64, &error));
    rv_network_free(network);
    rv_config_release(&loss);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layout_is_as_documented),
        cmocka_unit_test(operations_are_counted),
        cmocka_unit_test(first_values_have_their_variance),
        cmocka_unit_test(all_shape_errors_are_found),
        cmocka_unit_test(layouts_are_compared),
        cmocka_unit_test(the_table_shows_every_layer),
        cmocka_unit_test(passes_allocate_nothing),
        cmocka_unit_test(too_much_memory_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
