/* Cleaning a paste and cutting it into lines: see lines.h. */
#include "diagnose/lines.h"

#include "ravine/memory.h"
#include "ravine/utf8.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { ESCAPE = 0x1b, BELL = 7, BACKSPACE = 8 };

/* ---- Escape sequences ---- */

/* Bytes of the rest of a sequence behind ESC: "[1;32m", "]0;title BELL", or one letter. */
static size_t sequence(const char *p, const char *end)
{
    const char *q = p;

    if (q < end && *q == '[') {
        for (q++; q < end && (unsigned char)*q >= 0x20 && (unsigned char)*q < 0x40; q++)
            ;
        return (size_t)(q - p) + (q < end);
    }
    if (q < end && *q == ']') {
        while (q < end && *q != BELL && *q != ESCAPE && *q != '\n')
            q++;
        return (size_t)(q - p) + (q < end && *q == BELL);
    }
    return q < end;
}

/* A colour whose ESC was lost on the way, or is written out: "[1m", "^[[32m", "\x1b[0m". The bytes
 * of it, or 0. */
static size_t spelt_sequence(const char *p, const char *end)
{
    static const char *const escapes[] = {"^[",
                                          "\\"
                                          "x1b",
                                          "\\"
                                          "x1B",
                                          "\\u001b",
                                          "\\u001B",
                                          "\\e",
                                          ""};
    const char *q;
    int digits = 0;

    for (size_t i = 0;; i++) {
        const size_t length = strlen(escapes[i]);

        if ((size_t)(end - p) > length && memcmp(p, escapes[i], length) == 0 && p[length] == '[') {
            q = p + length + 1;
            break;
        }
        if (!length)
            return 0;
    }
    for (; q < end && ((*q >= '0' && *q <= '9') || *q == ';'); q++)
        digits++;
    return q < end && digits < 12 && *q == 'm' && (digits > 0 || *p != '[') ? (size_t)(q + 1 - p)
                                                                            : 0;
}

/* ---- Characters ---- */

/* The ASCII letter that a character stands for, 0 where it goes, or -1 where it stays. */
static int plain_letter(uint32_t code)
{
    static const struct {
        uint32_t from, to;
        char letter;
    } table[] = {
        {0xa0, 0xa0, ' '},      {0x2000, 0x200a, ' '},  {0x200b, 0x200f, 0},
        {0x2010, 0x2015, '-'},  {0x2018, 0x201b, '\''}, {0x201c, 0x201f, '"'},
        {0x2028, 0x2029, '\n'}, {0x202f, 0x202f, ' '},  {0x2060, 0x2060, 0},
        {0x2190, 0x21ff, '>'},  {0x2212, 0x2212, '-'},  {0x2500, 0x2501, '='},
        {0x2502, 0x2503, '|'},  {0x2504, 0x257f, '='},  {0x2580, 0x259f, '#'},
        {0x3000, 0x3000, ' '},  {0xfeff, 0xfeff, 0},    {0xff05, 0xff05, '%'},
        {0xff08, 0xff08, '('},  {0xff09, 0xff09, ')'},  {0xff0c, 0xff0c, ','},
        {0xff1a, 0xff1a, ':'},  {0xff1d, 0xff1d, '='},  {0xff5c, 0xff5c, '|'},
    };

    if (code == 0x2551) /* a double bar of a table, among the corners and crossings */
        return '|';
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (code >= table[i].from && code <= table[i].to)
            return table[i].letter;
    return -1;
}

/* UTF-16 as Windows' shells write it, in UTF-8; NULL where the bytes are none. */
static char *from_utf16(const char *bytes, size_t length, size_t *count)
{
    const bool little = length >= 2 && memcmp(bytes, "\xff\xfe", 2) == 0;
    char *text, letter[5];

    if (!little && (length < 2 || memcmp(bytes, "\xfe\xff", 2) != 0))
        return NULL;
    text = rv_alloc(length / 2 * 3 + 1, 1);
    *count = 0;
    for (size_t i = 2; i + 1 < length; i += 2) {
        const unsigned a = (unsigned char)bytes[i], b = (unsigned char)bytes[i + 1];
        const uint32_t code = little ? b << 8 | a : a << 8 | b;
        const size_t size = rv_utf8_encode(code, letter);

        memcpy(text + *count, size ? letter : "?", size ? size : 1);
        *count += size ? size : 1;
    }
    return text;
}

/* ---- HTML ---- */

static bool names_tag(const char *p, const char *end, const char *name)
{
    for (; *name; p++, name++)
        if (p == end || (*p | 0x20) != *name)
            return false;
    return p == end || !(((*p | 0x20) >= 'a' && (*p | 0x20) <= 'z'));
}

