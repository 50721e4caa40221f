/* The table of several scenarios: a row for each as soon as it is done, then what they add up to
 * and the claims that failed. */
#ifndef RAVINE_REPORT_OVERVIEW_H
#define RAVINE_REPORT_OVERVIEW_H

#include "report/run_report.h"
#include "report/verdicts.h"

struct rv_overview {
    struct rv_screen screen;
    int width; /* columns of the longest name */
    size_t scenarios, skipped, runs;
    struct rv_tally tally; /* of all scenarios so far */
    double seconds;
    struct rv_text failures; /* owned; printed last */
};

/* The heading. Names have at most `width` columns. */
void rv_overview_begin(struct rv_overview *overview, const struct rv_screen *screen, int width,
                       struct rv_text *out);
/* The row of a scenario that is done. */
void rv_overview_add(struct rv_overview *overview, const struct rv_run_report *report,
                     struct rv_text *out);
/* The row of one that was left out. */
void rv_overview_skip(struct rv_overview *overview, const char *name, const char *why,
                      struct rv_text *out);
/* The sum, and the failures. Releases the overview. */
void rv_overview_end(struct rv_overview *overview, struct rv_text *out);

#endif
