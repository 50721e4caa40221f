/* What is drawn for the last row of a lecture hall: digits, bars, intervals, shades (draw.h). */
#include "tui/draw.h"

#include "tui/terminal.h"

#include <math.h>
#include <string.h>

/* Five rows of four cells, as on a seven-segment display. */
static const char *const digits[10][RV_DRAW_DIGIT_ROWS] = {
    {"####", "#  #", "#  #", "#  #", "####"}, {"  # ", " ## ", "  # ", "  # ", " ###"},
    {"####", "   #", "####", "#   ", "####"}, {"####", "   #", " ###", "   #", "####"},
    {"#  #", "#  #", "####", "   #", "   #"}, {"####", "#   ", "####", "   #", "####"},
    {"####", "#   ", "####", "#  #", "####"}, {"####", "   #", "  # ", " #  ", " #  "},
    {"####", "#  #", "####", "#  #", "####"}, {"####", "#  #", "####", "   #", "####"},
};
static const char *const percent[RV_DRAW_DIGIT_ROWS] = {"#  #", "  # ", " ## ", " #  ", "#  #"};
static const char *const minus[RV_DRAW_DIGIT_ROWS] = {"    ", "    ", "####", "    ", "    "};
static const char *const point[RV_DRAW_DIGIT_ROWS] = {"  ", "  ", "  ", "  ", "# "};
static const char *const blank[RV_DRAW_DIGIT_ROWS] = {"    ", "    ", "    ", "    ", "    "};

static const char *const *shape_of(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digits[digit - '0'];
    return digit == '%' ? percent : digit == '-' ? minus : digit == '.' ? point : blank;
}

int rv_draw_digits(const struct rv_area *area, int row, int column, enum rv_role role,
                   const char *text)
{
    const char *ink = rv_draw_unicode() ? "█" : "#";

    for (; *text; text++) {
        const char *const *shape = shape_of(*text);
        const int width = (int)strlen(shape[0]);

        for (int y = 0; y < RV_DRAW_DIGIT_ROWS; y++)
            for (int x = 0; x < width; x++)
                if (shape[y][x] != ' ')
                    rv_draw_text(area, row + y, column + x, role, ink);
        column += width + 1;
    }
    return column;
}

void rv_draw_bar(const struct rv_area *area, int row, int column, int width, enum rv_role role,
                 double share)
{
    const int halves = isnan(share) ? 0 : (int)lround(2 * width * fmin(fmax(share, 0), 1));

    for (int i = 0; i < halves / 2; i++)
        rv_draw_text(area, row, column + i, role, "█");
    if (halves % 2 || (halves == 0 && share > 0)) /* what is there is seen */
        rv_draw_text(area, row, column + halves / 2, role, "▌");
}

void rv_draw_interval(const struct rv_area *area, int row, int column, int width,
                      enum rv_role role, double low, double median, double high)
{
    int from, to, middle;

    if (isnan(low) || isnan(median) || isnan(high))
        return;
    from = (int)lround((width - 1) * fmin(fmax(low, 0), 1));
    to = (int)lround((width - 1) * fmin(fmax(high, 0), 1));
    middle = (int)lround((width - 1) * fmin(fmax(median, 0), 1));
    for (int i = from; i <= to; i++)
        rv_draw_text(area, row, column + i, role, i == from ? "├" : i == to ? "┤" : "─");
    rv_draw_text(area, row, column + middle, role, "O");
}

/* Without 256 colours: darker signs for higher values, the floor of a valley stays blank. */
static void draw_plain_shade(const struct rv_area *area, int row, int column, int mean)
{
    static const char signs[] = " .:-=+*#%@";
    char sign[2] = {'?', '\0'};

    if (mean >= 0)
        sign[0] = signs[mean * (int)(sizeof signs - 2) / (RV_THEME_SHADES - 1)];
    rv_draw_text(area, row, column, RV_ROLE_TEXT, sign);
}

void rv_draw_shades(const struct rv_area *area, int row, int column, int upper, int lower)
{
    const int pair = upper >= 0 && lower >= 0 ? rv_theme_shade_pair(upper, lower) : 0;
    cchar_t cell;

    if (pair == 0 || !rv_draw_unicode()) {
        draw_plain_shade(area, row, column, upper < 0 || lower < 0 ? -1 : (upper + lower) / 2);
        return;
    }
    if (row < 0 || row >= area->height || column < 0 || column >= area->width)
        return;
    setcchar(&cell, L"▀", A_NORMAL, (short)pair, NULL);
    mvadd_wch(area->top + row, area->left + column, &cell);
}
