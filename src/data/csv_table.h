/* A CSV file as a table of features and classes. */
#ifndef RAVINE_DATA_CSV_TABLE_H
#define RAVINE_DATA_CSV_TABLE_H

#include "ravine/status.h"

enum rv_csv_table_header { RV_CSV_TABLE_AUTO, RV_CSV_TABLE_HEADER, RV_CSV_TABLE_NO_HEADER };

struct rv_csv_table_options {
    const char *label; /* name or number (from 1) of the column; empty: the last */
    char separator;
    enum rv_csv_table_header header;
};

struct rv_csv_table {
    size_t columns; /* with the label */
    size_t label;   /* index of that column */
    size_t rows;
    size_t capacity;
    float *features; /* owned; rows × (columns - 1) */
    int *labels;     /* owned; while reading the order of appearance, then the class */
    char **names;    /* owned; distinct labels in the order of appearance */
    int *sorted;     /* owned; indices of names in alphabetical order */
    int classes;
};

/* Reads a file, plain or compressed with gzip. Errors have file, line and column. */
enum rv_status rv_csv_table_read(const char *path, const struct rv_csv_table_options *options,
                                 struct rv_csv_table **table, struct rv_error *error);
void rv_csv_table_free(struct rv_csv_table *table);

#endif
