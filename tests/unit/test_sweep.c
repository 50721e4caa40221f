/* Sweeps: what is varied, the plan written and read back, the journal of a process that was killed,
 * and that neither threads nor parts nor a stop change a byte of the table. */
#include "support/run_case.h"

#include "experiment/sweep_parts.h"

#include "ravine/folder.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char lesson[] =
    "title: A sweep\n"
    "recipe:\n"
    "  data: {set: gratings, size: 8, train: 70, validation: 40}\n"
    "  network:\n"
    "    - conv2d: {filters: 3, kernel: 3}\n"
    "    - relu\n"
    "    - global_avgpool\n"
    "    - dense: {units: 2}\n"
    "  optimizer: {learning_rate: 0.2385}\n"
    "  train: {batch: 16, epochs: 5}\n"
    "seeds: {first: 3, count: 2}\n"
    "variants:\n"
    "  first: {}\n"
    "  bigger: {train.batch: 35}\n";

/* A scenario with what a sweep needs of it. */
struct swept {
    struct rv_scenario scenario;
    struct rv_scenario_options options;
    struct rv_variation *variation;
    struct rv_sweep_plan plan;
    struct rv_report report;
};

static void open_sweep(struct swept *s, const char *const *sets, size_t set_count)
{
    *s = (struct swept){.options = {.seed_first = -1, .seed_count = -1, .sets = sets,
                                    .set_count = set_count}};
    if (rv_scenario_parse("lesson", lesson, &s->options, &s->scenario, &s->report, NULL))
        fail_msg("%s", s->report.errors[0].message);
    rv_variation_create(&s->scenario, &s->options, &s->variation);
}

static enum rv_status plan_sweep(struct swept *s, const char *const *varied, size_t count,
                                 size_t sample)
{
    const struct rv_sweep_call call = {&s->scenario, s->variation, varied, count, sample};

    return rv_sweep_plan_create(&call, &s->plan, &s->report);
}

static void close_sweep(struct swept *s)
{
    rv_sweep_plan_release(&s->plan);
    rv_variation_free(s->variation);
    rv_scenario_release(&s->scenario);
    rv_report_release(&s->report);
}

/* The values of the only axis, joined. */
static char *values_of(const char *varied, size_t sample)
{
    struct swept s;
    struct rv_text text = {0};

    open_sweep(&s, NULL, 0);
    if (plan_sweep(&s, &varied, 1, sample) == RV_OK)
        for (size_t i = 0; i < s.plan.axes[0].count; i++)
            rv_text_printf(&text, "%s%s", i ? " | " : "", s.plan.axes[0].values[i]);
    else
        rv_text_add(&text, s.report.errors[0].message);
    close_sweep(&s);
    return text.string;
}

static void reads_values(void **state)
{
    static const struct {
        const char *varied, *values;
    } cases[] = {
        {"train.batch=8,32", "8 | 32"},
        {"a.b=[1, 2],{x: [3, 4], y: 'p,q'},\"r,s\",t", "[1, 2] | {x: [3, 4], y: 'p,q'} | \"r,s\" | t"},
        {"optimizer.learning_rate=0.01..1:3:log", "0.01 | 0.1 | 1"},
        {"optimizer.learning_rate=0.001..1:4:log", "0.001 | 0.01 | 0.1 | 1"},
        {"optimizer.learning_rate=0..1:5", "0 | 0.25 | 0.5 | 0.75 | 1"},
        {"optimizer.momentum=0.1..0.4:3", "0.1 | 0.25 | 0.4"},
        {"train.batch=8..64:4:log", "8 | 16 | 32 | 64"},
        {"train.batch=1..10:3", "1 | 6 | 10"}, /* whole numbers, since the key takes no others */
        {"first:train.batch=2,4", "2 | 4"},
        {"data.file=../x.csv", "../x.csv"},
    };
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *values = values_of(cases[i].varied, 0);

        assert_string_equal(values, cases[i].values);
        rv_free(values);
    }
}

