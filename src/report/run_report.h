/* How `run` ends: question, chart, table of variants, claims, within one screen of 80x24. */
#ifndef RAVINE_REPORT_RUN_REPORT_H
#define RAVINE_REPORT_RUN_REPORT_H

#include "report/screen.h"

#include "ravine/experiment.h"

struct rv_run_report {
    const struct rv_experiment *experiment;
    const char *folder;
    double figure_seconds; /* spent on figures */
    size_t figure_count;   /* written */
    struct rv_screen screen;
};

/* The whole report: at most RV_RUN_REPORT_LINES lines, so that the next prompt fits below it. */
#define RV_RUN_REPORT_LINES 23
void rv_run_report_print(const struct rv_run_report *report, struct rv_text *out);

/* Failed claims and runs that ended badly only; nothing when all is well. */
void rv_run_report_print_failures(const struct rv_run_report *report, struct rv_text *out);

#endif
