/* What a file of a user's own is read as: a table, or IDX files. */
#ifndef RAVINE_DATA_EXAMINE_H
#define RAVINE_DATA_EXAMINE_H

#include "ravine/data_facts.h"
#include "ravine/dataset.h"

/* The set whose configuration reads the file at `path`, told by its first bytes, with the path in
 * it; to be released by rv_config_release(). RV_MISSING when there is no file. */
enum rv_status rv_examine_config(const char *path, struct rv_config *config,
                                 struct rv_error *error);
/* What that configuration reads; sets that are generated have no facts, and `format` NULL. */
enum rv_status rv_examine(const struct rv_config *config, struct rv_data_facts *facts,
                          struct rv_error *error);

#endif
