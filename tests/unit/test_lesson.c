/* The lesson behind the menu: takes go back, branch and are written to the last bit; votes; trials
 * give what an experiment gives; the rule of words. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ravine/folder.h"
#include "ravine/memory.h"
#include "ravine/vector.h"
#include "experiment/outcomes.h"
#include "lesson/jump.h"
#include "lesson/lesson.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BUDGET 10.0 /* seconds of a slice: more than any here needs */

static const char small[] =
    "title: a small case\n"
    "symptom: It jumps.\n"
    "choices:\n"
    "  - {text: a smaller rate, variant: slower}\n"
    "  - {text: a bigger batch, variant: bigger}\n"
    "answer: slower\n"
    "recipe:\n"
    "  data: {set: gratings, classes: 2, train: 96, validation: 64, noise: 0.5}\n"
    "  network:\n"
    "    - conv2d: {filters: 3, kernel: 3, padding: same}\n"
    "    - batchnorm: {momentum: 0.9}\n"
    "    - relu\n"
    "    - maxpool2d: {pool: 2}\n"
    "    - global_avgpool\n"
    "    - dropout: {rate: 0.2}\n"
    "    - dense: {units: 2}\n"
    "  optimizer: {name: sgd, learning_rate: 0.385, momentum: 0.7}\n"
    "  train: {batch: 16, epochs: 7}\n"
    "  record: {from: 2, steps_every: 1}\n"
    "seeds: {first: 11, count: 2, demo: 13}\n"
    "variants:\n"
    "  fast: {}\n"
    "  slower: {optimizer.learning_rate: 0.02}\n"
    "  bigger: {train.batch: 48}\n"
    "  dropped: {changes: [{epoch: 5, optimizer.learning_rate: 0.03}]}\n"
    "claims: [\"fast.fluctuation > 0\"]\n";

static char path[] = "/tmp/ravine-lesson-XXXXXX";

/* A slice of the trials of all choices, on all cores; true while there is more. */
static bool work_trials(struct rv_lesson *lesson, double seconds)
{
    return rv_lesson_begin_trials(lesson) && rv_trials_work(lesson->trials, seconds, 0);
}

static int write_case(void **state)
{
    int file = mkstemp(path);

    (void)state;
    return file < 0 || write(file, small, sizeof small - 1) < 0 || close(file);
}

static int remove_case(void **state)
{
    (void)state;
    return unlink(path);
}

static struct rv_lesson *open_case(void)
{
    struct rv_lesson *lesson = NULL;
    struct rv_report report = {0};

    if (rv_lesson_open(path, &lesson, &report))
        fail_msg("%s", report.errors[0].message);
    return lesson;
}

static void finish(struct rv_live_run *live)
{
    while (rv_live_run_stopped(live) == RV_RUNNING)
        rv_live_run_advance(live, LONG_MAX, BUDGET);
}

/* `steps` mini-batches from here. */
static void go(struct rv_live_run *live, long steps)
{
    while (steps > 0 || rv_live_run_catching_up(live, NULL)) {
        steps -= rv_live_run_advance(live, steps, BUDGET);
        assert_int_equal(rv_live_run_stopped(live), RV_RUNNING);
    }
}

static struct rv_node *override_of(const char *set)
{
    struct rv_report report = {0};
    struct rv_node *node = rv_recipe_assignment("test", set, 0, &report);

    assert_non_null(node);
    return node;
}

static void change(struct rv_live_run *live, const char *set, enum rv_live when)
{
    struct rv_node *override = override_of(set);
    struct rv_report report = {0};

    if (rv_live_run_change(live, override, when, &report))
        fail_msg("%s", report.errors[0].message);
    rv_node_free(override);
}

static void same_table(const struct rv_table *a, const struct rv_table *b, size_t rows)
{
    assert_true(a->rows >= rows && b->rows >= rows);
    assert_memory_equal(a->values, b->values, rows * a->columns * sizeof(double));
}

static void same_runs(const struct rv_run *a, const struct rv_run *b)
{
    size_t n = rv_run_parameter_count(a);

    assert_int_equal(rv_run_epochs(a)->rows, rv_run_epochs(b)->rows);
    same_table(rv_run_epochs(a), rv_run_epochs(b), rv_run_epochs(a)->rows);
    same_table(rv_run_steps(a), rv_run_steps(b), rv_run_steps(a)->rows);
    assert_int_equal(n, rv_run_parameter_count(b));
    assert_memory_equal(rv_run_parameters(a), rv_run_parameters(b), n * sizeof(double));
}

