/* Whether the first row of a table names its columns: see table_form.h.
 *
 * A row without a number does, unless the whole table is text and its words come again below. A row
 * that counts 0, 1, 2 ... does, too: so pandas writes columns that have no names. A row of texts
 * and numbers does where it has texts above columns of numbers; a single one is a mistake in an
 * example, and is reported and not swallowed as a name. */
#include "data/table_form.h"

#include "ravine/memory.h"

#include <stdio.h>
#include <string.h>

#define ROWS 1000

/* The first row and what lies under it. */
struct top {
    const struct rv_table_form *form;
    size_t columns;
    char **texts;     /* owned; of the first row */
    size_t *numbers;  /* owned; numbers below, in each column */
    size_t *others;   /* owned; what is neither number nor missing */
    bool *again;      /* owned; the text of the first row comes again */
    size_t rows;      /* below */
    size_t below;     /* columns of the second row */
};

static void add_row(struct top *top, const struct rv_csv_reader *csv)
{
    size_t shift = csv->count == top->columns + 1; /* names of rows come first */
    double number;

    top->below = top->rows++ == 0 ? csv->count : top->below;
    for (size_t j = 0; j < top->columns && j + shift < csv->count; j++) {
        const char *text = csv->fields[j + shift].text;
        if (rv_table_form_number(top->form, text, &number))
            top->numbers[j]++;
        else if (!rv_table_form_missing(text, false))
            top->others[j]++;
        if (strcmp(text, top->texts[j]) == 0)
            top->again[j] = true;
    }
}

static void read_top(struct rv_csv_reader *csv, struct top *top)
{
    if (rv_csv_row(csv, NULL) != RV_OK)
        return;
    top->columns = csv->count;
    top->texts = rv_alloc(top->columns + 1, sizeof *top->texts);
    top->numbers = rv_alloc(top->columns + 1, sizeof *top->numbers);
    top->others = rv_alloc(top->columns + 1, sizeof *top->others);
    top->again = rv_alloc(top->columns + 1, sizeof *top->again);
    for (size_t j = 0; j < top->columns; j++)
        top->texts[j] = csv->fields[j].text;
    while (csv->count > 0 && top->rows < ROWS && rv_csv_row(csv, NULL) == RV_OK && csv->count > 0)
        add_row(top, csv);
}

/* 0, 1, 2 ... or 1, 2, 3 ..., where the last number does not come again: the class of an example
 * would. An index above which nothing stands may come first. */
static bool counts(const struct top *top)
{
    size_t first = top->columns > 0 && top->texts[0][0] == '\0', n = top->columns - first;

    if (n < 3 || top->rows == 0 || top->again[top->columns - 1])
        return false;
    for (size_t start = 0; start <= 1; start++) {
        size_t j = 0;
        for (char text[24]; j < n; j++) {
            (void)snprintf(text, sizeof text, "%zu", j + start);
            if (strcmp(text, top->texts[first + j]) != 0)
                break;
        }
        if (j == n)
            return true;
    }
    return false;
}

static bool names(const struct top *top)
{
    size_t texts = 0, above = 0, of_numbers = 0;
    bool again = false;
    double number;

    for (size_t j = 0; j < top->columns; j++) {
        bool text = !rv_table_form_number(top->form, top->texts[j], &number);
        bool below = top->numbers[j] > 0 && top->others[j] == 0;
        texts += text;
        above += text && below && !rv_table_form_missing(top->texts[j], false);
        of_numbers += below;
        again = again || (text && top->texts[j][0] && top->again[j]);
    }
    if (texts == top->columns)
        return above > 0 || !again;
    return above >= 2 && 2 * above >= of_numbers;
}

void rv_table_form_header(const char *text, size_t length, int header, struct rv_table_form *form)
{
    struct rv_csv_reader csv = { 0 };
    struct top top = { .form = form };

    rv_table_form_sample(form, text, length, &csv);
    read_top(&csv, &top);
    form->counted = header == RV_TABLE_HEADER_AUTO && counts(&top);
    form->header = header == RV_TABLE_HEADER_YES ||
                   (header == RV_TABLE_HEADER_AUTO && (form->counted || names(&top)));
    form->row_names = form->header && top.rows > 0 && top.below == top.columns + 1;
    rv_free(top.texts);
    rv_free(top.numbers);
    rv_free(top.others);
    rv_free(top.again);
    rv_csv_release(&csv);
}
