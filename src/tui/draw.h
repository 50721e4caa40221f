/* Drawing into an area of the screen: text, rules, digits, bars, boxes.
 *
 * Rows and columns count from 0 at the area's top left; what leaves the area is cut. Texts are
 * UTF-8 with one cell a character; control characters become blanks. Nothing here depends on a
 * view. */
#ifndef RV_TUI_DRAW_H
#define RV_TUI_DRAW_H

#include "tui/theme.h"

#include <stdbool.h>
#include <stddef.h>

struct rv_area {
    int top, left, height, width; /* cells of the screen */
};

/* A part of an area, cut to it. */
struct rv_area rv_draw_part(const struct rv_area *area, int row, int column, int height,
                            int width);
/* Whether the screen shows UTF-8 (else, and with --ascii, only ASCII is drawn). */
bool rv_draw_unicode(void);

/* Blanks the area. */
void rv_draw_clear(const struct rv_area *area);
/* Draws and returns the column after the text. Without UTF-8 characters beyond ASCII come as the
 * nearest ASCII. */
int rv_draw_text(const struct rv_area *area, int row, int column, enum rv_role role,
                 const char *text);
int rv_draw_printf(const struct rv_area *area, int row, int column, enum rv_role role,
                   const char *format, ...) __attribute__((format(printf, 5, 6)));
/* Cut to `width` cells with "..." where it is longer. */
void rv_draw_cut(const struct rv_area *area, int row, int column, int width, enum rv_role role,
                 const char *text);
/* Ends at the right edge. */
void rv_draw_right(const struct rv_area *area, int row, enum rv_role role, const char *text);
/* Wrapped at words to the area's right edge; blank lines are kept. Returns the row after the last
 * line. rv_draw_lines() only counts them for a width. */
int rv_draw_wrapped(const struct rv_area *area, int row, int column, enum rv_role role,
                    const char *text);
int rv_draw_lines(const char *text, int width);
/* A line across the area. */
void rv_draw_rule(const struct rv_area *area, int row, bool strong);
/* Paints a whole row with the role, text and all: the line that the cursor is on. */
void rv_draw_highlight(const struct rv_area *area, int row, enum rv_role role);
/* Five-row digits: 0-9, '.', '%', '-', ' '. Each is RV_DRAW_DIGIT_WIDTH cells wide (the point 2),
 * one blank between. Returns the column after them. */
#define RV_DRAW_DIGIT_ROWS 5
#define RV_DRAW_DIGIT_WIDTH 4
int rv_draw_digits(const struct rv_area *area, int row, int column, enum rv_role role,
                   const char *digits);
/* A bar of `width` cells for a full share of 1; halves of a cell with UTF-8. */
void rv_draw_bar(const struct rv_area *area, int row, int column, int width, enum rv_role role,
                 double share);
/* |--o---| : an interval low..high with its median, 0..1 over `width` cells; NaN: nothing. */
void rv_draw_interval(const struct rv_area *area, int row, int column, int width,
                      enum rv_role role, double low, double median, double high);
/* A box round the area with a title in its upper edge (NULL: none); returns the inside. */
struct rv_area rv_draw_box(const struct rv_area *area, const char *title);
/* One cell of two shades, one above the other (0 .. RV_THEME_SHADES - 1, -1: nothing there): half
 * blocks with 256 colours, else one of " .:-=+*#%@" for their mean. */
void rv_draw_shades(const struct rv_area *area, int row, int column, int upper, int lower);
/* Cells that a text takes. */
int rv_draw_width(const char *text);

#endif
