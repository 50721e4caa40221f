/* Examples of files where validation or the fresh ones may have a file of their own. */
#ifndef RAVINE_DATA_FILE_PARTS_H
#define RAVINE_DATA_FILE_PARTS_H

#include "data/file_rows.h"

enum { RV_FILE_PART_TRAINING, RV_FILE_PART_VALIDATION, RV_FILE_PART_FRESH, RV_FILE_PARTS };

/* The rows of each file; `labels` of validation and fresh are NULL where they come from the file
 * of training. */
struct rv_file_parts {
    struct rv_file_rows part[RV_FILE_PARTS];
};

/* RV_INPUT when a file has too few rows. */
enum rv_status rv_file_parts_check(const struct rv_file_parts *parts,
                                   const struct rv_data_common *common, struct rv_error *error);
/* Rows of the train + validation + fresh examples, each of the file that rv_file_parts_of() says.
 */
void rv_file_parts_draw(const struct rv_file_parts *parts, const struct rv_data_common *common,
                        uint64_t seed, uint32_t *rows);
/* Which file example i comes from. */
int rv_file_parts_of(const struct rv_file_parts *parts, const struct rv_data_common *common,
                     size_t i);

#endif
