/* A line chart of characters: see ravine/chart.h. grid.c fills the cells; here they are printed,
 * with title, legend and axes around them. */
#include "ravine/chart.h"

#include "plot/grid.h"
#include "ravine/memory.h"

#include <stdio.h>
#include <string.h>

#define LEGEND_LINES 2

static void print_colored(struct rv_text *out, const struct rv_chart *chart, const char *color,
                          const char *text)
{
    bool paint = chart->color && color;

    if (paint)
        rv_text_style(out, color);
    rv_text_add(out, text);
    if (paint)
        rv_text_style(out, "0");
}

/* Ends a line, without the blanks at its end. */
static void end_line(struct rv_text *out)
{
    rv_text_trim(out);
    rv_text_add(out, "\n");
}

/* Cells of a legend entry: three blanks, mark, blank, name. */
static int entry_size(const char *name)
{
    return 5 + rv_text_columns(name);
}

/* Whether the legend explains the mark of two series in one cell: known before drawing, because
 * the legend decides how many rows are left to draw in. */
static bool names_both(const struct rv_chart *chart)
{
    int meeting = 0;

    for (size_t s = 0; s < chart->series_count; s++)
        meeting += chart->series[s].meets;
    return meeting > 1;
}

/* The legend in at most LEGEND_LINES lines; what has no room ends in "...". Without `out` it is
 * only counted. Returns the lines. */
static int print_legend(const struct rv_chart *chart, struct rv_text *out)
{
    const char *label = chart->y_label ? chart->y_label : "";
    int room = chart->width / 2, size = rv_text_columns(label); /* the names need the other half */
    int indent = 1 + (size < room ? size : room), used = indent, lines = 1;
    struct rv_text ignored = {0}, *to = out ? out : &ignored;

    rv_text_add(to, " ");
    (void)rv_text_add_cells(to, label, room);
    for (size_t s = 0; s < chart->series_count + names_both(chart); s++) {
        bool both = s == chart->series_count;
        const char *name = both ? "both" : chart->series[s].name ? chart->series[s].name : "";

        if (!*name)
            continue;
        if (used > indent && used + entry_size(name) > chart->width) {
            if (lines == LEGEND_LINES) {
                rv_text_add(to, used + 4 <= chart->width ? " ..." : "");
                break;
            }
            end_line(to);
            rv_text_repeat(to, " ", (size_t)indent);
            used = indent;
            lines++;
        }
        rv_text_add(to, "   ");
        print_colored(to, chart, both ? RV_GRID_BOTH_COLOR : chart->series[s].color,
                      both ? RV_GRID_BOTH : chart->series[s].mark);
        rv_text_add(to, " ");
        (void)rv_text_add_cells(to, name, chart->width - used - 5);
        used += entry_size(name);
    }
    end_line(to);
    rv_text_release(&ignored);
    return lines;
}

/* A number stands where a tick falls into the row; ticks that share a row show the first. */
static void print_row(const struct rv_grid *grid, int row, struct rv_text *out)
{
    int tick = rv_grid_tick(grid, row);
    bool utf8 = grid->chart->utf8;

    if (tick >= 0) {
        char number[32];

        snprintf(number, sizeof number, RV_GRID_TICK, grid->axis.tick[tick]);
        rv_text_printf(out, "%*s %s", grid->margin - 1, number, utf8 ? "┤" : "+");
    } else {
        rv_text_printf(out, "%*s%s", grid->margin, "", utf8 ? "│" : "|");
    }
    for (int column = 0; column < grid->columns; column++) {
        const struct rv_cell *cell = rv_grid_cell(grid, row, column);

        if (cell->glyph)
            print_colored(out, grid->chart, cell->color, cell->glyph);
        else
            rv_text_add(out, " ");
    }
    end_line(out);
}

/* The axis line and the line of numbers below it, with the label at its right end. */
static void print_x_axis(const struct rv_grid *grid, struct rv_text *out)
{
    const struct rv_chart *chart = grid->chart;
    const char *label = chart->x_label ? chart->x_label : "";
    int room = grid->columns - rv_text_columns(label) - 1, end = 0;
    size_t spacing = rv_grid_spacing(grid);
    char *ticks = rv_alloc((size_t)grid->columns + 1, 1);
    char *numbers = rv_alloc((size_t)grid->columns + 1, 1);

    memset(ticks, ' ', (size_t)grid->columns);
    memset(numbers, ' ', (size_t)grid->columns);
    for (size_t i = 0; i < grid->points; i++) {
        long x = chart->x_first + (long)i;
        int column = rv_grid_column(grid, i), size;
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
    rv_text_printf(out, "%*s%s", grid->margin, "", chart->utf8 ? "└" : "+");
    for (int column = 0; column < grid->columns; column++)
        rv_text_add(out, chart->utf8 ? ticks[column] == '+' ? "┴" : "─"
                                     : ticks[column] == '+' ? "+" : "-");
    end_line(out);
    rv_text_printf(out, "%*s%.*s", grid->margin + 1, "", room > 0 ? room : 0, numbers);
    if (room > 0)
        rv_text_printf(out, " %s", label);
    end_line(out);
    rv_free(ticks);
    rv_free(numbers);
}

/* Still `height` lines: the caller has planned the screen. */
static void print_too_small(const struct rv_chart *chart, struct rv_text *out)
{
    char message[80];

    snprintf(message, sizeof message, "(no room for a chart: %d x %d needed)", RV_CHART_LEAST_WIDTH,
             RV_CHART_LEAST_HEIGHT);
    for (int line = 0; line < chart->height; line++) {
        if (line == 0)
            (void)rv_text_add_cells(out, message, chart->width);
        end_line(out);
    }
}

void rv_chart_print(const struct rv_chart *chart, struct rv_text *out)
{
    struct rv_grid grid = {.chart = chart, .rows = chart->height - 2 - (chart->title != NULL)};

    if (chart->width < RV_CHART_LEAST_WIDTH || chart->height < RV_CHART_LEAST_HEIGHT) {
        print_too_small(chart, out);
        return;
    }
    grid.rows -= print_legend(chart, NULL);
    rv_grid_draw(&grid);
    if (chart->title) {
        rv_text_add(out, " ");
        (void)rv_text_add_cells(out, chart->title, chart->width - 1);
        end_line(out);
    }
    print_legend(chart, out);
    for (int row = 0; row < grid.rows; row++)
        print_row(&grid, row, out);
    print_x_axis(&grid, out);
    rv_grid_release(&grid);
}
