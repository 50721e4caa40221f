/* Tables with named columns and their CSV form: see ravine/table.h. */
#include "ravine/table.h"

#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"
#define CELL_SIZE 64      /* bytes of the longest cell that is read; a double needs 24 */
#define COLUMNS_MAX 4096  /* of a file that is read */

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
    for (size_t c = 0; c < table->columns; c++)
        rv_text_printf(out, "%s%s", c ? "," : "", table->names[c]);
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

static bool begins_with_mark(const char *text)
{
    return strncmp(text, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0;
}

/* Where the reader of a CSV text is. */
struct reader {
    const char *rest;
    struct rv_position at;
};

/* Takes one cell of the line; `*last` says that it ends the line. The cell is trimmed of blanks
 * and of the carriage return that a spreadsheet may have put before the end of the line. */
static bool take_cell(struct reader *reader, char cell[CELL_SIZE], bool *last)
{
    size_t length = strcspn(reader->rest, ",\n");
    const char *begin = reader->rest, *end = begin + length;

    while (begin < end && (*begin == ' ' || *begin == '\t'))
        begin++;
    while (begin < end && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\r'))
        end--;
    *last = reader->rest[length] != ',';
    if (end - begin >= CELL_SIZE)
        return false;
    memcpy(cell, begin, (size_t)(end - begin));
    cell[end - begin] = '\0';
    return true;
}

/* Goes past the cell, and to the next line when it was the last one. */
static void pass_cell(struct reader *reader, bool last)
{
    size_t length = strcspn(reader->rest, ",\n");

    reader->rest += length;
    reader->at.column += (int)length;
    if (*reader->rest) {
        reader->rest++;
        reader->at.column++;
    }
    if (last) {
        reader->at.line++;
        reader->at.column = 1;
    }
}

static enum rv_status read_header(struct reader *reader, struct rv_table *table,
                                  struct rv_error *error)
{
    char **names = NULL;
    size_t count = 0;
    bool last = false;

    while (!last) {
        char cell[CELL_SIZE];
        bool fits = take_cell(reader, cell, &last);

        for (size_t c = 0; fits && c < count; c++)
            if (strcmp(names[c], cell) == 0) {
                rv_error_set_at(error, RV_INPUT, reader->at, "column '%s' is there twice", cell);
                goto failed;
            }
        /* A second mark would be passed over when the table is read back. */
        if (!fits || !*cell || begins_with_mark(cell) || count == COLUMNS_MAX) {
            rv_error_set_at(error, RV_INPUT, reader->at,
                            "expected the name of a column, at most %d characters long",
                            CELL_SIZE - 1);
            goto failed;
        }
        names = rv_memory_grow(names, count + 1, sizeof *names);
        names[count++] = rv_strdup(cell);
        pass_cell(reader, last);
    }
    *table = (struct rv_table){.names = names, .columns = count};
    return RV_OK;

failed:
    for (size_t c = 0; c < count; c++)
        rv_free(names[c]);
    rv_free(names);
    return RV_INPUT;
}

static enum rv_status read_row(struct reader *reader, struct rv_table *table, double *row,
                               struct rv_error *error)
{
    struct rv_position start = reader->at;
    size_t count = 0;
    bool last = false;

    for (; !last; count++) {
        char cell[CELL_SIZE];
        double value = RV_NAN;
        bool fits = take_cell(reader, cell, &last);

        if (!fits || (*cell && !rv_text_to_real(cell, &value)))
            return rv_error_set_at(error, RV_INPUT, reader->at,
                                   "'%.*s' is not a number; leave the cell empty where there is "
                                   "none", 24, fits ? cell : "this cell");
        if (count < table->columns)
            row[count] = value;
        pass_cell(reader, last);
    }
    if (count != table->columns)
        return rv_error_set_at(error, RV_INPUT, start, "this row has %zu cells, the header %zu",
                               count, table->columns);
    rv_table_append(table, row);
    return RV_OK;
}

enum rv_status rv_table_parse_csv(const char *source, const char *content, struct rv_table *table,
                                  struct rv_error *error)
{
    struct reader reader = {content, {source, 1, 1}};
    enum rv_status status;
    double *row;

    *table = (struct rv_table){0};
    if (begins_with_mark(content))
        reader.rest += strlen(BYTE_ORDER_MARK);
    status = read_header(&reader, table, error);
    if (status)
        return status;
    row = rv_alloc(table->columns, sizeof *row);
    while (!status && *reader.rest)
        status = read_row(&reader, table, row, error);
    rv_free(row);
    if (status)
        rv_table_release(table);
    return status;
}
