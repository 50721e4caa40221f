/* How a table is written: what lies between its columns, the decimal sign, comments, a header. Told
 * by the user or found out from the first lines; what was found is said. */
#ifndef RAVINE_DATA_TABLE_FORM_H
#define RAVINE_DATA_TABLE_FORM_H

#include "record/csv.h"

enum rv_table_separator {
    RV_TABLE_SEPARATOR_AUTO,
    RV_TABLE_SEPARATOR_COMMA,
    RV_TABLE_SEPARATOR_SEMICOLON,
    RV_TABLE_SEPARATOR_TAB,
    RV_TABLE_SEPARATOR_PIPE,
    RV_TABLE_SEPARATOR_SPACE
};
enum rv_table_decimal { RV_TABLE_DECIMAL_AUTO, RV_TABLE_DECIMAL_POINT, RV_TABLE_DECIMAL_COMMA };
enum rv_table_header { RV_TABLE_HEADER_AUTO, RV_TABLE_HEADER_YES, RV_TABLE_HEADER_NO };

/* The names of enum rv_table_separator, in its order. */
extern const char *const rv_table_separators[];

struct rv_table_form {
    int separator;      /* enum rv_table_separator, no longer `auto` */
    int decimal;        /* enum rv_table_decimal, likewise */
    char comment;       /* 0: none */
    bool header;
    bool counted;       /* that header is 0, 1, 2 ... or 1, 2, 3 ... */
    bool row_names;     /* the header has one name less than the rows have columns */
    size_t start;       /* bytes before the first row: a line `sep=;` */
    int line;           /* of the first row */
};

/* Completes `form`, in which separator, decimal and comment say what the user asked for. `text` is
 * the beginning of the table, `length` bytes of it, and is not changed. */
void rv_table_form_find(const char *text, size_t length, struct rv_table_form *form);
/* Whether the first row is a header (enum rv_table_header: what the user says), once the rest of
 * the form is known. */
void rv_table_form_header(const char *text, size_t length, int header, struct rv_table_form *form);

/* Sets a reader that holds the text to the first row. */
void rv_table_form_start(const struct rv_table_form *form, struct rv_csv_reader *csv);
/* A reader of whole lines from the beginning of the text, set to the first row. */
void rv_table_form_sample(const struct rv_table_form *form, const char *text, size_t length,
                          struct rv_csv_reader *csv);

/* A number as the form writes it, finite; the nearest double. */
bool rv_table_form_number(const struct rv_table_form *form, const char *text, double *value);

/* What programs write for a missing value: nothing, NA, NaN, null, None, ?, - ... As a label `None`
 * and `-` are names. */
bool rv_table_form_missing(const char *text, bool label);

#endif
