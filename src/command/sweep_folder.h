/* The folder of a sweep: begun, gone on with, finished.
 *
 *     DIR/sweep.json     the plan (see ravine/sweep.h): which sweep this is
 *     DIR/scenario.yaml  the scenario with its --set
 *     DIR/journal.csv    one line a run, as soon as it is over
 *     DIR/table.csv      one row a run; DIR/cells.csv: medians; DIR/figures
 *     DIR/part-I-of-N/   the same of a part
 *
 * sweep.json comes first and the rest may be missing: whenever a process is killed, the next call
 * of the same sweep goes on with the runs that the journal has. No file depends on how many times
 * that happened. */
#ifndef RAVINE_COMMAND_SWEEP_FOLDER_H
#define RAVINE_COMMAND_SWEEP_FOLDER_H

#include "ravine/folder.h"
#include "ravine/sweep.h"

#define RV_SWEEP_PLAN "sweep.json"
#define RV_SWEEP_JOURNAL "journal.csv"
#define RV_SWEEP_TABLE "table.csv"
#define RV_SWEEP_CELLS "cells.csv"

/* FOLDER/FILE in `path`. */
const char *rv_sweep_folder_file(struct rv_text *path, const char *folder, const char *file);

/* A new folder (`out` NULL: runs/sweep-NAME-TIMESTAMP), or one that holds this sweep. RV_USAGE
 * where it holds anything else, unless `force`. Nothing is written but the lock. */
enum rv_status rv_sweep_folder_take(const struct rv_sweep_plan *plan, const char *out, bool force,
                                    struct rv_folder *folder, struct rv_error *error);
/* Writes the plan and the scenario, or adds to the results what is there. With `force` an earlier
 * sweep is removed. */
enum rv_status rv_sweep_folder_begin(const struct rv_folder *folder, bool force,
                                     const struct rv_scenario *scenario,
                                     struct rv_sweep_results *results, struct rv_error *error);
/* Journal, table and cells of the runs that there are. */
enum rv_status rv_sweep_folder_end(const struct rv_folder *folder,
                                   const struct rv_sweep_results *results,
                                   struct rv_error *error);

#endif
