/* A surface from above: see surface_map.h. */
#include "tui/surface_map.h"

#include "plot/field.h"
#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { GRID = 121, MARGIN = 8, Y_TICKS = 5, X_TICKS = 6 };

#define ROOM 0.12 /* share of the window on each side */

void rv_surface_map_make(struct rv_surface_map *map, const struct rv_surface *surface,
                         const double *rest, const double low[2], const double high[2])
{
    struct rv_plot_field *field = &map->field;
    const size_t n = rv_surface_dimension(surface);
    double *point = rv_memdup(rest, n * sizeof *point);
    const double *minima, *values;

    if (!field->value)
        field->value = rv_alloc((size_t)GRID * GRID, sizeof *field->value);
    field->columns = field->rows = GRID;
    memcpy(field->low, low, sizeof field->low);
    memcpy(field->high, high, sizeof field->high);
    for (size_t k = 0; k < GRID; k++)
        for (size_t i = 0; i < GRID; i++) {
            double value;

            point[0] = rv_field_at(field, 0, i);
            if (n > 1)
                point[1] = rv_field_at(field, 1, k);
            value = rv_surface_value(surface, point, NULL);
            field->value[k * GRID + i] = isfinite(value) ? value : RV_NAN;
        }
    rv_field_fit(field, rv_surface_minima(surface, &minima, &values) ? values[0] : RV_NAN);
    rv_free(point);
}

void rv_surface_map_release(struct rv_surface_map *map)
{
    rv_free(map->field.value);
    *map = (struct rv_surface_map){0};
}

/* ---- The window ---- */

static void widen(double *low, double *high, double value)
{
    if (value < *low)
        *low = value;
    if (value > *high)
        *high = value;
}

void rv_surface_map_window(const struct rv_surface *surface, const double *x, const double *y,
                           size_t count, double low[2], double high[2])
{
    const struct rv_surface_type *type = rv_surface_type_of(surface);
    const size_t n = rv_surface_dimension(surface);
    const double *const path[] = {x, y};
    const double *minimum, *values;
    const size_t minima = rv_surface_minima(surface, &minimum, &values);

    for (int axis = 0; axis < 2; axis++) {
        const double first = count ? path[axis][0] : type->low[axis];
        const double reach = fmax(fabs(first), fmax(fabs(type->low[axis]), fabs(type->high[axis])));

        low[axis] = high[axis] = first;
        if (count == 0)
            widen(&low[axis], &high[axis], type->high[axis]);
        for (size_t i = 0; i < count; i++)
            if (fabs(path[axis][i]) <= 2 * reach)
                widen(&low[axis], &high[axis], path[axis][i]);
        for (size_t m = 0; m < minima && (size_t)axis < n; m++)
            if (fabs(minimum[m * n + (size_t)axis]) <= 2 * reach)
                widen(&low[axis], &high[axis], minimum[m * n + (size_t)axis]);
        if (high[axis] - low[axis] < 1e-6 * reach) { /* a straight path: as far to both sides */
            low[axis] -= 0.5 * reach;
            high[axis] += 0.5 * reach;
        }
        const double room = ROOM * (high[axis] - low[axis]);

        low[axis] -= room;
        high[axis] += room;
    }
}

/* ---- On the screen ---- */

static int shade_of(double shade)
{
    int step = (int)(shade * RV_THEME_SHADES);

    if (isnan(shade))
        return -1;
    return step < 0 ? 0 : step < RV_THEME_SHADES ? step : RV_THEME_SHADES - 1;
}

/* Centre of the upper or lower half of a cell. */
static int half_shade(const struct rv_area *cells, const struct rv_plot_field *field, int row,
                      int column, int half)
{
    double s = (column + 0.5) / cells->width, t = (row + 0.25 + 0.5 * half) / cells->height;

    return shade_of(rv_field_shade(field, field->low[0] + s * (field->high[0] - field->low[0]),
                                   field->high[1] - t * (field->high[1] - field->low[1])));
}

static void draw_y_axis(const struct rv_area *area, const struct rv_plot_field *field, int rows)
{
    struct rv_axis axis = {.low = field->low[1], .high = field->high[1]};

    rv_axis_ticks(&axis, Y_TICKS, false);
    for (int row = 0; row < rows; row++)
        rv_draw_text(area, row, MARGIN - 1, RV_ROLE_FAINT, "│");
    for (size_t i = 0; i < axis.count; i++) {
        int row = (int)((1 - rv_axis_place(&axis, axis.tick[i])) * rows);

        if (row < 0 || row >= rows)
            continue;
        rv_draw_printf(area, row, 0, RV_ROLE_TEXT, "%*.3g", MARGIN - 2, axis.tick[i]);
        rv_draw_text(area, row, MARGIN - 1, RV_ROLE_FAINT, "┤");
    }
}

static void draw_x_axis(const struct rv_area *area, const struct rv_plot_field *field, int row,
                        int columns)
{
    struct rv_axis axis = {.low = field->low[0], .high = field->high[0]};
    int end = MARGIN;

    rv_axis_ticks(&axis, X_TICKS, false);
    for (size_t i = 0; i < axis.count; i++) {
        char number[24];
        int size = snprintf(number, sizeof number, "%.3g", axis.tick[i]);
        int at = MARGIN + (int)(rv_axis_place(&axis, axis.tick[i]) * columns) - size / 2;

        if (at < end || at + size > area->width)
            continue;
        rv_draw_text(area, row, at, RV_ROLE_TEXT, number);
        end = at + size + 1;
    }
}

struct rv_area rv_surface_map_draw(const struct rv_area *area, const struct rv_surface_map *map)
{
    const struct rv_plot_field *field = &map->field;
    struct rv_area cells =
        rv_draw_part(area, 0, MARGIN, area->height - 1, area->width - MARGIN - 1);

    for (int row = 0; row < cells.height; row++)
        for (int column = 0; column < cells.width; column++)
            rv_draw_shades(&cells, row, column, half_shade(&cells, field, row, column, 0),
                           half_shade(&cells, field, row, column, 1));
    draw_y_axis(area, field, cells.height);
    draw_x_axis(area, field, cells.height, cells.width);
    return cells;
}

bool rv_surface_map_mark(const struct rv_area *cells, const struct rv_surface_map *map, double x,
                         double y, enum rv_role role, const char *mark)
{
    const struct rv_plot_field *field = &map->field;
    double column = (x - field->low[0]) / (field->high[0] - field->low[0]) * cells->width;
    double row = (field->high[1] - y) / (field->high[1] - field->low[1]) * cells->height;

    if (!(column >= 0 && column < cells->width && row >= 0 && row < cells->height))
        return false;
    rv_draw_text(cells, (int)row, (int)column, role, mark);
    return true;
}

void rv_surface_map_path(const struct rv_area *cells, const struct rv_surface_map *map,
                         const double *x, const double *y, size_t count, size_t most,
                         enum rv_role role, const char *mark, const char *head)
{
    size_t first = most && count > most ? count - most : 0;

    for (size_t i = first; i < count; i++)
        rv_surface_map_mark(cells, map, x[i], y[i], role, i + 1 < count ? mark : head);
}
