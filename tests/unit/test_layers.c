/* Every layer of the registry: gradients against central differences on several shapes, fused and
 * plain, and shapes and values against a convolution written out by hand. A new layer is tested
 * without a further line, with its defaults; `variants` adds settings that deserve a look. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/network_case.h"
#include "nn/layers/conv2d.h"

#define EXAMPLES 11 /* more than one block, and not a multiple of it */
#define CLASSES 3

static const struct rv_shape shapes[] = {{6, 5, 3}, {4, 4, 2}, {7, 7, 1}, {1, 1, 9}};
#define SHAPES (sizeof shapes / sizeof *shapes)

static const struct {
    const char *layer, *settings;
} variants[] = {
    {"conv2d", "filters=5 kernel=3 padding=valid"},
    {"conv2d", "filters=4 kernel=2 padding=same"},
    {"conv2d", "filters=3 kernel=3 stride=2 padding=same"},
    {"conv2d", "filters=3 kernel=3 stride=2 padding=valid bias=false"},
    {"conv2d", "filters=6 kernel=1 stride=3"},
    {"conv2d", "filters=2 kernel=5"},
    {"dense", "units=17"},
    {"dense", "units=4 bias=false"},
    {"batchnorm", "center=false"},
    {"batchnorm", "scale=false epsilon=0.1"},
    {"leaky_relu", "slope=0.3"},
    {"maxpool2d", "pool=3 stride=2"},
    {"maxpool2d", "pool=3 stride=1"},
    {"avgpool2d", "pool=3 stride=2"},
    {"avgpool2d", "pool=2 stride=3"},
    {"dropout", "rate=0.6"},
    {"residual", "shortcut=projection"},
};
#define VARIANTS (sizeof variants / sizeof *variants)

/* A trainable layer before and one after, so that the gradient to the input counts too. */
static struct rv_network *sandwich(const struct rv_type *type, const char *settings,
                                   struct rv_shape shape, bool trainable)
{
    struct help_list list = {0}, inner = {0};
    char first[48];

    snprintf(first, sizeof first, "filters=%d kernel=1", shape.channels);
    help_add(&list, "conv2d", first);
    if (strcmp(type->name, "residual") == 0) {
        bool projected = strstr(settings, "projection");

        help_add(&inner, "conv2d", projected ? "filters=4 stride=2" : first);
        help_add(&inner, "tanh", "");
        help_add_residual(&list, settings, &inner);
    } else {
        help_add(&list, type->name, settings);
    }
    list.layers[1].trainable = trainable;
    help_add(&list, "tanh", "");
    help_add(&list, "flatten", "");
    help_add(&list, "dense", "units=3");
    return help_network(&list, shape);
}

static void check(const struct rv_type *type, const char *settings, struct rv_shape shape,
                  bool fuse, bool batch_statistics, bool trainable)
{
    struct rv_network *network = sandwich(type, settings, shape, trainable);
    struct help_case c;
    double distance;

    if (!network) { /* a window that does not fit */
        assert_int_equal(shape.height, 1);
        return;
    }
    help_start(&c, network, "cross_entropy", "", EXAMPLES, CLASSES, 7);
    help_rebuild(&c, EXAMPLES, RV_FLOAT64, fuse);
    c.pass.batch_statistics = batch_statistics;
    rv_objective_evaluate(&c.objective, c.x, c.gradient);
    distance = help_check_gradient(&c.objective, c.x, c.gradient);
    if (distance > HELP_GRADIENT_TOLERANCE)
        print_error("%s %s on %d x %d x %d, fuse %d, batch %d: %g\n", type->name, settings,
                    shape.height, shape.width, shape.channels, fuse, batch_statistics, distance);
    assert_true(distance <= HELP_GRADIENT_TOLERANCE);
    /* The same check refuses a gradient that is wrong by a thousandth. */
    rv_vector_scale(c.gradient, 1.001, c.n);
    assert_true(help_check_gradient(&c.objective, c.x, c.gradient) > HELP_GRADIENT_TOLERANCE);
    help_end(&c);
}

static void every_layer_has_the_right_gradient(void **state)
{
    (void)state;
    for (size_t l = 0; l < rv_layers.count; l++)
        for (size_t s = 0; s < SHAPES; s++)
            check(rv_layers.types[l], "", shapes[s], true, true, true);
}

static void every_variant_has_the_right_gradient(void **state)
{
    (void)state;
    for (size_t v = 0; v < VARIANTS; v++)
        for (size_t s = 0; s < SHAPES; s++)
            check(rv_registry_find(&rv_layers, variants[v].layer), variants[v].settings, shapes[s],
                  true, true, true);
}

static void frozen_layers_pass_the_gradient_on(void **state)
{
    (void)state;
    for (size_t l = 0; l < rv_layers.count; l++)
        check(rv_layers.types[l], "", shapes[0], true, true, false);
}

