/* The pages that are generated from run folders: docs/reference/claims.md, remedies.md,
 * folk-claims.md. The same folders give the same bytes; so do folders of the same runs on another
 * day, but for what is measured with a clock, which stands by itself at the end of a page. */
#ifndef RAVINE_REPORT_PAGES_H
#define RAVINE_REPORT_PAGES_H

#include "ravine/experiment.h"

/* One run folder, read back. */
struct rv_page_run {
    struct rv_scenario scenario;
    struct rv_experiment experiment; /* its claims are checked */
};

struct rv_pages {
    struct rv_page_run **runs; /* by name of the scenario; owned, each and all */
    size_t count;
    char *machine; /* the processor that the first of them ran on; owned; NULL: unknown */
    double seconds; /* of all runs, on the wall */
    size_t run_count;
    const struct rv_pages *fresh; /* the same scenarios on other seeds, that nothing was chosen on;
                                     or NULL */
};

/* Every claim: how often it held, there and on the fresh seeds, with the medians behind it. */
void rv_pages_claims(const struct rv_pages *pages, struct rv_text *out);
/* Cause by remedy: what each variant with a remedy did to the jumps and the loss. */
void rv_pages_remedies(const struct rv_pages *pages, struct rv_text *out);
/* What people say, and the claims that judge it. How many are judged by none. */
size_t rv_pages_folk(const struct rv_pages *pages, struct rv_text *out);

/* "1240 runs in 18 min 20 s on ...": the line that a clock makes. */
void rv_pages_time(const struct rv_pages *pages, struct rv_text *out);

#endif
