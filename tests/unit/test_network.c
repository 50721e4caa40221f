/* Whole networks: gradients; one number, many ways. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/whole_network_case.h"

static const struct rv_shape small = {8, 8, 2};

/* The sums of a pass in another order, in double. */
#define ORDER_TOLERANCE 1e-11
/* float has 24 bits, 6e-8; a gradient is a sum of products over a few layers. */
#define FLOAT_TOLERANCE 1e-4

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
    help_start_tiny(&c, "cross_entropy", "", small, 10, 5);
    check_and_end(&c);
}

static void tiny_cnn_on_running_statistics(void **state)
{
    struct help_case c;

    (void)state;
    help_start_tiny(&c, "mean_squared_error", "", small, 10, 6);
    c.pass.batch_statistics = false;
    check_and_end(&c);
}

static void weights_smoothing_and_penalties(void **state)
{
    struct help_case c;

    (void)state;
    for (size_t l = 0; l < rv_losses.count; l++) {
        help_start_tiny(&c, rv_losses.types[l]->name,
                   "class_weights=[0.3,2.2,1.7] label_smoothing=0.15 l1=0.01 l2=0.03", small, 9, 7);
        check_and_end(&c);
    }
}

static void residual_blocks_and_dropout(void **state)
{
    struct help_case c;

    (void)state;
    help_start_residual(&c, 9, 8);
    check_and_end(&c);
}

static void blocks_that_go_back_at_once(void **state)
{
    struct help_case c;

    (void)state;
    help_start_plain(&c, 75, 9); /* two spans of dense gradients, an uneven last block */
    check_and_end(&c);
}

/* ---- One number, many ways ---- */

static void float_agrees_with_double(void **state)
{
    struct help_case c;
    double *rounded;
    struct rv_batch_result fine, coarse;
    void (*const starts[])(struct help_case *, size_t, uint64_t) = {help_start_residual, help_start_plain};

    (void)state;
    for (int k = 0; k < 3; k++) {
        if (k < 2)
            starts[k](&c, 20, 11);
        else
            help_start_tiny(&c, "cross_entropy", "", (struct rv_shape){16, 16, 1}, 20, 11);
        rounded = rv_alloc(c.n, sizeof *rounded);
        rv_workspace_train(c.work, c.x, c.statistics, &c.batch, &c.pass, c.gradient, &fine);
        help_rebuild(&c, 20, RV_FLOAT32, true);
        rv_workspace_train(c.work, c.x, c.statistics, &c.batch, &c.pass, rounded, &coarse);
        help_near(coarse.loss, fine.loss, FLOAT_TOLERANCE);
        assert_true(help_distance(rounded, c.gradient, c.n) < FLOAT_TOLERANCE);
        assert_true(help_distance(rounded, c.gradient, c.n) > 0); /* it is another precision */
        rv_free(rounded);
        help_end(&c);
    }
}

static void fused_agrees_with_plain(void **state)
{
    struct help_case c;
    struct rv_outcome fused[20], plain[20];
    double *gradient;
    void (*const starts[])(struct help_case *, size_t, uint64_t) = {help_start_residual, help_start_plain};

    (void)state;
    for (int k = 0; k < 6; k++) {
        size_t operations;

        if (k / 2 < 2)
            starts[k / 2](&c, 20, 12);
        else
            help_start_tiny(&c, "cross_entropy", "", (struct rv_shape){13, 16, 1}, 20, 12);
        c.pass.batch_statistics = k % 2;
        gradient = rv_alloc(c.n, sizeof *gradient);
        operations = c.work->training->count;
        rv_objective_evaluate(&c.objective, c.x, c.gradient);
        help_evaluate(&c, (struct rv_pass){0}, 1, fused);
        help_rebuild(&c, 20, RV_FLOAT64, false);
        rv_objective_evaluate(&c.objective, c.x, gradient);
        help_evaluate(&c, (struct rv_pass){0}, 1, plain);
        assert_true(help_distance(c.gradient, gradient, c.n) < ORDER_TOLERANCE);
        assert_true(c.work->training->count > operations || k / 2 == 0);
        for (int i = 0; i < 20; i++) {
            help_near(fused[i].loss, plain[i].loss, ORDER_TOLERANCE);
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
            help_start_residual(&c, 4, 1);
        else if (k == 1)
            help_start_plain(&c, 4, 1);
        else
            help_start_tiny(&c, "cross_entropy", "", small, 4, 1);
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
            help_start_residual(&c, 21, 13);
        else
            help_start_plain(&c, 21, 13);
        again = rv_alloc(c.n, sizeof *again);
        help_rebuild(&c, 21, RV_FLOAT32, true);
        rv_objective_evaluate(&c.objective, c.x, c.gradient);
        drop.place = 0;
        help_evaluate(&c, drop, 1, all);
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

/* Channels that only maps store: 3, 5, 7 are stored as 4, 8, 8. A pass at weights that overflow
 * leaves no NaN in them, whatever kernels read them with weights of 0 afterwards. */
static void no_nan_stays_behind_the_channels(void **state)
{
    struct help_list list = {0};
    struct help_case c;
    double *gradient, *x;

    (void)state;
    help_add(&list, "relu", ""); /* so that the input is stored in whole vectors too */
    help_add(&list, "conv2d", "filters=7");
    help_add(&list, "relu", "");
    help_add(&list, "maxpool2d", "");
    help_add(&list, "global_avgpool", "");
    help_add(&list, "dense", "units=5");
    help_add(&list, "conv2d", "filters=3");
    help_add(&list, "sigmoid", "");
    help_add(&list, "flatten", "");
    help_add(&list, "conv2d", "filters=3");
    help_start(&c, help_network(&list, (struct rv_shape){6, 6, 3}), "cross_entropy", "", 20, 3, 15);
    gradient = rv_alloc(c.n, sizeof *gradient);
    x = rv_memdup(c.x, c.n * sizeof *x);
    rv_objective_evaluate(&c.objective, c.x, gradient);
    for (size_t i = 0; i < c.n; i++)
        x[i] *= 1e200;
    assert_true(!isfinite(rv_objective_evaluate(&c.objective, x, c.gradient)));
    assert_true(isfinite(rv_objective_evaluate(&c.objective, c.x, c.gradient)));
    assert_memory_equal(c.gradient, gradient, c.n * sizeof *gradient);
    rv_free(gradient);
    rv_free(x);
    help_end(&c);
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
        help_start_tiny(&c, "cross_entropy", "", (struct rv_shape){16, 16, 1}, 16, 14);
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
        cmocka_unit_test(no_nan_stays_behind_the_channels),
        cmocka_unit_test(every_instruction_set_gives_the_same_bits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