static void refuses_values(void **state)
{
    static const struct {
        const char *varied, *message;
    } cases[] = {
        {"train.batch", "is not KEY=V1,V2"},
        {"=3", "is not KEY=V1,V2"},
        {"train.batch=", "is not KEY=V1,V2"},
        {"train.batch=8,,16", "a value between two commas is missing"},
        {"train.batch=8,", "a value between two commas is missing"},
        {"train.batch=8,8", "'8' is there twice"},
        {"train.batch=1..3:7", "not so many different values"},
        {"train.batch=8..64", "how many values?"},
        {"train.batch=8..64:1", "2 to 10000"},
        {"train.batch=8..64:4:lag", "2 to 10000"},
        {"train.batch=8..x:4", "a range is LOW..HIGH"},
        {"train.batch=64..8:4", "must begin below its end"},
        {"optimizer.momentum=0..1:3:log", "must begin above 0"},
    };
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *message = values_of(cases[i].varied, 0);

        if (!strstr(message, cases[i].message))
            fail_msg("%s: %s", cases[i].varied, message);
        rv_free(message);
    }
}

static void counts_runs(void **state)
{
    const char *varied[] = {"optimizer.learning_rate=0.1,0.2,0.3", "optimizer.momentum=0,0.9"};
    const char *twice[] = {"train.batch=1,2", "train.batch=3,4"};
    const char *many[] = {"optimizer.learning_rate=0.1..1:1000", "optimizer.momentum=0.1..0.9:1000"};
    struct swept s;
    (void)state;

    open_sweep(&s, NULL, 0);
    assert_int_equal(plan_sweep(&s, varied, 2, 0), RV_OK);
    assert_int_equal(s.plan.cells, 6);
    assert_int_equal(s.plan.runs, 6 * 2 * 2);
    /* the last axis is the fastest; within a cell variants, within these seeds */
    assert_string_equal(rv_sweep_value(&s.plan, 3, 0), "0.2");
    assert_string_equal(rv_sweep_value(&s.plan, 3, 1), "0.9");
    assert_int_equal(rv_sweep_place(&s.plan, 7).cell, 1);
    assert_int_equal(rv_sweep_place(&s.plan, 7).variant, 1);
    assert_int_equal(rv_sweep_place(&s.plan, 7).seed, 4);
    close_sweep(&s);
    open_sweep(&s, NULL, 0);
    assert_int_equal(plan_sweep(&s, twice, 2, 0), RV_USAGE);
    close_sweep(&s);
    open_sweep(&s, NULL, 0);
    assert_int_equal(plan_sweep(&s, many, 2, 0), RV_USAGE);
    assert_non_null(strstr(s.report.errors[0].message, "more than 1000000 runs"));
    close_sweep(&s);
}

/* Each of N equal parts of the range once, whatever the seed; another seed, other places. */
static void samples_each_part_once(void **state)
{
    enum { N = 16 };
    const char *varied[] = {"optimizer.learning_rate=0.001..10:log", "optimizer.momentum=0..0.8",
                            "train.batch=4,8,16,32"};
    char *before = NULL;
    (void)state;

    for (long seed = 1; seed <= 3; seed++) {
        struct swept s;
        bool seen[2][N] = {{false}};
        size_t of_batch[4] = {0};

        open_sweep(&s, NULL, 0);
        s.scenario.seed_first = seed;
        assert_int_equal(plan_sweep(&s, varied, 3, N), RV_OK);
        assert_int_equal(s.plan.cells, N);
        for (size_t c = 0; c < N; c++) {
            const double rate = strtod(rv_sweep_value(&s.plan, c, 0), NULL);
            const double momentum = strtod(rv_sweep_value(&s.plan, c, 1), NULL);
            const size_t part = (size_t)((log10(rate) + 3) / 4 * N);

            assert_false(seen[0][part]);
            seen[0][part] = true;
            assert_false(seen[1][(size_t)(momentum / 0.8 * N)]);
            seen[1][(size_t)(momentum / 0.8 * N)] = true;
            of_batch[(size_t)(log2(strtod(rv_sweep_value(&s.plan, c, 2), NULL)) - 1.5)]++;
        }
        for (size_t i = 0; i < 4; i++)
            assert_int_equal(of_batch[i], N / 4);
        if (before)
            assert_string_not_equal(before, rv_sweep_value(&s.plan, 0, 0));
        rv_free(before);
        before = rv_strdup(rv_sweep_value(&s.plan, 0, 0));
        close_sweep(&s);
    }
    rv_free(before);
}