/* What `ravine run` does with the file of the live run gives the same run. */
static void repeats(const struct rv_live_run *live)
{
    struct rv_text yaml = {0};
    struct rv_report report = {0};
    struct rv_scenario scenario;
    struct rv_error error;
    struct rv_run *run;

    if (rv_live_run_print(live, "by hand: a \"colon\"", &yaml, &report))
        fail_msg("%s", report.errors[0].message);
    assert_int_equal(
        rv_scenario_parse("saved", rv_text_string(&yaml), NULL, &scenario, &report, NULL), RV_OK);
    assert_int_equal(scenario.seed_count, 1);
    assert_int_equal(
        rv_run_create(&scenario.variants[0].recipe, (uint64_t)scenario.seed_first, &run, &error),
        RV_OK);
    while (rv_run_step(run, NULL) == RV_RUNNING) {}
    same_runs(rv_live_run_run(live), run);
    rv_run_free(run);
    rv_scenario_release(&scenario);
    rv_text_release(&yaml);
}

/* ---- Live runs ---- */

static void test_rewind(void **state)
{
    struct rv_lesson *lesson = open_case(), *other = open_case();
    struct rv_live_run *live = rv_lesson_run(lesson), *straight = rv_lesson_run(other);

    (void)state;
    assert_int_equal(rv_live_run_seed(live), 13);
    finish(straight);
    finish(live);
    for (long epoch = 6; epoch >= 0; epoch--) {
        rv_live_run_rewind(live, epoch);
        assert_int_equal(rv_live_run_place(live).epoch, epoch);
        assert_true(rv_live_run_place(live).between);
        assert_int_equal(rv_live_run_epochs(live)->rows, epoch);
        go(live, 4); /* from the middle of an epoch too */
        if (epoch % 2)
            rv_live_run_rewind(live, epoch);
        finish(live);
        same_runs(rv_live_run_run(live), rv_live_run_run(straight));
    }
    rv_lesson_free(lesson);
    rv_lesson_free(other);
}

/* Slices of no length: each call makes one mini-batch or a part of an evaluation. Going back in the
 * middle of either changes no bit. */
static void test_small_slices(void **state)
{
    struct rv_lesson *lesson = open_case(), *other = open_case();
    struct rv_live_run *live = rv_lesson_run(lesson), *straight = rv_lesson_run(other);
    long calls = 0, made = 0;

    (void)state;
    finish(straight);
    for (; rv_live_run_stopped(live) == RV_RUNNING; calls++) {
        made += rv_live_run_advance(live, 1, 0);
        if (calls % 17 == 16) {
            long back = rv_live_run_place(live).epoch - 1;

            rv_live_run_rewind(live, back);
            made = rv_live_run_place(live).step;
            if (calls > 200) /* enough of that */
                finish(live);
        }
    }
    assert_true(made <= calls);
    same_runs(rv_live_run_run(live), rv_live_run_run(straight));
    rv_lesson_free(lesson);
    rv_lesson_free(other);
}

/* Too large to keep every epoch: it catches up, and tells where it will be. */
static void test_rewind_large(void **state)
{
    struct rv_report report = {0};
    struct rv_scenario s;
    struct rv_live_run *live;
    static const char large[] =
        "recipe:\n"
        "  data: {set: gratings, classes: 2, train: 20, validation: 10}\n"
        "  network: [flatten, dense: {units: 2500}, relu, dense: {units: 2}]\n"
        "  train: {batch: 10, epochs: 7}\n";
    double share, last;

    (void)state;
    if (rv_scenario_parse("large", large, NULL, &s, &report, NULL))
        fail_msg("%s", report.errors[0].message);
    assert_int_equal(rv_live_run_create(s.recipe, 5, "large", &live, &report), RV_OK);
    finish(live);
    last = rv_table_at(rv_live_run_epochs(live), 6, 3);
    rv_live_run_rewind(live, 5);
    assert_true(rv_live_run_catching_up(live, &share));
    assert_true(share > 0 && share < 1);
    assert_int_equal(rv_live_run_place(live).epoch, 5);
    assert_int_equal(rv_live_run_place(live).step, 10);
    assert_int_equal(rv_live_run_stopped(live), RV_RUNNING);
    finish(live);
    assert_true(rv_table_at(rv_live_run_epochs(live), 6, 3) == last);
    rv_live_run_free(live);
    rv_scenario_release(&s);
}

/* Changes with and without room for the old state; in the middle and between epochs. */
static void test_change(void **state)
{
    struct rv_lesson *lesson = open_case(), *plain = open_case();
    struct rv_live_run *live = rv_lesson_run(lesson);
    size_t events;

    (void)state;
    go(live, 15);
    change(live, "optimizer.learning_rate=0.0385", RV_LIVE_STEP); /* in epoch 3 */
    assert_false(rv_live_run_catching_up(live, NULL));
    change(live, "train.batch=24", RV_LIVE_EPOCH); /* another number of steps: made again */
    assert_true(rv_live_run_catching_up(live, NULL));
    assert_int_equal(rv_live_run_place(live).step, 15);
    go(live, 7); /* 3 of epoch 3, 4 of epoch 4 */
    assert_true(rv_live_run_place(live).between);
    change(live, "optimizer={name: adam, learning_rate: 0.01}", RV_LIVE_STEP);
    change(live, "network.batchnorm.momentum=0.5", RV_LIVE_STEP);
    finish(live);
    rv_run_events(rv_live_run_run(live), &events);
    assert_int_equal(events, 4);
    repeats(live);
    finish(rv_lesson_run(plain));
    same_table(rv_live_run_epochs(live), rv_live_run_epochs(rv_lesson_run(plain)), 2);
    assert_true(rv_table_at(rv_live_run_epochs(live), 2, 1) !=
                rv_table_at(rv_live_run_epochs(rv_lesson_run(plain)), 2, 1));
    rv_lesson_free(lesson);
    rv_lesson_free(plain);
}

