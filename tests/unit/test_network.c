/* Whole networks: gradients, statistics, precision, fusions, layout, messages, memory. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "network_help.h"

static const struct rv_shape small = {8, 8, 2};

/* The sums of a pass in another order, in double. */
#define ORDER_TOLERANCE 1e-11
/* float has 24 bits, 6e-8; a gradient is a sum of products over a few layers. */
#define FLOAT_TOLERANCE 1e-4

static void assert_near(double a, double b, double tolerance)
{
    if (!(fabs(a - b) <= tolerance))
        print_error("%.17g against %.17g\n", a, b);
    assert_true(fabs(a - b) <= tolerance);
}

static void start_tiny(struct help_case *c, const char *loss, const char *settings,
                       struct rv_shape shape, size_t examples, uint64_t seed)
{
    struct help_list list = {0};

    help_tiny_cnn(&list, 3);
    help_start(c, help_network(&list, shape), loss, settings, examples, 3, seed);
}

/* conv, residual with identity, residual with projection and dropout, pooled mean, dense. */
static void start_residual(struct help_case *c, size_t examples, uint64_t seed)
{
    struct help_list list = {0}, inner = {0};

    help_add(&list, "conv2d", "filters=4");
    help_add(&inner, "conv2d", "filters=4");
    help_add(&inner, "batchnorm", "");
    help_add(&inner, "relu", "");
    help_add(&inner, "conv2d", "filters=4");
    help_add(&inner, "relu", "");
    help_add_residual(&list, "", &inner);
    help_add(&list, "relu", "");
    help_add(&inner, "conv2d", "filters=6 stride=2");
    help_add(&inner, "tanh", "");
    help_add(&inner, "dropout", "rate=0.3");
    help_add_residual(&list, "shortcut=projection", &inner);
    help_add(&list, "dropout", "rate=0.4");
    help_add(&list, "global_avgpool", "");
    help_add(&list, "dense", "units=3");
    help_start(c, help_network(&list, small), "cross_entropy", "", examples, 3, seed);
}

/* conv, ReLU, pool, dense: no batch normalisation, so that blocks go back at once. */
static void start_plain(struct help_case *c, size_t examples, uint64_t seed)
{
    struct help_list list = {0};

    help_add(&list, "conv2d", "filters=4 padding=valid");
    help_add(&list, "relu", "");
    help_add(&list, "maxpool2d", "");
    help_add(&list, "conv2d", "filters=5");
    help_add(&list, "relu", "");
    help_add(&list, "maxpool2d", "");
    help_add(&list, "dropout", "rate=0.25");
    help_add(&list, "flatten", "");
    help_add(&list, "dense", "units=7");
    help_add(&list, "relu", "");
    help_add(&list, "dense", "units=3");
    help_start(c, help_network(&list, (struct rv_shape){10, 10, 1}), "cross_entropy", "", examples,
               3, seed);
}

/* ---- Gradients ---- */

static void check_and_end(struct help_case *c)
{
    rv_objective_evaluate(&c->objective, c->x, c->gradient);
    assert_true(help_check_gradient(&c->objective, c->x, c->gradient) < HELP_GRADIENT_TOLERANCE);
    rv_vector_scale(c->gradient, 1.001, c->n);
    assert_true(help_check_gradient(&c->objective, c->x, c->gradient) > HELP_GRADIENT_TOLERANCE);
    help_end(c);
}

static void tiny_cnn_on_batch_statistics(void **state)
{
    struct help_case c;

    (void)state;
    start_tiny(&c, "cross_entropy", "", small, 10, 5);
    check_and_end(&c);
}

static void tiny_cnn_on_running_statistics(void **state)
{
    struct help_case c;

    (void)state;
    start_tiny(&c, "mean_squared_error", "", small, 10, 6);
    c.pass.batch_statistics = false;
    check_and_end(&c);
}

