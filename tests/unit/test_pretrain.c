/* Pretraining: what is handed over, to whom, and that saving, resuming and printing know it.
 * Frozen layers, frozen statistics, layers that thaw on the way. */
#include "support/run_case.h"

#include "support/recipe_case.h"

#define FINE "optimizer: {learning_rate: 0.0137}\ntrain: {batch: 16, epochs: 2}\n"
#define BEFORE "{optimizer.learning_rate: 0.1, train.epochs: 3, train.batch: 10}"

static const struct rv_range *range_of(const struct rv_run *run, const char *name)
{
    const struct rv_network *network = rv_run_network(run);
    const struct rv_range *range = rv_network_ranges(network);

    for (size_t i = 0; i < rv_network_range_count(network); i++)
        if (strcmp(range[i].name, name) == 0)
            return &range[i];
    fail_msg("no range %s", name);
    return NULL;
}

/* Whether the range has the same bits in both arrays, which lie as in the run's network. */
static bool same_range(const struct rv_run *run, const char *name, const double *a, const double *b)
{
    const struct rv_range *range = range_of(run, name);

    return memcmp(a + range->offset, b + range->offset, range->count * sizeof *a) == 0;
}

static double *copy_of(const struct rv_run *run)
{
    return rv_memdup(rv_run_parameters(run), rv_run_parameter_count(run) * sizeof(double));
}

/* Makes the steps of the pretraining and no other. */
static void pretrain(struct rv_run *run)
{
    long epoch, epochs;

    while (rv_run_pretraining(run, &epoch, &epochs)) {
        assert_true(epoch >= 1 && epoch <= epochs);
        assert_int_equal(rv_run_step(run, NULL), RV_RUNNING);
    }
    assert_int_equal(rv_run_epochs(run)->rows, 0);
}

static void test_all_layers_are_handed_over(void **state)
{
    struct fixture alone, fine;
    size_t events;

    (void)state;
    open_run(&alone,
             SMALL_DATA SMALL_NET "optimizer: {learning_rate: 0.1}\ntrain: {batch: 10, epochs: 3}\n",
             5);
    open_run(&fine, SMALL_DATA SMALL_NET FINE "pretrain: " BEFORE "\n", 5);
    finish(alone.run);
    pretrain(fine.run);
    assert_memory_equal(rv_run_parameters(alone.run), rv_run_parameters(fine.run),
                        rv_run_parameter_count(alone.run) * sizeof(double));
    assert_memory_equal(rv_run_statistics(alone.run), rv_run_statistics(fine.run),
                        6 * sizeof(double));
    assert_non_null(strstr(rv_run_events(fine.run, &events)[0].text, "pretrained for 3 epochs"));
    finish(fine.run);
    assert_int_equal(rv_run_epochs(fine.run)->rows, 2);
    close_run(&alone);
    close_run(&fine);
}

/* Other classes: the last layer does not fit. A layer named fresh could, and is not asked. */
static void test_what_stays_fresh(void **state)
{
    struct fixture plain, fine;
    double *first;

    (void)state;
    open_run(&plain, SMALL_DATA SMALL_NET FINE, 5);
    first = copy_of(plain.run);
    open_run(&fine,
             SMALL_DATA SMALL_NET FINE
             "pretrain: {data.classes: 4, network.dense_1.units: 4, train.epochs: 1}\n",
             5);
    pretrain(fine.run);
    assert_true(same_range(fine.run, "dense_1.kernel", first, rv_run_parameters(fine.run)));
    assert_false(same_range(fine.run, "conv2d_1.kernel", first, rv_run_parameters(fine.run)));
    close_run(&fine);
    open_run(&fine,
             SMALL_DATA SMALL_NET FINE "pretrain: {fresh: [conv2d_1, batchnorm], train.epochs: 1}\n",
             5);
    pretrain(fine.run);
    assert_true(same_range(fine.run, "conv2d_1.kernel", first, rv_run_parameters(fine.run)));
    assert_true(same_range(fine.run, "batchnorm_1.gamma", first, rv_run_parameters(fine.run)));
    assert_true(rv_run_statistics(fine.run)[0] == 0 && rv_run_statistics(fine.run)[5] == 1);
    assert_false(same_range(fine.run, "dense_1.kernel", first, rv_run_parameters(fine.run)));
    rv_free(first);
    close_run(&plain);
    close_run(&fine);
}

