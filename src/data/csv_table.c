/* Reading CSV tables: see csv_table.h. */
#include "data/csv_table.h"

#include "data/examples.h"
#include "data/file.h"
#include "ravine/memory.h"
#include "ravine/text.h"
#include "record/csv.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BYTES_MAX ((size_t)1 << 29) /* of a file, unpacked */

void rv_csv_table_free(struct rv_csv_table *table)
{
    for (int k = 0; k < table->classes; k++)
        rv_free(table->names[k]);
    rv_free(table->names);
    rv_free(table->sorted);
    rv_free(table->features);
    rv_free(table->labels);
    rv_free(table);
}

/* Index in order of appearance, or -1 when there would be too many classes. Binary search in
 * `sorted`, the indices in alphabetical order: a label column of a million rows is looked up a
 * million times. */
static int intern(struct rv_csv_table *table, const char *name)
{
    int low = 0, high = table->classes;

    while (low < high) {
        int middle = low + (high - low) / 2;
        int order = strcmp(name, table->names[table->sorted[middle]]);
        if (order == 0)
            return table->sorted[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    if (table->classes == RV_EXAMPLES_CLASSES)
        return -1;
    memmove(table->sorted + low + 1, table->sorted + low,
            (size_t)(table->classes - low) * sizeof *table->sorted);
    table->sorted[low] = table->classes;
    table->names[table->classes] = rv_strdup(name);
    return table->classes++;
}

/* A feature must be a finite number that float32 can hold. What spreadsheets write for a missing
 * value (nothing, NA, NaN) is an error and not a zero: a silent zero would look like data. */
static enum rv_status read_feature(const struct rv_csv_field *field, size_t column, float *out,
                                   struct rv_error *error)
{
    double value;

    if (field->text[0] == '\0')
        return rv_error_set_at(error, RV_INPUT, field->at,
                               "column %zu has no value here; every feature must be a number",
                               column + 1);
    if (!rv_text_to_real(field->text, &value))
        return rv_error_set_at(error, RV_INPUT, field->at,
                               "column %zu: '%.60s' is not a finite number", column + 1,
                               field->text);
    if (fabs(value) > (double)FLT_MAX)
        return rv_error_set_at(error, RV_INPUT, field->at,
                               "column %zu: %.60s is too large (at most %g)", column + 1,
                               field->text, (double)FLT_MAX);
    *out = (float)value;
    return RV_OK;
}

/* Room for one more row. Doubling keeps the copies below two for each value. */
static enum rv_status grow(struct rv_csv_table *table, struct rv_position at,
                           struct rv_error *error)
{
    size_t width = table->columns - 1, more = table->capacity > 0 ? 2 * table->capacity : 256;

    if (table->rows < table->capacity)
        return RV_OK;
    if (!rv_memory_fits(more, width * sizeof *table->features))
        return rv_error_set_at(error, RV_INPUT, at, "the table is larger than %zu GiB",
                               RV_MEMORY_LIMIT >> 31);
    table->features = rv_realloc(table->features, table->capacity * width, more * width,
                                 sizeof *table->features);
    table->labels = rv_realloc(table->labels, table->capacity, more, sizeof *table->labels);
    table->capacity = more;
    return RV_OK;
}

/* One example. The first row decides how many columns all others must have. */
static enum rv_status add_row(struct rv_csv_table *table, const struct rv_csv_reader *csv,
                              struct rv_error *error)
{
    const struct rv_csv_field *label = &csv->fields[table->label];
    float *out;
    enum rv_status status;

    if (csv->count != table->columns)
        return rv_error_set_at(error, RV_INPUT, csv->fields[0].at,
                               "this row has %zu columns, the first one has %zu", csv->count,
                               table->columns);
    status = grow(table, csv->fields[0].at, error);
    if (status != RV_OK)
        return status;
    out = table->features + table->rows * (table->columns - 1);
    for (size_t j = 0; j < csv->count; j++) {
        if (j == table->label)
            continue;
        status = read_feature(&csv->fields[j], j, out++, error);
        if (status != RV_OK)
            return status;
    }
    if (label->text[0] == '\0')
        return rv_error_set_at(error, RV_INPUT, label->at, "the label is empty");
    table->labels[table->rows] = intern(table, label->text);
    if (table->labels[table->rows] < 0)
        return rv_error_set_at(error, RV_INPUT, label->at,
                               "more than %d different labels: is this the label column?",
                               RV_EXAMPLES_CLASSES);
    table->rows++;
    return RV_OK;
}

/* `auto`: a row of names holds no number at all. A first row with a text among numbers is taken as
 * data, so that a mistake in it is reported and not swallowed as a header. */
static bool has_header(const struct rv_csv_table_options *options, const struct rv_csv_reader *csv)
{
    double ignored;

    if (options->header != RV_CSV_TABLE_AUTO)
        return options->header == RV_CSV_TABLE_HEADER;
    for (size_t j = 0; j < csv->count; j++)
        if (rv_text_to_real(csv->fields[j].text, &ignored))
            return false;
    return true;
}

/* The message is about a word of the scenario, so it has no place in the table. */
static enum rv_status no_such_column(const struct rv_csv_table_options *options,
                                     const struct rv_csv_reader *csv, bool header,
                                     struct rv_error *error)
{
    const char **names = rv_alloc(csv->count + 1, sizeof *names);
    const char *nearest;
    enum rv_status status;

    for (size_t j = 0; header && j < csv->count; j++)
        names[j] = csv->fields[j].text;
    nearest = rv_text_nearest(options->label, names);
    status = rv_error_set(error, RV_INPUT, "%s has %zu columns%s, none is '%.60s'%s%.60s%s",
                          csv->source, csv->count, header ? "" : " without names", options->label,
                          nearest ? " (did you mean '" : "", nearest ? nearest : "",
                          nearest ? "'?)" : "");
    rv_free(names);
    return status;
}

/* Which column holds the labels: by name, then by number, else the last. */
static enum rv_status find_label(const struct rv_csv_table_options *options,
                                 const struct rv_csv_reader *csv, bool header, size_t *label,
                                 struct rv_error *error)
{
    size_t found = 0;
    long number;

    *label = csv->count - 1;
    if (options->label[0] == '\0')
        return RV_OK;
    for (size_t j = 0; header && j < csv->count; j++)
        if (strcmp(csv->fields[j].text, options->label) == 0) {
            *label = j;
            found++;
        }
    if (found > 1)
        return rv_error_set_at(error, RV_INPUT, csv->fields[*label].at,
                               "two columns have the name '%.60s'", options->label);
    if (found == 1)
        return RV_OK;
    if (!rv_text_to_integer(options->label, &number) || number < 1 || number > (long)csv->count)
        return no_such_column(options, csv, header, error);
    *label = (size_t)number - 1;
    return RV_OK;
}

/* The first row: a header or the first example. */
static enum rv_status start_table(const struct rv_csv_table_options *options,
                                  struct rv_csv_reader *csv, struct rv_csv_table *table,
                                  struct rv_error *error)
{
    enum rv_status status = rv_csv_row(csv, error);
    bool header;

    if (status != RV_OK)
        return status;
    if (csv->count == 0)
        return rv_error_set(error, RV_INPUT, "%s holds no rows", csv->source);
    if (csv->count < 2)
        return rv_error_set_at(error, RV_INPUT, csv->fields[0].at,
                               "one column only; a label and at least one feature are needed "
                               "(is `separator` right?)");
    header = has_header(options, csv);
    table->columns = csv->count;
    table->names = rv_alloc(RV_EXAMPLES_CLASSES, sizeof *table->names);
    table->sorted = rv_alloc(RV_EXAMPLES_CLASSES, sizeof *table->sorted);
    status = find_label(options, csv, header, &table->label, error);
    return status == RV_OK && !header ? add_row(table, csv, error) : status;
}

struct ranked_label {
    long number;
    int index;
};

static int compare_ranked(const void *a, const void *b)
{
    const struct ranked_label *p = a, *q = b;
    if (p->number != q->number)
        return p->number < q->number ? -1 : 1;
    return p->index < q->index ? -1 : p->index > q->index; /* "7" and "07" stay two classes */
}

/* Labels become 0 .. classes-1: by number when all are whole numbers, else alphabetically. */
static void number_classes(struct rv_csv_table *table)
{
    struct ranked_label *ranked = rv_alloc((size_t)table->classes, sizeof *ranked);
    int *rank = rv_alloc((size_t)table->classes, sizeof *rank);
    bool whole = true;

    for (int k = 0; k < table->classes; k++) {
        int name = table->sorted[k];
        ranked[k] = (struct ranked_label){ 0, name };
        whole = whole && rv_text_to_integer(table->names[name], &ranked[k].number);
    }
    if (whole)
        qsort(ranked, (size_t)table->classes, sizeof *ranked, compare_ranked);
    for (int k = 0; k < table->classes; k++)
        rank[ranked[k].index] = k;
    for (size_t i = 0; i < table->rows; i++)
        table->labels[i] = rank[table->labels[i]];
    rv_free(ranked);
    rv_free(rank);
}

/* All rows after the first. */
static enum rv_status read_rows(struct rv_csv_reader *csv, struct rv_csv_table *table,
                                struct rv_error *error)
{
    enum rv_status status = RV_OK;

    while (status == RV_OK && csv->count > 0) {
        status = rv_csv_row(csv, error);
        if (status == RV_OK && csv->count > 0)
            status = add_row(table, csv, error);
    }
    if (status == RV_OK && table->classes < 2)
        return rv_error_set(error, RV_INPUT,
                            "%s has %d different label%s in %zu rows; at least 2 are needed",
                            csv->source, table->classes, table->classes == 1 ? "" : "s",
                            table->rows);
    return status;
}

enum rv_status rv_csv_table_read(const char *path, const struct rv_csv_table_options *options,
                                 struct rv_csv_table **result, struct rv_error *error)
{
    struct rv_csv_table *table = rv_alloc(1, sizeof *table);
    struct rv_csv_reader csv = {0};
    struct stat facts;
    enum rv_status status = rv_file_check(path, "a CSV file", &facts, error);

    if (status == RV_OK)
        status = rv_csv_open(&csv, path, BYTES_MAX, error);
    csv.separator = options->separator;
    if (status == RV_OK)
        status = start_table(options, &csv, table, error);
    if (status == RV_OK)
        status = read_rows(&csv, table, error);
    rv_csv_release(&csv);
    if (status != RV_OK) {
        rv_csv_table_free(table);
        return status;
    }
    number_classes(table);
    *result = table;
    return RV_OK;
}
