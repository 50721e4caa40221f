/* Growable text and numbers: see ravine/text.h. */
#include "ravine/text.h"

#include "ravine/memory.h"
#include "ravine/status.h"
#include "ravine/utf8.h"

#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void reserve(struct rv_text *text, size_t more)
{
    size_t needed = text->length + more + 1;
    size_t capacity = text->capacity ? text->capacity : 64;

    if (needed <= text->capacity)
        return;
    while (capacity < needed)
        capacity *= 2;
    text->string = rv_realloc(text->string, text->capacity, capacity, 1);
    text->capacity = capacity;
}

void rv_text_release(struct rv_text *text)
{
    rv_free(text->string);
    rv_free(text->styles);
    *text = (struct rv_text){0};
}

void rv_text_clear(struct rv_text *text)
{
    text->length = 0;
    text->style_count = 0;
    if (text->string)
        text->string[0] = '\0';
}

const char *rv_text_string(const struct rv_text *text)
{
    return text->string ? text->string : "";
}

void rv_text_add_bytes(struct rv_text *text, const char *bytes, size_t length)
{
    reserve(text, length);
    memcpy(text->string + text->length, bytes, length);
    text->length += length;
    text->string[text->length] = '\0';
}

void rv_text_add(struct rv_text *text, const char *string)
{
    rv_text_add_bytes(text, string, strlen(string));
}

void rv_text_repeat(struct rv_text *text, const char *string, size_t times)
{
    while (times--)
        rv_text_add(text, string);
}

void rv_text_style(struct rv_text *text, const char *sgr)
{
    struct rv_text_style *style;

    if (text->style_count == text->style_capacity) {
        size_t capacity = text->style_capacity ? 2 * text->style_capacity : 8;

        text->styles = rv_realloc(text->styles, text->style_capacity, capacity,
                                  sizeof *text->styles);
        text->style_capacity = capacity;
    }
    style = &text->styles[text->style_count++];
    style->at = text->length;
    snprintf(style->sgr, sizeof style->sgr, "%s", sgr);
}

void rv_text_append(struct rv_text *text, const struct rv_text *more, size_t bytes)
{
    const size_t begin = text->length;

    for (size_t i = 0; i < more->style_count && more->styles[i].at <= bytes; i++) {
        rv_text_style(text, more->styles[i].sgr);
        text->styles[text->style_count - 1].at = begin + more->styles[i].at;
    }
    rv_text_add_bytes(text, rv_text_string(more), bytes);
}

void rv_text_trim(struct rv_text *text)
{
    while (text->length > 0 && text->string[text->length - 1] == ' ')
        text->string[--text->length] = '\0';
    for (size_t i = text->style_count; i-- > 0 && text->styles[i].at > text->length;)
        text->styles[i].at = text->length;
}

void rv_text_vprintf(struct rv_text *text, const char *format, va_list arguments)
{
    va_list again;
    int length;

    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0)
        RV_BUG("printing '%s': %s", format, rv_error_reason(errno));
    reserve(text, (size_t)length);
    vsnprintf(text->string + text->length, (size_t)length + 1, format, arguments);
    text->length += (size_t)length;
}

void rv_text_printf(struct rv_text *text, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    rv_text_vprintf(text, format, arguments);
    va_end(arguments);
}

void rv_text_number(struct rv_text *text, double value)
{
    char digits[40];

    if (fabs(value) < 1e15 && value == floor(value)) { /* 1000, not 1e+03 */
        snprintf(digits, sizeof digits, "%.0f", value);
        rv_text_add(text, digits);
        return;
    }
    /* The fewest digits that read back to the same double; 17 always do. Where 15 or fewer do,
     * %.15g shows the fewest, for 15 digits survive the way through a double, and it leaves zeros
     * at the end out. Not so below the normal numbers. */
    for (int precision = fabs(value) < DBL_MIN ? 1 : DBL_DIG; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, value);
        if (precision == 17 || strtod(digits, NULL) == value)
            break;
    }
    rv_text_add(text, digits);
}

void rv_text_brief(struct rv_text *text, double value)
{
    double size = fabs(value);

    if (!isfinite(value))
        rv_text_add(text, "-");
    else if (size == 0)
        rv_text_add(text, "0");
    else if (size >= 99950 || size < 0.0009995)
        rv_text_printf(text, "%.2e", value);
    else if (size >= 99.95)
        rv_text_printf(text, "%.0f", value);
    else if (size >= 9.995)
        rv_text_printf(text, "%.1f", value);
    else if (size >= 0.9995)
        rv_text_printf(text, "%.2f", value);
    else if (size >= 0.09995)
        rv_text_printf(text, "%.3f", value);
    else if (size >= 0.009995)
        rv_text_printf(text, "%.4f", value);
    else
        rv_text_printf(text, "%.5f", value);
}