/* Another seed of the pretraining: other data, other weights. */
static void test_seed(void **state)
{
    struct fixture a, b;

    (void)state;
    open_run(&a, SMALL_DATA SMALL_NET FINE "pretrain: {seed: 10, train.epochs: 1}\n", 5);
    open_run(&b, SMALL_DATA SMALL_NET FINE "pretrain: {train.epochs: 1}\n", 15);
    pretrain(a.run);
    pretrain(b.run);
    assert_memory_equal(rv_run_parameters(a.run), rv_run_parameters(b.run),
                        rv_run_parameter_count(a.run) * sizeof(double));
    close_run(&a);
    close_run(&b);
}

static void test_resume_while_it_is_pretrained(void **state)
{
    static const char yaml[] = SMALL_DATA SMALL_NET FINE
        "average: {ema_decay: 0.93}\nevaluate: {parameters: ema}\n"
        "pretrain: {train.epochs: 2, train.batch: 35, schedule: {name: plateau, patience: 1}}\n";

    (void)state;
    /* 4 steps of the pretraining, 10 of the run; each epoch's end is a call of its own, or more. */
    assert_true(resume_everywhere(yaml, 9, go_part).calls > 4 + 10);
}

/* ---- Frozen layers ---- */

/* The extractor learns in the pretraining, stays in the run until it is thawed, then learns. */
static void test_frozen_and_thawed(void **state)
{
    struct fixture f, free_run;
    double *learnt;

    (void)state;
    open_run(&f,
             SMALL_DATA SMALL_NET "optimizer: {learning_rate: 0.137}\ntrain: {batch: 16, epochs: 4}\n"
                                  "pretrain: {train.epochs: 2}\n"
                                  "changes:\n"
                                  "  - {epoch: 1, network.conv2d_1.trainable: false}\n"
                                  "  - {epoch: 3, network.conv2d_1.trainable: true,\n"
                                  "     network.conv2d_1.rate: 0.5}\n",
             5);
    pretrain(f.run);
    learnt = copy_of(f.run);
    while (rv_run_epochs(f.run)->rows < 2)
        rv_run_step(f.run, NULL);
    assert_true(same_range(f.run, "conv2d_1.kernel", learnt, rv_run_parameters(f.run)));
    assert_false(same_range(f.run, "dense_1.kernel", learnt, rv_run_parameters(f.run)));
    rv_run_step(f.run, NULL);
    assert_false(same_range(f.run, "conv2d_1.kernel", learnt, rv_run_parameters(f.run)));
    close_run(&f);
    rv_free(learnt);

    /* What freezes a layer in the run does not freeze it before. */
    open_run(&free_run,
             SMALL_DATA SMALL_NET "train: {batch: 16, epochs: 1}\npretrain: {train.epochs: 1}\n", 5);
    pretrain(free_run.run);
    learnt = copy_of(free_run.run);
    open_run(&f,
             SMALL_DATA "network:\n"
                        "  - conv2d: {filters: 3, kernel: 3, trainable: false, rate: 0.01}\n"
                        "  - batchnorm: {momentum: 0.9, frozen_statistics: true}\n"
                        "  - relu\n  - maxpool2d: {pool: 2}\n  - dropout: {rate: 0.25}\n"
                        "  - flatten\n  - dense: {units: 2}\n"
                        "train: {batch: 16, epochs: 1}\npretrain: {train.epochs: 1}\n",
             5);
    pretrain(f.run);
    assert_memory_equal(rv_run_parameters(f.run), learnt,
                        rv_run_parameter_count(f.run) * sizeof(double));
    rv_free(learnt);
    close_run(&f);
    close_run(&free_run);
}

/* Three ways to freeze batch normalisation: its parameters, its statistics, both; and a memory of
 * 1, with which they are never updated. */
