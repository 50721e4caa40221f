/* A table of text as features and classes. Read in two passes: the first tells what is in the
 * columns, the second makes numbers of them, so that memory is taken once and for them only. */
#ifndef RAVINE_DATA_CSV_TABLE_H
#define RAVINE_DATA_CSV_TABLE_H

#include "data/table_plan.h"

struct rv_csv_table {
    size_t rows;
    size_t width;     /* features of an example */
    float *features;  /* owned; rows × width; RV_MISSING_VALUE where there is none */
    int *labels;      /* owned; class of each row */
    int *groups;      /* owned; what each row belongs to; NULL: not told */
    struct rv_name_set group_names;
    char **names;     /* owned, each of them too; of the classes */
    int classes;
    struct rv_data_facts facts;
    /* How another table of the same kind is read. */
    struct rv_table_form form;
    struct rv_table_columns columns;
    struct rv_table_plan plan;
    int *class_of;    /* owned; of texts of the label, in the order of their appearance */
};

/* Reads a file, plain or compressed with gzip. Errors have file, line and column. `like` is NULL,
 * or a table whose columns, categories and classes this one has: columns are found by their names
 * where both have names. */
enum rv_status rv_csv_table_read(const char *path, const struct rv_table_options *options,
                                 const struct rv_csv_table *like, struct rv_csv_table **table,
                                 struct rv_error *error);
void rv_csv_table_free(struct rv_csv_table *table);

#endif
