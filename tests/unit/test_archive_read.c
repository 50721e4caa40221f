/* Run folders: what is read back, and what is refused. */
#include "support/archive_case.h"

#include <math.h>

/* ---- Reading back ---- */

static void assert_same_table(const struct rv_table *a, const struct rv_table *b)
{
    assert_int_equal(a->rows, b->rows);
    assert_int_equal(a->columns, b->columns);
    for (size_t c = 0; c < a->columns; c++)
        assert_string_equal(a->names[c], b->names[c]);
    for (size_t i = 0; i < a->rows * a->columns; i++)
        assert_true(a->values[i] == b->values[i] || (isnan(a->values[i]) && isnan(b->values[i])));
}

static void assert_same_result(const struct rv_result *a, const struct rv_result *b)
{
    assert_int_equal(a->made, b->made);
    if (!a->made)
        return;
    assert_int_equal(a->seed, b->seed);
    assert_int_equal(a->stopped, b->stopped);
    assert_true(a->seconds == b->seconds);
    assert_same_table(&a->epochs, &b->epochs);
    assert_same_table(&a->steps, &b->steps);
    assert_int_equal(a->event_count, b->event_count);
    for (size_t e = 0; e < a->event_count; e++) {
        assert_int_equal(a->events[e].step, b->events[e].step);
        assert_int_equal(a->events[e].epoch, b->events[e].epoch);
        assert_string_equal(a->events[e].text, b->events[e].text);
    }
    assert_int_equal(a->parameter_count, b->parameter_count);
    assert_memory_equal(a->parameters, b->parameters, a->parameter_count * sizeof(double));
    assert_int_equal(a->statistics_count, b->statistics_count);
    assert_memory_equal(a->statistics, b->statistics, a->statistics_count * sizeof(double));
    assert_int_equal(!a->note, !b->note);
    if (a->note)
        assert_string_equal(a->note, b->note);
}

static void round_trip(void **state)
{
    struct fixture *f = *state;
    struct rv_scenario scenario = {0};
    struct rv_experiment experiment = {0};
    struct rv_report report = {0};
    struct rv_text before = {0}, after = {0};

    f->experiment.results[3].stopped = RV_DIVERGED_RUN;
    save(f);
    if (rv_archive_read("run", &scenario, &experiment, &report))
        fail_msg("%s:%d: %s", report.errors[0].source, report.errors[0].line,
                 report.errors[0].message);
    assert_string_equal(scenario.name, "hand-made");
    assert_int_equal(experiment.result_count, f->experiment.result_count);
    for (size_t i = 0; i < experiment.result_count; i++)
        assert_same_result(&f->experiment.results[i], &experiment.results[i]);
    assert_true(experiment.seconds == 1.25);
    assert_false(experiment.interrupted);
    /* Verdicts and measures come out the same: the whole document is. */
    rv_archive_json(&f->experiment, "run", true, &(struct rv_json){.out = &before});
    rv_archive_json(&experiment, "run", true, &(struct rv_json){.out = &after});
    assert_string_equal(rv_text_string(&before), rv_text_string(&after));
    rv_text_release(&before);
    rv_text_release(&after);
    rv_experiment_release(&experiment);
    rv_scenario_release(&scenario);
}

/* Killed after the first run: what was saved is read, and the end is not invented. */
static void interrupted(void **state)
{
    struct fixture *f = *state;
    struct rv_scenario scenario = {0};
    struct rv_experiment experiment = {0};
    struct rv_report report = {0};
    struct rv_error error = {0};

    assert_int_equal(rv_archive_begin("run", &f->experiment, "x", &error), RV_OK);
    assert_int_equal(rv_archive_result("run", &f->experiment, 0, &error), RV_OK);
    assert_int_equal(rv_archive_result("run", &f->experiment, 1, &error), RV_OK);
    unlink("run/bouncing/seed-12/summary.json"); /* killed before the last file of this one */
    assert_int_equal(rv_archive_read("run", &scenario, &experiment, &report), RV_OK);
    assert_true(experiment.results[0].made);
    for (size_t i = 1; i < experiment.result_count; i++)
        assert_false(experiment.results[i].made);
    assert_true(experiment.interrupted);
    assert_int_equal(rv_experiment_status(&experiment), RV_INTERRUPTED);
    rv_experiment_release(&experiment);
    rv_scenario_release(&scenario);
}