static void test_statistics_of_frozen_layers(void **state)
{
    static const struct {
        const char *keys;
        bool gamma_moves, statistics_move;
    } ways[] = {
        {"{}", true, true},
        {"{trainable: false}", false, true},
        {"{frozen_statistics: true}", true, false},
        {"{trainable: false, frozen_statistics: true}", false, false},
        {"{momentum: 1}", true, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct fixture f;
        char yaml[600];
        double *first;

        snprintf(yaml, sizeof yaml,
                 SMALL_DATA "network:\n  - conv2d: {filters: 3}\n  - batchnorm: %s\n  - relu\n"
                            "  - global_avgpool\n  - dense: {units: 2}\n"
                            "train: {batch: 16, epochs: 2}\n",
                 ways[i].keys);
        open_run(&f, yaml, 5);
        first = copy_of(f.run);
        finish(f.run);
        assert_true(same_range(f.run, "batchnorm_1.gamma", first, rv_run_parameters(f.run)) !=
                    ways[i].gamma_moves);
        assert_true((rv_run_statistics(f.run)[0] == 0 && rv_run_statistics(f.run)[3] == 1) !=
                    ways[i].statistics_move);
        rv_free(first);
        close_run(&f);
    }
}

/* Batch normalisation on batch statistics between two on frozen ones: slopes against differences of
 * the loss, in double. */
static void test_gradient_past_frozen_statistics(void **state)
{
    static const char yaml[] = SMALL_DATA
        "network:\n  - conv2d: {filters: 3}\n  - batchnorm: {frozen_statistics: true}\n  - relu\n"
        "  - maxpool2d: {pool: 2}\n  - conv2d: {filters: 2}\n  - batchnorm\n  - tanh\n"
        "  - batchnorm: {frozen_statistics: true}\n  - flatten\n  - dense: {units: 2}\n";
    const double step = 1e-5, tolerance = 1e-7; /* cubic error of the difference and rounding */
    struct fixture f;
    struct rv_pass pass = {.batch_statistics = true};
    struct rv_workspace *work;
    double *p, *g, statistics[2 * (3 + 2 + 2)];
    size_t n;

    (void)state;
    open_run(&f, yaml, 5);
    const struct rv_examples *set = &rv_run_samples(f.run)->training;
    struct rv_batch batch = {set->inputs, set->labels, NULL, 20};
    struct rv_batch_result result, more, less;

    for (size_t i = 0; i < 14; i++)
        statistics[i] = 0.4 + 0.0713 * (double)i;
    n = rv_run_parameter_count(f.run);
    p = copy_of(f.run);
    g = rv_alloc(n, sizeof *g);
    work = rv_workspace_create(rv_run_network(f.run), &f.recipe.loss, 20, RV_FLOAT64, NULL);
    rv_workspace_train(work, p, statistics, &batch, &pass, g, &result);
    for (size_t i = 0; i < n; i += 7) {
        double kept = p[i], slope;

        p[i] = kept + step;
        rv_workspace_train(work, p, statistics, &batch, &pass, NULL, &more);
        p[i] = kept - step;
        rv_workspace_train(work, p, statistics, &batch, &pass, NULL, &less);
        p[i] = kept;
        slope = (more.loss - less.loss) / (2 * step);
        if (fabs(slope - g[i]) > tolerance)
            fail_msg("parameter %zu: %g, difference %g", i, g[i], slope);
        /* The check can fail. */
        assert_true(fabs(g[i]) < 1e-3 || fabs(slope - 1.001 * g[i]) > tolerance);
    }
    rv_workspace_free(work);
    rv_free(p);
    rv_free(g);
    close_run(&f);
}

/* Exact statistics are those of the weights, whatever is frozen. */
static void test_recalibration_thaws(void **state)
{
    struct fixture a, b;
    struct rv_evaluation x, y;
    struct rv_evaluate exact;

    (void)state;
    open_run(&a, SMALL_DATA SMALL_NET FINE, 5);
    open_run(&b, SMALL_DATA SMALL_NET FINE "changes: [{epoch: 1, "
                                           "network.batchnorm.frozen_statistics: true}]\n", 5);
    exact = a.recipe.evaluate;
    exact.statistics = RV_STATISTICS_RECALIBRATED;
    rv_run_evaluate(a.run, &exact, &x);
    rv_run_evaluate(b.run, &exact, &y);
    assert_true(x.loss == y.loss);
    close_run(&a);
    close_run(&b);
}

/* ---- Dropout without its division, dead units ---- */

static void test_dropout_without_rescaling(void **state)
{
    struct fixture f[2];
    double logits[2][2];
    struct rv_pass pass = {.dropout = true, .seed = 3};

    (void)state;
    for (int k = 0; k < 2; k++) {
        char yaml[400];
        struct rv_workspace *work;

        snprintf(yaml, sizeof yaml,
                 SMALL_DATA "network: [flatten, {dropout: {rate: 0.25, rescale: %s}}, {dense: "
                            "{units: 2}}]\n",
                 k ? "true" : "false");
        open_run(&f[k], yaml, 5);
        const struct rv_examples *set = &rv_run_samples(f[k].run)->validation;
        struct rv_batch batch = {set->inputs, set->labels, NULL, 1};

        work = rv_workspace_create(rv_run_network(f[k].run), &f[k].recipe.loss, 8, RV_FLOAT64,
                                   NULL);
        rv_workspace_logits(work, rv_run_parameters(f[k].run), rv_run_statistics(f[k].run), &batch,
                            &pass, 8, logits[k]);
        rv_workspace_free(work);
    }
    /* 65536 / 49152 of what is kept: a quarter of the 16-bit draws drop. */
    for (int j = 0; j < 2; j++)
        assert_true(fabs(logits[1][j] - logits[0][j] * 4 / 3) < 1e-13);
    close_run(&f[0]);
    close_run(&f[1]);
}

/* Hidden units by hand: w · x + b of every validation example. */
static void test_dead_units(void **state)
{
    enum { HIDDEN = 12 };
    struct fixture f;
    size_t dead = 0, inputs;
    const double *w, *b;

    (void)state;
    open_run(&f,
             "data: {set: gratings, size: 8, train: 70, validation: 40, offset: 4}\n"
             "network: [flatten, {dense: {units: 12}}, relu, {dense: {units: 2}}]\n"
             "optimizer: {learning_rate: 0.01}\ntrain: {batch: 16, epochs: 3}\n"
             "record: {dead_units: true}\n",
             5);
    finish(f.run);
    const struct rv_examples *set = &rv_run_samples(f.run)->validation;

    inputs = rv_shape_size(set->shape);
    w = rv_run_parameters(f.run) + range_of(f.run, "dense_1.kernel")->offset;
    b = rv_run_parameters(f.run) + range_of(f.run, "dense_1.bias")->offset;
    for (size_t k = 0; k < HIDDEN; k++) {
        bool alive = false;

        for (size_t i = 0; i < set->count; i++) {
            double z = b[k];

            for (size_t c = 0; c < inputs; c++)
                z += (double)set->inputs[i * inputs + c] * w[c * HIDDEN + k];
            alive = alive || z > 0;
        }
        dead += !alive;
    }
    assert_true(dead > 0 && dead < HIDDEN);
    assert_true(column(f.run, 2, "dead_units") == (double)dead / HIDDEN);
    close_run(&f);
}

/* ---- The scenario language ---- */

/* What is recorded of the run, and from which epoch on, has nothing to do with it. */
static void test_shorter_than_what_is_recorded(void **state)
{
    struct rv_recipe recipe =
        bind(SMALL_DATA SMALL_NET "train: {epochs: 9}\nrecord: {from: 5, to: 8}\n"
             "pretrain: {train.epochs: 3}\n");

    (void)state;
    assert_int_equal(recipe.pretrain.recipe->train.epochs, 3);
    check_fixpoint(&recipe);
    rv_recipe_release(&recipe);
}

static void test_printing_and_merging(void **state)
{
    static const char *const yamls[] = {
        "pretrain: {train.epochs: 3, optimizer: adam, fresh: [dense_1], seed: 7}\n",
        "pretrain: {network: [flatten, {dense: {units: 2}}], changes: [{epoch: 2, "
        "optimizer.learning_rate: 0.001}]}\n",
        "network: {preset: tiny-cnn, conv2d: {trainable: false}}\npretrain: {data: {classes: 3}, "
        "network.dense_1.units: 3}\n",
        "protocols: {a: {set: training, examples: {first: 30}}, b: {dropout: on, samples: 9}}\n"
        "pretrain: {network.conv2d.trainable: true}\n",
    };
    struct rv_recipe recipe;

    (void)state;
    for (size_t i = 0; i < sizeof yamls / sizeof *yamls; i++) {
        recipe = bind(yamls[i]);
        assert_non_null(recipe.pretrain.recipe);
        check_fixpoint(&recipe);
        rv_recipe_release(&recipe);
    }
    recipe = bind("optimizer: {learning_rate: 0.0137}\ntrain: {epochs: 4}\n"
                  "pretrain: {train.epochs: 9}\n");
    assert_int_equal(recipe.pretrain.recipe->train.epochs, 9);
    assert_true(rv_optimizer_rate(&recipe.pretrain.recipe->optimizer) == 0.0137);
    rv_recipe_release(&recipe);
    recipe = bind("pretrain: none\n");
    assert_null(recipe.pretrain.recipe);
    rv_recipe_release(&recipe);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_layers_are_handed_over),
        cmocka_unit_test(test_what_stays_fresh),
        cmocka_unit_test(test_seed),
        cmocka_unit_test(test_resume_while_it_is_pretrained),
        cmocka_unit_test(test_frozen_and_thawed),
        cmocka_unit_test(test_statistics_of_frozen_layers),
        cmocka_unit_test(test_gradient_past_frozen_statistics),
        cmocka_unit_test(test_recalibration_thaws),
        cmocka_unit_test(test_dropout_without_rescaling),
        cmocka_unit_test(test_dead_units),
        cmocka_unit_test(test_shorter_than_what_is_recorded),
        cmocka_unit_test(test_printing_and_merging),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