/* A type that --vary names does not undo a key of --set: as with two --set. */
static void makes_recipes_as_set_does(void **state)
{
    const char *sets[] = {"optimizer.learning_rate=0.0123", "bigger:train.epochs=2"};
    const char *varied[] = {"optimizer.name=adam,sgd"};
    struct swept s;
    struct rv_sweep_cell *cell;
    (void)state;

    open_sweep(&s, sets, 2);
    assert_int_equal(plan_sweep(&s, varied, 1, 0), RV_OK);
    for (size_t c = 0; c < 2; c++)
        for (size_t v = 0; v < 2; v++) {
            const char *both[] = {sets[0], sets[1], c ? "optimizer.name=sgd" : "optimizer.name=adam"};
            const struct rv_scenario_options options = {.seed_first = -1, .seed_count = -1,
                                                        .sets = both, .set_count = 3};
            struct rv_scenario expected;
            struct rv_node *a, *b;

            assert_int_equal(rv_scenario_parse("lesson", lesson, &options, &expected, &s.report,
                                               NULL), RV_OK);
            assert_int_equal(rv_sweep_cell_create(&s.plan, s.variation, c, v, &cell, &s.report),
                             RV_OK);
            a = rv_recipe_tree(&expected.variants[v].recipe);
            b = rv_recipe_tree(&cell->recipe);
            assert_true(rv_node_equal(a, b));
            rv_node_free(a);
            rv_node_free(b);
            rv_sweep_cell_free(cell);
            rv_scenario_release(&expected);
        }
    close_sweep(&s);
}

static void checks_every_cell(void **state)
{
    const char *varied[] = {"train.batch=8,64", "evaluate.examples.first=30,40,41"};
    struct swept s;
    (void)state;

    open_sweep(&s, NULL, 0);
    assert_int_equal(plan_sweep(&s, varied, 2, 0), RV_OK);
    assert_int_equal(rv_sweep_check(&s.plan, s.variation, &s.report), RV_INPUT);
    assert_true(s.report.count >= 1);
    close_sweep(&s);
}

/* ---- Running ---- */

static const char *const grid[] = {"optimizer.learning_rate=0.02385..2.385:3:log",
                                   "optimizer.momentum=0,0.9"};

static char *print_table(const struct rv_sweep_results *results)
{
    struct rv_text text = {0};

    rv_sweep_print_table(results, &text);
    rv_sweep_print_cells(results, &text);
    return text.string;
}

/* Makes `most` runs at least, and adds them to the journal where there is one. */
static void make_runs(struct rv_sweep *sweep, int threads, size_t most, const char *journal)
{
    struct rv_experiment_event event;
    size_t made = 0;

    while (rv_sweep_advance(sweep, 0.001, threads, &event) != RV_ALL_DONE && made < most)
        if (event.what == RV_RUN_DONE) {
            made++;
            if (journal)
                assert_int_equal(rv_sweep_journal_add(journal, &sweep->results, event.result, NULL),
                                 RV_OK);
        }
    assert_int_equal(sweep->error.status, RV_OK);
}

