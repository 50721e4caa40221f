/* Lines of braille dots: see braille.h.
 *
 * A cell has the character U+2800 + bits; the bits of its dots are, from the top left down the
 * columns, 1 2 4 40 and 8 10 20 80 (hexadecimal). */
#include "tui/braille.h"

#include "tui/screen.h"

#include <math.h>
#include <stdlib.h>

enum { ACROSS = 2, DOWN = 4, BRAILLE = 0x2800 };

static const unsigned char bits[DOWN][ACROSS] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20},
                                                 {0x40, 0x80}};

struct dot {
    int x, y;
};

static void set(const struct rv_area *cells, enum rv_role role, struct dot dot)
{
    const int row = dot.y / DOWN, column = dot.x / ACROSS;
    unsigned code;
    char text[4] = {0};

    if (dot.x < 0 || dot.y < 0 || row >= cells->height || column >= cells->width)
        return;
    code = rv_screen_character(cells->top + row, cells->left + column);
    code = (code & ~0xffU) == BRAILLE ? code : BRAILLE;
    code |= bits[dot.y % DOWN][dot.x % ACROSS];
    text[0] = (char)(0xe0 | code >> 12);
    text[1] = (char)(0x80 | (code >> 6 & 0x3f));
    text[2] = (char)(0x80 | (code & 0x3f));
    rv_draw_text(cells, row, column, role, text);
}

/* Bresenham's line; every second dot of it where it is dotted. */
static void draw_line(const struct rv_area *cells, enum rv_role role, struct dot from,
                      struct dot to, bool dotted)
{
    const int dx = abs(to.x - from.x), dy = -abs(to.y - from.y);
    const int sx = from.x < to.x ? 1 : -1, sy = from.y < to.y ? 1 : -1;
    int error = dx + dy;

    for (int n = 0;; n++) {
        const int twice = 2 * error;

        if (!dotted || n % 3 == 0)
            set(cells, role, from);
        if (from.x == to.x && from.y == to.y)
            return;
        if (twice >= dy) {
            error += dy;
            from.x += sx;
        }
        if (twice <= dx) {
            error += dx;
            from.y += sy;
        }
    }
}

static bool place(const struct rv_grid *grid, size_t point, double value, struct dot *dot)
{
    const double at = rv_axis_place(&grid->axis, value);

    if (isnan(value) || isnan(at))
        return false;
    dot->x = ACROSS * rv_grid_column(grid, point);
    dot->y = (int)lround((1 - fmin(fmax(at, 0), 1)) * (DOWN * grid->rows - 1));
    return true;
}

void rv_braille_line(const struct rv_area *cells, const struct rv_grid *grid,
                     const struct rv_curve_series *series)
{
    const bool dotted = series->mark[0] == '.';
    struct dot last = {0, 0}, next;
    bool joined = false;

    for (size_t i = 0; i < series->count; i++) {
        const bool there = place(grid, i, series->value[i], &next);

        if (there)
            draw_line(cells, series->role, joined ? last : next, next, dotted);
        last = next;
        joined = there;
    }
}
