/* What is odd about a table: see table_odd.h. */
#include "data/table_odd.h"

#include "ravine/memory.h"
#include "record/text_file.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Scales of features that differ by this factor make a valley that is narrow to the eye. */
#define SCALE_FACTOR 100
/* Tables with fewer rows are examples of a format: any column of three rows tells the label. */
#define ROWS_LEAST 20
/* So many rows mostly show that a feature tells no classes apart. */
#define FIRST_ROWS 1000

void rv_table_odd_form(const struct rv_table_form *form, const struct rv_csv_reader *csv,
                       struct rv_data_facts *facts)
{
    static const char *const between[] = { "", "commas", "semicolons", "tabs", "bars (|)",
                                           "white space" };

    rv_data_lines_add(&facts->notes, "columns are separated by %s%s", between[form->separator],
                 form->start ? ", as its first line says" : "");
    if (form->decimal == RV_TABLE_DECIMAL_COMMA)
        rv_data_lines_add(&facts->notes, "the comma is the decimal sign");
    rv_data_lines_add(&facts->notes, form->header ? "the first row names the columns"
                                             : "no row names the columns: the first is an example");
    if (form->counted)
        rv_data_lines_add(&facts->warnings, "the first row only counts the columns, and is taken "
                          "for their names; if it is an example, say `header: no`");
    if (form->row_names)
        rv_data_lines_add(&facts->notes, "the first column names the rows");
    if (csv->comments > 0)
        rv_data_lines_add(&facts->notes, "%zu line%s that begin%s with %c left out", csv->comments,
                     csv->comments == 1 ? "" : "s", csv->comments == 1 ? "s" : "", form->comment);
    if (csv->file->utf16)
        rv_data_lines_add(&facts->notes, "the text is UTF-16");
    if (csv->file->windows)
        rv_data_lines_add(&facts->notes, "some bytes are no UTF-8: they are read as Windows-1252");
}

static void count_classes(struct rv_csv_table *table)
{
    size_t *counts = rv_alloc((size_t)table->classes, sizeof *counts);

    for (size_t i = 0; i < table->rows; i++)
        counts[table->labels[i]]++;
    for (int k = 0; k < table->classes; k++) {
        rv_data_facts_add_class(&table->facts, table->names[k], counts[k]);
        if (counts[k] == 1 && table->rows >= ROWS_LEAST)
            rv_data_lines_add(&table->facts.warnings, "class '%.60s' has one example only",
                         table->names[k]);
    }
    rv_free(counts);
    if (table->rows < table->columns.rows)
        rv_data_lines_add(&table->facts.warnings,
                     "%zu of %zu rows lack a value and are left out",
                     table->columns.rows - table->rows, table->columns.rows);
}

/* Blanks round a quoted name count as little as case. */
static bool nearly_equal(const char *a, const char *b)
{
    double x, y;
    size_t n, m;

    a += strspn(a, " ");
    b += strspn(b, " ");
    for (n = strlen(a); n > 0 && a[n - 1] == ' '; n--)
        ;
    for (m = strlen(b); m > 0 && b[m - 1] == ' '; m--)
        ;
    if (n == m && strncasecmp(a, b, n) == 0)
        return true;
    return rv_text_to_real(a, &x) && rv_text_to_real(b, &y) && x >= y && x <= y;
}

static void compare_classes(struct rv_csv_table *table)
{
    for (int k = 0; k < table->classes; k++)
        for (int l = 0; l < k; l++)
            if (nearly_equal(table->names[k], table->names[l]))
                rv_data_lines_add(&table->facts.warnings,
                             "the classes '%.60s' and '%.60s' differ in writing only: they stay "
                             "two", table->names[l], table->names[k]);
}

static void look_at_columns(struct rv_csv_table *table)
{
    const struct rv_table_columns *columns = &table->columns;

    for (size_t k = 0; k < table->plan.feature_count; k++) {
        size_t j = table->plan.features[k].column;
        const struct rv_table_column *column = &columns->column[j];
        struct rv_text name = { 0 };

        rv_table_columns_call(columns, j, &name);
        if (column->constant && columns->rows > 1)
            rv_data_lines_add(&table->facts.warnings,
                         "%s is the same in all rows: it tells nothing", rv_text_string(&name));
        else if (column->kind == RV_TABLE_NUMBER && column->counts && columns->rows >= ROWS_LEAST)
            rv_data_lines_add(&table->facts.warnings,
                         "%s counts the rows: an index? `drop: %zu` leaves it out",
                         rv_text_string(&name), j + 1);
        rv_text_release(&name);
    }
}

