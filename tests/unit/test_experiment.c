/* The stepped experiment: what a slice tells, and that neither slices nor threads nor who asks
 * first change what is kept. */
#include "support/run_case.h"

#include "ravine/experiment.h"

#include <math.h>
#include <string.h>

enum { VARIANTS = 3, SEEDS = 4, RUNS = VARIANTS * SEEDS };

/* Two networks of different pace, and one that ends early. 5 steps an epoch; 2 in `bigger`. */
static const char lesson[] =
    "recipe:\n"
    "  data: {set: gratings, size: 8, train: 70, validation: 40, fresh: 20}\n"
    "  network:\n"
    "    - conv2d: {filters: 3, kernel: 3}\n"
    "    - relu\n"
    "    - global_avgpool\n"
    "    - dense: {units: 2}\n"
    "  optimizer: {learning_rate: 0.2385}\n"
    "  train: {batch: 16, epochs: 6}\n"
    "  record: {from: 2, weights: every-epoch}\n"
    "seeds: {first: 3, count: 4}\n"
    "variants:\n"
    "  first: {}\n"
    "  bigger: {train.batch: 35}\n"
    "  wild: {network: [flatten, {dense: {units: 2}}], loss.name: mean_squared_error,\n"
    "    optimizer.learning_rate: 900}\n";

static void open_lesson(struct rv_scenario *scenario, struct rv_experiment *experiment)
{
    struct rv_report report = {0};

    if (rv_scenario_parse("lesson", lesson, NULL, scenario, &report, NULL))
        fail_msg("%d:%d: %s", report.errors[0].line, report.errors[0].column,
                 report.errors[0].message);
    assert_int_equal(rv_experiment_create(scenario, experiment, NULL), RV_OK);
    assert_int_equal(experiment->runs_planned, RUNS);
    assert_int_equal(experiment->epochs_planned, RUNS * 6);
}

static void close_lesson(struct rv_scenario *scenario, struct rv_experiment *experiment)
{
    rv_experiment_release(experiment);
    rv_scenario_release(scenario);
}

static void same_table(const struct rv_table *a, const struct rv_table *b)
{
    assert_int_equal(a->rows, b->rows);
    assert_int_equal(a->columns, b->columns);
    assert_memory_equal(a->values, b->values, a->rows * a->columns * sizeof *a->values);
}

static void same_result(const struct rv_result *a, const struct rv_result *b)
{
    assert_true(a->made && b->made);
    assert_int_equal(a->stopped, b->stopped);
    same_table(&a->epochs, &b->epochs);
    same_table(&a->steps, &b->steps);
    assert_int_equal(a->parameter_count, b->parameter_count);
    assert_memory_equal(a->parameters, b->parameters, a->parameter_count * sizeof(double));
    assert_memory_equal(a->epoch_parameters, b->epoch_parameters,
                        a->epochs.rows * a->parameter_count * sizeof(double));
}

/* What was told of each run so far. */
struct seen {
    bool begun[RUNS], done[RUNS];
    size_t rows[RUNS];
};

/* Each run is told as begun, epoch by epoch, done. */
static void look(const struct rv_experiment *experiment, const struct rv_experiment_event *event,
                 struct seen *seen)
{
    const size_t r = event->result;

    switch (event->what) {
    case RV_RUN_BEGUN:
        assert_false(seen->begun[r]);
        seen->begun[r] = true;
        break;
    case RV_EPOCH_DONE:
        assert_true(seen->begun[r] && !seen->done[r]);
        assert_int_equal(event->row, seen->rows[r]++);
        assert_true(rv_experiment_epochs(experiment, r)->rows > event->row);
        break;
    case RV_RUN_DONE:
        assert_true(seen->begun[r] && !seen->done[r] && experiment->results[r].made);
        assert_int_equal(experiment->results[r].epochs.rows, seen->rows[r]);
        seen->done[r] = true;
        break;
    case RV_SLICE_DONE:
    case RV_ALL_DONE:
        break;
    }
}