static void weights_smoothing_and_penalties(void **state)
{
    struct help_case c;

    (void)state;
    for (size_t l = 0; l < rv_losses.count; l++) {
        start_tiny(&c, rv_losses.types[l]->name,
                   "class_weights=[0.3,2.2,1.7] label_smoothing=0.15 l1=0.01 l2=0.03", small, 9, 7);
        check_and_end(&c);
    }
}

static void residual_blocks_and_dropout(void **state)
{
    struct help_case c;

    (void)state;
    start_residual(&c, 9, 8);
    check_and_end(&c);
}

static void blocks_that_go_back_at_once(void **state)
{
    struct help_case c;

    (void)state;
    start_plain(&c, 75, 9); /* two spans of dense gradients, an uneven last block */
    check_and_end(&c);
}

/* ---- One number, many ways ---- */

static void float_agrees_with_double(void **state)
{
    struct help_case c;
    double *rounded;
    struct rv_batch_result fine, coarse;
    void (*const starts[])(struct help_case *, size_t, uint64_t) = {start_residual, start_plain};

    (void)state;
    for (int k = 0; k < 3; k++) {
        if (k < 2)
            starts[k](&c, 20, 11);
        else
            start_tiny(&c, "cross_entropy", "", (struct rv_shape){16, 16, 1}, 20, 11);
        rounded = rv_alloc(c.n, sizeof *rounded);
        rv_workspace_train(c.work, c.x, c.statistics, &c.batch, &c.pass, c.gradient, &fine);
        help_rebuild(&c, 20, RV_FLOAT32, true);
        rv_workspace_train(c.work, c.x, c.statistics, &c.batch, &c.pass, rounded, &coarse);
        assert_near(coarse.loss, fine.loss, FLOAT_TOLERANCE);
        assert_true(help_distance(rounded, c.gradient, c.n) < FLOAT_TOLERANCE);
        assert_true(help_distance(rounded, c.gradient, c.n) > 0); /* it is another precision */
        rv_free(rounded);
        help_end(&c);
    }
}

/* Outcomes of a pass over all examples. */
static void evaluate(struct help_case *c, struct rv_pass pass, size_t block,
                     struct rv_outcome *outcomes)
{
    rv_workspace_evaluate(c->work, c->x, c->statistics, &c->batch, &pass, block, outcomes);
}

static void fused_agrees_with_plain(void **state)
{
    struct help_case c;
    struct rv_outcome fused[20], plain[20];
    double *gradient;
    void (*const starts[])(struct help_case *, size_t, uint64_t) = {start_residual, start_plain};

    (void)state;
    for (int k = 0; k < 6; k++) {
        size_t operations;

        if (k / 2 < 2)
            starts[k / 2](&c, 20, 12);
        else
            start_tiny(&c, "cross_entropy", "", (struct rv_shape){13, 16, 1}, 20, 12);
        c.pass.batch_statistics = k % 2;
        gradient = rv_alloc(c.n, sizeof *gradient);
        operations = c.work->training->count;
        rv_objective_evaluate(&c.objective, c.x, c.gradient);
        evaluate(&c, (struct rv_pass){0}, 1, fused);
        help_rebuild(&c, 20, RV_FLOAT64, false);
        rv_objective_evaluate(&c.objective, c.x, gradient);
        evaluate(&c, (struct rv_pass){0}, 1, plain);
        assert_true(help_distance(c.gradient, gradient, c.n) < ORDER_TOLERANCE);
        assert_true(c.work->training->count > operations || k / 2 == 0);
        for (int i = 0; i < 20; i++) {
            assert_near(fused[i].loss, plain[i].loss, ORDER_TOLERANCE);
            assert_int_equal(fused[i].predicted, plain[i].predicted);
        }
        rv_free(gradient);
        help_end(&c);
    }
}