/* After going back a change gives up the future; without going back changes add up. */
static void test_change_after_rewind(void **state)
{
    struct rv_lesson *lesson = open_case();
    struct rv_live_run *live = rv_lesson_run(lesson);

    (void)state;
    go(live, 20);
    change(live, "optimizer.learning_rate=0.01", RV_LIVE_STEP);
    finish(live);
    rv_live_run_rewind(live, 1);
    change(live, "optimizer.learning_rate=0.1", RV_LIVE_STEP);
    change(live, "clip.norm=1", RV_LIVE_STEP);
    assert_int_equal(rv_node_get(rv_live_run_tree(live), "changes")->count, 2);
    finish(live);
    assert_true(rv_optimizer_rate(&rv_run_recipe(rv_live_run_run(live))->optimizer) == 0.1);
    repeats(live);
    rv_lesson_free(lesson);
}

static void test_change_refused(void **state)
{
    struct rv_lesson *lesson = open_case();
    struct rv_live_run *live = rv_lesson_run(lesson);
    struct rv_node *never = override_of("train.epochs=9"), *far = override_of("train.batch=0");
    struct rv_report report = {0};

    (void)state;
    go(live, 3);
    assert_int_equal(rv_live_run_change(live, never, RV_LIVE_STEP, &report), RV_INPUT);
    assert_non_null(strstr(report.errors[0].message, "cannot change during a run"));
    assert_int_equal(rv_live_run_change(live, far, RV_LIVE_EPOCH, &report), RV_INPUT);
    assert_null(rv_node_get(rv_live_run_tree(live), "changes"));
    finish(live);
    repeats(live);
    rv_report_release(&report);
    rv_node_free(never);
    rv_node_free(far);
    rv_lesson_free(lesson);
}

static void branch_of(long epoch, const char *set, enum rv_live when)
{
    struct rv_lesson *lesson = open_case();
    struct rv_live_run *live = rv_lesson_run(lesson), *branch;
    struct rv_report report = {0};

    go(live, 8);
    change(live, "optimizer.momentum=0.2", RV_LIVE_STEP);
    finish(live);
    assert_int_equal(rv_live_run_branch(live, epoch, "branch", &branch, &report), RV_OK);
    assert_int_equal(rv_live_run_place(branch).epoch, epoch);
    change(branch, set, when);
    finish(branch);
    repeats(branch);
    same_table(rv_live_run_epochs(live), rv_live_run_epochs(branch), (size_t)epoch);
    repeats(live); /* the trunk is as it was */
    rv_lesson_add(lesson, branch);
    assert_ptr_equal(rv_lesson_run(lesson), branch);
    rv_lesson_free(lesson);
}

static void test_branch(void **state)
{
    (void)state;
    branch_of(0, "optimizer.learning_rate=0.05", RV_LIVE_STEP);
    branch_of(1, "train.batch=32", RV_LIVE_EPOCH);
    branch_of(4, "optimizer.learning_rate=0.05", RV_LIVE_STEP);
}

/* The changes of the scenario itself stay where they are. */
static void test_planned(void **state)
{
    struct rv_lesson *lesson = open_case();
    struct rv_report report = {0};
    struct rv_node *tree = rv_recipe_merge(
        lesson->scenario.recipe, lesson->scenario.variants[3].override, &report);
    struct rv_live_run *live;

    (void)state;
    assert_int_equal(rv_live_run_create(tree, 3, "dropped", &live, &report), RV_OK);
    finish(live);
    rv_live_run_rewind(live, 2);
    change(live, "clip.norm=2", RV_LIVE_STEP);
    finish(live);
    assert_int_equal(rv_node_get(rv_live_run_tree(live), "changes")->count, 2);
    assert_true(rv_optimizer_rate(&rv_run_recipe(rv_live_run_run(live))->optimizer) == 0.03);
    repeats(live);
    rv_live_run_free(live);
    rv_node_free(tree);
    rv_lesson_free(lesson);
}

