/* Tables of epochs in a folder that ravine wrote, or in one like it. */
#ifndef RAVINE_DIAGNOSE_RUN_FILES_H
#define RAVINE_DIAGNOSE_RUN_FILES_H

#include "ravine/status.h"
#include "ravine/text.h"

#include <stdbool.h>

/* Whether the path is a folder. */
bool rv_run_files_found(const char *path);
/* Adds all epochs.csv, metrics.csv and results.csv of the folder and of those two levels below, in
 * the order of their paths: each has its header, and is a run. RV_INPUT where there is none. */
enum rv_status rv_run_files_read(const char *path, size_t limit, struct rv_text *out,
                                 struct rv_error *error);

#endif