/* Columns are found by their names: those of another version are left out. */
static void events_of_another_version(void **state)
{
    static const char csv[] = "text,seconds,epoch,step\n\"a \"\"b\"\"\",0.25,2,7\n";
    struct rv_scenario scenario = {0};
    struct rv_experiment experiment = {0};
    struct rv_report report = {0};

    save(*state);
    spoil("run/bouncing/seed-11/events.csv", csv, strlen(csv));
    assert_int_equal(rv_archive_read("run", &scenario, &experiment, &report), RV_OK);
    assert_int_equal(experiment.results[0].event_count, 1);
    assert_int_equal(experiment.results[0].events[0].step, 7);
    assert_int_equal(experiment.results[0].events[0].epoch, 2);
    assert_string_equal(experiment.results[0].events[0].text, "a \"b\"");
    rv_experiment_release(&experiment);
    rv_scenario_release(&scenario);
}

/* Twice as many events cost twice the time: the list is not copied for each of them. */
static void many_events(void **state)
{
    struct rv_scenario scenario = {0};
    struct rv_experiment experiment = {0};
    struct rv_report report = {0};
    struct rv_text events = {0};
    unsigned long calls[2];

    save(*state);
    for (int k = 0; k < 2; k++) {
        rv_text_add(&events, k ? "" : "step,epoch,text\n");
        for (int i = 0; i < 4000; i++)
            rv_text_printf(&events, "%d,1,\"event\"\n", i);
        spoil("run/bouncing/seed-11/events.csv", events.string, events.length);
        calls[k] = rv_memory_calls();
        assert_int_equal(rv_archive_read("run", &scenario, &experiment, &report), RV_OK);
        calls[k] = rv_memory_calls() - calls[k];
        assert_int_equal(experiment.results[0].event_count, 4000 * (k + 1));
        assert_int_equal(experiment.results[0].events[4000 * k + 3999].step, 3999);
        rv_experiment_release(&experiment);
        rv_scenario_release(&scenario);
    }
    assert_true(calls[1] - calls[0] < 10);
    rv_text_release(&events);
}

static void left_out_variants(void **state)
{
    struct fixture *f = *state;
    struct rv_scenario scenario = {0};
    struct rv_experiment experiment = {0};
    struct rv_report report = {0};
    struct rv_text json = {0};

    f->scenario.variants[2].selected = false;
    f->experiment.results[4].made = false;
    save(f);
    assert_int_equal(rv_archive_read("run", &scenario, &experiment, &report), RV_OK);
    assert_true(scenario.variants[1].selected);
    assert_false(scenario.variants[2].selected);
    assert_true(experiment.verdicts[0].checked);
    assert_false(experiment.verdicts[2].checked);
    rv_archive_json(&experiment, NULL, true, &(struct rv_json){.out = &json});
    assert_null(strstr(rv_text_string(&json), "{\"name\": \"averaged\""));
    assert_non_null(strstr(rv_text_string(&json),
                           "{\"text\": \"averaged.last < 1\", \"holds\": null, \"of\": null, "
                           "\"required\": null, \"passed\": null}"));
    assert_non_null(strstr(rv_text_string(&json), "\"folder\": null}"));
    rv_text_release(&json);
    rv_experiment_release(&experiment);
    rv_scenario_release(&scenario);
}

/* ---- Spoiled folders ---- */