/* Every fusion of the list is used by one of the networks above. */
static void every_fusion_is_tested(void **state)
{
    struct help_case c;
    bool seen[16] = {false};

    (void)state;
    for (int k = 0; k < 3; k++) {
        if (k == 0)
            start_residual(&c, 4, 1);
        else if (k == 1)
            start_plain(&c, 4, 1);
        else
            start_tiny(&c, "cross_entropy", "", small, 4, 1);
        for (int p = 0; p < 2; p++) {
            const struct rv_plan *plan = p ? c.work->inference : c.work->training;

            for (size_t o = 0; o < plan->count; o++)
                for (size_t f = 0; f < rv_fusion_count; f++)
                    seen[f] |= plan->operations[o].run == rv_fusions[f]->run &&
                               plan->operations[o].node[1];
        }
        help_end(&c);
    }
    for (size_t f = 0; f < rv_fusion_count; f++) {
        if (!seen[f])
            print_error("%s\n", rv_fusions[f]->name);
        assert_true(seen[f]);
    }
}

/* The same bits from a workspace with more room, and for examples one by one. */
static void blocks_do_not_enter(void **state)
{
    struct help_case c;
    struct rv_outcome all[21], one;
    struct rv_pass drop = {.dropout = true, .seed = 4, .purpose = RV_STREAM_EVALUATE, .epoch = 2};
    double *again;

    (void)state;
    for (int k = 0; k < 2; k++) {
        if (k)
            start_residual(&c, 21, 13);
        else
            start_plain(&c, 21, 13);
        again = rv_alloc(c.n, sizeof *again);
        help_rebuild(&c, 21, RV_FLOAT32, true);
        rv_objective_evaluate(&c.objective, c.x, c.gradient);
        drop.place = 0;
        evaluate(&c, drop, 1, all);
        help_rebuild(&c, 200, RV_FLOAT32, true);
        rv_objective_evaluate(&c.objective, c.x, again);
        assert_memory_equal(again, c.gradient, c.n * sizeof *again);
        for (uint32_t i = 0; i < 21; i++) {
            struct rv_batch single = c.batch;

            single.index = &i;
            single.count = 1;
            drop.place = i;
            rv_workspace_evaluate(c.work, c.x, c.statistics, &single, &drop, 1, &one);
            assert_true(one.loss == all[i].loss && one.predicted == all[i].predicted);
        }
        rv_free(again);
        help_end(&c);
    }
}

static void every_instruction_set_gives_the_same_bits(void **state)
{
    const char *names[RV_KERNELS_ISA_MAX];
    size_t count = rv_kernels_names(names);
    struct rv_error error = {0};
    struct help_case c;
    double *first = NULL;

    (void)state;
    for (size_t k = 0; k < count; k++) {
        assert_int_equal(rv_kernels_select(names[k], &error), RV_OK);
        start_tiny(&c, "cross_entropy", "", (struct rv_shape){16, 16, 1}, 16, 14);
        help_rebuild(&c, 16, RV_FLOAT32, true);
        rv_objective_evaluate(&c.objective, c.x, c.gradient);
        if (first)
            assert_memory_equal(c.gradient, first, c.n * sizeof *first);
        else
            first = rv_memdup(c.gradient, c.n * sizeof *first);
        help_end(&c);
    }
    assert_int_equal(rv_kernels_select(names[0], &error), RV_OK);
    rv_free(first);
}

/* ---- Batch normalisation ---- */

/* Only batch normalisation and a list of outputs: both against the definition. */
static void batchnorm_follows_its_definition(void **state)
{
    const struct rv_shape shape = {3, 4, 2};
    enum { examples = 11, values = examples * 12 };
    struct help_list list = {0};
    struct help_case c;
    double outputs[examples * 24], statistics[4];
    struct rv_pass pass = {.batch_statistics = true};
    struct rv_batch_result result;

    (void)state;
    help_add(&list, "batchnorm", "momentum=0.8 epsilon=0.02");
    help_add(&list, "flatten", "");
    help_start(&c, help_network(&list, shape), "cross_entropy", "", examples, 24, 15);
    memcpy(statistics, c.statistics, sizeof statistics);
    rv_workspace_logits(c.work, c.x, c.statistics, &c.batch, &pass, examples, outputs);
    rv_workspace_train(c.work, c.x, c.statistics, &c.batch, &pass, c.gradient, &result);
    rv_workspace_commit(c.work, statistics);
    for (int k = 0; k < 2; k++) {
        double mean = 0, squares = 0;

        for (int i = 0; i < values; i++)
            mean += (double)c.inputs[2 * i + k] / values;
        for (int i = 0; i < values; i++)
            squares += ((double)c.inputs[2 * i + k] - mean) * ((double)c.inputs[2 * i + k] - mean);
        for (int i = 0; i < values; i++)
            assert_near(outputs[2 * i + k],
                        c.x[k] * ((double)c.inputs[2 * i + k] - mean) / sqrt(squares / values + 0.02) +
                            c.x[2 + k],
                        ORDER_TOLERANCE);
        assert_near(statistics[k], 0.8 * c.statistics[k] + 0.2 * mean, ORDER_TOLERANCE);
        assert_near(statistics[2 + k],
                    0.8 * c.statistics[2 + k] + 0.2 * squares / (values - 1), ORDER_TOLERANCE);
    }
    help_end(&c);
}

