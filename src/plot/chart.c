/* A line chart of characters: see ravine/chart.h.
 *
 * A grid of cells is filled layer by layer: stems first, then marks, series after series; then it
 * is printed with axes around it. */
#include "ravine/chart.h"

#include "plot/axis.h"
#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define MARGIN 7        /* " 0.002 +" without the axis: five digits and blanks */
#define BOTH "@"        /* marks of two series in one cell */
#define BOTH_COLOR "33;1"
#define WIDEST_STEP 8   /* columns from one epoch to the next, at most */
#define DECADES_MAX 6.0 /* of a log axis; what lies lower is clipped */
/* A value is far off when it alone would stretch the axis by more than this share. */
#define STRETCH 0.5

struct cell {
    const char *glyph; /* NULL: blank */
    const char *color;
    size_t owner; /* 1 + series of a mark, 0 of a stem */
};

struct grid {
    const struct rv_chart *chart;
    struct cell *cells; /* owned; rows × columns, from the top left */
    int rows, columns;
    struct rv_axis axis;
    size_t points; /* of the longest series */
    int step;      /* columns between points; 0: several share a column */
    bool met;      /* a BOTH mark was drawn */
};

/* ---- Scale ---- */

static size_t all_values(const struct rv_chart *chart, double **pool)
{
    size_t count = 0, n = 0;

    for (size_t s = 0; s < chart->series_count; s++)
        count += chart->series[s].count;
    *pool = rv_alloc(count + 1, sizeof **pool);
    for (size_t s = 0; s < chart->series_count; s++)
        for (size_t i = 0; i < chart->series[s].count; i++)
            if (isfinite(chart->series[s].value[i]))
                (*pool)[n++] = chart->series[s].value[i];
    return n;
}

/* Lowers *high to the 95 % quantile when the few values above it would take a large part of the
 * axis away from all others. */
static void clip(const double *pool, size_t n, bool log_axis, double low, double *high)
{
    double usual = rv_vector_quantile(pool, n, 0.95);
    double rest = log_axis ? log(usual / low) : usual - low;
    double beyond = log_axis ? log(*high / usual) : *high - usual;

    if (n >= 10 && rest > 0 && beyond > STRETCH * rest)
        *high = usual;
}

static void choose_axis(struct grid *grid)
{
    double *pool, low = 0, high = 1;
    size_t n = all_values(grid->chart, &pool);
    bool log_axis;

    rv_axis_limits(pool, n, &low, &high);
    log_axis = rv_axis_wants_log(low, high);
    if (log_axis)
        low = fmax(low, high * pow(10, -DECADES_MAX));
    clip(pool, n, log_axis, low, &high);
    rv_axis_fit(&grid->axis, low, high, log_axis, 0, grid->rows > 9 ? 5 : 3);
    rv_free(pool);
}

static void choose_step(struct grid *grid)
{
    for (size_t s = 0; s < grid->chart->series_count; s++)
        if (grid->chart->series[s].count > grid->points)
            grid->points = grid->chart->series[s].count;
    if (grid->points > 1)
        grid->step = (int)((size_t)(grid->columns - 2) / (grid->points - 1));
    if (grid->step > WIDEST_STEP)
        grid->step = WIDEST_STEP;
}

static int column_of(const struct grid *grid, size_t point)
{
    if (grid->points < 2)
        return grid->columns / 2;
    if (grid->step > 0)
        return 1 + (int)point * grid->step;
    return 1 + (int)((double)point * (grid->columns - 2) / (double)(grid->points - 1));
}

/* The row of a value, cut to the grid; -1 for NaN. *beyond tells that it was cut. */
static int row_of(const struct grid *grid, double value, bool *beyond)
{
    double place = rv_axis_place(&grid->axis, value), row;

    *beyond = false;
    if (isnan(value) || isnan(place))
        return -1;
    *beyond = place > 1 + 1e-9 || place < -1e-9;
    row = round((1 - fmin(fmax(place, 0), 1)) * (grid->rows - 1));
    return (int)row;
}

/* ---- Drawing ---- */

static struct cell *cell_at(const struct grid *grid, int row, int column)
{
    return &grid->cells[row * grid->columns + column];
}

/* A stem between two marks stands in the middle of their columns, or below the higher one where
 * there is no room between. Marks of one row are joined by a dash. */
