/* A line chart on the screen: see curve.h. plot/grid.c places marks and stems; here they get roles,
 * and legend and axes round them. Braille lines are in braille.c. */
#include "tui/curve.h"

#include "tui/braille.h"
#include "tui/screen.h"

#include "plot/grid.h"
#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LEGEND_ROWS = 1, AXIS_ROWS = 2, SCREEN_FOR_BRAILLE = 120 };

/* ---- Limits ---- */

/* The nearest 1, 2, 5 times a power of ten at or below (up: above) a positive value. */
static double nice(double value, bool up)
{
    static const double steps[] = {1, 2, 5, 10};
    const double decade = pow(10, floor(log10(value)));
    double best = up ? 10 * decade : decade;

    for (int i = 0; i < 4; i++) {
        const double step = steps[up ? 3 - i : i] * decade;

        if (up ? step >= value * (1 - 1e-9) : step <= value * (1 + 1e-9))
            best = step;
    }
    return best;
}

/* While a run goes on the limits are rounded outwards, so that the axis does not move at every
 * epoch. */
static void settle_limits(struct rv_chart *chart)
{
    double low = 0, high = 0;

    if (chart->y_low < chart->y_high || !rv_grid_limits(chart, &low, &high) || low <= 0)
        return;
    chart->y_low = nice(low, false);
    chart->y_high = high;
    if (chart->y_low >= chart->y_high)
        chart->y_high = nice(2 * chart->y_low, true);
}

/* ---- Drawing ---- */

static void draw_legend(const struct rv_area *area, const struct rv_curve_chart *chart)
{
    int column = rv_draw_text(area, 0, 1, RV_ROLE_FAINT, chart->y_label ? chart->y_label : "") + 2;
    int meeting = 0;

    for (size_t s = chart->series_count; s-- > 0;) { /* what is drawn last matters most */
        const struct rv_curve_series *series = &chart->series[s];

        meeting += series->meets;
        if (!series->name || column + 2 + rv_draw_width(series->name) > area->width)
            continue;
        column = rv_draw_text(area, 0, column, series->role, series->mark) + 1;
        column = rv_draw_text(area, 0, column, RV_ROLE_TEXT, series->name) + 3;
    }
    if (meeting > 1 && column + 6 <= area->width) {
        column = rv_draw_text(area, 0, column, RV_ROLE_BOTH, RV_GRID_BOTH) + 1;
        rv_draw_text(area, 0, column, RV_ROLE_TEXT, "both");
    }
}

static void draw_y_axis(const struct rv_area *area, const struct rv_grid *grid)
{
    for (int row = 0; row < grid->rows; row++) {
        const int tick = rv_grid_tick(grid, row);
        char number[32];

        if (tick < 0) {
            rv_draw_text(area, row, grid->margin, RV_ROLE_FAINT, "│");
            continue;
        }
        snprintf(number, sizeof number, RV_GRID_TICK, grid->axis.tick[tick]);
        rv_draw_printf(area, row, 0, RV_ROLE_TEXT, "%*s", grid->margin - 1, number);
        rv_draw_text(area, row, grid->margin, RV_ROLE_FAINT, "┤");
    }
}

static void draw_x_axis(const struct rv_area *area, const struct rv_grid *grid,
                        const struct rv_curve_chart *chart)
{
    const char *label = chart->x_label ? chart->x_label : "";
    const int left = grid->margin + 1, room = grid->columns - rv_draw_width(label) - 1;
    const size_t spacing = rv_grid_spacing(grid);
    int end = 0;

    rv_draw_text(area, grid->rows, grid->margin, RV_ROLE_FAINT, "└");
    for (int column = 0; column < grid->columns; column++)
        rv_draw_text(area, grid->rows, left + column, RV_ROLE_FAINT, "─");
    for (size_t i = 0; i < grid->points; i++) {
        const long x = chart->x_first + (long)i;
        const int column = rv_grid_column(grid, i);
        char number[32];
        int size;

        if (x % (long)spacing != 0)
            continue;
        rv_draw_text(area, grid->rows, left + column, RV_ROLE_FAINT, "┴");
        size = snprintf(number, sizeof number, "%ld", x);
        if (column - size / 2 >= end && column - size / 2 + size <= room) {
            rv_draw_text(area, grid->rows + 1, left + column - size / 2, RV_ROLE_TEXT, number);
            end = column - size / 2 + size + 1;
        }
    }
    if (room > 0)
        rv_draw_text(area, grid->rows + 1, left + room + 1, RV_ROLE_FAINT, label);
}

