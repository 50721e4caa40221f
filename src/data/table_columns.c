/* Columns of a table: see table_columns.h. */
#include "data/table_columns.h"

#include "ravine/memory.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

int rv_table_columns_is_label(const char *name)
{
    static const char *const names[] = { "label", "class", "target", "species", "diagnosis",
                                         "labels", "classes", NULL };
    for (size_t i = 0; names[i]; i++)
        if (strcasecmp(name, names[i]) == 0)
            return 2;
    return strcasecmp(name, "y") == 0;
}

bool rv_table_columns_next(const char **list, char name[RV_TABLE_NAME])
{
    const char *from = *list + strspn(*list, ", ");
    size_t length = strcspn(from, ",");

    *list = from + length;
    while (length > 0 && from[length - 1] == ' ')
        length--;
    (void)snprintf(name, RV_TABLE_NAME, "%.*s", (int)length, from);
    return length > 0;
}

void rv_table_columns_call(const struct rv_table_columns *columns, size_t index,
                           struct rv_text *out)
{
    if (columns->column[index].name[0])
        rv_text_printf(out, "'%.60s'", columns->column[index].name);
    else
        rv_text_printf(out, "column %zu", index + 1);
}

static enum rv_status no_such_column(const struct rv_table_columns *columns, const char *source,
                                     const char *name, struct rv_error *error)
{
    const char **names = rv_alloc(columns->count + 1, sizeof *names);
    const char *nearest;
    bool named = false;

    for (size_t j = 0; j < columns->count; j++) {
        names[j] = columns->column[j].name;
        named = named || *names[j];
    }
    nearest = rv_text_nearest(name, names);
    rv_free(names);
    return rv_error_set(error, RV_INPUT, "%s has %zu columns%s, none is '%.60s'%s%.60s%s", source,
                        columns->count, named ? "" : " without names", name,
                        nearest ? " (did you mean '" : "", nearest ? nearest : "",
                        nearest ? "'?)" : "");
}

size_t rv_table_columns_find(const struct rv_table_columns *columns, const char *source,
                             const char *name, struct rv_error *error)
{
    size_t found = RV_NAME_SET_NONE;
    long number;

    for (size_t j = 0; j < columns->count; j++) {
        if (strcmp(columns->column[j].name, name) != 0)
            continue;
        if (found != RV_NAME_SET_NONE) {
            (void)rv_error_set_at(error, RV_INPUT, columns->column[j].at,
                                  "two columns have the name '%.60s': say %zu or %zu instead",
                                  name, found + 1, j + 1);
            return RV_NAME_SET_NONE;
        }
        found = j;
    }
    if (found != RV_NAME_SET_NONE)
        return found;
    if (rv_text_to_integer(name, &number) && number >= 1 && number <= (long)columns->count)
        return (size_t)number - 1;
    (void)no_such_column(columns, source, name, error);
    return RV_NAME_SET_NONE;
}

void rv_table_columns_release(struct rv_table_columns *columns)
{
    for (size_t j = 0; j < columns->count; j++) {
        rv_free(columns->column[j].name);
        rv_free(columns->column[j].strange);
        rv_name_set_release(&columns->column[j].texts);
    }
    rv_free(columns->column);
    *columns = (struct rv_table_columns){ 0 };
}

/* Whether the user names this column: by its name or its number, alone or in a list. */
static bool is_named(const char *list, const char *name, size_t index)
{
    char one[RV_TABLE_NAME], number[24];

    (void)snprintf(number, sizeof number, "%zu", index + 1);
    if (*name && strcmp(list, name) == 0)
        return true;
    while (rv_table_columns_next(&list, one))
        if (strcmp(one, name) == 0 || strcmp(one, number) == 0)
            return true;
    return false;
}

static void init(const struct rv_csv_reader *csv, const struct rv_table_form *form,
                 const char *label, struct rv_table_columns *columns)
{
    size_t shift = form->row_names;

    columns->count = csv->count + shift;
    columns->header = form->header;
    columns->row_names = form->row_names;
    columns->one_hot_most = columns->count; /* so many may yet be it */
    columns->column = rv_alloc(columns->count, sizeof *columns->column);
    for (size_t j = 0; j < columns->count; j++) {
        struct rv_table_column *column = &columns->column[j];
        bool named = form->header && j >= shift;

        column->name = rv_strdup(named ? csv->fields[j - shift].text : "");
        if (named)
            column->at = csv->fields[j - shift].at;
        column->constant = column->counts = column->whole = true;
        column->kept = j == 0 || j + 2 >= columns->count ||
                       rv_table_columns_is_label(column->name) ||
                       is_named(label, column->name, j);
    }
}

static bool is_boolean(const char *text)
{
    return strcasecmp(text, "true") == 0 || strcasecmp(text, "false") == 0;
}