/* A tag as text: cells are parted by bars, rows by line ends. Bytes of it, 0: no tag. */
static size_t tag(const char *p, const char *end, char *letter)
{
    static const char *const cells[] = {"td", "th"}, *const ends[] = {"/tr", "br", "/p", "/div",
                                                                      "/li"};
    static const char *const others[] = {"tr",     "/td",   "/th",    "table", "/table", "tbody",
                                         "/tbody", "thead", "/thead", "pre",   "/pre",   "code",
                                         "/code",  "p",     "div",    "span",  "/span",  "b",
                                         "/b",     "li",    "style",  "/style"};
    const char *close = memchr(p, '>', (size_t)(end - p) < 200 ? (size_t)(end - p) : 200);

    *letter = 0;
    if (!close)
        return 0;
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        if (names_tag(p + 1, end, cells[i]))
            *letter = '|';
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (names_tag(p + 1, end, ends[i]))
            *letter = '\n';
    for (size_t i = 0; !*letter && i < sizeof others / sizeof *others; i++)
        if (names_tag(p + 1, end, others[i]))
            return (size_t)(close + 1 - p);
    return *letter ? (size_t)(close + 1 - p) : 0;
}

/* "&gt;" and its like. */
static size_t entity(const char *p, const char *end, char *letter)
{
    static const struct {
        const char *name;
        char letter;
    } table[] = {{"&gt;", '>'},   {"&lt;", '<'},   {"&amp;", '&'},
                 {"&nbsp;", ' '}, {"&quot;", '"'}, {"&#39;", '\''}};

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const size_t length = strlen(table[i].name);

        if ((size_t)(end - p) >= length && memcmp(p, table[i].name, length) == 0) {
            *letter = table[i].letter;
            return length;
        }
    }
    return 0;
}

/* ---- The whole ---- */

/* What begins at `p`: its bytes are left, `*letter` (0: nothing, -1: they stay as they are) put. */
static size_t piece(const char *p, const char *end, int *letter)
{
    const unsigned char c = (unsigned char)*p;
    uint32_t code = 0;
    size_t size;
    char plain;

    *letter = -1;
    if (c >= 0x80) {
        size = rv_utf8_decode(p, (size_t)(end - p), &code);
        if (size)
            *letter = plain_letter(code);
        return size ? size : 1;
    }
    *letter = 0;
    if (c == ESCAPE)
        return 1 + sequence(p + 1, end);
    if ((c == '[' || c == '^' || c == '\\') && (size = spelt_sequence(p, end)) > 0)
        return size;
    if (c == '<' && (size = tag(p, end, &plain)) > 0) {
        *letter = plain;
        return size;
    }
    if (c == '&' && (size = entity(p, end, &plain)) > 0) {
        *letter = plain;
        return size;
    }
    *letter = c == BACKSPACE ? '\r' : c < ' ' && !strchr("\t\n\r", c) ? ' ' : c == 0 ? ' ' : -1;
    return 1;
}

/* Bytes that stay as they are, from `p`: most of a log. */
static size_t ordinary(const char *p, const char *end)
{
    const char *q = p;

    while (q < end && *q >= ' ' && *q < 0x7f && *q != '[' && *q != '^' && *q != '\\' && *q != '<' &&
           *q != '&')
        q++;
    return (size_t)(q - p);
}

/* Line ends and quotes of a notebook file, marks of quotation, code fences. */
static void strip(struct rv_line *line)
{
    char *p = line->text, *end = p + line->length;

    while (end > p && (end[-1] == ' ' || end[-1] == '`'))
        end--;
    while (p < end && (*p == ' ' || *p == '`' || (*p == '>' && (p[1] == ' ' || p[1] == '>'))))
        p++;
    if (*p == '"' || *p == '\'') {
        char *q = end;

        if (q - p > 4 && q[-1] == ',')
            q--;
        if (q - p > 4 && q[-1] == *p && q[-2] == 'n' && q[-3] == '\\') {
            p++;
            end = q - 3;
        }
    }
    while (end > p && end[-1] == ' ')
        end--;
    while (p < end && *p == ' ')
        p++;
    line->text = p;
    line->length = (size_t)(end - p);
    *end = '\0';
}

static void add(struct rv_lines *lines, char *start, char *end, int number)
{
    struct rv_line line = {start, (size_t)(end - start), number};

    strip(&line);
    if (!line.length)
        return;
    lines->lines = rv_memory_grow(lines->lines, lines->count, sizeof *lines->lines);
    lines->lines[lines->count++] = line;
}

void rv_lines_cut(const char *source, const char *bytes, size_t length, struct rv_lines *lines)
{
    char *converted = from_utf16(bytes, length, &length), *out, *start;
    const char *p = converted ? converted : bytes, *end = p + length;
    int number = 1;

    *lines = (struct rv_lines){.source = source, .bytes = rv_alloc(length + 1, 1)};
    out = start = lines->bytes;
    while (p < end) {
        size_t size = ordinary(p, end);
        int letter = -1;
        char c;

        if (!size)
            size = piece(p, end, &letter);
        c = letter < 0 ? *p : (char)letter;

        if (c == '\n' || c == '\r') {
            *out = c;
            add(lines, start, out, number);
            start = ++out;
            number += c == '\n' && *p == '\n';
        } else if (letter < 0) {
            memcpy(out, p, size);
            out += size;
        } else if (letter > 0) {
            *out++ = c;
        }
        p += size;
    }
    add(lines, start, out, number);
    rv_free(converted);
}

void rv_lines_release(struct rv_lines *lines)
{
    rv_free(lines->bytes);
    rv_free(lines->lines);
    *lines = (struct rv_lines){0};
}
