/* Numbers and class of a row, as a plan says: the second pass over a table. */
#ifndef RAVINE_DATA_TABLE_FILL_H
#define RAVINE_DATA_TABLE_FILL_H

#include "data/csv_table.h"

struct rv_table_fill {
    const struct rv_table_options *options;
    const struct rv_table_form *form;
    const struct rv_csv_table *like; /* whose plan and classes these are */
    const size_t *places;            /* of each of its columns in the row */
};

/* Fills `out` (like->plan.width numbers) and the class, which is -1 for a row that is left out. */
enum rv_status rv_table_fill_row(const struct rv_table_fill *filler,
                                 const struct rv_csv_reader *csv, float *out, int *label,
                                 struct rv_error *error);

#endif