/* Anew with a setting that cannot change during a run; the next seed; places for four. */
static void test_takes(void **state)
{
    struct rv_lesson *lesson = open_case();
    struct rv_live_run *first = rv_lesson_run(lesson), *anew, *kept = NULL;
    struct rv_node *override = override_of("data.noise=0.2");
    struct rv_report report = {0};

    (void)state;
    for (int i = 0; i < 5; i++) {
        assert_int_equal(
            rv_live_run_anew(first, override, 20 + (uint64_t)i, "noise", &anew, &report), RV_OK);
        rv_lesson_add(lesson, anew);
        kept = i == 3 ? anew : kept;
    }
    assert_int_equal(lesson->run_count, RV_LESSON_RUNS);
    assert_ptr_equal(lesson->runs[0], first);
    assert_ptr_equal(lesson->runs[2], kept);
    assert_ptr_equal(rv_lesson_run(lesson), anew);
    finish(anew);
    repeats(anew);
    assert_int_equal(rv_lesson_next_seed(lesson, &report), RV_OK);
    assert_int_equal(rv_live_run_seed(rv_lesson_run(lesson)), 25);
    rv_lesson_drop(lesson, 3);
    assert_int_equal(lesson->run_count, 3);
    assert_int_equal(lesson->current, 2);
    rv_node_free(override);
    rv_lesson_free(lesson);
}

/* Changing one thing in class: the failing run stays, a copy goes another way from here on. */
static void test_lesson_change(void **state)
{
    struct rv_lesson *lesson = open_case(), *plain = open_case();
    struct rv_node *slower = override_of("optimizer.learning_rate=0.0385");
    struct rv_node *noise = override_of("data.noise=0.1");
    struct rv_report report = {0};
    bool anew;

    (void)state;
    go(rv_lesson_run(lesson), 15); /* in the middle of epoch 3 */
    assert_int_equal(rv_lesson_change(lesson, slower, RV_LIVE_STEP, RV_LESSON_HERE, 0, "slower",
                                      &anew, &report),
                     RV_OK);
    assert_false(anew);
    assert_int_equal(lesson->run_count, 2);
    assert_int_equal(rv_live_run_place(rv_lesson_run(lesson)).step, 15);
    assert_string_equal(rv_live_run_label(rv_lesson_run(lesson)), "slower");
    finish(rv_lesson_run(lesson));
    repeats(rv_lesson_run(lesson));
    rv_live_run_rewind(rv_lesson_run(lesson), 1); /* the copy has the epochs before it, too */
    assert_false(rv_live_run_catching_up(rv_lesson_run(lesson), NULL));
    finish(lesson->runs[0]);
    finish(rv_lesson_run(plain));
    same_runs(rv_live_run_run(lesson->runs[0]), rv_live_run_run(rv_lesson_run(plain)));

    /* What can never change begins anew, with what was changed by hand before. */
    assert_int_equal(rv_lesson_change(lesson, noise, RV_LIVE_NEVER, RV_LESSON_HERE, 0, "noise",
                                      &anew, &report),
                     RV_OK);
    assert_true(anew);
    assert_int_equal(rv_live_run_place(rv_lesson_run(lesson)).step, 0);
    assert_true(rv_optimizer_rate(&rv_live_run_recipe(rv_lesson_run(lesson))->optimizer) == 0.0385);
    finish(rv_lesson_run(lesson));
    repeats(rv_lesson_run(lesson));

    lesson->current = 0;
    assert_int_equal(rv_lesson_change(lesson, slower, RV_LIVE_STEP, RV_LESSON_EPOCH, 4, "later",
                                      &anew, &report),
                     RV_OK);
    assert_int_equal(rv_live_run_place(rv_lesson_run(lesson)).epoch, 4);
    assert_int_equal(lesson->run_count, 4);
    rv_node_free(slower);
    rv_node_free(noise);
    rv_lesson_free(lesson);
    rv_lesson_free(plain);
}

/* The same question on many seeds: what a scenario with that variant says. */
static void test_ask(void **state)
{
    struct rv_lesson *lesson = open_case();
    struct rv_node *slower = override_of("optimizer.learning_rate=0.02"); /* as `slower` is */
    struct rv_report report = {0};
    struct rv_effect asked, tried;

    (void)state;
    assert_int_equal(rv_lesson_ask(lesson, slower, 5, "slower", &report), RV_OK);
    while (rv_trials_work(lesson->asked, BUDGET, 0)) {}
    while (work_trials(lesson, BUDGET)) {}
    asked = rv_trials_effect(lesson->asked, 1);
    assert_int_equal(asked.of, 5);
    for (size_t s = 0; s < 5; s++)
        same_table(&rv_trials_experiment(lesson->asked)->results[5 + s].epochs,
                   &rv_trials_experiment(lesson->trials)->results[RV_LESSON_SEEDS + s].epochs, 7);
    tried = rv_trials_effect(lesson->trials, 1);
    assert_true(asked.severity.low >= tried.severity.low &&
                asked.severity.high <= tried.severity.high);
    rv_node_free(slower);
    rv_lesson_free(lesson);
}

