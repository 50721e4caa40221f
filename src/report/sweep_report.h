/* What `sweep` says: before it begins, and when it is over. */
#ifndef RAVINE_REPORT_SWEEP_REPORT_H
#define RAVINE_REPORT_SWEEP_REPORT_H

#include "report/screen.h"

#include "ravine/sweep.h"

/* "300 runs: 30 cells (optimizer.learning_rate x 6, train.batch x 5), 2 variants, 5 seeds from 1",
 * how long, how much memory and disk. `estimate` NULL: not asked for. */
void rv_sweep_report_plan(const struct rv_sweep_plan *plan,
                          const struct rv_sweep_estimate *estimate, int threads,
                          struct rv_text *out);
/* The cells: medians of the fluctuation and of the last losses, the share that diverged. */
#define RV_SWEEP_REPORT_ROWS 40
void rv_sweep_report_cells(const struct rv_sweep_results *results, struct rv_text *out);

#endif
