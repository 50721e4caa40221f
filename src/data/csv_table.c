/* Reading tables: see csv_table.h. */
#include "data/csv_table.h"

#include "data/examples.h"
#include "data/file.h"
#include "data/foreign.h"
#include "data/table_fill.h"
#include "data/table_odd.h"
#include "ravine/memory.h"

#include <stdlib.h>
#include <string.h>

#define BYTES_MAX ((size_t)1 << 32) /* of a file, unpacked */
#define GROUPS_MOST ((size_t)1 << 30) /* more than rows can be */

void rv_csv_table_free(struct rv_csv_table *table)
{
    for (int k = 0; k < table->classes; k++)
        rv_free(table->names[k]);
    rv_free(table->names);
    rv_free(table->features);
    rv_free(table->labels);
    rv_free(table->class_of);
    rv_free(table->groups);
    rv_name_set_release(&table->group_names);
    rv_data_facts_release(&table->facts);
    rv_table_columns_release(&table->columns);
    rv_table_plan_release(&table->plan);
    rv_free(table);
}

struct ranked_label {
    long number;
    const char *name;
    size_t index;
};

static int compare_numbers(const void *a, const void *b)
{
    const struct ranked_label *p = a, *q = b;
    if (p->number != q->number)
        return p->number < q->number ? -1 : 1;
    return p->index < q->index ? -1 : p->index > q->index; /* "7" and "07" stay two classes */
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const struct ranked_label *)a)->name, ((const struct ranked_label *)b)->name);
}

/* Classes are in numeric order when all labels are whole numbers, else in alphabetical order. */
static void number_classes(struct rv_csv_table *table)
{
    const struct rv_name_set *texts = &table->columns.column[table->plan.label[0]].texts;
    struct ranked_label *ranked = rv_alloc(texts->count + 1, sizeof *ranked);
    bool whole = true;

    for (size_t k = 0; k < texts->count; k++) {
        ranked[k] = (struct ranked_label){ 0, texts->names[k], k };
        whole = rv_text_to_integer(texts->names[k], &ranked[k].number) && whole;
    }
    qsort(ranked, texts->count, sizeof *ranked, whole ? compare_numbers : compare_names);
    table->classes = (int)texts->count;
    table->names = rv_alloc(texts->count + 1, sizeof *table->names);
    table->class_of = rv_alloc(texts->count + 1, sizeof *table->class_of);
    for (size_t k = 0; k < texts->count; k++) {
        table->names[k] = rv_strdup(ranked[k].name);
        table->class_of[ranked[k].index] = (int)k;
    }
    rv_free(ranked);
}

/* Of one-hot labels the columns are the classes, in their order. */
static void name_classes(struct rv_csv_table *table)
{
    table->classes = (int)table->plan.label_count;
    table->names = rv_alloc(table->plan.label_count, sizeof *table->names);
    for (size_t k = 0; k < table->plan.label_count; k++) {
        struct rv_text name = { 0 };
        rv_table_columns_call(&table->columns, table->plan.label[k], &name);
        if (table->columns.column[table->plan.label[k]].name[0])
            table->names[k] = rv_strdup(table->columns.column[table->plan.label[k]].name);
        else
            table->names[k] = rv_strdup(rv_text_string(&name));
        rv_text_release(&name);
    }
}

/* The reader at the first row, with the form of the file. */
static enum rv_status open_table(const char *path, const struct rv_table_form *form,
                                 struct rv_csv_reader *csv, struct rv_error *error)
{
    enum rv_status status = rv_csv_stream(csv, path, BYTES_MAX, error);

    if (status == RV_OK && form)
        rv_table_form_start(form, csv);
    return status;
}

static enum rv_status find_form(const char *path, const struct rv_table_options *options,
                                struct rv_csv_table *table, struct rv_csv_reader *csv,
                                struct rv_error *error)
{
    struct rv_table_form *form = &table->form;
    enum rv_status status = open_table(path, NULL, csv, error);

    if (status != RV_OK)
        return status;
    *form = (struct rv_table_form){ .separator = options->separator, .decimal = options->decimal,
                                    .comment = options->comment[0] };
    rv_table_form_find(csv->bytes, csv->length, form);
    rv_table_form_header(csv->bytes, csv->length, options->header, form);
    rv_table_form_start(form, csv);
    return RV_OK;
}

/* Room for all rows; some may be left out. */
static enum rv_status make_room(const char *path, struct rv_csv_table *table, size_t width,
                                size_t group, struct rv_error *error)
{
    size_t rows = table->columns.rows;

    if (!rv_memory_fits(rows, width * sizeof *table->features))
        return rv_error_set(error, RV_INPUT, "%s has %zu rows of %zu numbers, more than %zu GiB",
                            path, rows, width, RV_MEMORY_LIMIT >> 30);
    table->width = width;
    table->features = rv_alloc(rows ? rows * width : 1, sizeof *table->features);
    table->labels = rv_alloc(rows + 1, sizeof *table->labels);
    if (group != RV_NAME_SET_NONE)
        table->groups = rv_alloc(rows + 1, sizeof *table->groups);
    return RV_OK;
}

/* Classes, plan and texts are those of `like`; the columns' places are the file's own. */
static enum rv_status read_rows(const char *path, const struct rv_table_options *options,
                                const struct rv_csv_table *like, const size_t *places,
                                struct rv_csv_table *table, struct rv_error *error)
{
    struct rv_csv_reader csv = { 0 };
    struct rv_table_fill filler = { .options = options, .form = &table->form, .like = like,
                                      .places = places };
    size_t most = table->columns.rows, read = 0;
    enum rv_status status = open_table(path, &table->form, &csv, error);