static void add_number(struct rv_table_column *column, double value, bool first)
{
    if (first) {
        column->low = column->high = value;
    } else {
        column->constant = column->constant && value >= column->low && value <= column->high &&
                           column->low >= column->high;
        column->counts = column->counts && fabs(value - column->last - 1) <= 0;
        column->low = value < column->low ? value : column->low;
        column->high = value > column->high ? value : column->high;
    }
    column->whole = column->whole && trunc(value) >= value && trunc(value) <= value;
    column->last = value;
}

static void add_text(struct rv_table_column *column, const struct rv_csv_field *field)
{
    if (column->overflow_at.line > 0)
        return; /* the numbers of each do not count any more */
    if (rv_name_set_add(&column->texts, field->text, RV_TABLE_TEXTS) == RV_NAME_SET_NONE)
        column->overflow_at = field->at;
}

static void note_missing(struct rv_table_column *column, const struct rv_csv_field *field)
{
    if (column->missing++ == 0) {
        column->missing_at = field->at;
        (void)snprintf(column->missing_word, sizeof column->missing_word, "%s", field->text);
    }
    column->counts = false;
    if (!rv_table_form_missing(field->text, true)) {
        if (column->kept)
            add_text(column, field); /* `None` is a name of a class */
    } else if (column->label_missing++ == 0) {
        column->label_missing_at = field->at;
    }
}

static void add_field(struct rv_table_column *column, const struct rv_table_form *form,
                      const struct rv_csv_field *field)
{
    double value = 0;
    bool number = rv_table_form_number(form, field->text, &value);
    bool first = column->kind == RV_TABLE_EMPTY;
    int kind = RV_TABLE_NUMBER;

    if (!number) {
        if (rv_table_form_missing(field->text, false)) {
            note_missing(column, field);
            return;
        }
        kind = is_boolean(field->text) ? RV_TABLE_BOOLEAN : RV_TABLE_TEXT;
        value = strcasecmp(field->text, "true") == 0;
    }
    if (first) {
        column->kind = kind;
        column->first_at = field->at;
    }
    column->numbers += number;
    if (column->kind == RV_TABLE_TEXT || column->kept)
        add_text(column, field);
    if (column->kind == RV_TABLE_TEXT) {
        column->constant = column->texts.count == 1;
        return;
    }
    if (kind != column->kind && !column->strange) {
        column->strange_at = field->at;
        column->strange = rv_strdup(field->text);
    }
    if (kind == column->kind)
        add_number(column, value, first);
}

/* In a row, those k begin with the last 1 and end before the one before it, or before what is
 * neither 0 nor 1; the table has those that all rows have. */
static void add_one_hot(struct rv_table_columns *columns, const struct rv_table_form *form,
                        const struct rv_csv_reader *csv)
{
    size_t first = 0, k;

    for (k = 1; k <= columns->one_hot_most; k++) {
        double value;
        bool number = rv_table_form_number(form, csv->fields[csv->count - k].text, &value);
        bool one = number && value >= 1 && value <= 1;
        if (!number || (!one && (value < 0 || value > 0)) || (one && first))
            break;
        if (one)
            first = k;
    }
    columns->one_hot_most = first ? k - 1 : 0;
    if (first > columns->one_hot)
        columns->one_hot = first;
    if (columns->one_hot > columns->one_hot_most)
        columns->one_hot = columns->one_hot_most = 0;
}

static enum rv_status add_row(struct rv_table_columns *columns, const struct rv_table_form *form,
                              const struct rv_csv_reader *csv, struct rv_error *error)
{
    if (csv->count != columns->count)
        return rv_error_set_at(error, RV_INPUT, csv->fields[0].at,
                               "this row has %zu columns, the first one has %zu", csv->count,
                               columns->count);
    for (size_t j = 0; j < columns->count; j++)
        add_field(&columns->column[j], form, &csv->fields[j]);
    if (columns->one_hot_most > 1)
        add_one_hot(columns, form, csv);
    columns->rows++;
    return RV_OK;
}

enum rv_status rv_table_columns_read(struct rv_csv_reader *csv, const struct rv_table_form *form,
                                     const char *label, struct rv_table_columns *columns,
                                     struct rv_error *error)
{
    enum rv_status status = rv_csv_row(csv, error);

    if (status != RV_OK)
        return status;
    if (csv->count == 0)
        return rv_error_set(error, RV_INPUT, "%s holds no rows", csv->source);
    init(csv, form, label, columns);
    if (columns->count < 2)
        return rv_error_set_at(error, RV_INPUT, csv->fields[0].at,
                               "one column only; a label and at least one feature are needed "
                               "(is `separator` right?)");
    if (!form->header)
        status = add_row(columns, form, csv, error);
    while (status == RV_OK && csv->count > 0) {
        status = rv_csv_row(csv, error);
        if (status == RV_OK && csv->count > 0)
            status = add_row(columns, form, csv, error);
    }
    return status;
}