/* The widest and the narrowest feature. */
static void compare_scales(struct rv_csv_table *table)
{
    const struct rv_table_columns *columns = &table->columns;
    size_t wide = 0, narrow = 0;
    double most = 0, least = HUGE_VAL;
    struct rv_text names = { 0 };

    for (size_t k = 0; k < table->plan.feature_count; k++) {
        size_t j = table->plan.features[k].column;
        const struct rv_table_column *column = &columns->column[j];
        double size = fmax(fabs(column->low), fabs(column->high));

        if (column->kind != RV_TABLE_NUMBER || column->constant)
            continue;
        if (size > most) {
            most = size;
            wide = j;
        }
        if (size < least) {
            least = size;
            narrow = j;
        }
    }
    if (most > SCALE_FACTOR * least && least > 0) {
        rv_table_columns_call(columns, wide, &names);
        rv_text_printf(&names, " goes up to %.3g and ", most);
        rv_table_columns_call(columns, narrow, &names);
        rv_data_lines_add(&table->facts.warnings,
                     "%s to %.3g: unscaled, the valley is narrow (the scenario `conditioning` "
                     "shows it); `scale: {train: standardize}`", rv_text_string(&names), least);
    }
    rv_text_release(&names);
}

/* Lowest and highest value of a feature in each class. */
struct range {
    float low, high;
};

static int compare_ranges(const void *a, const void *b)
{
    const struct range *p = a, *q = b;
    return p->low < q->low ? -1 : p->low > q->low;
}

static bool are_apart(const struct range *ranges, size_t classes)
{
    struct range *sorted = rv_memdup(ranges, classes * sizeof *ranges);
    bool apart = true;

    qsort(sorted, classes, sizeof *sorted, compare_ranges);
    for (size_t k = 1; k < classes; k++)
        apart = apart && sorted[k].low > sorted[k - 1].high;
    rv_free(sorted);
    return apart;
}

/* Whether the values of one feature tell all classes apart: their ranges do not meet. */
static bool separates(const struct rv_csv_table *table, size_t feature, struct range *ranges)
{
    size_t classes = (size_t)table->classes;

    for (size_t k = 0; k < classes; k++)
        ranges[k] = (struct range){ FLT_MAX, -FLT_MAX };
    for (size_t i = 0; i < table->rows; i++) {
        float value = table->features[i * table->width + feature];
        if (i == FIRST_ROWS && !are_apart(ranges, classes))
            return false; /* more rows do not part them */
        struct range *range = &ranges[table->labels[i]];
        range->low = value < range->low ? value : range->low;
        range->high = value > range->high ? value : range->high;
    }
    return are_apart(ranges, classes);
}

static void look_for_leaks(struct rv_csv_table *table)
{
    struct range *ranges = rv_alloc((size_t)table->classes, sizeof *ranges);
    size_t at = 0;

    for (size_t k = 0; k < table->plan.feature_count && table->rows >= ROWS_LEAST; k++) {
        size_t j = table->plan.features[k].column;
        struct rv_text name = { 0 };

        rv_table_columns_call(&table->columns, j, &name);
        if (table->plan.features[k].width == 1 && !table->columns.column[j].constant &&
            separates(table, at, ranges))
            rv_data_lines_add(&table->facts.warnings,
                         "%s alone tells the class of every row: does it give the label away? "
                         "`drop` leaves it out", rv_text_string(&name));
        at += table->plan.features[k].width;
        rv_text_release(&name);
    }
    rv_free(ranges);
}

static uint64_t hash_row(const struct rv_csv_table *table, size_t i)
{
    const unsigned char *bytes = (const unsigned char *)(table->features + i * table->width);
    uint64_t hash = UINT64_C(1469598103934665603) ^ (uint64_t)table->labels[i];

    for (size_t k = 0; k < table->width; k++) {
        uint32_t bits;
        memcpy(&bits, bytes + 4 * k, sizeof bits);
        hash = (hash ^ bits) * UINT64_C(1099511628211);
        hash ^= hash >> 29;
    }
    return hash;
}

static int compare_hashes(const void *a, const void *b)
{
    uint64_t p = *(const uint64_t *)a, q = *(const uint64_t *)b;
    return p < q ? -1 : p > q;
}

/* Equal rows end up on both sides of a split: what was trained on is validated. */
static void count_copies(struct rv_csv_table *table)
{
    uint64_t *hashes = rv_alloc(table->rows + 1, sizeof *hashes);
    size_t copies = 0;

    for (size_t i = 0; i < table->rows; i++)
        hashes[i] = hash_row(table, i);
    qsort(hashes, table->rows, sizeof *hashes, compare_hashes);
    for (size_t i = 1; i < table->rows; i++)
        copies += hashes[i] == hashes[i - 1];
    rv_free(hashes);
    if (copies > 0 && table->rows >= ROWS_LEAST)
        rv_data_lines_add(&table->facts.warnings,
                     "%zu row%s equal to another one: a split puts some of them on both sides",
                     copies, copies == 1 ? " is" : "s are");
}

void rv_table_odd(struct rv_csv_table *table)
{
    table->facts.features = table->width;
    count_classes(table);
    compare_classes(table);
    look_at_columns(table);
    compare_scales(table);
    look_for_leaks(table);
    count_copies(table);
}
