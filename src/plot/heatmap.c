/* A heat map of characters: see ravine/heatmap.h. */
#include "ravine/heatmap.h"

#include "plot/axis.h"
#include "ravine/memory.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define MARGIN 8 /* cells in front of the frame: a number and a blank */
#define AROUND 3 /* lines below the map: frame, numbers, legend */
#define Y_TICKS 5
#define X_TICKS 6

/* Viridis in ten steps, as numbers of the 256 colours of terminals. */
static const int colors[] = {53, 54, 60, 24, 30, 36, 35, 77, 149, 226};
#define COLORS ((int)(sizeof colors / sizeof colors[0]))

/* Five steps from the floor to the walls. */
static const char *const blocks[] = {" ", "\u2591", "\u2592", "\u2593", "\u2588"};
static const char *const letters[] = {" ", ".", ":", "+", "#"};
#define SHADES 5

/* ---- The map ---- */

struct canvas {
    const struct rv_heatmap *map;
    int rows, columns;
    const char **mark; /* owned; rows × columns; NULL: nothing on the ground */
};

/* Centre of a cell; `half` 0 or 1: of its upper or lower half, 0.5 of the whole. */
static double shade_of(const struct canvas *c, int row, int column, double half)
{
    const struct rv_heatmap *map = c->map;
    double s = (column + 0.5) / c->columns, t = (row + 0.25 + 0.5 * half) / c->rows;

    return map->shade(map->context, map->low[0] + s * (map->high[0] - map->low[0]),
                      map->high[1] - t * (map->high[1] - map->low[1]));
}

static int step_of(double shade, int steps)
{
    int step = (int)(shade * steps);

    return step < 0 ? 0 : step < steps ? step : steps - 1;
}

static bool place(const struct canvas *c, double x, double y, double *column, double *row)
{
    const struct rv_heatmap *map = c->map;

    *column = (x - map->low[0]) / (map->high[0] - map->low[0]) * c->columns;
    *row = (map->high[1] - y) / (map->high[1] - map->low[1]) * c->rows;
    return *column >= 0 && *column < c->columns && *row >= 0 && *row < c->rows;
}

/* Marks where the steps ended; between them nothing, so that a jump over the valley is seen as
 * one. */
static void put_path(struct canvas *c, const struct rv_heatmap_path *path)
{
    for (size_t i = 0; i < path->count; i++) {
        double column, row;

        if (place(c, path->x[i], path->y[i], &column, &row))
            c->mark[(int)row * c->columns + (int)column] = path->mark;
    }
}

static int color_of(double shade)
{
    return isfinite(shade) ? colors[step_of(shade, COLORS)] : 16;
}

/* White on black for marks: readable on every colour of the ground. */
static void print_colored(const struct canvas *c, int row, int column, struct rv_text *out)
{
    const char *mark = c->mark[row * c->columns + column];
    char ground[40] = "97;40;1";

    if (!mark)
        snprintf(ground, sizeof ground, "38;5;%d;48;5;%d", color_of(shade_of(c, row, column, 0)),
                 color_of(shade_of(c, row, column, 1)));
    rv_text_style(out, ground);
    rv_text_add(out, mark ? mark : "\u2580");
    rv_text_style(out, "0");
}

static void print_cell(const struct canvas *c, int row, int column, struct rv_text *out)
{
    const char *mark = c->mark[row * c->columns + column];
    const char *const *shades = c->map->utf8 ? blocks : letters;
    double shade = shade_of(c, row, column, 0.5);

    if (c->map->color && c->map->utf8)
        print_colored(c, row, column, out);
    else
        rv_text_add(out, mark ? mark : isfinite(shade) ? shades[step_of(shade, SHADES)] : "?");
}

/* ---- Around it ---- */

static void end_line(struct rv_text *out)
{
    rv_text_trim(out);
    rv_text_add(out, "\n");
}