/* Behind the curves. The word stands to the right of its line, or to the left at the right edge. */
static void draw_marks(const struct rv_area *cells, const struct rv_grid *grid,
                       const struct rv_curve_chart *chart)
{
    for (size_t i = 0; i < chart->mark_count; i++) {
        const struct rv_curve_mark *mark = &chart->marks[i];
        const long point = mark->x - chart->x_first;
        int column, width;

        if (point < 0 || point >= (long)grid->points)
            continue;
        column = rv_grid_column(grid, (size_t)point);
        for (int row = 0; row < grid->rows; row++)
            rv_draw_text(cells, row, column, mark->role, rv_draw_unicode() ? "┊" : ":");
        if (!mark->text)
            continue;
        width = rv_draw_width(mark->text);
        if (column + 2 + width > grid->columns)
            column -= width + 2;
        rv_draw_text(cells, 0, column + 1, mark->role, mark->text);
    }
}

static void draw_cells(const struct rv_area *cells, const struct rv_grid *grid,
                       const struct rv_curve_chart *chart)
{
    for (int row = 0; row < grid->rows; row++)
        for (int column = 0; column < grid->columns; column++) {
            const struct rv_cell *cell = rv_grid_cell(grid, row, column);

            if (cell->glyph)
                rv_draw_text(cells, row, column,
                             strcmp(cell->glyph, RV_GRID_BOTH) == 0
                                 ? RV_ROLE_BOTH : chart->series[cell->series].role,
                             cell->glyph);
        }
}

static bool uses_braille(const struct rv_area *area, const struct rv_curve_chart *chart)
{
    return rv_draw_unicode() && !chart->no_braille && area->width >= RV_CURVE_BRAILLE &&
           rv_screen_area().width >= SCREEN_FOR_BRAILLE;
}

/* The series as the grid wants them; the last one has no value and as many points as the axis. */
static size_t copy_series(const struct rv_curve_chart *chart, bool stems, double *room,
                          struct rv_chart_series *series)
{
    for (size_t s = 0; s < chart->series_count; s++)
        series[s] = (struct rv_chart_series){
            .mark = chart->series[s].mark, .value = chart->series[s].value,
            .count = chart->series[s].count, .stems = stems && chart->series[s].stems,
            .meets = chart->series[s].meets,
        };
    for (size_t i = 0; i < chart->points; i++)
        room[i] = RV_NAN;
    series[chart->series_count] =
        (struct rv_chart_series){.mark = " ", .value = room, .count = chart->points};
    return chart->series_count + 1;
}

void rv_curve_draw(const struct rv_area *area, const struct rv_curve_chart *chart)
{
    const bool braille = uses_braille(area, chart);
    struct rv_chart_series series[RV_CURVE_SERIES + 1];
    double *room = rv_alloc(chart->points + 1, sizeof *room);
    struct rv_chart plain = {.x_first = chart->x_first, .y_low = chart->y_low,
                             .y_high = chart->y_high, .width = area->width,
                             .utf8 = rv_draw_unicode(), .series = series};
    struct rv_grid grid = {.chart = &plain, .rows = area->height - LEGEND_ROWS - AXIS_ROWS,
                           .stretch = braille};
    struct rv_area body = rv_draw_part(area, LEGEND_ROWS, 0, area->height, area->width), cells;

    if (chart->series_count > RV_CURVE_SERIES)
        RV_BUG("%zu curves in a chart", chart->series_count);
    if (area->width >= RV_CHART_LEAST_WIDTH && area->height >= RV_CHART_LEAST_HEIGHT) {
        plain.series_count = copy_series(chart, !braille, room, series);
        if (chart->points > 0)
            settle_limits(&plain);
        rv_grid_draw(&grid);
        cells = rv_draw_part(&body, 0, grid.margin + 1, grid.rows, grid.columns);
        draw_legend(area, chart);
        draw_y_axis(&body, &grid);
        draw_x_axis(&body, &grid, chart);
        draw_marks(&cells, &grid, chart);
        for (size_t s = 0; braille && s < chart->series_count; s++)
            rv_braille_line(&cells, &grid, &chart->series[s]);
        if (!braille || 3 * grid.columns >= 4 * (int)grid.points)
            draw_cells(&cells, &grid, chart);
        rv_grid_release(&grid);
    } else {
        rv_draw_text(area, 0, 0, RV_ROLE_FAINT, "(no room for a chart)");
    }
    rv_free(room);
}
