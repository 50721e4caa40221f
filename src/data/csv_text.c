/* Cutting CSV text: see csv_text.h. */
#include "data/csv_text.h"

#include "data/file.h"
#include "ravine/descriptor.h"
#include "ravine/memory.h"
#include "ravine/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* In one piece: fields are cut in place, so that no field is copied. The byte behind the end is 0,
 * which ends every loop below. */
static enum rv_status read_all(struct rv_csv_text *text, const char *path, size_t size,
                               struct rv_error *error)
{
    int file = rv_descriptor_open(path, O_RDONLY), reason;
    ssize_t got = 1;

    if (file < 0)
        return rv_error_set(error, RV_INPUT, "%s cannot be opened: %s", path,
                            rv_error_reason(errno));
    text->bytes = rv_alloc(size + 1, 1);
    for (text->length = 0; text->length < size && got > 0; text->length += (size_t)got) {
        got = rv_descriptor_read(file, text->bytes + text->length, size - text->length);
        if (got < 0)
            break;
    }
    reason = got < 0 ? errno : 0;
    close(file);
    if (reason)
        return rv_error_set(error, RV_INPUT, "%s cannot be read: %s", path,
                            rv_error_reason(reason));
    if (text->length != size)
        return rv_error_set(error, RV_INPUT, "%s cannot be read: %zu of %zu bytes came", path,
                            text->length, size);
    return RV_OK;
}

enum rv_status rv_csv_text_open(struct rv_csv_text *text, const char *path, char separator,
                                struct rv_error *error)
{
    static const char mark[] = "\xef\xbb\xbf";
    struct stat facts;
    enum rv_status status = rv_file_check(path, "a CSV file", &facts, error);

    *text = (struct rv_csv_text){ .source = path, .separator = separator, .line = 1 };
    if (status != RV_OK)
        return status;
    if ((unsigned long long)facts.st_size > RV_CSV_TEXT_BYTES)
        return rv_error_set(error, RV_INPUT, "%s has %lld bytes; at most %zu MiB are read", path,
                            (long long)facts.st_size, RV_CSV_TEXT_BYTES >> 20);
    status = read_all(text, path, (size_t)facts.st_size, error);
    if (status != RV_OK)
        return status;
    if (memchr(text->bytes, '\0', text->length) != NULL)
        return rv_error_set(error, RV_INPUT, "%s is not text: it holds a zero byte", path);
    if (text->length >= 3 && memcmp(text->bytes, mark, 3) == 0)
        text->next = 3;
    return RV_OK;
}

void rv_csv_text_release(struct rv_csv_text *text)
{
    rv_free(text->bytes);
    rv_free(text->fields);
    *text = (struct rv_csv_text){ 0 };
}

/* The place of the reader: `column` counts characters. */
struct cursor {
    char *p;
    int line, column;
};

/* One byte on; a line feed also inside quotes begins a new line. */
static void advance(struct cursor *c)
{
    if (*c->p == '\n') {
        c->line++;
        c->column = 1;
    } else if (!rv_utf8_continues(c->p[1])) {
        c->column++;
    }
    c->p++;
}

/* LF, CRLF, or the end of the file with or without CR. */
static bool at_line_end(const char *p)
{
    return *p == '\n' || *p == '\0' || (*p == '\r' && (p[1] == '\n' || p[1] == '\0'));
}

static struct rv_position place(const struct rv_csv_text *text, const struct cursor *c)
{
    return (struct rv_position){ text->source, c->line, c->column };
}

/* The array grows with the row; its address is therefore not kept between fields. */
static struct rv_csv_field *add_field(struct rv_csv_text *text, const struct cursor *c)
{
    if (text->count == text->capacity) {
        size_t more = text->capacity > 0 ? 2 * text->capacity : 64;
        text->fields =
            rv_realloc(text->fields, text->capacity, more, sizeof *text->fields);
        text->capacity = more;
    }
    text->fields[text->count] = (struct rv_csv_field){ .text = c->p, .at = place(text, c) };
    return &text->fields[text->count++];
}

