/* An experiment as a run folder (DESIGN.md, section 3), and back.
 *
 * Each run is saved as soon as it is over, so that an interrupted program keeps what it has. */
#ifndef RAVINE_ARCHIVE_H
#define RAVINE_ARCHIVE_H

#include "ravine/experiment.h"
#include "ravine/folder.h"
#include "ravine/json.h"

/* manifest.json and scenario.yaml. `folder` exists. `command` is the command line. */
enum rv_status rv_archive_begin(const char *folder, const struct rv_experiment *experiment,
                                const char *command, struct rv_error *error);
/* VARIANT/seed-N/: epochs.csv, steps.csv, events.csv, summary.json, weights/final.npy. */
enum rv_status rv_archive_result(const char *folder, const struct rv_experiment *experiment,
                                 size_t result, struct rv_error *error);
/* The manifest again, with end time and verdicts. */
enum rv_status rv_archive_end(const char *folder, const struct rv_experiment *experiment,
                              const char *command, struct rv_error *error);

/* Reads a folder back: scenario and results, as far as they are there, and checks the claims again.
 * A run that was not saved to the end is not `made`. On a spoiled file: a report with file and
 * line, and nothing to release. */
enum rv_status rv_archive_read(const char *folder, struct rv_scenario *scenario,
                               struct rv_experiment *experiment, struct rv_report *report);

/* RV_INPUT where the manifest names another version of ravine: weights are not made again from
 * such a folder. What is missing or spoiled rv_archive_read() tells. */
enum rv_status rv_archive_check_version(const char *folder, struct rv_error *error);

/* The document that `run --json` prints, or an entry of its array. `folder` NULL: none. `epochs`:
 * with those of every run (--json=full). */
void rv_archive_json(const struct rv_experiment *experiment, const char *folder, bool epochs,
                     struct rv_json *json);

/* Version, git hash, compiler and flags as they were compiled in. */
const char *rv_archive_version(void);
const char *rv_archive_build(void);

#endif
