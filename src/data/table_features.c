/* Which columns of a table are features: see table_plan.h. Left out are the label, what the user
 * leaves out, columns without values, and those whose name and values say that they number the
 * rows; each is said. A value that cannot be a feature is an error with its place, and the message
 * has the way out: a silent zero would look like data. */
#include "data/table_plan.h"

#include "ravine/memory.h"

#include <ctype.h>
#include <float.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Texts are categories up to so many, or while each has two rows on average. */
#define CATEGORIES_SURE 32
/* Fewer rows count by chance. */
#define ROWS_LEAST 6

static bool is_label(const struct rv_table_plan *plan, size_t index)
{
    for (size_t k = 0; k < plan->label_count; k++)
        if (plan->label[k] == index)
            return true;
    return false;
}

/* Names that programs give to a column that numbers the rows. */
static bool names_an_index(const char *name, bool header)
{
    static const char *const names[] = { "id", "index", "idx", "row", "rownames", "row_names",
                                         "row.names", "no", "nr", "number", "#", "key", NULL };
    for (size_t i = 0; names[i]; i++)
        if (strcasecmp(name, names[i]) == 0)
            return true;
    return (header && !*name) || strncasecmp(name, "unnamed", strlen("unnamed")) == 0;
}

/* Whether all values differ, as far as is known. */
static bool all_differ(const struct rv_table_columns *columns, const struct rv_table_column *column)
{
    return column->kept && column->missing == 0 &&
           (column->overflow_at.line || column->texts.count == columns->rows);
}

static void leave_out(const struct rv_table_columns *columns, size_t index, const char *why,
                      struct rv_data_facts *facts)
{
    struct rv_text name = { 0 };

    rv_table_columns_call(columns, index, &name);
    if (columns->column[index].name[0])
        rv_data_lines_add(&facts->dropped, "%s", columns->column[index].name);
    else
        rv_data_lines_add(&facts->dropped, "%zu", index + 1);
    if (why)
        rv_data_lines_add(&facts->warnings, "%s is left out: %s", rv_text_string(&name), why);
    rv_text_release(&name);
}

/* Whether a column that nobody asked for is no feature, and is said to be left out. */
static bool useless(const struct rv_table_columns *columns, size_t index,
                    struct rv_data_facts *facts)
{
    const struct rv_table_column *column = &columns->column[index];
    bool differ = all_differ(columns, column) && columns->rows >= ROWS_LEAST;

    if (column->kind == RV_TABLE_EMPTY && columns->rows > 0)
        leave_out(columns, index, "it has no values", facts);
    else if (names_an_index(column->name, columns->header) &&
             ((index == 0 && columns->row_names) || column->counts ||
              (differ && (column->whole || column->kind == RV_TABLE_TEXT))))
        leave_out(columns, index, "it numbers the rows", facts);
    else if (column->kind == RV_TABLE_TEXT && column->texts.count > CATEGORIES_SURE &&
             2 * column->texts.count > columns->rows && 2 * column->numbers < columns->rows &&
             !isdigit((unsigned char)column->texts.names[0][0]))
        leave_out(columns, index, "nearly every row has a text of its own", facts);
    else
        return false;
    return true;
}

/* What a text that is nearly a number may mean, and what to do; NULL: it is not. */
static const char *way_out(const struct rv_table_form *form, const char *text)
{
    size_t digits = strspn(text, "+-0123456789.,' ");

    if (text[digits] == '%' || strpbrk(text, "$") || strncmp(text, "\xe2\x82\xac", 3) == 0 ||
        strncmp(text, "\xc2\xa3", 2) == 0)
        return ": take signs of percent and of currencies away, or `drop` the column";
    if (text[digits] == '\0' && strchr(text, ',') && form->decimal == RV_TABLE_DECIMAL_POINT)
        return ": take separators of thousands away; if the comma is the decimal sign, say "
               "`decimal: comma`";
    if (text[digits] == '\0' && digits > 0 && strchr(text, '.') &&
        form->decimal == RV_TABLE_DECIMAL_COMMA)
        return ": the comma is the decimal sign here; take separators of thousands away, or say "
               "`decimal: point`";
    if (strspn(text, "0123456789") > 0 && text[strspn(text, "0123456789")] == ':')
        return ": times and LIBSVM's index:value are not read; `drop` the column, or write a table";
    if (strspn(text, "0123456789") == 4 && (text[4] == '-' || text[4] == '/'))
        return ": dates are not read; `drop` the column";
    return NULL;
}