    if (status == RV_OK && table->form.header)
        status = rv_csv_row(&csv, error);
    while (status == RV_OK) {
        status = rv_csv_row(&csv, error);
        if (status != RV_OK || csv.count == 0)
            break;
        if (read++ == most || csv.count != table->columns.count) {
            status = rv_error_set(error, RV_INPUT, "%s changed while it was being read", path);
            break;
        }
        status = rv_table_fill_row(&filler, &csv, table->features + table->rows * table->width,
                                   &table->labels[table->rows], error);
        if (status != RV_OK || table->labels[table->rows] < 0)
            continue;
        if (table->groups)
            table->groups[table->rows] =
                (int)rv_name_set_add(&table->group_names,
                                     csv.fields[places[like->plan.group]].text, GROUPS_MOST);
        table->rows++;
    }
    table->facts.rows = table->rows;
    rv_csv_release(&csv);
    return status;
}

/* Where the columns of `like` are in this table. */
static enum rv_status find_places(const char *path, const struct rv_csv_table *like,
                                  const struct rv_csv_table *table, size_t *places,
                                  struct rv_error *error)
{
    const struct rv_table_columns *columns = &like->columns;
    bool named = columns->header && table->columns.header;

    if (!named && columns->count != table->columns.count)
        return rv_error_set(error, RV_INPUT, "%s has %zu columns, the table before it %zu", path,
                            table->columns.count, columns->count);
    for (size_t j = 0; j < columns->count; j++) {
        places[j] = j;
        if (!named || !rv_table_plan_uses(&like->plan, j) || !columns->column[j].name[0])
            continue;
        places[j] = rv_table_columns_find(&table->columns, path, columns->column[j].name, error);
        if (places[j] == RV_NAME_SET_NONE)
            return RV_INPUT;
    }
    return RV_OK;
}

/* The first table of its kind: plan and classes are made from it. */
static enum rv_status make_plan(const char *path, const struct rv_table_options *options,
                                struct rv_csv_table *table, struct rv_error *error)
{
    enum rv_status status = rv_table_plan_label(path, options, &table->columns, &table->plan,
                                                &table->facts, error);

    if (status == RV_OK)
        status = rv_table_plan_features(path, options, &table->form, &table->columns,
                                        &table->plan, &table->facts, error);
    if (status != RV_OK)
        return status;
    if (table->plan.label_count > 1)
        name_classes(table);
    else
        number_classes(table);
    if (table->classes < 2)
        return rv_error_set(error, RV_INPUT,
                            "%s has %d different label%s in %zu rows; at least 2 are needed",
                            path, table->classes, table->classes == 1 ? "" : "s",
                            table->columns.rows);
    return RV_OK;
}

/* Rows that are left out may be all of a class. */
static enum rv_status check_classes(const char *path, const struct rv_csv_table *table,
                                    struct rv_error *error)
{
    bool *found = rv_alloc((size_t)table->classes, sizeof *found);
    enum rv_status status = RV_OK;

    for (size_t i = 0; i < table->rows; i++)
        found[table->labels[i]] = true;
    for (int k = 0; status == RV_OK && k < table->classes; k++)
        if (!found[k])
            status = rv_error_set(error, RV_INPUT, "%s: no row of class '%.60s' is left; `drop` "
                                  "the columns that lack most values", path, table->names[k]);
    rv_free(found);
    return status;
}

static enum rv_status read_table(const char *path, const struct rv_table_options *options,
                                 const struct rv_csv_table *like, struct rv_csv_table *table,
                                 struct rv_error *error)
{
    struct rv_csv_reader csv = { 0 };
    size_t *places;
    enum rv_status status = find_form(path, options, table, &csv, error);

    if (status == RV_OK)
        status = rv_table_columns_read(&csv, &table->form, options->label, &table->columns, error);
    if (status == RV_OK)
        rv_table_odd_form(&table->form, &csv, &table->facts);
    rv_csv_release(&csv);
    if (status == RV_OK && !like)
        status = make_plan(path, options, table, error);
    if (status != RV_OK)
        return status;
    like = like ? like : table;
    places = rv_alloc(like->columns.count, sizeof *places);
    status = find_places(path, like, table, places, error);
    if (status == RV_OK)
        status = make_room(path, table, like->plan.width, like->plan.group, error);
    if (status == RV_OK)
        status = read_rows(path, options, like, places, table, error);
    rv_free(places);
    if (status == RV_OK && like == table)
        status = check_classes(path, table, error);
    if (status == RV_OK && like == table)
        rv_table_odd(table);
    return status;
}

enum rv_status rv_csv_table_read(const char *path, const struct rv_table_options *options,
                                 const struct rv_csv_table *like, struct rv_csv_table **result,
                                 struct rv_error *error)
{
    struct rv_csv_table *table = rv_alloc(1, sizeof *table);
    struct stat facts;
    enum rv_status status = rv_file_check(path, "a CSV file", &facts, error);

    table->facts.format = "csv";
    if (status == RV_OK)
        status = rv_foreign_check(path, error);
    if (status == RV_OK)
        status = read_table(path, options, like, table, error);
    if (status != RV_OK) {
        rv_csv_table_free(table);
        return status;
    }
    *result = table;
    return RV_OK;
}
