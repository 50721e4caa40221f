/* What a landscape says, in words and as a document. */
#ifndef RAVINE_REPORT_LANDSCAPE_REPORT_H
#define RAVINE_REPORT_LANDSCAPE_REPORT_H

#include "experiment/run_landscape.h"

#include "ravine/json.h"

/* One landscape and where it is. */
struct rv_landscape_report {
    const struct rv_run_landscape *landscape;
    const char *scenario, *variant;
    const char *folder; /* NULL: nothing was written */
    const char *figure; /* the picture, or NULL */
};

/* Words and numbers, within `width` columns. */
void rv_landscape_report_print(const struct rv_landscape_report *report, int width,
                               struct rv_text *out);
/* The document of `landscape --json`. */
void rv_landscape_report_json(const struct rv_landscape_report *report, struct rv_json *json);

#endif