static char *whole_table(struct swept *s, int threads)
{
    struct rv_sweep *sweep;
    char *table;

    rv_sweep_create(&s->plan, s->variation, &sweep);
    make_runs(sweep, threads, SIZE_MAX, NULL);
    assert_int_equal(sweep->results.done, s->plan.runs);
    table = print_table(&sweep->results);
    rv_sweep_free(sweep);
    return table;
}

static void threads_change_nothing(void **state)
{
    struct swept s;
    char *one, *three;
    (void)state;

    open_sweep(&s, NULL, 0);
    assert_int_equal(plan_sweep(&s, grid, 2, 0), RV_OK);
    one = whole_table(&s, 1);
    three = whole_table(&s, 3);
    assert_string_equal(one, three);
    assert_non_null(strstr(one, "run,cell,variant,seed,optimizer.learning_rate,optimizer.momentum,"
                                "stopped,epochs,fluctuation,"));
    rv_free(one);
    rv_free(three);
    close_sweep(&s);
}

/* The runs are those of `run --set` with the same seeds. */
static void runs_are_those_of_an_experiment(void **state)
{
    const char *sets[] = {"optimizer.learning_rate=0.2385", "optimizer.momentum=0.9"};
    const struct rv_scenario_options options = {.seed_first = -1, .seed_count = -1, .sets = sets,
                                                .set_count = 2};
    struct rv_scenario scenario;
    struct rv_experiment experiment;
    struct rv_measure_call call;
    struct rv_sweep *sweep;
    struct swept s;
    (void)state;

    open_sweep(&s, NULL, 0);
    assert_int_equal(plan_sweep(&s, grid, 2, 0), RV_OK);
    rv_sweep_create(&s.plan, s.variation, &sweep);
    make_runs(sweep, 2, SIZE_MAX, NULL);
    assert_int_equal(rv_scenario_parse("lesson", lesson, &options, &scenario, &s.report, NULL),
                     RV_OK);
    assert_int_equal(rv_experiment_create(&scenario, &experiment, NULL), RV_OK);
    assert_int_equal(rv_experiment_run(&experiment, 1, NULL), RV_OK);
    assert_int_equal(rv_measure_parse("fluctuation", rv_epoch_column_names, &call, NULL), RV_OK);
    for (size_t i = 0; i < 4; i++) /* of the cell 0.2385, 0.9, the fourth */
        assert_true(sweep->results.rows[3 * 4 + i].measures[0] ==
                    rv_experiment_measure(&experiment, i, &call));
    rv_experiment_release(&experiment);
    rv_scenario_release(&scenario);
    rv_sweep_free(sweep);
    close_sweep(&s);
}

static void parts_share_the_runs(void **state)
{
    struct swept s;
    size_t all = 0;
    struct rv_error error = {0};
    (void)state;

    open_sweep(&s, NULL, 0);
    assert_int_equal(plan_sweep(&s, grid, 2, 0), RV_OK);
    for (size_t p = 1; p <= 5; p++) {
        char text[16];
        size_t mine = 0;

        snprintf(text, sizeof text, "%zu/5", p);
        assert_int_equal(rv_sweep_plan_part(&s.plan, text, &error), RV_OK);
        for (size_t i = 0; i < s.plan.runs; i++)
            mine += rv_sweep_is_mine(&s.plan, i);
        assert_int_equal(mine, rv_sweep_runs_of_part(&s.plan));
        all += mine;
    }
    assert_int_equal(all, s.plan.runs);
    assert_int_equal(rv_sweep_plan_part(&s.plan, "0/5", &error), RV_USAGE);
    assert_int_equal(rv_sweep_plan_part(&s.plan, "6/5", &error), RV_USAGE);
    assert_int_equal(rv_sweep_plan_part(&s.plan, "1", &error), RV_USAGE);
    assert_int_equal(rv_sweep_plan_part(&s.plan, "1/x", &error), RV_USAGE);
    close_sweep(&s);
}

/* ---- Files ---- */

static void write_file(const char *path, const char *text)
{
    assert_int_equal(rv_file_write(path, text, strlen(text), NULL), RV_OK);
}

