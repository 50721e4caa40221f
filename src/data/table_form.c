/* How a table is written: see table_form.h.
 *
 * A separator is one that cuts nearly all of the first lines into the same number of columns. The
 * rarer the character is in other use, the earlier it is tried: a comma also is a decimal sign, a
 * blank also stands inside names. */
#include "data/table_form.h"

#include "ravine/memory.h"
#include "ravine/utf8.h"

#include <string.h>
#include <strings.h>

#define SAMPLE_BYTES ((size_t)1 << 17)
#define SAMPLE_ROWS 200

const char *const rv_table_separators[] = { "auto", "comma", "semicolon", "tab",
                                            "pipe", "white-space", NULL };
static const char bytes_of[] = { ',', ',', ';', '\t', '|', ' ' };

void rv_table_form_start(const struct rv_table_form *form, struct rv_csv_reader *csv)
{
    csv->separator = bytes_of[form->separator];
    csv->comment = form->comment;
    csv->next = form->start;
    csv->line = form->line;
    csv->comments = 0;
}

bool rv_table_form_missing(const char *text, bool label)
{
    static const char *const words[] = { "",    "na",  "n/a",  "nan",   "null", "#n/a",
                                         "?",   "<na>", "#na", "-nan", NULL };
    for (size_t i = 0; words[i]; i++)
        if (strcasecmp(text, words[i]) == 0)
            return true;
    return !label && (strcasecmp(text, "none") == 0 || strcmp(text, "-") == 0 ||
                      strcmp(text, ".") == 0);
}

/* Whole powers of ten up to here are exact doubles, and so are whole numbers below 2^53: one
 * division or product of the two is rounded once, which is the nearest double. */
#define EXACT_POWER 22
#define EXACT_DIGITS 15

/* Digits with at most one decimal sign; false where it takes more care. */
static bool read_plain(const char *text, char decimal, double *value)
{
    static const double powers[EXACT_POWER + 1] = {
        1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
    const char *p = text + (*text == '-' || *text == '+');
    int64_t whole = 0;
    int digits = 0, behind = -1;

    for (; digits <= EXACT_DIGITS; p++) {
        if (*p >= '0' && *p <= '9') {
            whole = 10 * whole + (*p - '0');
            digits++;
            behind += behind >= 0;
        } else if (*p == decimal && behind < 0) {
            behind = 0;
        } else {
            break;
        }
    }
    if (*p || digits == 0 || digits > EXACT_DIGITS)
        return false;
    *value = behind > 0 ? (double)whole / powers[behind] : (double)whole;
    if (*text == '-')
        *value = -*value;
    return true;
}

bool rv_table_form_number(const struct rv_table_form *form, const char *text, double *value)
{
    char copy[64], *comma;

    if (form->decimal != RV_TABLE_DECIMAL_COMMA)
        return read_plain(text, '.', value) || rv_text_to_real(text, value);
    if (read_plain(text, ',', value))
        return true;
    if (strlen(text) >= sizeof copy || strchr(text, '.'))
        return false;
    memcpy(copy, text, strlen(text) + 1);
    comma = strchr(copy, ',');
    if (comma)
        *comma = '.';
    return rv_text_to_real(copy, value);
}

/* The first lines, as a reader of their own. */
struct first_rows {
    struct rv_csv_reader csv;
    size_t rows;
    size_t usual;   /* columns of most rows */
    size_t with;    /* rows that have so many */
};

void rv_table_form_sample(const struct rv_table_form *form, const char *text, size_t length,
                          struct rv_csv_reader *csv)
{
    size_t size = length;
    char *copy;

    if (size > SAMPLE_BYTES) { /* whole lines only; one that is longer is cut here */
        for (size = SAMPLE_BYTES; size > 0 && text[size - 1] != '\n'; size--)
            ;
        size = size ? size : SAMPLE_BYTES;
    }
    copy = rv_alloc(size + 1, 1);
    memcpy(copy, text, size);
    if (rv_csv_take(csv, "", copy, size, NULL))
        RV_BUG("text with a zero byte");
    rv_table_form_start(form, csv);
}

/* The commonest number of columns of the first lines, and how many have it. */
static void count_columns(struct rv_table_form *form, const char *text, size_t length,
                          struct first_rows *sample)
{
    size_t columns[SAMPLE_ROWS];
    bool right;

    *sample = (struct first_rows){ 0 };
    rv_table_form_sample(form, text, length, &sample->csv);
    do { /* a row with a mistake counts: it must not make another separator look right */
        right = rv_csv_row(&sample->csv, NULL) == RV_OK;
        if (sample->csv.count > 0)
            columns[sample->rows++] = sample->csv.count;
    } while (right && sample->csv.count > 0 && sample->rows < SAMPLE_ROWS);
    rv_csv_release(&sample->csv);
    for (size_t i = 0; i < sample->rows; i++) {
        size_t with = 0;
        for (size_t j = 0; j < sample->rows; j++)
            with += columns[j] == columns[i];
        if (with > sample->with) {
            sample->with = with;
            sample->usual = columns[i];
        }
    }
}

static void find_separator(struct rv_table_form *form, const char *text, size_t length)
{
    static const int order[] = { RV_TABLE_SEPARATOR_TAB, RV_TABLE_SEPARATOR_SEMICOLON,
                                 RV_TABLE_SEPARATOR_PIPE, RV_TABLE_SEPARATOR_COMMA,
                                 RV_TABLE_SEPARATOR_SPACE };
    struct first_rows sample;

    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        form->separator = order[i];
        count_columns(form, text, length, &sample);
        if (sample.usual >= 2 && 5 * sample.with >= 4 * (sample.rows - 1)) /* but for a header */
            return;
    }
    form->separator = RV_TABLE_SEPARATOR_COMMA;
}

