/* The cells of a terminal chart: see grid.h. Filled layer by layer: stems first, then marks, series
 * after series. */
#include "plot/grid.h"

#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>
#include <stdio.h>

#define WIDEST_STEP 8   /* columns from one epoch to the next, at most */
#define DECADES_MAX 6.0 /* of a log axis; what lies lower is clipped */
/* Values are far off when they would stretch the axis of all others by more than this share. */
#define STRETCH 3.0
#define LEAST_TO_CLIP 10
#define LEAST_MARGIN 6

/* ---- Scale ---- */

/* The finite values of all series, one after the other; returns how many. */
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

/* Lowers *high when the largest 5 % of the values (at least one) would take most of the axis away
 * from all others. */
static void clip(const double *pool, size_t n, double low, double *high)
{
    size_t few = n / 20 > 1 ? n / 20 : 1;
    bool log_axis = rv_axis_wants_log(low, *high);
    double usual, rest, beyond;

    if (n < LEAST_TO_CLIP)
        return;
    /* the largest value but `few`: a quantile that falls on a value */
    usual = rv_vector_quantile(pool, n, (double)(n - 1 - few) / (double)(n - 1));
    rest = log_axis ? log(usual / low) : usual - low;
    beyond = log_axis ? log(*high / usual) : *high - usual;
    if (rest > 0 && beyond > STRETCH * rest)
        *high = usual;
}

bool rv_grid_limits(const struct rv_chart *chart, double *low, double *high)
{
    double *pool;
    size_t n = all_values(chart, &pool);
    bool found = rv_axis_limits(pool, n, low, high);

    if (found) {
        if (rv_axis_wants_log(*low, *high))
            *low = fmax(*low, *high * pow(10, -DECADES_MAX));
        clip(pool, n, *low, high);
    }
    rv_free(pool);
    return found;
}

static void choose_axis(struct rv_grid *grid)
{
    const struct rv_chart *chart = grid->chart;
    double low = 0, high = 1;

    if (chart->y_low < chart->y_high) {
        low = chart->y_low;
        high = chart->y_high;
    } else {
        rv_grid_limits(chart, &low, &high);
    }
    rv_axis_fit(&grid->axis, low, high, rv_axis_wants_log(low, high), 0, grid->rows > 9 ? 5 : 3);
}

/* Numbers of the y axis in front of its line; the grid takes what is left of the width. */
static void choose_columns(struct rv_grid *grid)
{
    grid->margin = LEAST_MARGIN;
    for (size_t i = 0; i < grid->axis.count; i++) {
        char number[32];
        int size = snprintf(number, sizeof number, RV_GRID_TICK, grid->axis.tick[i]) + 2;

        if (size > grid->margin)
            grid->margin = size;
    }
    grid->columns = grid->chart->width - grid->margin - 1;
}

/* A whole number of columns from epoch to epoch, so that the curve is not stretched unevenly; only
 * where there are more points than columns do several share one. */
static void choose_step(struct rv_grid *grid)
{
    for (size_t s = 0; s < grid->chart->series_count; s++)
        if (grid->chart->series[s].count > grid->points)
            grid->points = grid->chart->series[s].count;
    if (grid->points > 1 && !grid->stretch)
        grid->step = (int)((size_t)(grid->columns - 2) / (grid->points - 1));
    if (grid->step > WIDEST_STEP)
        grid->step = WIDEST_STEP;
}

int rv_grid_column(const struct rv_grid *grid, size_t point)
{
    if (grid->points < 2)
        return grid->columns / 2;
    if (grid->step > 0)
        return 1 + (int)point * grid->step;
    return 1 + (int)((double)point * (grid->columns - 2) / (double)(grid->points - 1));
}

