/* What is odd about a table that can be read: said, and left to whoever brings it. */
#ifndef RAVINE_DATA_TABLE_ODD_H
#define RAVINE_DATA_TABLE_ODD_H

#include "data/csv_table.h"

/* How it was written, as notes. The reader has come to the end. */
void rv_table_odd_form(const struct rv_table_form *form, const struct rv_csv_reader *csv,
                       struct rv_data_facts *facts);
/* Classes with their counts, and warnings: constants, a column that counts, classes that differ in
 * case only, unlike scales, columns that give the label away, equal rows. */
void rv_table_odd(struct rv_csv_table *table);

#endif
