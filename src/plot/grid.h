/* The cells of a terminal chart, without the axes around them. */
#ifndef RV_PLOT_GRID_H
#define RV_PLOT_GRID_H

#include "plot/axis.h"
#include "ravine/chart.h"

#define RV_GRID_BOTH "@" /* marks of two series in one cell */
#define RV_GRID_BOTH_COLOR "33;1"
#define RV_GRID_TICK "%.3g" /* format of the numbers of the y axis */

struct rv_cell {
    const char *glyph; /* NULL: blank */
    const char *color;
    size_t owner; /* 1 + series of a mark, 0 of a stem */
};

struct rv_grid {
    const struct rv_chart *chart;
    struct rv_cell *cells; /* owned; rows × columns, from the top left */
    int rows, columns;
    int margin; /* columns in front of the y axis */
    struct rv_axis axis;
    size_t points; /* of the longest series */
    int step;      /* columns between points; 0: several share a column */
};

/* Fills cells, columns, axis, points and step of a grid whose chart and rows are given. */
void rv_grid_draw(struct rv_grid *grid);
void rv_grid_release(struct rv_grid *grid);

struct rv_cell *rv_grid_cell(const struct rv_grid *grid, int row, int column);
/* The column of the i-th value. */
int rv_grid_column(const struct rv_grid *grid, size_t point);
/* The row of a value, cut to the grid; -1 for NaN. *beyond tells that it was cut. */
int rv_grid_row(const struct rv_grid *grid, double value, bool *beyond);

#endif