/* Digits, one comma, digits, as "5,1" and "-0,25". `behind` gets the digits behind it. */
static bool has_comma(const char *text, size_t *before, size_t *behind)
{
    text += *text == '-' || *text == '+';
    *before = strspn(text, "0123456789");
    if (text[*before] != ',')
        return false;
    *behind = strspn(text + *before + 1, "0123456789");
    return *behind > 0 && text[*before + 1 + *behind] == '\0';
}

/* "1,000" is a thousand in one country and one in the other. A comma is a decimal sign where it
 * separates nothing, no point is one, and some number would not be written so with thousands. Where
 * columns are separated by commas such numbers stand in quotes. */
static int find_decimal(const struct rv_table_form *form, const char *text, size_t length)
{
    bool separates = form->separator == RV_TABLE_SEPARATOR_COMMA;
    struct rv_csv_reader csv = { 0 };
    size_t commas = 0, sure = 0, points = 0, before, behind;
    double number;

    rv_table_form_sample(form, text, length, &csv);
    while (rv_csv_row(&csv, NULL) == RV_OK && csv.count > 0)
        for (size_t j = 0; j < csv.count; j++) {
            const char *field = csv.fields[j].text;
            if (has_comma(field, &before, &behind)) {
                commas++;
                sure += behind != 3 || before > 3 || *field == '0';
            } else if (strchr(field, '.') && rv_text_to_real(field, &number)) {
                points++;
            }
        }
    rv_csv_release(&csv);
    return points == 0 && (separates ? sure : commas) > 0 ? RV_TABLE_DECIMAL_COMMA
                                                          : RV_TABLE_DECIMAL_POINT;
}

/* A line "sep=;", as Excel understands it. */
static void read_sep_line(struct rv_table_form *form, const char *text)
{
    const char *line = text + (*text == '"'), *end = strchr(text, '\n');

    if (strncasecmp(line, "sep=", 4) != 0 || !end)
        return;
    for (size_t k = 1; k < sizeof bytes_of; k++) {
        if (line[4] != bytes_of[k] || line + 5 + strspn(line + 5, "\",;\t\r ") != end)
            continue;
        if (form->separator == RV_TABLE_SEPARATOR_AUTO)
            form->separator = (int)k;
        form->start = (size_t)(end + 1 - text);
        form->line = 2;
    }
}

void rv_table_form_find(const char *text, size_t length, struct rv_table_form *form)
{
    const char *first;

    form->start = 0;
    form->line = 1;
    read_sep_line(form, text);
    first = text + form->start + strspn(text + form->start, " \t\r\n");
    if (!form->comment && (*first == '#' || *first == '%'))
        form->comment = *first;
    if (form->separator == RV_TABLE_SEPARATOR_AUTO)
        find_separator(form, text, length);
    if (form->decimal == RV_TABLE_DECIMAL_AUTO)
        form->decimal = find_decimal(form, text, length);
}