int rv_grid_row(const struct rv_grid *grid, double value, bool *beyond)
{
    double place = rv_axis_place(&grid->axis, value), row;

    *beyond = false;
    if (isnan(value) || isnan(place))
        return -1;
    *beyond = place > 1 + 1e-9 || place < -1e-9;
    row = round((1 - fmin(fmax(place, 0), 1)) * (grid->rows - 1));
    return (int)row;
}

size_t rv_grid_spacing(const struct rv_grid *grid)
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

int rv_grid_tick(const struct rv_grid *grid, int row)
{
    bool beyond;

    for (size_t i = 0; i < grid->axis.count; i++)
        if (rv_grid_row(grid, grid->axis.tick[i], &beyond) == row)
            return (int)i;
    return -1;
}

/* ---- Drawing ---- */

/* Row 0 is the top. */
struct rv_cell *rv_grid_cell(const struct rv_grid *grid, int row, int column)
{
    return &grid->cells[row * grid->columns + column];
}

/* A stem between two marks stands in the middle of their columns, or below the higher one where
 * there is no room between. Marks of one row are joined by a dash. */
static void draw_stem(struct rv_grid *grid, const struct rv_chart_series *series, size_t point,
                      int row, int before)
{
    int column = rv_grid_column(grid, point), last = rv_grid_column(grid, point - 1);
    int top = row < before ? row : before, bottom = row < before ? before : row;
    int middle = column - last >= 2 ? (column + last) / 2 : row < before ? column : last;
    const size_t s = (size_t)(series - grid->chart->series);

    for (int r = top + 1; r < bottom; r++)
        *rv_grid_cell(grid, r, middle) =
            (struct rv_cell){grid->chart->utf8 ? "│" : "|", series->color, 0, s};
    for (int c = last + 1; row == before && c < column; c++)
        *rv_grid_cell(grid, row, c) =
            (struct rv_cell){grid->chart->utf8 ? "─" : "-", series->color, 0, s};
}

static void draw_stems(struct rv_grid *grid, const struct rv_chart_series *series)
{
    bool beyond;

    for (size_t i = 1; series->stems && i < series->count; i++) {
        int row = rv_grid_row(grid, series->value[i], &beyond);
        int before = rv_grid_row(grid, series->value[i - 1], &beyond);

        if (row >= 0 && before >= 0)
            draw_stem(grid, series, i, row, before);
    }
}

/* The last mark drawn in a cell stays, but for two series that meet: "both" is the message of the
 * reveal, where the end-of-epoch training loss lies on the validation loss. */
static void draw_marks(struct rv_grid *grid, size_t s)
{
    const struct rv_chart_series *series = &grid->chart->series[s];

    for (size_t i = 0; i < series->count; i++) {
        bool beyond;
        int row = rv_grid_row(grid, series->value[i], &beyond);
        struct rv_cell *cell;

        if (row < 0)
            continue;
        cell = rv_grid_cell(grid, row, rv_grid_column(grid, i));
        if (beyond) {
            *cell = (struct rv_cell){row == 0 ? "^" : "v", series->color, s + 1, s};
        } else if (series->meets && cell->owner > 0 && cell->owner != s + 1 &&
                   grid->chart->series[cell->owner - 1].meets) {
            *cell = (struct rv_cell){RV_GRID_BOTH, RV_GRID_BOTH_COLOR, s + 1, s};
        } else {
            *cell = (struct rv_cell){series->mark, series->color, s + 1, s};
        }
    }
}

void rv_grid_draw(struct rv_grid *grid)
{
    choose_axis(grid);
    choose_columns(grid);
    grid->cells = rv_alloc((size_t)grid->rows * (size_t)grid->columns, sizeof *grid->cells);
    choose_step(grid);
    for (size_t s = 0; s < grid->chart->series_count; s++)
        draw_stems(grid, &grid->chart->series[s]);
    for (size_t s = 0; s < grid->chart->series_count; s++)
        draw_marks(grid, s);
}

void rv_grid_release(struct rv_grid *grid)
{
    rv_free(grid->cells);
    grid->cells = NULL;
}
