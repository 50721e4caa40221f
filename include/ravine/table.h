/* Tables with named columns of numbers: epochs, steps, events.
 *
 * A missing value is NaN in memory and an empty cell in a file. CSV: comma, decimal point, one
 * header line; it opens in a spreadsheet, pandas and R as it is. */
#ifndef RAVINE_TABLE_H
#define RAVINE_TABLE_H

#include "ravine/status.h"
#include "ravine/text.h"

#include <stddef.h>

struct rv_table {
    char **names; /* owned */
    size_t columns;
    double *values; /* owned; row after row */
    size_t rows;
    size_t capacity; /* rows that fit without growing */
};

/* `names` is NULL-terminated and copied. Room for `rows` rows. */
void rv_table_init(struct rv_table *table, const char *const *names, size_t rows);
void rv_table_release(struct rv_table *table);
/* Appends a row of `columns` values. */
void rv_table_append(struct rv_table *table, const double *row);
/* Index of the column, or -1. */
int rv_table_find(const struct rv_table *table, const char *name);
double rv_table_at(const struct rv_table *table, size_t row, int column);
/* Copies a column (rows doubles) to `out`. */
void rv_table_column(const struct rv_table *table, int column, double *out);
void rv_table_print_csv(const struct rv_table *table, struct rv_text *out);
/* Reads CSV, a file (of at most 256 MiB, plain or compressed with gzip) or, in tests, a text;
 * anything but numbers and empty cells in the body is an error with line and column. */
enum rv_status rv_table_parse_csv(const char *source, const char *content, struct rv_table *table,
                                  struct rv_error *error);
enum rv_status rv_table_read_csv(const char *path, struct rv_table *table, struct rv_error *error);

#endif