static enum rv_status not_a_number(const struct rv_table_form *form, size_t index,
                                   struct rv_position at, const char *text,
                                   struct rv_error *error)
{
    const char *out = way_out(form, text);

    if (!out && (*text == '#' || *text == '%'))
        out = ": if the line is a comment, say `comment: \"#\"`";
    return rv_error_set_at(error, RV_INPUT, at, "column %zu: '%.60s' is not a finite number%s",
                           index + 1, text, out ? out : "; `drop` leaves the column out");
}

/* A column of texts: categories, unless most of it are numbers or look like some. */
static enum rv_status check_texts(const struct rv_table_form *form,
                                  const struct rv_table_columns *columns, size_t index,
                                  struct rv_error *error)
{
    const struct rv_table_column *column = &columns->column[index];
    const char *first = column->texts.names[0];

    if (2 * column->numbers > columns->rows - column->missing || way_out(form, first))
        return not_a_number(form, index, column->first_at, first, error);
    if (column->overflow_at.line > 0)
        return rv_error_set_at(error, RV_INPUT, column->overflow_at,
                               "column %zu has more than %d different texts, too many for "
                               "categories; `drop` leaves the column out", index + 1,
                               RV_TABLE_TEXTS);
    if (column->texts.count > CATEGORIES_SURE && 2 * column->texts.count > columns->rows)
        return rv_error_set_at(error, RV_INPUT, column->first_at,
                               "column %zu has %zu different texts in %zu rows: no categories; "
                               "`drop` leaves the column out", index + 1, column->texts.count,
                               columns->rows);
    return RV_OK;
}

static enum rv_status check_missing(const struct rv_table_columns *columns, size_t index,
                                    struct rv_error *error)
{
    const struct rv_table_column *column = &columns->column[index];

    return rv_error_set_at(error, RV_INPUT, column->missing_at,
                           "column %zu%s%s%s; every feature must be a number. %zu of %zu rows "
                           "lack it: `missing: drop` leaves those out, `missing: mean` puts the "
                           "mean of the training examples there", index + 1,
                           *column->missing_word ? ": '" : " has no value here",
                           column->missing_word,
                           *column->missing_word ? "' is not a finite number" : "",
                           column->missing, columns->rows);
}

/* Two columns of one name would be two features that nobody can tell apart, or one twice. */
static enum rv_status check_name(const struct rv_table_columns *columns, size_t index,
                                 struct rv_error *error)
{
    for (size_t j = 0; j < index; j++)
        if (columns->column[index].name[0] &&
            strcmp(columns->column[j].name, columns->column[index].name) == 0)
            return rv_error_set_at(error, RV_INPUT, columns->column[index].at,
                                   "two columns have the name '%.60s', %zu and %zu: rename one, "
                                   "or leave it out by its number, as `drop: %zu`",
                                   columns->column[index].name, j + 1, index + 1, index + 1);
    return RV_OK;
}

/* Of all mistakes the one that stands first in the file. */
static void keep_first(struct rv_error *kept, const struct rv_error *error)
{
    if (!kept->status || error->line < kept->line ||
        (error->line == kept->line && error->column < kept->column))
        *kept = *error;
}

static void check(const struct rv_table_form *form, const struct rv_table_options *options,
                  const struct rv_table_columns *columns, size_t index, struct rv_error *first)
{
    const struct rv_table_column *column = &columns->column[index];
    struct rv_error error = { 0 };

    if (check_name(columns, index, &error) != RV_OK)
        keep_first(first, &error);
    if (column->kind == RV_TABLE_TEXT && check_texts(form, columns, index, &error) != RV_OK)
        keep_first(first, &error);
    if (column->kind != RV_TABLE_TEXT && column->strange) {
        (void)not_a_number(form, index, column->strange_at, column->strange, &error);
        keep_first(first, &error);
    }
    if (column->missing > 0 && options->missing == RV_TABLE_MISSING_ERROR) {
        (void)check_missing(columns, index, &error);
        keep_first(first, &error);
    }
}