static void plan_reads_back(void **state)
{
    const char *varied[] = {"train.batch=\"8\",[1, 2]", "optimizer.momentum=0.1..0.9:3"};
    struct swept s;
    struct rv_sweep_plan read;
    struct rv_text text = {0}, again = {0};
    (void)state;

    open_sweep(&s, NULL, 0);
    assert_int_equal(plan_sweep(&s, varied, 2, 0), RV_OK);
    assert_int_equal(rv_sweep_plan_part(&s.plan, "2/3", NULL), RV_OK);
    rv_sweep_plan_print(&s.plan, &text);
    write_file("test_sweep.json", rv_text_string(&text));
    assert_int_equal(rv_sweep_plan_read("test_sweep.json", &read, &s.report), RV_OK);
    rv_sweep_plan_print(&read, &again);
    assert_string_equal(rv_text_string(&text), rv_text_string(&again));
    assert_int_equal(read.runs, s.plan.runs);
    rv_sweep_plan_release(&read);
    rv_text_release(&text);
    rv_text_release(&again);
    close_sweep(&s);
}

static void refuses_spoiled_plans(void **state)
{
    static const char *const spoiled[] = {
        "", "[1]", "{}", "{\"scenario\": \"a\"}",
        "{\"scenario\": a, \"title\": b, \"fingerprint\": c, \"sample\": 0, \"seed\": 1, "
        "\"seeds\": -1, \"part\": 0, \"parts\": 0, \"variants\": [a], \"measures\": [b], "
        "\"axes\": [{\"key\": k, \"log\": false, \"values\": [1]}]}",
        "{\"scenario\": a, \"title\": b, \"fingerprint\": c, \"sample\": 2, \"seed\": 1, "
        "\"seeds\": 1, \"part\": 0, \"parts\": 0, \"variants\": [a], \"measures\": [b], "
        "\"axes\": [{\"key\": k, \"log\": false, \"values\": [1]}]}",
        "{\"scenario\": a, \"title\": b, \"fingerprint\": c, \"sample\": 0, \"seed\": 1, "
        "\"seeds\": 1, \"part\": 3, \"parts\": 2, \"variants\": [a], \"measures\": [b], "
        "\"axes\": [{\"key\": k, \"log\": false, \"values\": [1]}]}",
    };
    (void)state;

    for (size_t i = 0; i < sizeof spoiled / sizeof *spoiled; i++) {
        struct rv_sweep_plan plan;
        struct rv_report report = {0};

        write_file("test_sweep.json", spoiled[i]);
        assert_int_equal(rv_sweep_plan_read("test_sweep.json", &plan, &report), RV_INPUT);
        rv_sweep_plan_release(&plan);
        rv_report_release(&report);
    }
}

/* Stopped after any number of runs, in the middle of a line even, it comes to the same bytes. */
static void goes_on_after_a_kill(void **state)
{
    const char *journal = "test_sweep.csv";
    struct swept s;
    char *whole;
    (void)state;

    open_sweep(&s, NULL, 0);
    assert_int_equal(plan_sweep(&s, grid, 2, 0), RV_OK);
    whole = whole_table(&s, 1);
    for (size_t cut = 0; cut <= 60; cut += 12) {
        struct rv_sweep *first, *second;
        char *content, *table;
        size_t size;

        unlink(journal);
        rv_sweep_create(&s.plan, s.variation, &first);
        make_runs(first, 2, 5, journal);
        rv_sweep_free(first);
        assert_int_equal(rv_file_read(journal, 1 << 20, &content, &size, NULL), RV_OK);
        content[size - cut] = '\0'; /* what a killed process had not written yet */
        write_file(journal, content);
        rv_free(content);
        rv_sweep_create(&s.plan, s.variation, &second);
        assert_int_equal(rv_sweep_journal_read(journal, &second->results, NULL), RV_OK);
        assert_int_equal(second->results.done, cut > 1 ? 4 : 5);
        make_runs(second, 2, SIZE_MAX, journal);
        table = print_table(&second->results);
        assert_string_equal(table, whole);
        rv_free(table);
        rv_sweep_free(second);
        /* and what it left is the journal of all runs */
        rv_sweep_create(&s.plan, s.variation, &second);
        assert_int_equal(rv_sweep_journal_read(journal, &second->results, NULL), RV_OK);
        assert_int_equal(second->results.done, s.plan.runs);
        rv_sweep_free(second);
    }
    rv_free(whole);
    close_sweep(&s);
}