static void running_statistics_are_constants(void **state)
{
    (void)state;
    for (size_t l = 0; l < rv_layers.count; l++)
        check(rv_layers.types[l], "", shapes[1], true, false, true);
}

/* Which layers may be switched off, and which say that they fit. */
static void every_layer_states_what_it_is(void **state)
{
    (void)state;
    for (size_t l = 0; l < rv_layers.count; l++) {
        const struct rv_type *type = rv_layers.types[l];

        assert_non_null(type->summary);
        assert_ptr_equal(rv_registry_find(&rv_layers, type->name), type);
        assert_true((type->params == NULL) == (type->config_size == 0));
    }
}

/* ---- Values against the definition ---- */

/* One number of a convolution, straight from its definition. */
static double naive(const struct help_case *c, const struct rv_conv2d *config,
                    struct rv_shape in, struct rv_shape out, size_t example, int y, int x, int o)
{
    struct rv_window w = rv_conv2d_window(config, in);
    double sum = c->x[config->kernel * config->kernel * in.channels * out.channels + o];

    for (int ky = 0; ky < w.height; ky++)
        for (int kx = 0; kx < w.width; kx++)
            for (int ch = 0; ch < in.channels; ch++) {
                int iy = y * w.stride - w.top + ky, ix = x * w.stride - w.left + kx;

                if (iy >= 0 && iy < in.height && ix >= 0 && ix < in.width)
                    sum += (double)c->inputs[((example * (size_t)in.height + (size_t)iy) *
                                                  (size_t)in.width + (size_t)ix) *
                                                 (size_t)in.channels + (size_t)ch] *
                           c->x[((ky * w.width + kx) * in.channels + ch) * out.channels + o];
            }
    return sum;
}

/* Sums of at most 225 products in another order. */
#define ORDER_TOLERANCE 1e-12

static void compare_with_naive(const char *settings, struct rv_shape in, struct rv_shape expected)
{
    struct help_list list = {0};
    struct rv_network *network;
    struct help_case c;
    double *outputs, *o;
    size_t size = rv_shape_size(expected);

    help_add(&list, "conv2d", settings);
    help_add(&list, "flatten", "");
    network = help_network(&list, in);
    assert_non_null(network);
    assert_memory_equal(&network->nodes[0].out, &expected, sizeof expected);
    help_start(&c, network, "cross_entropy", "", EXAMPLES, 2, 3);
    o = outputs = rv_alloc(EXAMPLES * size, sizeof *outputs);
    rv_workspace_logits(c.work, c.x, c.statistics, &c.batch, &(struct rv_pass){0}, 1, outputs);
    for (size_t i = 0; i < EXAMPLES; i++)
        for (int y = 0; y < expected.height; y++)
            for (int x = 0; x < expected.width; x++)
                for (int k = 0; k < expected.channels; k++, o++)
                    assert_true(fabs(*o - naive(&c, network->nodes[0].config.values, in, expected,
                                                i, y, x, k)) < ORDER_TOLERANCE);
    rv_free(outputs);
    help_end(&c);
}

static void convolutions_follow_their_definition(void **state)
{
    (void)state;
    compare_with_naive("filters=8", (struct rv_shape){16, 16, 1}, (struct rv_shape){16, 16, 8});
    compare_with_naive("filters=5 padding=valid", (struct rv_shape){9, 6, 3},
                       (struct rv_shape){7, 4, 5});
    compare_with_naive("filters=3 stride=2", (struct rv_shape){8, 7, 2},
                       (struct rv_shape){4, 4, 3});
    compare_with_naive("filters=3 stride=2 padding=valid", (struct rv_shape){8, 7, 2},
                       (struct rv_shape){3, 3, 3});
    compare_with_naive("filters=4 kernel=4", (struct rv_shape){5, 5, 2},
                       (struct rv_shape){5, 5, 4});
    compare_with_naive("filters=17 kernel=5 stride=3", (struct rv_shape){10, 11, 9},
                       (struct rv_shape){4, 4, 17});
    compare_with_naive("filters=2 kernel=7", (struct rv_shape){3, 3, 1},
                       (struct rv_shape){3, 3, 2});
}

/* tf.keras.layers.Conv2D(padding="same", strides=2) on 8 cells pads below only, on 7 on both sides.
 */
static void uneven_padding_goes_below(void **state)
{
    struct rv_conv2d config = {.kernel = 3, .stride = 2, .padding = RV_CONV2D_SAME};
    struct rv_window window = rv_conv2d_window(&config, (struct rv_shape){8, 7, 1});

    (void)state;
    assert_int_equal(window.top, 0);
    assert_int_equal(window.left, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_layer_states_what_it_is),
        cmocka_unit_test(convolutions_follow_their_definition),
        cmocka_unit_test(uneven_padding_goes_below),
        cmocka_unit_test(every_layer_has_the_right_gradient),
        cmocka_unit_test(every_variant_has_the_right_gradient),
        cmocka_unit_test(frozen_layers_pass_the_gradient_on),
        cmocka_unit_test(running_statistics_are_constants),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