/* THEORY 25: after t commits of one batch the initial value still has the weight m^t: two starts
 * that differ by 1 differ by 0.9^44 = 0.0097. */
static void running_statistics_forget_slowly(void **state)
{
    struct help_case c;
    struct rv_batch_result result;
    double other[64];
    size_t count;

    (void)state;
    start_tiny(&c, "cross_entropy", "", small, 10, 16); /* momentum 0.9 */
    count = rv_network_statistics_count(c.network);
    assert_int_equal(count, 2 * (8 + 16));
    for (size_t i = 0; i < count; i++)
        other[i] = c.statistics[i] + 1;
    rv_workspace_train(c.work, c.x, c.statistics, &c.batch, &c.pass, c.gradient, &result);
    for (int t = 0; t < 44; t++) {
        rv_workspace_commit(c.work, c.statistics);
        rv_workspace_commit(c.work, other);
    }
    for (size_t i = 0; i < count; i++)
        assert_near(other[i] - c.statistics[i], pow(0.9, 44), ORDER_TOLERANCE);
    help_end(&c);
}

/* Statistics of the whole set as one batch are what recalibration finds: both passes agree. */
static void recalibration_is_one_big_batch(void **state)
{
    struct help_case c;
    struct rv_outcome batch[37], running[37];
    double *statistics;

    (void)state;
    for (int k = 0; k < 2; k++) {
        if (k)
            start_residual(&c, 37, 17);
        else
            start_tiny(&c, "cross_entropy", "", small, 37, 17);
        statistics = rv_alloc(rv_network_statistics_count(c.network), sizeof *statistics);
        evaluate(&c, (struct rv_pass){.batch_statistics = true}, 37, batch);
        rv_workspace_recalibrate(c.work, c.x, &c.batch, statistics);
        rv_workspace_evaluate(c.work, c.x, statistics, &c.batch, &(struct rv_pass){0}, 1, running);
        for (int i = 0; i < 37; i++)
            assert_near(running[i].loss, batch[i].loss, ORDER_TOLERANCE);
        /* The statistics of the first 20 examples are others. */
        c.batch.count = 20;
        rv_workspace_recalibrate(c.work, c.x, &c.batch, statistics);
        rv_workspace_evaluate(c.work, c.x, statistics, &c.batch, &(struct rv_pass){0}, 1, running);
        assert_true(fabs(running[0].loss - batch[0].loss) > ORDER_TOLERANCE);
        rv_free(statistics);
        help_end(&c);
    }
}

/* A frozen batch normalisation keeps gamma and beta, but its running statistics move on. Passes on
 * running statistics leave them alone. */