struct text_rank {
    const char *text;
    size_t index;
};

static int compare_ranks(const void *a, const void *b)
{
    return strcmp(((const struct text_rank *)a)->text, ((const struct text_rank *)b)->text);
}

/* The place of each text in alphabetical order. */
static size_t *rank_texts(const struct rv_name_set *texts)
{
    struct text_rank *ranked = rv_alloc(texts->count, sizeof *ranked);
    size_t *rank = rv_alloc(texts->count, sizeof *rank);

    for (size_t k = 0; k < texts->count; k++)
        ranked[k] = (struct text_rank){ texts->names[k], k };
    qsort(ranked, texts->count, sizeof *ranked, compare_ranks);
    for (size_t k = 0; k < texts->count; k++)
        rank[ranked[k].index] = k;
    rv_free(ranked);
    return rank;
}

static void add(const struct rv_table_options *options, const struct rv_table_columns *columns,
                size_t index, struct rv_table_plan *plan, struct rv_data_facts *facts)
{
    const struct rv_table_column *column = &columns->column[index];
    struct rv_table_feature feature = { .column = index, .width = 1 };
    struct rv_text name = { 0 };

    rv_table_columns_call(columns, index, &name);
    if (column->kind == RV_TABLE_TEXT) {
        feature.rank = rank_texts(&column->texts);
        if (options->categories == RV_TABLE_ONE_HOT)
            feature.width = column->texts.count;
        rv_data_lines_add(&facts->notes, "%s is text: %zu categories become %s",
                     rv_text_string(&name), column->texts.count,
                     options->categories == RV_TABLE_ONE_HOT
                         ? "as many features (one-hot)" : "one feature, 0, 1, ... (ordinal)");
    } else if (column->kind == RV_TABLE_BOOLEAN) {
        rv_data_lines_add(&facts->notes, "%s is true or false: 1 or 0", rv_text_string(&name));
    }
    plan->features =
        rv_memory_grow(plan->features, plan->feature_count, sizeof *plan->features);
    plan->features[plan->feature_count++] = feature;
    plan->width += feature.width;
    rv_text_release(&name);
}

/* Marks the columns of a list. */
static enum rv_status mark(const char *source, const struct rv_table_columns *columns,
                           const char *list, bool *marked, struct rv_error *error)
{
    char name[RV_TABLE_NAME];

    while (rv_table_columns_next(&list, name)) {
        size_t found = rv_table_columns_find(columns, source, name, error);
        if (found == RV_NAME_SET_NONE)
            return RV_INPUT;
        marked[found] = true;
    }
    return RV_OK;
}

enum rv_status rv_table_plan_features(const char *source, const struct rv_table_options *options,
                                      const struct rv_table_form *form,
                                      const struct rv_table_columns *columns,
                                      struct rv_table_plan *plan, struct rv_data_facts *facts,
                                      struct rv_error *error)
{
    bool *dropped = rv_alloc(columns->count, sizeof *dropped);
    bool *used = rv_alloc(columns->count, sizeof *used);
    struct rv_error first = { 0 };
    enum rv_status status = mark(source, columns, options->drop, dropped, error);

    plan->group = RV_NAME_SET_NONE;
    if (status == RV_OK && options->group[0]) {
        plan->group = rv_table_columns_find(columns, source, options->group, error);
        status = plan->group == RV_NAME_SET_NONE ? RV_INPUT : RV_OK;
    }

    if (status == RV_OK)
        status = mark(source, columns, options->use, used, error);
    for (size_t j = 0; status == RV_OK && j < columns->count; j++) {
        if (is_label(plan, j) || j == plan->group)
            continue;
        if (dropped[j] || (options->use[0] && !used[j])) {
            leave_out(columns, j, NULL, facts);
        } else if (used[j] || !useless(columns, j, facts)) {
            check(form, options, columns, j, &first);
            if (!first.status)
                add(options, columns, j, plan, facts);
        }
    }
    rv_free(dropped);
    rv_free(used);
    if (status == RV_OK && first.status) {
        if (error)
            *error = first;
        status = first.status;
    } else if (status == RV_OK && plan->feature_count == 0) {
        status = rv_error_set(error, RV_INPUT, "%s has no feature left beside its label", source);
    }
    return status;
}
