/* Tables with named columns and their CSV form: see ravine/table.h. */
#include "ravine/table.h"

#include "ravine/memory.h"
#include "ravine/vector.h"
#include "record/csv.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"
#define CELL_SIZE 64      /* bytes of the longest cell that is read; a double needs 24 */
#define COLUMNS_MAX 4096  /* of a file that is read */
#define FILE_LIMIT ((size_t)256 << 20)
#define NO_NAME "expected the name of a column, at most %d characters long"

void rv_table_init(struct rv_table *table, const char *const *names, size_t rows)
{
    *table = (struct rv_table){0};
    while (names[table->columns])
        table->columns++;
    table->names = rv_alloc(table->columns + 1, sizeof *table->names);
    for (size_t c = 0; c < table->columns; c++)
        table->names[c] = rv_strdup(names[c]);
    table->capacity = rows;
    if (rows && table->columns)
        table->values = rv_alloc(rows * table->columns, sizeof *table->values);
}

void rv_table_release(struct rv_table *table)
{
    for (size_t c = 0; c < table->columns; c++)
        rv_free(table->names[c]);
    rv_free(table->names);
    rv_free(table->values);
    *table = (struct rv_table){0};
}

void rv_table_append(struct rv_table *table, const double *row)
{
    if (table->rows == table->capacity) {
        size_t capacity = table->capacity ? 2 * table->capacity : 16;

        table->values = rv_realloc(table->values, table->capacity * table->columns,
                                   capacity * table->columns, sizeof *table->values);
        table->capacity = capacity;
    }
    memcpy(table->values + table->rows * table->columns, row, table->columns * sizeof *row);
    table->rows++;
}

int rv_table_find(const struct rv_table *table, const char *name)
{
    for (size_t c = 0; c < table->columns; c++)
        if (strcmp(table->names[c], name) == 0)
            return (int)c;
    return -1;
}

double rv_table_at(const struct rv_table *table, size_t row, int column)
{
    if (column < 0 || (size_t)column >= table->columns || row >= table->rows)
        RV_BUG("no cell at row %zu, column %d of a table of %zu x %zu", row, column, table->rows,
               table->columns);
    return table->values[row * table->columns + (size_t)column];
}

void rv_table_column(const struct rv_table *table, int column, double *out)
{
    for (size_t row = 0; row < table->rows; row++)
        out[row] = rv_table_at(table, row, column);
}

void rv_table_print_csv(const struct rv_table *table, struct rv_text *out)
{
    for (size_t c = 0; c < table->columns; c++) {
        rv_text_add(out, c ? "," : "");
        rv_csv_print(out, table->names[c]);
    }
    rv_text_add(out, "\n");
    for (size_t i = 0; i < table->rows * table->columns; i++) {
        if (i % table->columns)
            rv_text_add(out, ",");
        if (isfinite(table->values[i]))
            rv_text_number(out, table->values[i]);
        if (i % table->columns == table->columns - 1)
            rv_text_add(out, "\n");
    }
}

static enum rv_status read_header(struct rv_csv_reader *csv, struct rv_table *table,
                                  struct rv_error *error)
{
    enum rv_status status = rv_csv_row(csv, error);

    if (!status && csv->count == 0)
        return rv_error_set_at(error, RV_INPUT, (struct rv_position){csv->source, 1, 1}, NO_NAME,
                               CELL_SIZE - 1);
    table->names = rv_alloc(csv->count + 1, sizeof *table->names);
    for (size_t c = 0; !status && c < csv->count; c++) {
        const struct rv_csv_field *field = &csv->fields[c];

        if (rv_table_find(table, field->text) >= 0)
            status = rv_error_set_at(error, RV_INPUT, field->at, "column '%s' is there twice",
                                     field->text);
        /* A second mark would be passed over when the table is read back. */
        else if (!*field->text || strlen(field->text) >= CELL_SIZE || c == COLUMNS_MAX ||
                 strncmp(field->text, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0)
            status = rv_error_set_at(error, RV_INPUT, field->at, NO_NAME, CELL_SIZE - 1);
        else
            table->names[table->columns++] = rv_strdup(field->text);
    }
    return status;
}

/* A number that is quoted was no number to the program that wrote it. */
static enum rv_status read_cell(const struct rv_csv_field *field, double *value,
                                struct rv_error *error)
{
    const char *quote = field->quoted ? "\"" : "";
    const bool fits = strlen(field->text) < CELL_SIZE;

    *value = RV_NAN;
    if (!field->quoted && (!*field->text || (fits && rv_text_to_real(field->text, value))))
        return RV_OK;
    return rv_error_set_at(error, RV_INPUT, field->at,
                           "'%s%.24s%s' is not a number; leave the cell empty where there is none",
                           quote, fits ? field->text : "this cell", quote);
}

static enum rv_status read_row(const struct rv_csv_reader *csv, struct rv_table *table,
                               double *row, struct rv_error *error)
{
    for (size_t c = 0; c < csv->count; c++) {
        double value;
        enum rv_status status = read_cell(&csv->fields[c], &value, error);

        if (status)
            return status;
        if (c < table->columns)
            row[c] = value;
    }
    if (csv->count != table->columns)
        return rv_error_set_at(error, RV_INPUT, csv->fields[0].at,
                               "this row has %zu cells, the header %zu", csv->count,
                               table->columns);
    rv_table_append(table, row);
    return RV_OK;
}

/* From an opened reader, which is released. */
static enum rv_status read_table(struct rv_csv_reader *csv, struct rv_table *table,
                                 struct rv_error *error)
{
    enum rv_status status;
    double *row;

    *table = (struct rv_table){0};
    csv->blank_rows = true;
    status = read_header(csv, table, error);
    row = rv_alloc(table->columns + 1, sizeof *row);
    if (!status)
        status = rv_csv_row(csv, error);
    while (!status && csv->count > 0) {
        status = read_row(csv, table, row, error);
        if (!status)
            status = rv_csv_row(csv, error);
    }
    rv_free(row);
    rv_csv_release(csv);
    if (status)
        rv_table_release(table);
    return status;
}

enum rv_status rv_table_parse_csv(const char *source, const char *content, struct rv_table *table,
                                  struct rv_error *error)
{
    struct rv_csv_reader csv;

    if (rv_csv_take(&csv, source, rv_strdup(content), strlen(content), error))
        RV_BUG("a string with a byte 0");
    return read_table(&csv, table, error);
}

enum rv_status rv_table_read_csv(const char *path, struct rv_table *table, struct rv_error *error)
{
    struct rv_csv_reader csv;
    enum rv_status status = rv_csv_open(&csv, path, FILE_LIMIT, error);

    if (!status)
        return read_table(&csv, table, error);
    *table = (struct rv_table){0};
    rv_csv_release(&csv);
    return status;
}
