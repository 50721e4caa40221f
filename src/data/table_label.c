/* Which column of a table is the label: see table_plan.h. In this order: what the user names; a
 * column called label, class, target, species, diagnosis; one called y, unless it is a coordinate;
 * the last columns, if exactly one of them is 1 in each row; the last one; and the first, if the
 * last holds no classes and the first does. What was taken is always said. */
#include "data/table_plan.h"

#include "data/examples.h"
#include "ravine/memory.h"

#include <string.h>
#include <strings.h>

/* Numbers are classes up to so many different ones, or while each has ten rows on average. */
#define CLASSES_SURE 20
#define ROWS_OF_CLASS 10
/* Tables with fewer rows show nothing. */
#define ROWS_LEAST 10

/* Why a column cannot hold classes; false: it can. */
static bool no_classes(const struct rv_table_columns *columns, size_t index, bool asked,
                       struct rv_text *why)
{
    const struct rv_table_column *column = &columns->column[index];
    size_t distinct = column->texts.count, rows = columns->rows - column->missing;
    bool numbers = column->kind == RV_TABLE_NUMBER && !column->strange;
    bool many = distinct > CLASSES_SURE && ROWS_OF_CLASS * distinct > rows;

    if (rows < ROWS_LEAST || distinct < 2)
        return false;
    if (2 * distinct > rows || (numbers && many && (!asked || !column->whole))) {
        rv_table_columns_call(columns, index, why);
        rv_text_printf(why, " has %s%zu values in %zu rows: these are no classes",
                       column->overflow_at.line ? "more than " : "", distinct, rows);
        return true;
    }
    return false;
}

static void take(struct rv_table_plan *plan, size_t index)
{
    plan->label = rv_memory_grow(plan->label, plan->label_count, sizeof *plan->label);
    plan->label[plan->label_count++] = index;
}

/* A list, or one name: that may hold a comma. */
static enum rv_status take_named(const char *source, const char *list,
                                 const struct rv_table_columns *columns,
                                 struct rv_table_plan *plan, struct rv_error *error)
{
    char name[RV_TABLE_NAME];
    size_t found;

    for (size_t j = 0; j < columns->count; j++)
        if (strcmp(columns->column[j].name, list) == 0) {
            found = rv_table_columns_find(columns, source, list, error);
            take(plan, found);
            return found == RV_NAME_SET_NONE ? RV_INPUT : RV_OK;
        }
    while (rv_table_columns_next(&list, name)) {
        found = rv_table_columns_find(columns, source, name, error);
        if (found == RV_NAME_SET_NONE)
            return RV_INPUT;
        take(plan, found);
    }
    return RV_OK;
}

/* The column whose name says that it is the label; RV_NAME_SET_NONE: none does, or two do, which
 * `twice` tells. x and y may be coordinates: then y is a label at the end of the table only. */
static size_t by_name(const struct rv_table_columns *columns, bool *twice)
{
    size_t found = RV_NAME_SET_NONE, last = columns->count - 1;
    int best = 0;
    bool plane = false;

    *twice = false;
    for (size_t j = 0; j < columns->count; j++)
        plane = plane || strcasecmp(columns->column[j].name, "x") == 0;
    for (size_t j = 0; j < columns->count; j++) {
        int sure = rv_table_columns_is_label(columns->column[j].name);
        if (sure == 1 && plane && j != last)
            sure = 0;
        *twice = sure > best ? false : *twice || (sure > 0 && sure == best);
        if (sure > best) {
            best = sure;
            found = j;
        }
    }
    return found;
}

static void say(const struct rv_table_columns *columns, size_t index, const char *why,
                struct rv_data_facts *facts)
{
    struct rv_text name = { 0 };

    rv_table_columns_call(columns, index, &name);
    rv_data_lines_add(&facts->notes, "%s is taken for the label%s", rv_text_string(&name), why);
    rv_text_release(&name);
}

/* The last column; the first where the last is none and the first can be. */
static void take_an_end(const struct rv_table_columns *columns, struct rv_table_plan *plan,
                        struct rv_data_facts *facts)
{
    const struct rv_table_column *first = &columns->column[0];
    size_t last = columns->count - 1;
    struct rv_text why = { 0 };
    bool bad;

    if (last > 1 && columns->column[last].kind == RV_TABLE_EMPTY)
        last--; /* each row ends with a separator */
    bad = no_classes(columns, last, false, &why);

    if (bad && !no_classes(columns, 0, false, &why) && first->texts.count > 1 &&
        (first->kind != RV_TABLE_NUMBER || first->whole)) {
        take(plan, 0);
        rv_data_lines_add(&facts->warnings, "%s; column 1, which has %zu, is taken for the label: "
                     "`label` names another", rv_text_string(&why), first->texts.count);
    } else {
        take(plan, last);
        say(columns, last, ": it is the last", facts);
    }
    rv_text_release(&why);
}