static void frozen_statistics_move_on(void **state)
{
    struct help_list list = {0};
    struct help_case c;
    struct rv_batch_result result;
    double before;

    (void)state;
    help_tiny_cnn(&list, 3);
    for (size_t i = 0; i < 5; i++)
        list.layers[i].trainable = false;
    help_start(&c, help_network(&list, small), "cross_entropy", "", 10, 3, 18);
    rv_workspace_train(c.work, c.x, c.statistics, &c.batch, &c.pass, c.gradient, &result);
    for (size_t r = 0; r < rv_network_range_count(c.network); r++) {
        const struct rv_range *range = &rv_network_ranges(c.network)[r];
        bool moves = rv_vector_norm(c.gradient + range->offset, range->count) > 0;

        assert_int_equal(moves, range->trainable);
    }
    before = c.statistics[0];
    rv_workspace_commit(c.work, c.statistics);
    assert_true(c.statistics[0] != before);
    c.pass.batch_statistics = false;
    rv_workspace_train(c.work, c.x, c.statistics, &c.batch, &c.pass, c.gradient, &result);
    before = c.statistics[0];
    rv_workspace_commit(c.work, c.statistics);
    assert_true(c.statistics[0] == before);
    help_end(&c);
}

/* ---- Dropout ---- */

/* THEORY 37: dropout before a linear output of weights w and inputs h adds the variance
 * p/(1 − p) Σ w² h². */
static void dropout_adds_its_variance(void **state)
{
    enum { units = 64, draws = 20000 };
    struct help_list list = {0};
    struct help_case c;
    double exact, mean = 0, squares = 0, expected = 0;
    struct rv_pass pass = {0};

    (void)state;
    help_add(&list, "dropout", "rate=0.5");
    help_add(&list, "dense", "units=1");
    help_start(&c, help_network(&list, (struct rv_shape){1, 1, units}), "mean_squared_error", "", 1,
               2, 19);
    rv_workspace_logits(c.work, c.x, c.statistics, &c.batch, &pass, 1, &exact);
    for (int i = 0; i < units; i++)
        expected += pow(c.x[i] * (double)c.inputs[i], 2);
    pass = (struct rv_pass){.dropout = true, .seed = 3, .purpose = RV_STREAM_EVALUATE};
    for (int i = 0; i < draws; i++) {
        double z;

        pass.place = (uint64_t)i;
        rv_workspace_logits(c.work, c.x, c.statistics, &c.batch, &pass, 1, &z);
        mean += (z - exact) / draws;
        squares += (z - exact) * (z - exact) / draws;
    }
    /* Four standard errors: of a mean σ/√n, of a variance σ²·√(2/n). */
    assert_near(mean, 0, 4 * sqrt(expected / draws));
    assert_near(squares / expected, 1, 4 * sqrt(2.0 / draws));
    help_end(&c);
}

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
    assert_near(rv_network_flops(network), 1.10e6, 0.005e6);
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
        assert_near(rv_vector_dot(x, x, count) / (double)count * 512, rows[k].variance,
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
    start_residual(&c, 20, 22);
    statistics = rv_alloc(rv_network_statistics_count(c.network), sizeof *statistics);
    calls = rv_memory_calls();
    rv_workspace_train(c.work, c.x, c.statistics, &c.batch, &c.pass, c.gradient, &result);
    rv_workspace_commit(c.work, c.statistics);
    evaluate(&c, (struct rv_pass){0}, 1, outcomes);
    evaluate(&c, c.pass, 7, outcomes);
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
        cmocka_unit_test(tiny_cnn_on_batch_statistics),
        cmocka_unit_test(tiny_cnn_on_running_statistics),
        cmocka_unit_test(weights_smoothing_and_penalties),
        cmocka_unit_test(residual_blocks_and_dropout),
        cmocka_unit_test(blocks_that_go_back_at_once),
        cmocka_unit_test(float_agrees_with_double),
        cmocka_unit_test(fused_agrees_with_plain),
        cmocka_unit_test(every_fusion_is_tested),
        cmocka_unit_test(blocks_do_not_enter),
        cmocka_unit_test(every_instruction_set_gives_the_same_bits),
        cmocka_unit_test(batchnorm_follows_its_definition),
        cmocka_unit_test(running_statistics_forget_slowly),
        cmocka_unit_test(recalibration_is_one_big_batch),
        cmocka_unit_test(frozen_statistics_move_on),
        cmocka_unit_test(dropout_adds_its_variance),
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
