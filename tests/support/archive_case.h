/* An experiment whose numbers are made by hand, for the tests of run folders. Each test works in a
 * new folder, which is the working directory; the run folder is "run". */
#ifndef RAVINE_TESTS_ARCHIVE_CASE_H
#define RAVINE_TESTS_ARCHIVE_CASE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ravine/archive.h"
#include "ravine/memory.h"
#include "run/columns.h"
#include "ravine/vector.h"
#include "support/folder_case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define EPOCHS 6
#define LAST_RESULT 5 /* variant "averaged", second seed: never made */

static const char yaml[] =
    "title: A test\n"
    "cause: C01\n"
    "symptom: It \"jumps\", 20 %.\n"
    "question: What calms it?\n"
    "choices:\n"
    "  - {text: less, variant: settled}\n"
    "answer: settled\n"
    "recipe:\n"
    "  data: {set: gratings, train: 40, validation: 24}\n"
    "  network:\n"
    "    - flatten\n"
    "    - dense: {units: 2}\n"
    "  loss: {name: cross_entropy}\n"
    "  optimizer: {name: sgd, learning_rate: 0.2385}\n"
    "  train: {batch: 8, epochs: 6}\n"
    "  record: {from: 2, steps_every: 1, weights: final}\n"
    "seeds: {first: 11, count: 2}\n"
    "variants:\n"
    "  bouncing: {}\n"
    "  settled: {optimizer.learning_rate: 0.01}\n"
    "  averaged: {optimizer.learning_rate: 0.1}\n"
    "claims:\n"
    "  - {says: bouncing.fluctuation >= 2 * settled.fluctuation, in: 0.5}\n"
    "  - {says: bouncing.val_loss.follows.loss >= 2}\n"
    "  - {says: averaged.last < 1, sentence: It is calm.}\n";

/* ---- Folders ---- */

static inline bool exists(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0;
}

/* Free with rv_free(). */
static inline void read_content(const char *path, char **content)
{
    struct rv_error error = {0};

    if (rv_file_read(path, 1 << 20, content, NULL, &error))
        fail_msg("%s", error.message);
}

/* A file as a test wants it; not flushed to disk, which would take most of the test's time. */
static inline void spoil(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static inline void assert_holds_text(const char *path, const char *text)
{
    char *content = NULL;

    read_content(path, &content);
    if (!strstr(content, text))
        fail_msg("%s holds no %s, but:\n%s", path, text, content);
    rv_free(content);
}

/* ---- An experiment whose numbers are made by hand ---- */

struct fixture {
    char folder[64];
    struct rv_scenario scenario;
    struct rv_experiment experiment;
};

static inline void fill(struct rv_result *result, size_t index)
{
    static const char *const texts[2] = {"learning_rate: 0.01, \"calmer\"", "ended, \"quoted\"\""};

    rv_table_init(&result->epochs, rv_epoch_column_names, EPOCHS);
    for (int i = 0; i < EPOCHS; i++) {
        double row[RV_EPOCH_COLUMN_COUNT];

        for (size_t c = 0; c < sizeof row / sizeof row[0]; c++)
            row[c] = c % 7 == 6 ? RV_NAN : 1.0 / (3 + (double)c + i * (i % 2 ? 2.385 : 0.1));
        row[0] = i + 1;
        row[RV_EPOCH_VAL_LOSS] /= 1 + (double)index;
        rv_table_append(&result->epochs, row);
    }
    rv_table_init(&result->steps, rv_step_column_names, 0);
    for (int i = 0; i < 10 && index % 2 == 0; i++) {
        double row[RV_STEP_COLUMN_COUNT];

        for (size_t c = 0; c < sizeof row / sizeof row[0]; c++)
            row[c] = c % 8 == 7 ? RV_NAN : 0.7 / (1 + (double)c + i);
        row[0] = i + 1;
        rv_table_append(&result->steps, row);
    }
    result->event_count = 2;
    result->events = rv_alloc(2, sizeof *result->events);
    for (int e = 0; e < 2; e++) {
        result->events[e].step = 5 * e;
        result->events[e].epoch = e + 1;
        snprintf(result->events[e].text, sizeof result->events[e].text, "%s", texts[e]);
    }
    result->parameter_count = 3;
    result->parameters = rv_memdup((double[]){0.1, -2.385, 1e-300}, 3 * sizeof(double));
    result->statistics_count = 2;
    result->statistics = rv_memdup((double[]){0.25, 1.2385}, 2 * sizeof(double));
    result->seconds = 0.71;
    result->note = index ? NULL : rv_strdup("EMA needs \"recalibrated\" statistics");
    result->stopped = RV_FINISHED_RUN;
    result->made = true;
}

static inline void read_scenario(const char *path, struct rv_scenario *scenario)
{
    struct rv_report report = {0};
    struct rv_text notes = {0};

    if (rv_scenario_read(path, NULL, scenario, &report, &notes))
        fail_msg("line %d: %s", report.errors[0].line, report.errors[0].message);
    rv_report_release(&report);
    rv_text_release(&notes);
}

static inline int enter(void **state)
{
    struct fixture *f = rv_alloc(1, sizeof *f);
    struct rv_error error = {0};

    *state = f;
    snprintf(f->folder, sizeof f->folder, "/tmp/ravine-archive-XXXXXX");
    if (!mkdtemp(f->folder) || chdir(f->folder) || mkdir("run", 0777))
        return 1;
    assert_int_equal(rv_file_write("hand-made.yaml", yaml, strlen(yaml), &error), RV_OK);
    read_scenario("hand-made.yaml", &f->scenario);
    assert_int_equal(rv_experiment_create(&f->scenario, &f->experiment, &error), RV_OK);
    assert_int_equal(f->experiment.result_count, LAST_RESULT + 1);
    for (size_t i = 0; i < LAST_RESULT; i++)
        fill(&f->experiment.results[i], i);
    f->experiment.seconds = 1.25;
    return 0;
}

static inline int leave(void **state)
{
    struct fixture *f = *state;
    int failed;

    rv_experiment_release(&f->experiment);
    rv_scenario_release(&f->scenario);
    remove_below(f->folder);
    failed = chdir("/") || rmdir(f->folder);
    rv_free(f);
    return failed;
}

static inline void save(struct fixture *f)
{
    struct rv_error error = {0};

    if (rv_archive_begin("run", &f->experiment, "ravine run 'hand made'", &error))
        fail_msg("%s", error.message);
    for (size_t i = 0; i < f->experiment.result_count; i++)
        if (rv_archive_result("run", &f->experiment, i, &error))
            fail_msg("%s", error.message);
    assert_int_equal(rv_experiment_check_claims(&f->experiment, &error), RV_OK);
    assert_int_equal(
        rv_archive_end("run", &f->experiment, "ravine run 'hand made'", &error), RV_OK);
}

#endif
