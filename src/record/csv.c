/* Reading CSV: see csv.h. */
#include "record/csv.h"

#include "ravine/memory.h"
#include "ravine/utf8.h"
#include "record/gzip.h"
#include "record/text_file.h"

#include <string.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

enum rv_status rv_csv_open(struct rv_csv_reader *csv, const char *path, size_t limit,
                           struct rv_error *error)
{
    char *bytes;
    size_t length;
    enum rv_status status = rv_gzip_read_all(path, limit, &bytes, &length, error);

    *csv = (struct rv_csv_reader){0};
    return status ? status : rv_csv_take(csv, path, bytes, length, error);
}

/* In one piece: fields are cut in place, so that no field is copied. The byte behind the end is 0,
 * which ends every loop below. */
enum rv_status rv_csv_take(struct rv_csv_reader *csv, const char *source, char *bytes,
                           size_t length, struct rv_error *error)
{
    const size_t text = strlen(bytes);

    *csv = (struct rv_csv_reader){
        .source = source, .separator = ',', .bytes = bytes, .length = length, .line = 1};
    if (text < length) {
        struct rv_position at = {source, 1, 1};

        for (size_t i = 0; i < text; i++)
            at.line += bytes[i] == '\n';
        return rv_error_set_at(error, RV_INPUT, at, "a zero byte: this is not text");
    }
    if (strncmp(bytes, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0)
        csv->next = strlen(BYTE_ORDER_MARK);
    return RV_OK;
}

/* Bytes that a part has, at least a few times the longest row. */
#define PART_BYTES ((size_t)8 << 20)

/* Behind the next row there are at least so many bytes, or the end of the text. */
static enum rv_status fill(struct rv_csv_reader *csv, struct rv_error *error)
{
    size_t left = csv->length - csv->next, got;
    enum rv_status status;

    if (!csv->file || left > 2 * RV_CSV_LINE_BYTES)
        return RV_OK;
    memmove(csv->bytes, csv->bytes + csv->next, left);
    csv->next = 0;
    csv->length = left;
    status = rv_text_file_read(csv->file, csv->bytes + left, csv->room - left, &got, error);
    csv->length += got;
    csv->bytes[csv->length] = '\0';
    return status;
}

enum rv_status rv_csv_stream(struct rv_csv_reader *csv, const char *path, size_t limit,
                             struct rv_error *error)
{
    *csv = (struct rv_csv_reader){
        .source = path, .separator = ',', .line = 1, .room = PART_BYTES,
        .file = rv_alloc(1, sizeof *csv->file), .bytes = rv_alloc(PART_BYTES + 1, 1)};
    if (rv_text_file_open(csv->file, path, limit, error))
        return RV_INPUT;
    return fill(csv, error);
}

void rv_csv_release(struct rv_csv_reader *csv)
{
    if (csv->file)
        rv_text_file_close(csv->file);
    rv_free(csv->file);
    rv_free(csv->bytes);
    rv_free(csv->fields);
    *csv = (struct rv_csv_reader){0};
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

static struct rv_position place(const struct rv_csv_reader *csv, const struct cursor *c)
{
    return (struct rv_position){ csv->source, c->line, c->column };
}

/* The array grows with the row; its address is therefore not kept between fields. */
static struct rv_csv_field *add_field(struct rv_csv_reader *csv, const struct cursor *c)
{
    if (csv->count == csv->capacity) {
        size_t more = csv->capacity > 0 ? 2 * csv->capacity : 64;
        csv->fields =
            rv_realloc(csv->fields, csv->capacity, more, sizeof *csv->fields);
        csv->capacity = more;
    }
    csv->fields[csv->count] = (struct rv_csv_field){ .text = c->p, .at = place(csv, c) };
    return &csv->fields[csv->count++];
}

/* Tabs are blanks unless they separate. */
static bool is_blank(const struct rv_csv_reader *csv, char c)
{
    return c == ' ' || (c == '\t' && csv->separator != '\t');
}

/* White space that separates ends a field as a separator does. */
static bool separates(const struct rv_csv_reader *csv, char c)
{
    return c == csv->separator || (c == '\t' && csv->separator == ' ');
}

/* From the opening quote to behind the closing one; doubled quotes become one, in place. `end`
 * gets where the text ends. */
static enum rv_status quoted_field(const struct rv_csv_reader *csv, struct cursor *c, char **end,
                                   struct rv_error *error)
{
    struct rv_position opened = place(csv, c);
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
    if (separates(csv, *c->p))
        return RV_OK;
    while (is_blank(csv, *c->p))
        advance(c);
    if (*c->p != csv->separator && !at_line_end(c->p))
        return rv_error_set_at(error, RV_INPUT, place(csv, c),
                               "text after the closing quote of a field");
    return RV_OK;
}

/* Bytes at which it must be asked whether the field ends. */
static void find_ends(struct rv_csv_reader *csv)
{
    memset(csv->ends, 0, sizeof csv->ends);
    csv->ends[0] = csv->ends['\n'] = csv->ends['\r'] = true;
    csv->ends[(unsigned char)csv->separator] = true;
    csv->ends['\t'] = csv->ends['\t'] || csv->separator == ' ';
    csv->ends_of = csv->separator;
}

/* To the end of an unquoted field. Nearly all bytes of a table go through here. */
static void skip_plain(struct rv_csv_reader *csv, struct cursor *c)
{
    char *p = c->p;

    if (csv->ends_of != csv->separator)
        find_ends(csv);
    for (;; p++) {
        while (!csv->ends[(unsigned char)*p])
            c->column += !rv_utf8_continues(*++p);
        if (separates(csv, *p) || at_line_end(p))
            break;
        c->column += !rv_utf8_continues(p[1]); /* a return inside a line */
    }
    c->p = p;
}

/* One field; the cursor stops at the separator or the line end, `end` is where the text ends. */
static enum rv_status read_field(struct rv_csv_reader *csv, struct cursor *c, char **end,
                                 struct rv_error *error)
{
    struct rv_csv_field *field;

    while (is_blank(csv, *c->p))
        advance(c);
    field = add_field(csv, c);
    if (*c->p == '"') {
        field->quoted = true;
        field->text = c->p + 1;
        return quoted_field(csv, c, end, error);
    }
    skip_plain(csv, c);
    *end = c->p;
    while (*end > field->text && is_blank(csv, (*end)[-1]))
        --*end;
    return RV_OK;
}

/* Whether a field follows; what lies between is passed where it is white space, but for that of the
 * line's end. */
static bool next_field(const struct rv_csv_reader *csv, struct cursor *c)
{
    if (csv->separator != ' ')
        return *c->p == csv->separator;
    while (is_blank(csv, *c->p))
        advance(c);
    return !at_line_end(c->p);
}

/* Fields up to the line end. Each is terminated once the cursor has passed what follows it. */
static enum rv_status read_row(struct rv_csv_reader *csv, struct cursor *c, struct rv_error *error)
{
    const char *start = c->p;
    bool more = true;

    while (more) {
        char *end = c->p;
        enum rv_status status = read_field(csv, c, &end, error);
        if (status != RV_OK)
            return status;
        if ((size_t)(c->p - start) > RV_CSV_LINE_BYTES)
            return rv_error_set_at(error, RV_INPUT, csv->fields[0].at,
                                   "this row is longer than %zu MiB",
                                   RV_CSV_LINE_BYTES >> 20);
        if (csv->count > RV_CSV_COLUMNS)
            return rv_error_set_at(error, RV_INPUT, place(csv, c),
                                   "this row has more than %d columns", RV_CSV_COLUMNS);
        more = next_field(csv, c);
        if (*c->p == '\r')
            advance(c);
        if (*c->p != '\0' && (!more || csv->separator != ' '))
            advance(c);
        *end = '\0';
    }
    return RV_OK;
}

/* A line of blanks only, or a comment: skipped. */
static bool skip_line(struct rv_csv_reader *csv, struct cursor *c)
{
    struct cursor ahead = *c;

    while (is_blank(csv, *ahead.p))
        advance(&ahead);
    if (csv->comment && *ahead.p == csv->comment) {
        csv->comments++;
        while (!at_line_end(ahead.p))
            advance(&ahead);
        if (*ahead.p)
            advance(&ahead);
        while (*ahead.p == '\n' && ahead.p[-1] == '\r')
            advance(&ahead);
        *c = ahead;
        return true;
    }
    if (*ahead.p == '\0' || !at_line_end(ahead.p))
        return false;
    while (*ahead.p == '\r')
        advance(&ahead);
    if (*ahead.p == '\n')
        advance(&ahead);
    *c = ahead;
    return true;
}

enum rv_status rv_csv_row(struct rv_csv_reader *csv, struct rv_error *error)
{
    enum rv_status status = fill(csv, error);
    struct cursor c = { csv->bytes + csv->next, csv->line, 1 };

    csv->count = 0;
    while (status == RV_OK && !csv->blank_rows && skip_line(csv, &c)) {
        csv->next = (size_t)(c.p - csv->bytes);
        status = fill(csv, error);
        c.p = csv->bytes + csv->next;
    }
    if (status == RV_OK && c.p[csv->blank_rows ? 0 : strspn(c.p, " \t")] != '\0')
        status = read_row(csv, &c, error);
    csv->next = (size_t)(c.p - csv->bytes);
    csv->line = c.line;
    return status;
}

void rv_csv_print_quoted(struct rv_text *out, const char *text)
{
    rv_text_add(out, "\"");
    for (const char *c = text; *c; c++)
        if (*c == '"')
            rv_text_add(out, "\"\"");
        else
            rv_text_add_bytes(out, c, 1);
    rv_text_add(out, "\"");
}

void rv_csv_print(struct rv_text *out, const char *text)
{
    const size_t length = strlen(text);
    const bool blank = length && (strchr(" \t", text[0]) || strchr(" \t", text[length - 1]));

    if (blank || strpbrk(text, ",\"\r\n"))
        rv_csv_print_quoted(out, text);
    else
        rv_text_add(out, text);
}
