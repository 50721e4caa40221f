/* The folder that a command writes runs into: taken, and what an earlier run left in it removed.
 *
 *     rv_run_folder_take("large-lr", out, force, &folder, &error)   before anything is computed
 *     rv_run_folder_clear(&folder, &error)                          when the new run begins
 *     rv_archive_begin(rv_text_string(&folder.path), ...)
 *     rv_run_folder_release(&folder)
 *
 * An earlier run is removed whole: every file that any version of this program puts into a run
 * folder, of whatever recipe. Files of others stay. A program that is killed meanwhile leaves a
 * folder that is no run (manifest.json goes first), and of which the next --force removes the
 * rest. */
#ifndef RAVINE_COMMAND_RUN_FOLDER_H
#define RAVINE_COMMAND_RUN_FOLDER_H

#include "ravine/folder.h"

/* rv_folder_create(), and RV_USAGE where files that are no run of ours have the names of one. */
enum rv_status rv_run_folder_take(const char *name, const char *out, bool force,
                                  struct rv_folder *folder, struct rv_error *error);

/* Removes the earlier run. RV_WRITE when something cannot be removed. */
enum rv_status rv_run_folder_clear(const struct rv_folder *folder, struct rv_error *error);

/* Gives the folder back; one that nothing was written to does not stay behind. */
void rv_run_folder_release(struct rv_folder *folder);

/* Removes what killed programs left under temporary names, and keeps the run. */
enum rv_status rv_run_folder_sweep(const struct rv_folder *folder, struct rv_error *error);

#endif