/* The tick that lies in this row, or NaN. */
static double tick_in(const struct canvas *c, const struct rv_axis *axis, int row)
{
    for (size_t i = 0; i < axis->count; i++)
        if ((int)((1 - rv_axis_place(axis, axis->tick[i])) * c->rows) == row)
            return axis->tick[i];
    return (double)NAN;
}

static void print_row(const struct canvas *c, const struct rv_axis *axis, int row,
                      struct rv_text *out)
{
    double tick = tick_in(c, axis, row);
    const char *wall = c->map->utf8 ? (isnan(tick) ? "\u2502" : "\u2524") : isnan(tick) ? "|" : "+";

    if (isnan(tick))
        rv_text_repeat(out, " ", MARGIN);
    else
        rv_text_printf(out, "%*.3g ", MARGIN - 1, tick);
    rv_text_add(out, wall);
    for (int column = 0; column < c->columns; column++)
        print_cell(c, row, column, out);
    end_line(out);
}

/* Numbers below their places; one that would touch its neighbour is left out. */
static void print_x_axis(const struct canvas *c, struct rv_text *out)
{
    struct rv_axis axis = {.low = c->map->low[0], .high = c->map->high[0]};
    int used = 0;

    rv_text_repeat(out, " ", MARGIN);
    rv_text_add(out, c->map->utf8 ? "\u2514" : "+");
    rv_text_repeat(out, c->map->utf8 ? "\u2500" : "-", (size_t)c->columns);
    rv_text_add(out, "\n");
    rv_axis_ticks(&axis, X_TICKS, false);
    for (size_t i = 0; i < axis.count; i++) {
        char number[24];
        int size = snprintf(number, sizeof number, "%.3g", axis.tick[i]);
        int at = MARGIN + 1 + (int)(rv_axis_place(&axis, axis.tick[i]) * c->columns) - size / 2;

        if (at < used + (used > 0) || at + size > c->map->width)
            continue;
        rv_text_repeat(out, " ", (size_t)(at - used));
        rv_text_add(out, number);
        used = at + size;
    }
    end_line(out);
}

/* What has no room is left out; the caption names all. */
static void print_legend(const struct canvas *c, struct rv_text *out)
{
    int used = MARGIN - 2;

    rv_text_repeat(out, " ", MARGIN - 2);
    for (size_t i = 0; i < c->map->path_count; i++) {
        const struct rv_heatmap_path *path = &c->map->paths[i];
        int room = c->map->width - used - 5;

        if (!*path->name || room < 4)
            continue;
        rv_text_printf(out, "   %s ", path->mark);
        used += 5 + rv_text_add_cells(out, path->name, room);
    }
    end_line(out);
}

void rv_heatmap_print(const struct rv_heatmap *map, struct rv_text *out)
{
    struct canvas c = {.map = map, .columns = map->width - MARGIN - 1,
                       .rows = map->height - AROUND - (map->title != NULL)};
    struct rv_axis axis = {.low = map->low[1], .high = map->high[1]};

    if (map->width < RV_HEATMAP_LEAST_WIDTH || map->height < RV_HEATMAP_LEAST_HEIGHT) {
        rv_text_printf(out, "a heat map needs %d x %d characters\n", RV_HEATMAP_LEAST_WIDTH,
                       RV_HEATMAP_LEAST_HEIGHT);
        return;
    }
    c.mark = rv_alloc((size_t)(c.rows * c.columns), sizeof *c.mark);
    for (size_t i = 0; i < map->path_count; i++)
        put_path(&c, &map->paths[i]);
    if (map->title) {
        rv_text_repeat(out, " ", MARGIN);
        rv_text_add_cells(out, map->title, map->width - MARGIN);
        end_line(out);
    }
    rv_axis_ticks(&axis, Y_TICKS, false);
    for (int row = 0; row < c.rows; row++)
        print_row(&c, &axis, row, out);
    print_x_axis(&c, out);
    print_legend(&c, out);
    rv_free(c.mark);
}