/* A step of a live run allocates nothing but the copy at the end of an epoch. */
static void test_no_allocation(void **state)
{
    struct rv_lesson *lesson = open_case();
    struct rv_live_run *live = rv_lesson_run(lesson);
    unsigned long calls;

    (void)state;
    go(live, 1);
    calls = rv_memory_calls();
    go(live, 4);
    assert_int_equal(rv_memory_calls(), calls);
    go(live, 1);
    assert_int_equal(rv_memory_calls(), calls + 1);
    rv_lesson_free(lesson);
}

/* ---- Votes ---- */

static void test_votes(void **state)
{
    struct rv_lesson *lesson = open_case();
    struct rv_vote *vote = &lesson->vote;

    (void)state;
    assert_int_equal(lesson->choice_count, 2);
    assert_false(rv_lesson_voted(lesson));
    rv_vote_add(vote, 1, 1);
    rv_vote_add(vote, 1, 1);
    rv_vote_add(vote, 0, 1);
    rv_vote_add(vote, 0, -1);
    rv_vote_add(vote, 0, -1);
    assert_int_equal(rv_vote_hands(vote, 2, 0), 0);
    assert_int_equal(rv_vote_hands(vote, 2, 1), 2);
    vote->round = 1;
    assert_int_equal(rv_vote_hands(vote, 2, 1), 2); /* until someone votes again */
    rv_vote_add(vote, 0, 1);
    assert_int_equal(rv_vote_hands(vote, 2, 1), 0);
    assert_int_equal(rv_vote_in_round(vote, 2, 0), 2);
    assert_true(rv_lesson_voted(lesson));
    /* One learner's answer does not touch the hands of the class. */
    vote->alone = true;
    rv_vote_add(vote, 1, 1);
    assert_int_equal(rv_vote_hands(vote, 2, 0), 0);
    assert_int_equal(rv_vote_hands(vote, 2, 1), 1);
    vote->alone = false;
    assert_int_equal(rv_vote_in_round(vote, 2, 0), 2);
    assert_int_equal(rv_vote_hands(vote, 2, 0), 1);
    assert_string_equal(rv_lesson_letter(1), "B");
    rv_lesson_free(lesson);
}

/* 75 hands are two keys; whatever was typed can be taken back. */
static void test_count(void **state)
{
    struct rv_vote vote = {0};

    (void)state;
    rv_vote_digit(&vote, 0, 7, false);
    rv_vote_digit(&vote, 0, 5, true);
    assert_int_equal(vote.now.of[0][0], 75);
    rv_vote_digit(&vote, 1, 9, false);
    for (int i = 0; i < 2; i++)
        rv_vote_digit(&vote, 1, 9, true);
    assert_int_equal(vote.now.of[0][1], 999);
    rv_vote_digit(&vote, 1, 4, true); /* more than any hall has: a new number */
    assert_int_equal(vote.now.of[0][1], 4);
    assert_true(rv_vote_undo(&vote));
    assert_int_equal(vote.now.of[0][1], 999);
    for (int i = 0; i < 5; i++)
        assert_true(rv_vote_undo(&vote));
    assert_false(rv_vote_undo(&vote));
    assert_int_equal(rv_vote_in_round(&vote, 2, 0), 0);
    for (int i = 0; i < 3 * RV_VOTE_UNDO; i++)
        rv_vote_add(&vote, 0, 1);
    for (int i = 0; i < RV_VOTE_UNDO; i++)
        assert_true(rv_vote_undo(&vote));
    assert_false(rv_vote_undo(&vote));
    assert_int_equal(vote.now.of[0][0], 2 * RV_VOTE_UNDO);
}

/* Every key is in the file before the next one; lines that are damaged are passed over. */
static void test_kept(void **state)
{
    char folder[] = "/tmp/ravine-votes-XXXXXX", file[64];
    struct rv_vote first = {0}, second = {0}, other = {0};
    long minutes;

    (void)state;
    assert_non_null(mkdtemp(folder));
    setenv("XDG_STATE_HOME", folder, 1);
    assert_false(rv_vote_keep(&first, "large-lr", &minutes));
    rv_vote_add(&first, 2, 1);
    rv_vote_digit(&first, 1, 7, false);
    snprintf(file, sizeof file, "%s/ravine/votes", folder);
    assert_int_equal(rv_file_add_line(file, "9999 large-lr 3 1 2", NULL), RV_OK);
    assert_int_equal(rv_file_add_line(file, "\x1b[2J", NULL), RV_OK);
    assert_false(rv_vote_keep(&other, "tiny-batch", &minutes));
    assert_true(rv_vote_keep(&second, "large-lr", &minutes));
    assert_int_equal(minutes, 0);
    assert_int_equal(second.now.of[0][1], 7);
    assert_int_equal(second.now.of[0][2], 1);
    assert_true(rv_vote_undo(&second)); /* and they are gone */
    assert_int_equal(rv_vote_in_round(&second, 9, 0), 0);
    other = (struct rv_vote){0};
    assert_false(rv_vote_keep(&other, "large-lr", &minutes));
    /* Of yesterday: another lecture. */
    assert_int_equal(rv_file_add_line(file, "1600000000 large-lr 0 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 "
                                            "1 1 1", NULL), RV_OK);
    assert_false(rv_vote_keep(&other, "large-lr", &minutes));
    assert_int_equal(remove(file), 0);
    snprintf(file, sizeof file, "%s/ravine", folder);
    assert_int_equal(rmdir(file), 0);
    assert_int_equal(rmdir(folder), 0);
    unsetenv("XDG_STATE_HOME");
}

