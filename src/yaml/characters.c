/* The characters of a file before libyaml sees it, and the quoted line of a message. libyaml
 * reports a bad byte without its line, so that they are looked for here. */
#include "yaml/characters.h"

#include "ravine/tree.h"
#include "ravine/utf8.h"

#include <stdint.h>
#include <string.h>

#define SIZE_MAXIMUM (1U << 20) /* bytes of a file */
#define WINDOW 96               /* characters of a quoted line */

size_t rv_tree_text_character(const char *text, size_t left)
{
    uint32_t code = 0;
    size_t length = rv_utf8_decode(text, left, &code);
    /* The printable characters of YAML 1.1, section 5.1. */
    bool allowed = code == '\t' || code == '\n' || code == '\r' || (code >= ' ' && code < 0x7F) ||
                   code == 0x85 || code >= 0x10000 ||
                   (code >= 0xA0 && code < 0xFFFE && code != 0xFEFF && !rv_utf8_surrogate(code));

    return allowed ? length : 0;
}

/* Bytes of the line break at `c`, 0 when there is none: CR LF, LF, CR, NEL, LS, PS. */
static size_t line_break(const char *c)
{
    if (c[0] == '\r')
        return c[1] == '\n' ? 2 : 1;
    if (c[0] == '\n')
        return 1;
    if (strncmp(c, "\xC2\x85", 2) == 0)
        return 2;
    return strncmp(c, "\xE2\x80\xA8", 3) == 0 || strncmp(c, "\xE2\x80\xA9", 3) == 0 ? 3 : 0;
}

bool rv_tree_text_has_break(const char *text)
{
    for (; *text; text++)
        if (line_break(text))
            return true;
    return false;
}

/* The byte order mark that some editors put in front is no character of the text. */
static const char *skip_mark(const char *content)
{
    return strncmp(content, "\xEF\xBB\xBF", 3) == 0 ? content + 3 : content;
}

/* Lines as libyaml counts them, else a message would quote its neighbour. */
const char *rv_tree_text_line(const char *content, int line, size_t *length)
{
    const char *begin = skip_mark(content);

    for (const char *c = begin;; c++) {
        size_t size = *c ? line_break(c) : 0;

        if (*c && !size)
            continue;
        if (line == 1) {
            *length = (size_t)(c - begin);
            return begin;
        }
        if (!*c)
            return NULL;
        line--;
        begin = c + size;
        c = begin - 1;
    }
}

/* One character further; bad bytes count one each. */
static const char *next(const char *c, const char *end)
{
    size_t size = rv_tree_text_character(c, (size_t)(end - c));

    return c + (size ? size : 1);
}

const char *rv_tree_text_at(const char *content, int line, int column)
{
    size_t length = 0;
    const char *c = rv_tree_text_line(content, line, &length), *end;

    if (!c)
        return "";
    end = c + length;
    for (; column > 1 && c < end; column--)
        c = next(c, end);
    return c;
}

enum rv_status rv_tree_text_check(const char *source, const char *content, size_t size,
                                  struct rv_report *report)
{
    struct rv_position at = {source, 1, 1};
    const char *end = content + size;

    if (size > SIZE_MAXIMUM)
        return rv_report_add(report, RV_INPUT, (struct rv_position){source, 0, 0},
                             "the file is larger than 1 MiB: this is no scenario");
    for (const char *c = size >= 3 ? skip_mark(content) : content; c < end;) {
        if (*c >= ' ' && *c < 0x7F) { /* nearly all of them */
            at.column++;
            c++;
            continue;
        }
        size_t length = rv_tree_text_character(c, (size_t)(end - c));
        size_t broken = length ? line_break(c) : 0;

        if (!length && (unsigned char)*c < 0x80)
            return rv_report_add(report, RV_INPUT, at,
                                 "a control character (code %d): is this a text file?", *c);
        if (!length)
            return rv_report_add(report, RV_INPUT, at,
                                 "this byte (%#x) is no UTF-8: save the file as UTF-8",
                                 (unsigned)(unsigned char)*c);
        at.line += broken ? 1 : 0;
        at.column = broken ? 1 : at.column + 1;
        c += broken > length ? broken : length;
    }
    return RV_OK;
}

/* The text comes from outside and goes to a terminal: control characters and broken bytes are
 * shown as `?`, never sent. */
void rv_tree_quote(const char *content, int line, int column, struct rv_text *out)
{
    size_t length = 0;
    const char *c = line > 0 ? rv_tree_text_line(content, line, &length) : NULL;
    const char *end;
    struct rv_text caret = {0};
    int at = 1;

    if (!c || length == 0)
        return;
    end = c + length;
    /* A long line is cut so that the column stands in the last quarter of the window. */
    for (; c < end && column - at > WINDOW * 3 / 4; at++)
        c = next(c, end);
    rv_text_add(out, at > 1 ? "    ..." : "    ");
    rv_text_add(&caret, at > 1 ? "       " : "    ");
    for (int shown = 0; c < end && shown < WINDOW; shown++, at++) {
        size_t size = rv_tree_text_character(c, (size_t)(end - c));

        rv_text_add_bytes(out, size ? c : "?", size ? size : 1);
        if (at < column) /* a tab stays a tab, so that the caret stands right */
            rv_text_add(&caret, *c == '\t' ? "\t" : " ");
        c = next(c, end);
    }
    rv_text_printf(out, "%s\n%s^\n", c < end ? "..." : "", rv_text_string(&caret));
    rv_text_release(&caret);
}
