/* The screen read back from curses: see screen.h. */
#include "tui/screen.h"

#include "tui/terminal.h"

#include <stdio.h>

/* Appends a character as UTF-8, whatever the locale. */
static void add_character(struct rv_text *out, wchar_t wide)
{
    char bytes[RV_KEY_SIZE];

    if (wide >= 0x20 && rv_key_name((wint_t)wide, false, bytes) && wide != L' ' && wide != 127)
        rv_text_add(out, bytes);
    else
        rv_text_add(out, " ");
}

static void end_line(struct rv_text *out)
{
    rv_text_trim(out);
    rv_text_add(out, "\n");
}

/* SGR parameters of a cell: attributes, then colours. */
static void add_style(struct rv_text *out, attr_t attributes, short pair)
{
    struct rv_text sgr = {0};
    short fore = -1, back = -1;

    rv_text_add(&sgr, "0");
    rv_text_add(&sgr, attributes & A_BOLD ? ";1" : "");
    rv_text_add(&sgr, attributes & A_UNDERLINE ? ";4" : "");
    rv_text_add(&sgr, attributes & A_REVERSE ? ";7" : "");
    if (pair > 0)
        pair_content(pair, &fore, &back);
    if (fore >= 0)
        rv_text_printf(&sgr, ";38;5;%d", fore);
    if (back >= 0)
        rv_text_printf(&sgr, ";48;5;%d", back);
    rv_text_style(out, rv_text_string(&sgr));
    rv_text_release(&sgr);
}

static void dump_row(int row, bool colors, struct rv_text *out)
{
    attr_t last_attributes = 0;
    short last_pair = -1;

    for (int column = 0; column < COLS; column++) {
        wchar_t wide[CCHARW_MAX + 1] = {0};
        attr_t attributes;
        short pair;
        cchar_t cell;

        if (mvin_wch(row, column, &cell) == ERR)
            continue;
        getcchar(&cell, wide, &attributes, &pair, NULL);
        if (colors && (attributes != last_attributes || pair != last_pair))
            add_style(out, attributes, pair);
        last_attributes = attributes;
        last_pair = pair;
        add_character(out, wide[0]);
    }
    if (colors) {
        rv_text_style(out, "0");
        rv_text_add(out, "\n");
    } else {
        end_line(out);
    }
}

unsigned rv_screen_character(int row, int column)
{
    wchar_t wide[CCHARW_MAX + 1] = {0};
    attr_t attributes;
    short pair;
    cchar_t cell;

    if (mvin_wch(row, column, &cell) == ERR)
        return 0;
    getcchar(&cell, wide, &attributes, &pair, NULL);
    return (unsigned)wide[0];
}

void rv_screen_dump(struct rv_text *out)
{
    for (int row = 0; row < LINES; row++)
        dump_row(row, false, out);
}

void rv_screen_dump_colors(struct rv_text *out)
{
    for (int row = 0; row < LINES; row++)
        dump_row(row, true, out);
}