/* Tabs are blanks unless they separate. */
static bool is_blank(const struct rv_csv_text *text, char c)
{
    return (c == ' ' || c == '\t') && c != text->separator;
}

/* From the opening quote to behind the closing one; doubled quotes become one, in place. `end`
 * gets where the text ends. */
static enum rv_status quoted_field(const struct rv_csv_text *text, struct cursor *c, char **end,
                                   struct rv_error *error)
{
    struct rv_position opened = place(text, c);
    char *out = c->p + 1;

    for (advance(c);; advance(c)) {
        if (*c->p == '\0')
            return rv_error_set_at(error, RV_INPUT, opened, "this quote is never closed");
        if (*c->p == '"') {
            advance(c);
            if (*c->p != '"')
                break;
        }
        *out++ = *c->p;
    }
    *end = out;
    while (is_blank(text, *c->p))
        advance(c);
    if (*c->p != text->separator && !at_line_end(c->p))
        return rv_error_set_at(error, RV_INPUT, place(text, c),
                               "text after the closing quote of a field");
    return RV_OK;
}

/* One field; the cursor stops at the separator or the line end, `end` is where the text ends. */
static enum rv_status read_field(struct rv_csv_text *text, struct cursor *c, char **end,
                                 struct rv_error *error)
{
    struct rv_csv_field *field;

    while (is_blank(text, *c->p))
        advance(c);
    field = add_field(text, c);
    if (*c->p == '"') {
        field->quoted = true;
        field->text = c->p + 1;
        return quoted_field(text, c, end, error);
    }
    while (*c->p != text->separator && !at_line_end(c->p))
        advance(c);
    *end = c->p;
    while (*end > field->text && is_blank(text, (*end)[-1]))
        --*end;
    return RV_OK;
}

/* Fields up to the line end. Each is terminated once the cursor has passed what follows it. */
static enum rv_status read_row(struct rv_csv_text *text, struct cursor *c, struct rv_error *error)
{
    const char *start = c->p;
    bool more = true;

    while (more) {
        char *end = c->p;
        enum rv_status status = read_field(text, c, &end, error);
        if (status != RV_OK)
            return status;
        if ((size_t)(c->p - start) > RV_CSV_TEXT_LINE_BYTES)
            return rv_error_set_at(error, RV_INPUT, text->fields[0].at,
                                   "this row is longer than %zu MiB",
                                   RV_CSV_TEXT_LINE_BYTES >> 20);
        if (text->count > RV_CSV_TEXT_COLUMNS)
            return rv_error_set_at(error, RV_INPUT, place(text, c),
                                   "this row has more than %d columns", RV_CSV_TEXT_COLUMNS);
        more = *c->p == text->separator;
        if (*c->p == '\r')
            advance(c);
        if (*c->p != '\0')
            advance(c);
        *end = '\0';
    }
    return RV_OK;
}

/* A line of blanks only: skipped. */
static bool skip_blank_line(const struct rv_csv_text *text, struct cursor *c)
{
    struct cursor ahead = *c;

    while (is_blank(text, *ahead.p))
        advance(&ahead);
    if (*ahead.p == '\0' || !at_line_end(ahead.p))
        return false;
    while (*ahead.p == '\r')
        advance(&ahead);
    if (*ahead.p == '\n')
        advance(&ahead);
    *c = ahead;
    return true;
}

enum rv_status rv_csv_text_row(struct rv_csv_text *text, struct rv_error *error)
{
    struct cursor c = { text->bytes + text->next, text->line, 1 };
    enum rv_status status = RV_OK;

    text->count = 0;
    while (skip_blank_line(text, &c))
        ;
    if (c.p[strspn(c.p, " \t")] != '\0')
        status = read_row(text, &c, error);
    text->next = (size_t)(c.p - text->bytes);
    text->line = c.line;
    return status;
}