/* ---- Trials ---- */

/* Slices of any length on any number of threads give what one call gives. */
static void test_trials(void **state)
{
    struct rv_lesson *lesson = open_case();
    struct rv_scenario s;
    struct rv_experiment experiment;
    struct rv_report report = {0};
    struct rv_error error;
    struct rv_effect effect;
    double before = 0;

    (void)state;
    while (work_trials(lesson, 0.05)) {
        double now = rv_trials_progress(lesson->trials, false);

        assert_true(now >= before && rv_trials_progress(lesson->trials, true) <= now);
        before = now;
    }
    assert_true(rv_trials_progress(lesson->trials, true) == 1);
    assert_null(rv_trials_error(lesson->trials));
    effect = rv_trials_effect(lesson->trials, 1);
    assert_int_equal(effect.of, RV_LESSON_SEEDS);
    assert_true(effect.severity.low <= effect.severity.median &&
                effect.severity.median <= effect.severity.high);
    assert_int_equal(rv_trials_effect(lesson->trials, 0).word, RV_EFFECT_NONE);

    (void)rv_scenario_read(path, NULL, &s, &report, NULL);
    s.seed_count = RV_LESSON_SEEDS;
    assert_int_equal(rv_experiment_create(&s, &experiment, &error), RV_OK);
    assert_int_equal(rv_experiment_run(&experiment, 0, &error), RV_OK);
    for (size_t i = 0; i < experiment.result_count; i++)
        same_table(&experiment.results[i].epochs,
                   &rv_trials_experiment(lesson->trials)->results[i].epochs, 7);
    assert_true(rv_trials_experiment(lesson->trials)->verdicts[0].checked);
    rv_experiment_release(&experiment);
    rv_scenario_release(&s);
    rv_lesson_free(lesson);
}

/* ---- The rule of words ---- */

static enum rv_effect_word word(const double *with, const double *without, size_t count)
{
    return rv_effect_of(with, without, count).word;
}

static void test_words(void **state)
{
    double without[20], with[20];
    struct rv_effect effect;

    (void)state;
    for (int i = 0; i < 20; i++) {
        without[i] = 1 + 0.013 * i;
        with[i] = without[i] / 3.1;
    }
    assert_int_equal(word(with, without, 20), RV_EFFECT_CURE);
    with[3] = 5; /* 19 of 20 still are 95 % */
    assert_int_equal(word(with, without, 20), RV_EFFECT_CURE);
    with[4] = 0.9; /* 18: calmer, no cure */
    effect = rv_effect_of(with, without, 20);
    assert_int_equal(effect.word, RV_EFFECT_PARTLY);
    assert_int_equal(effect.calmer, 19);
    for (int i = 0; i < 15; i++)
        with[i] = 0.5 * without[i];
    for (int i = 15; i < 20; i++)
        with[i] = 2 * without[i];
    assert_int_equal(word(with, without, 20), RV_EFFECT_PARTLY); /* 15 of 20: 2 in 100 coins */
    with[0] = 3;
    assert_int_equal(word(with, without, 20), RV_EFFECT_CHANCE); /* 14 of 20: 6 in 100 */
    assert_int_equal(word(without, with, 20), RV_EFFECT_CHANCE);
    for (int i = 0; i < 20; i++)
        with[i] = 1.2 * without[i];
    assert_int_equal(word(with, without, 20), RV_EFFECT_NO); /* sure, but small */
    for (int i = 0; i < 20; i++)
        with[i] = 1.4 * without[i];
    assert_int_equal(word(with, without, 20), RV_EFFECT_WORSE);
    for (int i = 0; i < 20; i++)
        with[i] = HUGE_VAL;
    effect = rv_effect_of(with, without, 20);
    assert_int_equal(effect.word, RV_EFFECT_WORSE);
    assert_int_equal(effect.failed, 20);
    assert_int_equal(word(without, with, 20), RV_EFFECT_CURE);
    assert_int_equal(word(with, without, 0), RV_EFFECT_NONE);
}