/* Reads the folder, whatever it holds. Returns the first message with its place, or "". */
static const char *try_read(void)
{
    static char message[1200];
    struct rv_scenario scenario = {0};
    struct rv_experiment experiment = {0};
    struct rv_report report = {0};
    enum rv_status status = rv_archive_read("run", &scenario, &experiment, &report);

    message[0] = '\0';
    if (status) {
        assert_true(report.count >= 1);
        snprintf(message, sizeof message, "%s:%d: %s", report.errors[0].source,
                 report.errors[0].line, report.errors[0].message);
    } else {
        rv_experiment_release(&experiment);
        rv_scenario_release(&scenario);
    }
    rv_report_release(&report);
    return message;
}

static void places_of_mistakes(void **state)
{
    static const struct {
        const char *file, *old, *new, *message;
    } cases[] = {
        {"bouncing/seed-11/epochs.csv", "\n3,", "\n4,", "epochs.csv:4: expected epoch 3"},
        {"bouncing/seed-11/epochs.csv", "\n3,", "\n3,,", "epochs.csv:4: this row has 16 cells"},
        {"bouncing/seed-11/epochs.csv", "\n2,", "\n2,x", "epochs.csv:3: 'x"},
        {"bouncing/seed-11/epochs.csv", "val_loss,", "va_loss,", "'val_loss' is missing"},
        {"bouncing/seed-11/steps.csv", "\n2,", "\n2;", "steps.csv:3: '2;"},
        {"bouncing/seed-11/events.csv", "\n5,", "\nx,", "events.csv:3: expected STEP,EPOCH"},
        {"bouncing/seed-11/events.csv", "calmer\"\"", "calmer\"", "events.csv:2: expected"},
        {"bouncing/seed-11/events.csv", "text", "texts", "events.csv:1: expected the header"},
        {"bouncing/seed-11/weights/final.npy", "NUMPY", "numpy", "not a NumPy file"},
        {"bouncing/seed-11/weights/final-statistics.npy", "NUMPY", "numpy", "not a NumPy file"},
        {"bouncing/seed-11/summary.json", "finished", "vanished", "'stopped' is missing"},
        {"bouncing/seed-11/summary.json", "{", "[", "summary.json:"},
        {"bouncing/seed-11/summary.json", "\"bouncing\"", "\"settled\"",
         "summary.json:1: this is not the run of 'bouncing' on seed 11"},
        {"bouncing/seed-11/summary.json", "\"seed\": 11", "\"seed\": 12", "not the run of"},
        {"bouncing/seed-11/summary.json", "\"fingerprint\"", "\"finger\"", "of another recipe"},
        {"scenario.yaml", "0.2385", "0.2386",
         "run/bouncing/seed-11/summary.json:1: this run is of another recipe than that of "
         "'bouncing'"},
        {"scenario.yaml", "learning_rate: 0.01", "learning_rate: 0.02",
         "run/settled/seed-11/summary.json:1: this run is of another recipe"},
        {"manifest.json", "\"variants\"", "\"variant\"", "'variants' is not a list"},
        {"manifest.json", "\"bouncing\"", "\"bounce\"", "bounce"},
        {"manifest.json", "[11, 12]", "[11, 12", "manifest.json:"},
        {"scenario.yaml", "sgd", "sdg", "scenario.yaml:"},
        {"scenario.yaml", "bouncing.fluctuation", "bounce.fluctuation", "scenario.yaml:"},
    };

    save(*state);
    assert_string_equal(try_read(), "");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct rv_text path = {0}, spoiled = {0};
        struct rv_error error = {0};
        char *content, *at = NULL;
        const char *message;
        size_t size, length = strlen(cases[i].old);

        rv_text_printf(&path, "run/%s", cases[i].file);
        assert_int_equal(rv_file_read(path.string, 1 << 20, &content, &size, &error), RV_OK);
        for (size_t b = 0; !at && b + length <= size; b++)
            if (memcmp(content + b, cases[i].old, length) == 0)
                at = content + b;
        if (!at)
            fail_msg("%s holds no %s", cases[i].file, cases[i].old);
        rv_text_add_bytes(&spoiled, content, (size_t)(at - content));
        rv_text_add(&spoiled, cases[i].new);
        rv_text_add_bytes(&spoiled, at + length, size - (size_t)(at - content) - length);
        spoil(path.string, spoiled.string, spoiled.length);
        message = try_read();
        if (!strstr(message, cases[i].message))
            fail_msg("%s, '%s': '%s'", cases[i].file, cases[i].new, message);
        spoil(path.string, content, size);
        rv_free(content);
        rv_text_release(&path);
        rv_text_release(&spoiled);
    }
    assert_string_equal(try_read(), "");
}

