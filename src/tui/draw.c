/* Text, rules, digits and boxes in an area of the screen: see draw.h. */
#include "tui/draw.h"

#include "tui/screen.h"
#include "tui/terminal.h"

#include "ravine/text.h"
#include "ravine/utf8.h"

#include <stdio.h>
#include <string.h>

enum { NEAR = 12 }; /* cells: a text is cut at a word that ends as near */

/* The nearest ASCII of the characters that are drawn here; '?' of all others. */
static const struct {
    wchar_t wide;
    char plain;
} substitutes[] = {
    {L'─', '-'}, {L'│', '|'}, {L'┌', '+'}, {L'┐', '+'}, {L'└', '+'}, {L'┘', '+'}, {L'├', '+'},
    {L'┤', '+'}, {L'┬', '+'}, {L'┴', '+'}, {L'┼', '+'}, {L'═', '='}, {L'█', '#'}, {L'▌', '#'},
    {L'▀', '#'}, {L'▄', '#'}, {L'×', 'x'}, {L'·', '.'}, {L'…', '.'}, {L'–', '-'}, {L'—', '-'},
    {L'→', '>'}, {L'←', '<'}, {L'↑', '^'}, {L'↓', 'v'}, {L'●', '*'}, {L'✓', '+'}, {L'≥', '>'},
    {L'≤', '<'}, {L'±', '~'}, {L'’', '\''}, {L'‘', '\''}, {L'“', '"'}, {L'”', '"'},
    {L'ä', 'a'}, {L'ö', 'o'}, {L'ü', 'u'}, {L'é', 'e'}, {L'è', 'e'}, {L'η', 'n'}, {L'λ', 'l'},
    {L'β', 'b'}, {L'ε', 'e'}, {L'σ', 's'}, {L'°', 'o'}, {L'²', '2'}, {L'³', '3'},
};

/* The next character of a UTF-8 text; *text moves on. Broken bytes come as '?'. */
static wchar_t next_character(const char **text)
{
    uint32_t code = U'?';
    const size_t size = rv_utf8_decode(*text, strnlen(*text, 4), &code);

    *text += size > 0 ? size : 1;
    return (wchar_t)code;
}

static wchar_t shown(wchar_t wide)
{
    if (wide < 0x20 || rv_utf8_commands((uint32_t)wide))
        return wide == L'\n' || wide == L'\t' ? L' ' : L'?'; /* as in print.h */
    if (wide < 0x80 || rv_draw_unicode())
        return wide;
    for (size_t i = 0; i < sizeof substitutes / sizeof *substitutes; i++)
        if (substitutes[i].wide == wide)
            return (wchar_t)substitutes[i].plain;
    return L'?';
}

static bool inside(const struct rv_area *area, int row, int column)
{
    return row >= 0 && row < area->height && column >= 0 && column < area->width;
}

/* One character; rows and columns of the area. */
static void put(const struct rv_area *area, int row, int column, enum rv_role role, wchar_t wide)
{
    wchar_t string[2] = {shown(wide), L'\0'};
    const attr_t attributes = rv_theme_attributes(role);
    cchar_t cell;

    if (!inside(area, row, column))
        return;
    setcchar(&cell, string, attributes & ~(attr_t)A_COLOR, (short)PAIR_NUMBER(attributes), NULL);
    mvadd_wch(area->top + row, area->left + column, &cell);
}

struct rv_area rv_draw_part(const struct rv_area *area, int row, int column, int height, int width)
{
    struct rv_area part = {area->top + row, area->left + column, height, width};

    if (part.height > area->height - row)
        part.height = area->height - row;
    if (part.width > area->width - column)
        part.width = area->width - column;
    if (part.height < 0)
        part.height = 0;
    if (part.width < 0)
        part.width = 0;
    return part;
}

void rv_draw_clear(const struct rv_area *area)
{
    for (int row = 0; row < area->height; row++)
        for (int column = 0; column < area->width; column++)
            put(area, row, column, RV_ROLE_TEXT, L' ');
}

int rv_draw_text(const struct rv_area *area, int row, int column, enum rv_role role,
                 const char *text)
{
    while (*text)
        put(area, row, column++, role, next_character(&text));
    return column;
}

int rv_draw_printf(const struct rv_area *area, int row, int column, enum rv_role role,
                   const char *format, ...)
{
    struct rv_text text = {0};
    va_list arguments;

    va_start(arguments, format);
    rv_text_vprintf(&text, format, arguments);
    va_end(arguments);
    column = rv_draw_text(area, row, column, role, rv_text_string(&text));
    rv_text_release(&text);
    return column;
}