static void draw_stem(struct grid *grid, const struct rv_chart_series *series, size_t point,
                      int row, int before)
{
    int column = column_of(grid, point), last = column_of(grid, point - 1);
    int top = row < before ? row : before, bottom = row < before ? before : row;
    int middle = column - last >= 2 ? (column + last) / 2 : row < before ? column : last;

    for (int r = top + 1; r < bottom; r++)
        *cell_at(grid, r, middle) =
            (struct cell){grid->chart->utf8 ? "│" : "|", series->color, 0};
    if (row == before && column - last >= 2)
        *cell_at(grid, row, middle) =
            (struct cell){grid->chart->utf8 ? "─" : "-", series->color, 0};
}

static void draw_stems(struct grid *grid, const struct rv_chart_series *series)
{
    bool beyond;

    for (size_t i = 1; series->stems && i < series->count; i++) {
        int row = row_of(grid, series->value[i], &beyond);
        int before = row_of(grid, series->value[i - 1], &beyond);

        if (row >= 0 && before >= 0)
            draw_stem(grid, series, i, row, before);
    }
}

static void draw_marks(struct grid *grid, size_t s)
{
    const struct rv_chart_series *series = &grid->chart->series[s];

    for (size_t i = 0; i < series->count; i++) {
        bool beyond;
        int row = row_of(grid, series->value[i], &beyond);
        struct cell *cell;

        if (row < 0)
            continue;
        cell = cell_at(grid, row, column_of(grid, i));
        if (beyond) {
            *cell = (struct cell){row == 0 ? "^" : "v", series->color, s + 1};
        } else if (series->meets && cell->owner > 0 && cell->owner != s + 1 &&
                   grid->chart->series[cell->owner - 1].meets) {
            *cell = (struct cell){BOTH, BOTH_COLOR, s + 1};
            grid->met = true;
        } else {
            *cell = (struct cell){series->mark, series->color, s + 1};
        }
    }
}

static void draw(struct grid *grid)
{
    for (size_t s = 0; s < grid->chart->series_count; s++)
        draw_stems(grid, &grid->chart->series[s]);
    for (size_t s = 0; s < grid->chart->series_count; s++)
        draw_marks(grid, s);
}

/* ---- Printing ---- */

/* Characters of a text, each of which is taken to fill one cell. */
static int cells_of(const char *text)
{
    int n = 0;

    for (; *text; text++)
        n += ((unsigned char)*text & 0xc0) != 0x80;
    return n;
}

/* At most `width` characters. Control characters would move the cursor: blanks. */
static void print_cut(struct rv_text *out, const char *text, int width)
{
    for (; *text && width > 0; width--) {
        bool control = (unsigned char)*text < 0x20 || *text == 0x7f;

        rv_text_add_bytes(out, control ? " " : text, 1);
        for (text++; ((unsigned char)*text & 0xc0) == 0x80; text++)
            rv_text_add_bytes(out, text, 1);
    }
}

static void print_colored(struct rv_text *out, const struct rv_chart *chart, const char *color,
                          const char *text)
{
    bool paint = chart->color && color;

    if (paint)
        rv_text_printf(out, "\033[%sm", color);
    rv_text_add(out, text);
    if (paint)
        rv_text_add(out, "\033[0m");
}

/* Ends a line, without the blanks at its end. */
static void end_line(struct rv_text *out)
{
    while (out->length > 0 && out->string[out->length - 1] == ' ')
        out->string[--out->length] = '\0';
    rv_text_add(out, "\n");
}

static void print_legend(const struct grid *grid, struct rv_text *out)
{
    const struct rv_chart *chart = grid->chart;
    int used = cells_of(chart->y_label ? chart->y_label : "") + 1;

    rv_text_add(out, " ");
    print_cut(out, chart->y_label ? chart->y_label : "", chart->width - 1);
    for (size_t s = 0; s < chart->series_count + grid->met; s++) {
        bool both = s == chart->series_count;
        const char *name = both ? "both" : chart->series[s].name ? chart->series[s].name : "";
        int size = 5 + cells_of(name); /* three blanks, mark, blank */

        if (!*name)
            continue;
        if (used + size > chart->width) {
            if (used + 3 <= chart->width)
                rv_text_add(out, "...");
            break;
        }
        rv_text_add(out, "   ");
        print_colored(out, chart, both ? BOTH_COLOR : chart->series[s].color,
                      both ? BOTH : chart->series[s].mark);
        rv_text_add(out, " ");
        print_cut(out, name, chart->width);
        used += size;
    }
    end_line(out);
}

/* The tick whose row this is, or -1. */
static int tick_in_row(const struct grid *grid, int row)
{
    bool beyond;

    for (size_t i = 0; i < grid->axis.count; i++)
        if (row_of(grid, grid->axis.tick[i], &beyond) == row)
            return (int)i;
    return -1;
}