static void journal_takes_nothing_else(void **state)
{
    static const char lines[] =
        "0,finished,5,1,1,1,1,1,1,1 2 3 4,1 2 3 4 5,.\n"     /* a number too few */
        "1,finished,5,1,1,1,1,1,1,1 2 3 4 5 6,1 2 3 4 5,.\n" /* too many */
        "2,tired,5,1,1,1,1,1,1,1 2 3 4 5,1 2 3 4 5,.\n"
        "999,finished,5,1,1,1,1,1,1,1 2 3 4 5,1 2 3 4 5,.\n"
        "3,finished,5,1,1,x,1,1,1,1 2 3 4 5,1 2 3 4 5,.\n"
        "4,finished,5,1,1,1,1,1,1,1 2 3 4 5,1 2 3 4 5,\n"
        "5,finished,99999999,1,1,1,1,1,1,1 2 3 4 5,1 2 3 4 5,.\n"
        "6,diverged,2,,1,1,1,1,1,1 -,1 -,.\n" /* right */
        "6,finished,5,1,1,1,1,1,1,1 2 3 4 5,1 2 3 4 5,.\n"; /* there already */
    struct swept s;
    struct rv_sweep_results results;
    (void)state;

    open_sweep(&s, NULL, 0);
    assert_int_equal(plan_sweep(&s, grid, 2, 0), RV_OK);
    assert_int_equal(s.plan.measure_count, 6);
    rv_sweep_results_init(&results, &s.plan);
    write_file("test_sweep.csv", lines);
    assert_int_equal(rv_sweep_journal_read("test_sweep.csv", &results, NULL), RV_OK);
    assert_int_equal(results.done, 1);
    assert_int_equal(results.rows[6].stopped, RV_DIVERGED_RUN);
    assert_true(isnan(results.rows[6].measures[0]) && isnan(results.rows[6].loss[1]));
    rv_sweep_results_release(&results);
    close_sweep(&s);
}

static void estimates(void **state)
{
    struct swept s;
    struct rv_sweep_estimate estimate;
    (void)state;

    open_sweep(&s, NULL, 0);
    assert_int_equal(plan_sweep(&s, grid, 2, 0), RV_OK);
    assert_int_equal(rv_sweep_estimate(&s.plan, s.variation, 2, &estimate, NULL), RV_OK);
    assert_true(estimate.seconds > 0 && estimate.bytes_memory > 1e6 && estimate.bytes_disk > 1e4);
    close_sweep(&s);
}

static int remove_files(void **state)
{
    (void)state;
    unlink("test_sweep.csv");
    unlink("test_sweep.json");
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_values),
        cmocka_unit_test(refuses_values),
        cmocka_unit_test(counts_runs),
        cmocka_unit_test(samples_each_part_once),
        cmocka_unit_test(makes_recipes_as_set_does),
        cmocka_unit_test(checks_every_cell),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(runs_are_those_of_an_experiment),
        cmocka_unit_test(parts_share_the_runs),
        cmocka_unit_test(plan_reads_back),
        cmocka_unit_test(refuses_spoiled_plans),
        cmocka_unit_test(goes_on_after_a_kill),
        cmocka_unit_test(journal_takes_nothing_else),
        cmocka_unit_test(estimates),
    };
    return cmocka_run_group_tests(tests, NULL, remove_files);
}
