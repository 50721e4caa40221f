/* What is in each column of a table: the first of two passes over its text. */
#ifndef RAVINE_DATA_TABLE_COLUMNS_H
#define RAVINE_DATA_TABLE_COLUMNS_H

#include "data/name_set.h"
#include "data/table_form.h"

/* Most distinct texts that are kept of a column: as many as classes. */
#define RV_TABLE_TEXTS 1000

#define RV_TABLE_NAME 1024 /* bytes of a name in a list, with its end */

enum rv_table_kind { RV_TABLE_EMPTY, RV_TABLE_NUMBER, RV_TABLE_BOOLEAN, RV_TABLE_TEXT };

struct rv_table_column {
    char *name;      /* owned; "" without one */
    struct rv_position at; /* of the name; line 0: none */
    int kind;        /* enum rv_table_kind, of the first value that is there */
    size_t missing, label_missing; /* the second: were it the label */
    char missing_word[8]; /* how the first of them is written; "": not at all */
    size_t numbers;  /* values that are one */
    struct rv_position first_at; /* the first value that is there */
    bool constant;   /* all values are the same number or text */
    bool counts;     /* each number is that of the row before and 1 */
    bool whole;      /* whole numbers only */
    double low, high, last; /* numbers */
    struct rv_position missing_at, label_missing_at; /* the first */
    struct rv_position strange_at; /* the first value of another kind; line 0: none */
    char *strange;                 /* owned; that value, NULL: none */
    bool kept;                     /* texts are kept, as of every column that may be the label */
    struct rv_name_set texts;      /* all distinct ones, up to RV_TABLE_TEXTS */
    struct rv_position overflow_at; /* where there is one more; line 0: nowhere */
};

struct rv_table_columns {
    struct rv_table_column *column; /* owned */
    size_t count;
    size_t rows;
    bool header, row_names; /* as in the form */
    /* The last k columns have exactly one 1 in each row, else 0, for k from one_hot to its most. */
    size_t one_hot, one_hot_most;
};

/* Reads all rows. `label` (may be "") is what the user calls the label: those columns are kept, and
 * so are the first, the last two, and those whose name says that they hold one. */
enum rv_status rv_table_columns_read(struct rv_csv_reader *csv, const struct rv_table_form *form,
                                     const char *label, struct rv_table_columns *columns,
                                     struct rv_error *error);
void rv_table_columns_release(struct rv_table_columns *columns);

/* The column of that name, or of that number from 1; RV_NAME_SET_NONE with an error that tells the
 * nearest name. */
size_t rv_table_columns_find(const struct rv_table_columns *columns, const char *source,
                             const char *name, struct rv_error *error);
/* The next name of a list "a, b"; false at its end. */
bool rv_table_columns_next(const char **list, char name[RV_TABLE_NAME]);
/* How a column is called in messages: 'name', or column 3. */
void rv_table_columns_call(const struct rv_table_columns *columns, size_t index,
                           struct rv_text *out);
/* Whether the name says that a column holds labels: 2 label, class, target, species, diagnosis;
 * 1: y. */
int rv_table_columns_is_label(const char *name);

#endif