void rv_text_quote(struct rv_text *text, const char *string)
{
    const size_t size = strlen(string);

    rv_text_add(text, "\"");
    for (size_t at = 0; at < size;) {
        uint32_t code;
        size_t length = rv_utf8_decode(string + at, size - at, &code);

        if (length == 0 || rv_utf8_surrogate(code))
            rv_text_add(text, "\\ufffd"); /* what is quoted is UTF-8 */
        else if (code == '"' || code == '\\')
            rv_text_printf(text, "\\%c", (int)code);
        else if (code == '\n')
            rv_text_add(text, "\\n");
        else if (rv_utf8_commands(code))
            rv_text_printf(text, "\\u%04x", (unsigned)code);
        else
            rv_text_add_bytes(text, string + at, length);
        at += length > 0 ? length : 1;
    }
    rv_text_add(text, "\"");
}

void rv_text_wrap(struct rv_text *text, const char *prose, int indent, int width)
{
    int column = 0;

    while (*prose) {
        size_t blank = strspn(prose, " \t\r");
        size_t word = strcspn(prose + blank, " \t\r\n");
        int size = rv_utf8_width(prose + blank, word);

        prose += blank;
        if (*prose == '\n') { /* a line of the source ends; an empty line ends a paragraph */
            prose++;
            if (*prose == '\n' && column > 0) {
                rv_text_add(text, "\n\n");
                column = 0;
                prose += strspn(prose, "\n");
            }
            continue;
        }
        if (word == 0)
            break;
        if (column > 0 && column + 1 + size > width) {
            rv_text_add(text, "\n");
            column = 0;
        }
        if (column == 0) {
            rv_text_repeat(text, " ", (size_t)indent);
            column = indent;
        } else {
            rv_text_add(text, " ");
            column++;
        }
        rv_text_add_bytes(text, prose, word);
        column += size;
        prose += word;
    }
    if (column > 0)
        rv_text_add(text, "\n");
}

/* strtod and strtol take leading blanks and hexadecimal; the scenario language does not. */
static bool plain_number(const char *text)
{
    return *text && !isspace((unsigned char)*text) && !strpbrk(text, "xXpP");
}

bool rv_text_to_real(const char *text, double *value)
{
    char *end;
    double number;

    if (!plain_number(text))
        return false;
    number = strtod(text, &end);
    if (*end || !isfinite(number))
        return false;
    *value = number;
    return true;
}

bool rv_text_to_integer(const char *text, long *value)
{
    char *end;
    long number;

    if (!plain_number(text))
        return false;
    errno = 0;
    number = strtol(text, &end, 10);
    if (*end || errno)
        return false;
    *value = number;
    return true;
}

uint64_t rv_text_hash(uint64_t before, const char *text)
{
    for (; *text; text++)
        before = (before ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    return before;
}

/* ---- Cells that a text takes on a screen ---- */

int rv_text_columns(const char *string)
{
    return rv_utf8_width(string, strlen(string));
}

void rv_text_cut(struct rv_text *out, const char *string, int width, bool utf8)
{
    size_t length = strlen(string);

    if (rv_utf8_width(string, length) <= width) {
        rv_text_add(out, string);
        return;
    }
    length = rv_utf8_fit(string, length, width - (utf8 ? 1 : 3));
    while (length > 0 && string[length - 1] == ' ')
        length--;
    rv_text_add_bytes(out, string, length);
    rv_text_add(out, utf8 ? "…" : "...");
}

int rv_text_add_cells(struct rv_text *out, const char *string, int width)
{
    size_t length = rv_utf8_fit(string, strlen(string), width);

    for (size_t i = 0; i < length; i++) {
        bool control = (unsigned char)string[i] < 0x20 || string[i] == 0x7f;

        rv_text_add_bytes(out, control ? " " : string + i, 1);
    }
    return rv_utf8_width(string, length);
}

void rv_text_pad(struct rv_text *out, const char *string, int width)
{
    int columns = rv_text_columns(string);

    rv_text_add(out, string);
    if (columns < width)
        rv_text_repeat(out, " ", (size_t)(width - columns));
}