int rv_draw_width(const char *text)
{
    int width = 0;

    while (*text) {
        next_character(&text);
        width++;
    }
    return width;
}

/* Cells up to the end of the last word that fits, where that is near; else all of them. */
static int whole_words(const char *text, int width)
{
    int used = 0, blank = 0;

    while (*text && used <= width) {
        if (*text == ' ')
            blank = used + 1;
        next_character(&text);
        used++;
    }
    return blank > 0 && width - blank < NEAR ? blank : width;
}

void rv_draw_cut(const struct rv_area *area, int row, int column, int width, enum rv_role role,
                 const char *text)
{
    const bool cut = rv_draw_width(text) > width;
    const int end = column + (cut ? whole_words(text, width - 3) : width);

    while (*text && column < end)
        put(area, row, column++, role, next_character(&text));
    for (int i = 0; cut && i < 3 && i < width; i++)
        put(area, row, column++, role, L'.');
}

void rv_draw_right(const struct rv_area *area, int row, enum rv_role role, const char *text)
{
    rv_draw_text(area, row, area->width - rv_draw_width(text), role, text);
}

/* The bytes of `text` that fill one line of `width` cells at most; *next is where the next line
 * begins. A word longer than a line is cut. */
static size_t line_of(const char *text, int width, const char **next)
{
    const char *at = text, *end = NULL, *after = NULL;
    int used = 0;

    while (*at && *at != '\n' && used < width) {
        if (*at == ' ') {
            end = at;
            after = at + 1;
        }
        next_character(&at);
        used++;
    }
    if (!*at || *at == '\n' || *at == ' ') { /* all of it, or a word ends at the edge */
        *next = *at ? at + 1 : at;
        return (size_t)(at - text);
    }
    *next = end ? after : at;
    return (size_t)((end ? end : at) - text);
}

static void draw_bytes(const struct rv_area *area, int row, int column, enum rv_role role,
                       const char *text, size_t bytes)
{
    const char *end = text + bytes;

    while (text < end)
        put(area, row, column++, role, next_character(&text));
}

int rv_draw_wrapped(const struct rv_area *area, int row, int column, enum rv_role role,
                    const char *text)
{
    const int width = area->width - column;

    while (*text && width > 0) {
        const char *next;
        size_t bytes = line_of(text, width, &next);

        draw_bytes(area, row++, column, role, text, bytes);
        text = next;
    }
    return row;
}

int rv_draw_lines(const char *text, int width)
{
    int lines = 0;

    while (*text && width > 0) {
        line_of(text, width, &text);
        lines++;
    }
    return lines;
}

void rv_draw_rule(const struct rv_area *area, int row, bool strong)
{
    for (int column = 0; column < area->width; column++)
        put(area, row, column, RV_ROLE_FAINT, strong ? L'═' : L'─');
}

void rv_draw_highlight(const struct rv_area *area, int row, enum rv_role role)
{
    const attr_t attributes = rv_theme_attributes(role);

    if (inside(area, row, 0))
        mvchgat(area->top + row, area->left, area->width, attributes & ~(attr_t)A_COLOR,
                (short)PAIR_NUMBER(attributes), NULL);
}

struct rv_area rv_draw_box(const struct rv_area *area, const char *title)
{
    const int bottom = area->height - 1, right = area->width - 1;

    rv_draw_clear(area);
    for (int column = 1; column < right; column++) {
        put(area, 0, column, RV_ROLE_FAINT, L'─');
        put(area, bottom, column, RV_ROLE_FAINT, L'─');
    }
    for (int row = 1; row < bottom; row++) {
        put(area, row, 0, RV_ROLE_FAINT, L'│');
        put(area, row, right, RV_ROLE_FAINT, L'│');
    }
    put(area, 0, 0, RV_ROLE_FAINT, L'┌');
    put(area, 0, right, RV_ROLE_FAINT, L'┐');
    put(area, bottom, 0, RV_ROLE_FAINT, L'└');
    put(area, bottom, right, RV_ROLE_FAINT, L'┘');
    if (title)
        rv_draw_printf(area, 0, 2, RV_ROLE_TITLE, " %s ", title);
    return rv_draw_part(area, 1, 2, area->height - 2, area->width - 4);
}
