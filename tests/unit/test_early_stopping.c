/* Early stopping: when a run ends, and which weights it hands in. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ravine/run.h"

#include <stdio.h>
#include <string.h>

#define SMALL                                                                                      \
    "data: {set: gratings, size: 8, train: 30, validation: 40, noise: 1}\n"                        \
    "network: [flatten, {dense: {units: 8}}, relu, {dense: {units: 2}}]\n"

struct fixture {
    struct rv_recipe recipe;
    struct rv_run *run;
};

/* Made and run to its end. */
static void play(struct fixture *f, const char *yaml)
{
    struct rv_report report = {0};
    struct rv_error error = {0};

    *f = (struct fixture){0};
    if (rv_recipe_parse("test", yaml, &f->recipe, &report))
        fail_msg("%d:%d: %s", report.errors[0].line, report.errors[0].column,
                 report.errors[0].message);
    rv_report_release(&report);
    if (rv_run_create(&f->recipe, 3, &f->run, &error))
        fail_msg("%s", error.message);
    while (rv_run_step(f->run, NULL) == RV_RUNNING)
        ;
    assert_int_equal(rv_run_stopped(f->run), RV_FINISHED_RUN);
}

static void drop(struct fixture *f)
{
    rv_run_free(f->run);
    rv_recipe_release(&f->recipe);
}

static size_t rows(const struct fixture *f)
{
    return rv_run_epochs(f->run)->rows;
}

static double val_loss(const struct fixture *f, size_t row)
{
    const struct rv_table *epochs = rv_run_epochs(f->run);

    return rv_table_at(epochs, row, rv_table_find(epochs, "val_loss"));
}

/* First epoch with the lowest validation loss, from 1. */
static size_t best_epoch(const struct fixture *f)
{
    size_t best = 0;

    for (size_t row = 1; row < rows(f); row++)
        if (val_loss(f, row) < val_loss(f, best))
            best = row;
    return best + 1;
}

static void play_with(struct fixture *f, double rate, int epochs, const char *stopping)
{
    char yaml[600];

    snprintf(yaml, sizeof yaml,
             SMALL "optimizer: {name: sgd, learning_rate: %g}\n"
                   "train: {batch: 10, epochs: %d}\n%s",
             rate, epochs, stopping);
    play(f, yaml);
}

/* A loss that stands still: the first epoch is the best, and `patience` more are waited for. */
static void test_a_standstill_ends_after_patience(void **state)
{
    struct fixture f;
    size_t events;
    const struct rv_event *event;

    (void)state;
    play_with(&f, 0, 20, "early_stopping: {patience: 4}\n");
    assert_int_equal(rows(&f), 5);
    event = rv_run_events(f.run, &events);
    assert_int_equal(events, 1);
    assert_non_null(strstr(event[0].text, "since epoch 1"));
    drop(&f);
    play_with(&f, 0, 20, "");
    assert_int_equal(rows(&f), 20);
    drop(&f);
}

/* The rate over-fits thirty noisy examples at once: the loss turns up long before the end. */
static void test_ends_where_the_whole_run_says(void **state)
{
    struct fixture whole, stopped;
    size_t best, last = 1;

    (void)state;
    play_with(&whole, 0.3, 60, "");
    play_with(&stopped, 0.3, 60, "early_stopping: {patience: 5}\n");
    /* By hand: the first epoch that is five epochs past its best. */
    for (best = 1; last < 60 && last - best < 5; last++)
        if (val_loss(&whole, last) < val_loss(&whole, best - 1))
            best = last + 1;
    assert_true(last < 60);
    assert_int_equal(rows(&stopped), last);
    assert_int_equal(best_epoch(&stopped), best);
    for (size_t row = 0; row < rows(&stopped); row++)
        assert_true(val_loss(&stopped, row) == val_loss(&whole, row));
    drop(&whole);
    drop(&stopped);
}

static void test_hands_in_the_best_epoch(void **state)
{
    struct fixture restored, latest, reference;
    size_t bytes;

    (void)state;
    play_with(&restored, 0.3, 60, "early_stopping: {patience: 5}\n");
    play_with(&latest, 0.3, 60, "early_stopping: {patience: 5, restore_best: false}\n");
    play_with(&reference, 0.3, (int)best_epoch(&restored), "");
    bytes = rv_run_parameter_count(reference.run) * sizeof(double);
    assert_true(rows(&restored) > rows(&reference));
    assert_memory_equal(rv_run_model(restored.run), rv_run_parameters(reference.run), bytes);
    assert_memory_not_equal(rv_run_model(restored.run), rv_run_parameters(restored.run), bytes);
    assert_memory_equal(rv_run_model(latest.run), rv_run_parameters(restored.run), bytes);
    drop(&restored);
    drop(&latest);
    drop(&reference);
}

/* Patience that is never used up: the planned end, and still the best epoch's weights. */
static void test_best_is_handed_in_at_the_planned_end(void **state)
{
    struct fixture f, reference;

    (void)state;
    play_with(&f, 0.3, 30, "early_stopping: {patience: 1000}\n");
    assert_int_equal(rows(&f), 30);
    assert_true(best_epoch(&f) < 30);
    play_with(&reference, 0.3, (int)best_epoch(&f), "");
    assert_memory_equal(rv_run_model(f.run), rv_run_parameters(reference.run),
                        rv_run_parameter_count(f.run) * sizeof(double));
    drop(&f);
    drop(&reference);
}

static void test_a_small_gain_does_not_count(void **state)
{
    struct fixture f;

    (void)state;
    play_with(&f, 0.001, 20, "early_stopping: {patience: 3}\n");
    assert_int_equal(rows(&f), 20); /* falls all the time */
    drop(&f);
    play_with(&f, 0.001, 20, "early_stopping: {patience: 3, min_delta: 5}\n");
    assert_int_equal(rows(&f), 4);
    drop(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_standstill_ends_after_patience),
        cmocka_unit_test(test_ends_where_the_whole_run_says),
        cmocka_unit_test(test_hands_in_the_best_epoch),
        cmocka_unit_test(test_best_is_handed_in_at_the_planned_end),
        cmocka_unit_test(test_a_small_gain_does_not_count),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
