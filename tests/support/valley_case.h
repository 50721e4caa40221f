/* A small experiment on a surface, really run: for tests of its figures. */
#ifndef RAVINE_TESTS_VALLEY_CASE_H
#define RAVINE_TESTS_VALLEY_CASE_H

#include "ravine/experiment.h"
#include "ravine/folder.h"
#include "ravine/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct valley_case {
    struct rv_scenario scenario;
    struct rv_experiment experiment;
};

/* A parabolic valley of curvatures 1 and 100, three variants, noise, 40 replicas. */
static const char valley_yaml[] =
    "title: The wall is steep\n"
    "recipe:\n"
    "  surface: {name: quadratic, curvature: [1, 100]}\n"
    "  start: [1, 0.5]\n"
    "  noise: {name: gaussian, sigma: 0.5}\n"
    "  replicas: 40\n"
    "  validation: {shift: [0.1, 0.05]}\n"
    "  optimizer: {name: sgd, learning_rate: 0.019}\n"
    "  train: {steps_per_epoch: 5, epochs: 8}\n"
    "  record: {steps_every: 1, weights: final, from: 5}\n"
    "seeds: {first: 1, count: 2}\n"
    "variants:\n"
    "  bouncing: {}\n"
    "  settled: {optimizer.learning_rate: 0.002385}\n"
    "  swinging: {optimizer.learning_rate: 0.01, optimizer.momentum: 0.9}\n";

static inline void valley_run(struct valley_case *valley, const char *yaml)
{
    char path[] = "/tmp/ravine-valley-XXXXXX";
    struct rv_report report = {0};
    struct rv_text notes = {0};
    struct rv_error error = {0};
    int file = mkstemp(path);

    *valley = (struct valley_case){0};
    assert_true(file >= 0);
    close(file);
    assert_int_equal(rv_file_write(path, yaml, strlen(yaml), NULL), RV_OK);
    if (rv_scenario_read(path, NULL, &valley->scenario, &report, &notes))
        fail_msg("%s", report.count ? report.errors[0].message : "unreadable");
    unlink(path);
    if (rv_experiment_create(&valley->scenario, &valley->experiment, &error) ||
        rv_experiment_run(&valley->experiment, 0, &error) ||
        rv_experiment_check_claims(&valley->experiment, &error))
        fail_msg("%s", error.message);
    rv_report_release(&report);
    rv_text_release(&notes);
}

static inline void valley_release(struct valley_case *valley)
{
    rv_experiment_release(&valley->experiment);
    rv_scenario_release(&valley->scenario);
}

#endif
