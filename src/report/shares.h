/* The table of `run --shares`. */
#ifndef RAVINE_REPORT_SHARES_H
#define RAVINE_REPORT_SHARES_H

#include "ravine/experiment.h"

/* For each variant that was run the parts of jumps and level, with median and range over the
 * seeds, the largest first. */
void rv_shares_print(const struct rv_experiment *experiment, struct rv_text *out);
/* For `ravine explain shares`: "share", "shares" and the names of parts are its terms. */
bool rv_shares_named(const char *term);
void rv_shares_describe(int width, struct rv_text *out);

#endif