/* Slices of any length on any number of threads, and a number of threads that changes. */
static void test_slices(void **state)
{
    static const double seconds[] = {0, 1e-4, HUGE_VAL};
    struct rv_scenario scenario, again;
    struct rv_experiment whole, sliced;

    (void)state;
    open_lesson(&scenario, &whole);
    assert_null(rv_experiment_epochs(&whole, 0));
    assert_int_equal(rv_experiment_run(&whole, 1, NULL), RV_OK);
    assert_int_equal(whole.results[2 * SEEDS].stopped, RV_DIVERGED_RUN);
    for (int threads = 1; threads <= 4; threads++)
        for (size_t k = 0; k < 3; k++) {
            struct rv_experiment_event event = {.what = RV_SLICE_DONE};
            struct seen seen = {0};
            size_t slices = 0;

            open_lesson(&again, &sliced);
            while (event.what != RV_ALL_DONE) {
                int used = threads < 4 ? threads : 1 + (int)(slices % 3);
                enum rv_happened what = rv_experiment_advance(&sliced, seconds[k], used, &event);

                assert_int_equal(what, event.what);
                look(&sliced, &event, &seen);
                slices += event.what == RV_SLICE_DONE;
            }
            assert_true(k == 2 ? slices == 0 : slices > 0);
            assert_int_equal(sliced.runs_done, RUNS);
            assert_int_equal(sliced.epochs_done, RUNS * 6);
            assert_false(sliced.interrupted);
            for (size_t r = 0; r < RUNS; r++) {
                assert_true(seen.done[r]);
                same_result(&sliced.results[r], &whole.results[r]);
            }
            assert_int_equal(rv_experiment_advance(&sliced, 0, threads, &event), RV_ALL_DONE);
            close_lesson(&again, &sliced);
        }
    close_lesson(&scenario, &whole);
}

/* All variants of a seed come before those of the next; the named ones before all. */
static void test_order(void **state)
{
    const size_t last = 2;
    struct rv_scenario scenario;
    struct rv_experiment experiment;
    struct rv_experiment_event event = {.what = RV_SLICE_DONE};
    size_t begun = 0;

    (void)state;
    open_lesson(&scenario, &experiment);
    rv_experiment_put_first(&experiment, &last, 1);
    while (event.what != RV_ALL_DONE) {
        rv_experiment_advance(&experiment, HUGE_VAL, 1, &event);
        if (event.what != RV_RUN_BEGUN)
            continue;
        if (begun < SEEDS)
            assert_int_equal(event.result, 2 * SEEDS + begun);
        else
            assert_int_equal(event.result, begun % 2 * SEEDS + (begun - SEEDS) / 2);
        begun++;
    }
    assert_int_equal(begun, RUNS);
    close_lesson(&scenario, &experiment);
}

/* A slice of no time is a step of each run under way. Five and a part of the evaluation, then it is
 * asked to stop: the epoch gets its row all the same, the runs are kept, and no other begins. */
static void test_stop(void **state)
{
    volatile sig_atomic_t stop = 0;
    struct rv_scenario scenario;
    struct rv_experiment experiment;
    struct rv_experiment_event event = {.what = RV_SLICE_DONE};
    struct seen seen = {0};

    (void)state;
    open_lesson(&scenario, &experiment);
    experiment.stop = &stop;
    for (int slice = 0; slice < 6; slice++)
        assert_int_equal(rv_experiment_advance(&experiment, 0, 1, NULL), RV_SLICE_DONE);
    assert_int_equal(rv_experiment_epochs(&experiment, 0)->rows, 0);
    stop = 1;
    seen.begun[0] = true;
    while (event.what != RV_ALL_DONE) {
        rv_experiment_advance(&experiment, 1, 2, &event);
        look(&experiment, &event, &seen);
    }
    assert_true(experiment.interrupted);
    assert_int_equal(experiment.results[0].stopped, RV_INTERRUPTED_RUN);
    assert_int_equal(experiment.results[0].epochs.rows, 1);
    for (size_t r = 1; r < RUNS; r++)
        assert_false(experiment.results[r].made || seen.begun[r]);
    assert_int_equal(rv_experiment_run(&experiment, 2, NULL), RV_INTERRUPTED);
    close_lesson(&scenario, &experiment);
}

/* After a run that cannot be made no other begins; those under way go on to their end. */
static void test_error(void **state)
{
    struct rv_scenario scenario;
    struct rv_experiment experiment;
    struct rv_error error = {0};

    (void)state;
    open_lesson(&scenario, &experiment);
    scenario.variants[1].recipe.train.epochs = 1L << 26;
    assert_int_equal(rv_experiment_run(&experiment, 1, &error), RV_INPUT);
    assert_non_null(strstr(error.message, "the state of a run would take"));
    assert_true(experiment.results[0].made && experiment.results[0].stopped == RV_FINISHED_RUN);
    assert_int_equal(experiment.runs_done, 1);
    assert_false(experiment.interrupted);
    close_lesson(&scenario, &experiment);
}

/* Thrown away in the middle: what was under way is freed with it (valgrind and the sanitizers). */
static void test_release(void **state)
{
    struct rv_scenario scenario;
    struct rv_experiment experiment;

    (void)state;
    open_lesson(&scenario, &experiment);
    assert_int_equal(rv_experiment_advance(&experiment, 0, 3, NULL), RV_SLICE_DONE);
    close_lesson(&scenario, &experiment);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slices), cmocka_unit_test(test_order), cmocka_unit_test(test_stop),
        cmocka_unit_test(test_error),  cmocka_unit_test(test_release),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