static void take_one_hot(const struct rv_table_columns *columns, struct rv_table_plan *plan,
                         struct rv_data_facts *facts)
{
    for (size_t k = columns->one_hot; k > 0; k--)
        take(plan, columns->count - k);
    rv_data_lines_add(&facts->warnings, "the last %zu columns have one 1 in each row: they are "
                      "taken for the label, one column a class; `label` names another",
                      columns->one_hot);
}

static enum rv_status find(const struct rv_table_columns *columns, struct rv_table_plan *plan,
                           struct rv_data_facts *facts, struct rv_error *error)
{
    bool twice;
    size_t found = by_name(columns, &twice);

    if (twice)
        return rv_error_set_at(error, RV_INPUT, columns->column[found].at,
                               "two columns have names of a label: say which it is, as "
                               "`label: %.60s`; `drop` leaves the other out",
                               columns->column[found].name);
    if (found != RV_NAME_SET_NONE) {
        take(plan, found);
        say(columns, found, ": by its name", facts);
    } else if (columns->one_hot > 1 && columns->rows > 1) {
        take_one_hot(columns, plan, facts);
    } else {
        take_an_end(columns, plan, facts);
    }
    return RV_OK;
}

/* What to try instead of a column that holds no classes. */
static void suggest(const struct rv_table_columns *columns, size_t refused, struct rv_text *out)
{
    struct rv_text why = { 0 };

    for (size_t j = 0; j < columns->count; j++) {
        const struct rv_table_column *column = &columns->column[j];
        if (j == refused || column->texts.count < 2 || no_classes(columns, j, false, &why))
            continue;
        if (column->name[0])
            rv_text_printf(out, ", as `label: %.40s`, which has %zu", column->name,
                           column->texts.count);
        else
            rv_text_printf(out, ", as `label: %zu`, which has %zu", j + 1, column->texts.count);
        break;
    }
    rv_text_release(&why);
}

/* One column: whether it can be the label. Places come before the file as a whole. */
static enum rv_status check(const char *source, const struct rv_table_options *options,
                            const struct rv_table_columns *columns, size_t index,
                            struct rv_error *error)
{
    const struct rv_table_column *column = &columns->column[index];
    struct rv_text why = { 0 };
    enum rv_status status = RV_OK;

    if (column->label_missing > 0 && options->missing != RV_TABLE_MISSING_DROP)
        return rv_error_set_at(error, RV_INPUT, column->label_missing_at,
                               "the label is empty or says that it is missing (%zu of %zu rows): "
                               "`missing: drop` leaves such rows out; a class of that name needs "
                               "another", column->label_missing, columns->rows);
    if (no_classes(columns, index, options->label[0] != '\0', &why)) {
        rv_text_add(&why, ". Name the column of the label");
        suggest(columns, index, &why);
        status = rv_error_set(error, RV_INPUT, "%s: %s", source, rv_text_string(&why));
    } else if (column->overflow_at.line > 0) {
        status = rv_error_set_at(error, RV_INPUT, column->overflow_at,
                                 "more than %d different labels: is this the label column?",
                                 RV_EXAMPLES_CLASSES);
    }
    rv_text_release(&why);
    return status;
}

enum rv_status rv_table_plan_label(const char *source, const struct rv_table_options *options,
                                   const struct rv_table_columns *columns,
                                   struct rv_table_plan *plan, struct rv_data_facts *facts,
                                   struct rv_error *error)
{
    enum rv_status status;
    struct rv_text name = { 0 };

    if (options->label[0])
        status = take_named(source, options->label, columns, plan, error);
    else
        status = find(columns, plan, facts, error);
    if (status == RV_OK && plan->label_count == 1)
        status = check(source, options, columns, plan->label[0], error);
    for (size_t k = 0; status == RV_OK && k < plan->label_count; k++)
        rv_text_printf(&name, "%s%s", k ? ", " : "", columns->column[plan->label[k]].name);
    if (plan->label_count == 1 && name.length == 0)
        rv_text_printf(&name, "%zu", plan->label[0] + 1);
    if (status == RV_OK)
        facts->label = rv_strdup(rv_text_string(&name));
    rv_text_release(&name);
    return status;
}

bool rv_table_plan_uses(const struct rv_table_plan *plan, size_t column)
{
    if (column == plan->group)
        return true;
    for (size_t k = 0; k < plan->label_count; k++)
        if (plan->label[k] == column)
            return true;
    for (size_t k = 0; k < plan->feature_count; k++)
        if (plan->features[k].column == column)
            return true;
    return false;
}

void rv_table_plan_release(struct rv_table_plan *plan)
{
    for (size_t k = 0; k < plan->feature_count; k++)
        rv_free(plan->features[k].rank);
    rv_free(plan->features);
    rv_free(plan->label);
    *plan = (struct rv_table_plan){ 0 };
}
