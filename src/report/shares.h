/* The table of `run --shares`. */
#ifndef RAVINE_REPORT_SHARES_H
#define RAVINE_REPORT_SHARES_H

#include "ravine/experiment.h"

/* For each variant that was run, the shares with median and range over the seeds. */
void rv_shares_print(const struct rv_experiment *experiment, struct rv_text *out);

#endif