static void print_row(const struct grid *grid, int row, struct rv_text *out)
{
    int tick = tick_in_row(grid, row);
    bool utf8 = grid->chart->utf8;

    if (tick >= 0) {
        char number[32];

        snprintf(number, sizeof number, "%.3g", grid->axis.tick[tick]);
        rv_text_printf(out, "%*.*s %s", MARGIN - 1, MARGIN - 1, number, utf8 ? "┤" : "+");
    } else {
        rv_text_printf(out, "%*s%s", MARGIN, "", utf8 ? "│" : "|");
    }
    for (int column = 0; column < grid->columns; column++) {
        const struct cell *cell = cell_at(grid, row, column);

        if (cell->glyph)
            print_colored(out, grid->chart, cell->color, cell->glyph);
        else
            rv_text_add(out, " ");
    }
    end_line(out);
}

/* A spacing of 1, 2, 5, 10, ... points whose labels have room. */
static size_t tick_spacing(const struct grid *grid)
{
    static const size_t nice[] = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000};
    double columns = grid->step > 0 ? grid->step
                                    : (grid->columns - 2) / (double)(grid->points > 1
                                                                     ? grid->points - 1 : 1);

    for (size_t i = 0; i + 1 < sizeof nice / sizeof nice[0]; i++)
        if ((double)nice[i] * columns >= 7)
            return nice[i];
    return 10000;
}

/* The axis line and the line of numbers below it, with the label at its right end. */
static void print_x_axis(const struct grid *grid, struct rv_text *out)
{
    const struct rv_chart *chart = grid->chart;
    const char *label = chart->x_label ? chart->x_label : "";
    int room = grid->columns - cells_of(label) - 1, end = 0;
    size_t spacing = tick_spacing(grid);
    char *ticks = rv_alloc((size_t)grid->columns + 1, 1);
    char *numbers = rv_alloc((size_t)grid->columns + 1, 1);

    memset(ticks, ' ', (size_t)grid->columns);
    memset(numbers, ' ', (size_t)grid->columns);
    for (size_t i = 0; i < grid->points; i++) {
        long x = chart->x_first + (long)i;
        int column = column_of(grid, i), size;
        char number[32];

        if (x % (long)spacing != 0)
            continue;
        ticks[column] = '+';
        size = snprintf(number, sizeof number, "%ld", x);
        if (column - size / 2 >= end && column - size / 2 + size <= room) {
            memcpy(numbers + column - size / 2, number, (size_t)size);
            end = column - size / 2 + size + 1;
        }
    }
    rv_text_printf(out, "%*s%s", MARGIN, "", chart->utf8 ? "└" : "+");
    for (int column = 0; column < grid->columns; column++)
        rv_text_add(out, ticks[column] == '+' ? chart->utf8 ? "┴" : "+" : chart->utf8 ? "─" : "-");
    end_line(out);
    rv_text_printf(out, "%*s%.*s", MARGIN + 1, "", room > 0 ? room : 0, numbers);
    if (room > 0)
        rv_text_printf(out, " %s", label);
    end_line(out);
    rv_free(ticks);
    rv_free(numbers);
}

static void print_too_small(const struct rv_chart *chart, struct rv_text *out)
{
    char message[80];

    snprintf(message, sizeof message, "(no room for a chart: %d x %d needed)", RV_CHART_LEAST_WIDTH,
             RV_CHART_LEAST_HEIGHT);
    for (int line = 0; line < chart->height; line++) {
        if (line == 0)
            print_cut(out, message, chart->width);
        end_line(out);
    }
}

void rv_chart_print(const struct rv_chart *chart, struct rv_text *out)
{
    struct grid grid = {.chart = chart, .columns = chart->width - MARGIN - 1,
                        .rows = chart->height - 3 - (chart->title != NULL)};

    if (chart->width < RV_CHART_LEAST_WIDTH || chart->height < RV_CHART_LEAST_HEIGHT) {
        print_too_small(chart, out);
        return;
    }
    grid.cells = rv_alloc((size_t)grid.rows * (size_t)grid.columns, sizeof *grid.cells);
    choose_axis(&grid);
    choose_step(&grid);
    draw(&grid);
    if (chart->title) {
        rv_text_add(out, " ");
        print_cut(out, chart->title, chart->width - 1);
        end_line(out);
    }
    print_legend(&grid, out);
    for (int row = 0; row < grid.rows; row++)
        print_row(&grid, row, out);
    print_x_axis(&grid, out);
    rv_free(grid.cells);
}
