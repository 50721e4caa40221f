/* The parts of a sweep put together: `sweep --join DIR`. */
#ifndef RAVINE_COMMAND_SWEEP_JOIN_H
#define RAVINE_COMMAND_SWEEP_JOIN_H

#include "ravine/folder.h"
#include "ravine/sweep.h"

/* Reads DIR/part-1-of-N ... DIR/part-N-of-N: the plan of the whole and the rows of all runs.
 * RV_USAGE where parts are missing, of different sweeps, or not done: the message says which.
 * Release both in any case. */
enum rv_status rv_sweep_join_read(const char *folder, struct rv_sweep_plan *plan,
                                  struct rv_sweep_results *results, struct rv_report *report);
/* Takes DIR for the whole. RV_USAGE where it holds another one, unless `force`. */
enum rv_status rv_sweep_join_take(const char *folder, const struct rv_sweep_plan *plan,
                                  bool force, struct rv_folder *taken, struct rv_error *error);
/* Plan, scenario (that of the first part), journal, tables. */
enum rv_status rv_sweep_join_write(const struct rv_folder *folder,
                                   const struct rv_sweep_results *results,
                                   struct rv_error *error);

#endif
