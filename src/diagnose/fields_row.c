/* A line cut into cells: see fields.h. */
#include "diagnose/fields.h"

#include "ravine/memory.h"

#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Ends a field at `end`; takes blanks and quotes from round it. */
static void add_field(struct rv_fields *row, char *start, char *end)
{
    while (start < end && is_blank(*start))
        start++;
    while (end > start && is_blank(end[-1]))
        end--;
    if (end - start >= 2 && (*start == '"' || *start == '\'') && end[-1] == *start) {
        start++;
        end--;
    }
    *end = '\0';
    if (row->count < RV_FIELDS_MOST)
        row->fields[row->count++] = start;
}

/* Bytes of the separator at `p`, 0: none is there. */
static size_t separates(const char *p, char separator)
{
    size_t blanks = 0;

    if (separator != ' ' && separator != '\v')
        return *p == separator;
    while (is_blank(p[blanks]))
        blanks++;
    return separator == ' ' || blanks > 1 || *p == '\t' ? blanks : 0;
}

void rv_fields_cut(const struct rv_line *line, char separator, struct rv_fields *row)
{
    char *start, *p;
    bool quoted = false;

    if (line->length + 1 > row->length) {
        row->copy = rv_realloc(row->copy, row->length, 2 * line->length + 64, 1);
        row->length = 2 * line->length + 64;
    }
    memcpy(row->copy, line->text, line->length + 1);
    row->count = 0;
    start = p = row->copy;
    if (separator == '|' && *p == '|')
        start = ++p;
    while (*p) {
        const size_t bytes = quoted ? 0 : separates(p, separator);
        char *end = p;

        if (!bytes) {
            quoted = *p == '"' && (quoted ? true : p == start) ? !quoted : quoted;
            p++;
            continue;
        }
        p += bytes;
        add_field(row, start, end);
        start = p;
    }
    if (separator == '|' && start == p && row->count)
        return; /* the bar that closes a row */
    if (start < p || (separator != ' ' && separator != '\v'))
        add_field(row, start, p);
}

void rv_fields_release(struct rv_fields *row)
{
    rv_free(row->copy);
    *row = (struct rv_fields){0};
}

bool rv_fields_epoch(const char *text, double *epoch, double *planned)
{
    struct rv_number number;
    const char *p = text + strcspn(text, "0123456789");
    size_t used;

    if (p - text > 12 || (used = rv_number_read(p, &number)) == 0 || number.value < 0)
        return false;
    *epoch = number.value;
    p += used;
    while (is_blank(*p))
        p++;
    if (*p == '/' && (used = rv_number_read(p + 1 + strspn(p + 1, " "), &number)) > 0) {
        if (planned)
            *planned = number.value;
        p += 1 + strspn(p + 1, " ") + used;
    }
    return strspn(p, " ])}:,.") == strlen(p);
}
