/* Batch normalisation and dropout in whole networks: statistics, recalibration, masks. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "support/whole_network_case.h"

static const struct rv_shape small = {8, 8, 2};

/* The sums of a pass in another order, in double. */
#define ORDER_TOLERANCE 1e-11

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
            help_near(outputs[2 * i + k],
                        c.x[k] * ((double)c.inputs[2 * i + k] - mean) / sqrt(squares / values + 0.02) +
                            c.x[2 + k],
                        ORDER_TOLERANCE);
        help_near(statistics[k], 0.8 * c.statistics[k] + 0.2 * mean, ORDER_TOLERANCE);
        help_near(statistics[2 + k],
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
    help_start_tiny(&c, "cross_entropy", "", small, 10, 16); /* momentum 0.9 */
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
        help_near(other[i] - c.statistics[i], pow(0.9, 44), ORDER_TOLERANCE);
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
            help_start_residual(&c, 37, 17);
        else
            help_start_tiny(&c, "cross_entropy", "", small, 37, 17);
        statistics = rv_alloc(rv_network_statistics_count(c.network), sizeof *statistics);
        help_evaluate(&c, (struct rv_pass){.batch_statistics = true}, 37, batch);
        rv_workspace_recalibrate(c.work, c.x, &c.batch, statistics);
        rv_workspace_evaluate(c.work, c.x, statistics, &c.batch, &(struct rv_pass){0}, 1, running);
        for (int i = 0; i < 37; i++)
            help_near(running[i].loss, batch[i].loss, ORDER_TOLERANCE);
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
    help_near(mean, 0, 4 * sqrt(expected / draws));
    help_near(squares / expected, 1, 4 * sqrt(2.0 / draws));
    help_end(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(batchnorm_follows_its_definition),
        cmocka_unit_test(running_statistics_forget_slowly),
        cmocka_unit_test(recalibration_is_one_big_batch),
        cmocka_unit_test(frozen_statistics_move_on),
        cmocka_unit_test(dropout_adds_its_variance),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
