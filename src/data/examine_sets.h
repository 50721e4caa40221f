/* What each set that reads files says of them: see examine.h. */
#ifndef RAVINE_DATA_EXAMINE_SETS_H
#define RAVINE_DATA_EXAMINE_SETS_H

#include "ravine/data_facts.h"

#include <stdbool.h>

/* What the configuration of `csv`, of `idx`, reads; the sizes of its sets are not asked for. */
enum rv_status rv_csv_examine(const void *config, struct rv_data_facts *facts,
                              struct rv_error *error);
enum rv_status rv_npy_examine(const void *config, struct rv_data_facts *facts,
                              struct rv_error *error);
enum rv_status rv_idx_set_examine(const void *config, struct rv_data_facts *facts,
                                  struct rv_error *error);
/* The path with the last `from` in it replaced by `to`, if there is such a file. */
bool rv_idx_set_partner(const char *path, const char *from, const char *to, char *out,
                        size_t size);

#endif
