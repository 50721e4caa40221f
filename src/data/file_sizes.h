/* How many examples of a file of the user's own are trained on, validated and kept fresh, where the
 * recipe does not say: 80 and 20 % of what there is. */
#ifndef RAVINE_DATA_FILE_SIZES_H
#define RAVINE_DATA_FILE_SIZES_H

#include "ravine/dataset.h"

/* Instead of RV_DATA_COMMON_ROWS: 0 is found. */
#define RV_FILE_SIZES_ROWS(type)                                                                   \
    { .name = "train", .kind = RV_KIND_INTEGER, .offset = offsetof(type, common.train),            \
      .initial = 0, .minimum = 0, .maximum = 1000000, .unit = "examples",                          \
      .help = "Training examples. 0: 80 % of what the file has, or all of it where validation "    \
              "has a file of its own." },                                                          \
    { .name = "validation", .kind = RV_KIND_INTEGER, .offset = offsetof(type, common.validation),  \
      .initial = 0, .minimum = 0, .maximum = 1000000, .unit = "examples",                          \
      .help = "Validation examples. 0: 20 % of what the file has, or all of its own file. To "     \
              "vary them without touching training, use evaluate.examples." },                     \
    { .name = "fresh", .kind = RV_KIND_INTEGER, .offset = offsetof(type, common.fresh),            \
      .initial = 0, .minimum = 0, .maximum = 1000000, .unit = "examples",                          \
      .help = "Examples of a third set that neither training nor validation sees." }

/* Fills what is 0. `rows`: usable examples of the main file; `own`: of the validation's own file,
 * 0 where there is none; `fresh_rows` likewise. */
void rv_file_sizes_settle(struct rv_data_common *common, size_t rows, size_t own,
                          size_t fresh_rows);
/* Where the file cannot be read: numbers that no other check stumbles over. */
void rv_file_sizes_guess(struct rv_data_common *common);

#endif