/* Without noise twenty seeds are one; a gap below 0 cannot be divided by three. */
static void test_words_at_the_edge(void **state)
{
    double a[20], b[20];
    struct rv_effect effect;

    (void)state;
    for (int i = 0; i < 20; i++) {
        a[i] = 0.6;
        b[i] = 1;
    }
    effect = rv_effect_of(a, b, 20);
    assert_true(effect.alike);
    assert_int_equal(effect.word, RV_EFFECT_PARTLY);
    assert_int_equal(word(a, b, 3), RV_EFFECT_PARTLY);
    a[0] = 0.61;
    assert_int_equal(word(a, b, 3), RV_EFFECT_CHANCE); /* three coins prove nothing */
    for (int i = 0; i < 20; i++) {
        a[i] = -0.02 * i - 0.1;
        b[i] = -0.01 * i;
    }
    assert_int_equal(word(a, b, 20), RV_EFFECT_CURE);
}

/* Seeds that lack a number do not count; two that diverged take no number from the median. */
static void test_missing_seeds(void **state)
{
    const double without[] = {1, 1.1, 1.2, 1.3, RV_NAN, 1.4, 1.5};
    const double with[] = {0.6, HUGE_VAL, 0.5, HUGE_VAL, 0.1, 0.4, RV_NAN};
    struct rv_effect effect = rv_effect_of(with, without, 7);

    (void)state;
    assert_int_equal(effect.of, 5);
    assert_int_equal(effect.calmer, 3);
    assert_int_equal(effect.failed, 2);
    assert_true(effect.severity.median == 0.6);
    assert_int_equal(effect.word, RV_EFFECT_CHANCE);
}

/* A run that early stopping finished is measured over the epochs that it took. */
static void test_early_stopped_severity(void **state)
{
    struct rv_lesson *lesson = open_case();
    struct rv_live_run *live = rv_lesson_run(lesson);
    struct rv_recipe recipe = *rv_live_run_recipe(live);

    (void)state;
    finish(live);
    recipe.train.epochs += 5; /* of which the run took all but five */
    assert_true(isnan(rv_effect_measure(RV_LOOKS_JUMPS, rv_live_run_epochs(live), &recipe,
                                        RV_FINISHED_RUN)));
    recipe.early_stopping.patience = 3;
    assert_true(rv_effect_measure(RV_LOOKS_JUMPS, rv_live_run_epochs(live), &recipe,
                                  RV_FINISHED_RUN) > 0);
    assert_true(isnan(rv_effect_measure(RV_LOOKS_JUMPS, rv_live_run_epochs(live), &recipe,
                                        RV_INTERRUPTED_RUN)));
    rv_lesson_free(lesson);
}

static void test_severity(void **state)
{
    struct rv_lesson *lesson = open_case();
    struct rv_live_run *live = rv_lesson_run(lesson);
    const struct rv_table *epochs = rv_live_run_epochs(live);
    const struct rv_recipe *recipe = rv_live_run_recipe(live);
    double loss = 0, gap = 0, wrong = 0;

    (void)state;
    finish(live);
    for (size_t i = 1; i < 7; i++) { /* record.from is 2 */
        double val = rv_table_at(epochs, i, rv_table_find(epochs, "val_loss"));

        loss += val / 6;
        gap += (val - rv_table_at(epochs, i, rv_table_find(epochs, "snapshot_loss"))) / 6;
        wrong += (1 - rv_table_at(epochs, i, rv_table_find(epochs, "val_accuracy"))) / 6;
    }
#define CLOSE(x, y) assert_true(fabs((x) - (y)) < 1e-12)
    CLOSE(rv_effect_measure(RV_LOOKS_OFFSET, epochs, recipe, RV_FINISHED_RUN), loss);
    CLOSE(rv_effect_measure(RV_LOOKS_GAP, epochs, recipe, RV_FINISHED_RUN), gap);
    CLOSE(rv_effect_measure(RV_LOOKS_CHANCE, epochs, recipe, RV_FINISHED_RUN), wrong);
    assert_true(rv_effect_measure(RV_LOOKS_JUMPS, epochs, recipe, RV_FINISHED_RUN) > 0);
    assert_true(isinf(rv_effect_measure(RV_LOOKS_JUMPS, epochs, recipe, RV_DIVERGED_RUN)));
    rv_lesson_free(lesson);
}

/* Without a snapshot the gap is that to the loss of the epoch, but never counts a penalty: a strong
 * one made the training loss larger than any validation loss and looked like a cure. */
