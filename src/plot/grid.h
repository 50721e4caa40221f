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
    size_t series; /* of mark or stem: who has colours of his own looks here */
};

struct rv_grid {
    const struct rv_chart *chart;
    struct rv_cell *cells; /* owned; rows × columns, from the top left */
    int rows, columns;
    int margin; /* columns in front of the y axis */
    struct rv_axis axis;
    size_t points; /* of the longest series */
    int step;      /* columns between points; 0: not a whole number, or several share a column */
    bool stretch;  /* given: points fill the width, though unevenly */
};

/* Fills cells, columns, axis, points and step of a grid whose chart and rows are given. */
void rv_grid_draw(struct rv_grid *grid);
void rv_grid_release(struct rv_grid *grid);

/* To be read or written; from the top left. */
struct rv_cell *rv_grid_cell(const struct rv_grid *grid, int row, int column);
/* The column of the i-th value. */
int rv_grid_column(const struct rv_grid *grid, size_t point);
/* The row of a value, cut to the grid; -1 for NaN. *beyond tells that it was cut. */
int rv_grid_row(const struct rv_grid *grid, double value, bool *beyond);

/* The tick of the y axis whose row this is, or -1; of several the first. */
int rv_grid_tick(const struct rv_grid *grid, int row);
/* A spacing of the x axis of 1, 2, 5, 10, ... points whose numbers have room. */
size_t rv_grid_spacing(const struct rv_grid *grid);

/* The limits that an axis of these values has where the chart gives none: at most six decades, far
 * off values clipped. False, and the limits as they were: there is no value. */
bool rv_grid_limits(const struct rv_chart *chart, double *low, double *high);

#endif
