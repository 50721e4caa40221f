/* Curvatures of a run as a table and as a document. */
#ifndef RAVINE_REPORT_CURVATURE_REPORT_H
#define RAVINE_REPORT_CURVATURE_REPORT_H

#include "report/screen.h"
#include "run/curvature.h"

#include "ravine/json.h"

/* A run and what was measured of it, in the order of the epochs. */
struct rv_curvature_report {
    const char *scenario, *variant;
    uint64_t seed;
    const struct rv_curvature *epochs;
    size_t count;
    const char *diverged; /* what happened to the run, or NULL */
};

/* A line an epoch, and what it says in words. */
void rv_curvature_report_print(const struct rv_curvature_report *report,
                               const struct rv_screen *screen, struct rv_text *out);
/* The document. */
void rv_curvature_report_json(const struct rv_curvature_report *report, struct rv_json *json);

#endif