static void replace_text(const char *path, const char *old, const char *new)
{
    struct rv_text changed = {0};
    char *content = NULL, *at;

    read_content(path, &content);
    at = strstr(content, old);
    assert_non_null(at);
    rv_text_add_bytes(&changed, content, (size_t)(at - content));
    rv_text_add(&changed, new);
    rv_text_add(&changed, at + strlen(old));
    spoil(path, rv_text_string(&changed), changed.length);
    rv_text_release(&changed);
    rv_free(content);
}

/* What does not act on a run may be edited in its folder; a folder of a version that knew no
 * fingerprints is read. */
static void fits_all_the_same(void **state)
{
    static const char *const runs[] = {"bouncing/seed-11", "bouncing/seed-12", "settled/seed-11",
                                       "settled/seed-12", "averaged/seed-11"};

    save(*state);
    replace_text("run/scenario.yaml", "A test", "Another title");
    replace_text("run/scenario.yaml", "It is calm.", "It is not.");
    assert_string_equal(try_read(), "");
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        struct rv_text path = {0};

        rv_text_printf(&path, "run/%s/summary.json", runs[i]);
        replace_text(rv_text_string(&path), "\"fingerprint\"", "\"unknown\"");
        assert_non_null(strstr(try_read(), "of another recipe"));
        rv_text_release(&path);
    }
    replace_text("run/manifest.json", "\"fingerprints\"", "\"unknown\"");
    assert_string_equal(try_read(), "");
}

/* Every file cut off at several places, overwritten with a byte 0 and with noise, or away. */
static void survives_garbage(void **state)
{
    static const char *const files[] = {"run/manifest.json",
                                        "run/scenario.yaml",
                                        "run/bouncing/seed-11/epochs.csv",
                                        "run/bouncing/seed-11/steps.csv",
                                        "run/bouncing/seed-11/events.csv",
                                        "run/bouncing/seed-11/summary.json",
                                        "run/bouncing/seed-11/weights/final.npy"};
    int refused = 0;

    save(*state);
    for (size_t f = 0; f < sizeof files / sizeof files[0]; f++) {
        struct rv_error error = {0};
        char *content;
        size_t size;

        assert_int_equal(rv_file_read(files[f], 1 << 20, &content, &size, &error), RV_OK);
        for (int part = 0; part < 12; part++) {
            size_t at = size * (size_t)part / 12;
            char old = content[at];

            spoil(files[f], content, at);
            refused += *try_read() != '\0';
            content[at] = part % 3 ? (char)(0x9e + 7 * part) : '\0';
            spoil(files[f], content, size);
            refused += *try_read() != '\0';
            content[at] = old;
        }
        unlink(files[f]);
        try_read();
        spoil(files[f], content, size);
        assert_string_equal(try_read(), "");
        rv_free(content);
    }
    assert_true(refused > 80);
}

static void no_run_folder(void **state)
{
    assert_non_null(strstr(try_read(), "'run' is not a run folder: it has no manifest.json"));
    /* Killed between the first two files. */
    save(*state);
    unlink("run/scenario.yaml");
    assert_non_null(strstr(try_read(), "'run' is not a run folder: it has no scenario.yaml"));
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, enter, leave)
    const struct CMUnitTest tests[] = {
        TEST(round_trip),         TEST(interrupted),   TEST(left_out_variants), TEST(many_events),
        TEST(events_of_another_version),
        TEST(places_of_mistakes), TEST(no_run_folder), TEST(survives_garbage),
        TEST(fits_all_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