static void test_gap_without_penalty(void **state)
{
    static const char *const names[] = {"epoch", "loss", "val_loss", "snapshot_loss", "penalty",
                                        NULL};
    static const double rows[][5] = {{1, 1.25, 0.7, RV_NAN, 1}, {2, 1.5, 0.9, RV_NAN, 1.125}};
    struct rv_recipe recipe = {.train.epochs = 2, .record.from = 1};
    struct rv_table epochs;

    (void)state;
    rv_table_init(&epochs, names, 2);
    for (size_t i = 0; i < 2; i++)
        rv_table_append(&epochs, rows[i]);
    CLOSE(rv_effect_measure(RV_LOOKS_GAP, &epochs, &recipe, RV_FINISHED_RUN), 0.4875);
    for (size_t i = 0; i < 2; i++)
        epochs.values[5 * i + 4] = RV_NAN; /* a surface has none */
    CLOSE(rv_effect_measure(RV_LOOKS_GAP, &epochs, &recipe, RV_FINISHED_RUN), -0.575);
    rv_table_release(&epochs);
}

/* A run that is calm because it has learnt nothing is no cure, unless the other is like that too. */
static void test_calm_because_stuck(void **state)
{
    struct rv_result well = {.made = true}, dead = {.made = true, .condition = RV_RUN_ONE_ANSWER};
    const bool is_well = rv_result_is_stuck(&well), is_dead = rv_result_is_stuck(&dead);

    (void)state;
    assert_true(rv_effect_is_hollow(RV_LOOKS_JUMPS, is_dead, is_well));
    assert_true(rv_effect_is_hollow(RV_LOOKS_GAP, is_dead, is_well));
    assert_false(rv_effect_is_hollow(RV_LOOKS_JUMPS, is_dead, is_dead));
    assert_false(rv_effect_is_hollow(RV_LOOKS_JUMPS, is_well, is_dead));
    assert_false(rv_effect_is_hollow(RV_LOOKS_CHANCE, is_dead, is_well)); /* counts already */
}

/* Of all runs of an experiment, the second variant. */
static struct rv_effect effect_now(const struct rv_experiment *experiment)
{
    struct rv_outcomes outcomes;
    struct rv_effect effect;

    rv_outcomes_create(experiment->scenario, experiment->seed_count, &outcomes);
    for (size_t r = 0; r < experiment->result_count; r++)
        rv_outcomes_note(&outcomes, experiment, r);
    effect = rv_outcomes_effect(&outcomes, 1);
    rv_outcomes_release(&outcomes);
    return effect;
}

/* The same in the runs of a case: the word cannot be "cure" for runs that are dead. */
static void test_trials_that_learnt_nothing(void **state)
{
    struct rv_lesson *lesson = open_case();
    struct rv_experiment *experiment;
    struct rv_effect before, after;

    (void)state;
    while (work_trials(lesson, 0.05)) {}
    experiment = rv_trials_experiment(lesson->trials);
    assert_int_equal(rv_trials_effect(lesson->trials, 1).calmer, effect_now(experiment).calmer);
    for (size_t s = 0; s < 2 * RV_LESSON_SEEDS; s++)
        experiment->results[s].condition = RV_RUN_WELL;
    before = effect_now(experiment);
    assert_int_equal(before.hollow, 0);
    for (size_t s = 0; s < RV_LESSON_SEEDS; s++)
        experiment->results[RV_LESSON_SEEDS + s].condition = RV_RUN_ONE_ANSWER;
    after = effect_now(experiment);
    assert_int_equal(after.hollow, RV_LESSON_SEEDS);
    assert_int_equal(after.calmer, 0);
    assert_int_equal(after.word, RV_EFFECT_WORSE);
    rv_lesson_free(lesson);
}

static void test_jumps(void **state)
{
    static const double value[] = {9, 1, 1.1, 0.9, 1, 1.45, 1.6, 1.0, 1.1, 2.9, 1};

    (void)state;
    for (size_t i = 3; i < 11; i++) /* before the fourth it is too early to tell */
        assert_int_equal(rv_jump_at(value, i), i == 6 || i == 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rewind),
        cmocka_unit_test(test_small_slices),
        cmocka_unit_test(test_rewind_large),
        cmocka_unit_test(test_change),
        cmocka_unit_test(test_change_after_rewind),
        cmocka_unit_test(test_change_refused),
        cmocka_unit_test(test_branch),
        cmocka_unit_test(test_planned),
        cmocka_unit_test(test_takes),
        cmocka_unit_test(test_lesson_change),
        cmocka_unit_test(test_ask),
        cmocka_unit_test(test_no_allocation),
        cmocka_unit_test(test_votes), cmocka_unit_test(test_count), cmocka_unit_test(test_kept),
        cmocka_unit_test(test_trials),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_words_at_the_edge),
        cmocka_unit_test(test_missing_seeds),
        cmocka_unit_test(test_early_stopped_severity),
        cmocka_unit_test(test_severity),
        cmocka_unit_test(test_gap_without_penalty),
        cmocka_unit_test(test_calm_because_stuck),
        cmocka_unit_test(test_trials_that_learnt_nothing),
        cmocka_unit_test(test_jumps),
    };

    return cmocka_run_group_tests(tests, write_case, remove_case);
}
