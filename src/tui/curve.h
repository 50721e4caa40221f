/* A line chart on the screen: axes with units and ticks, a log axis where it helps.
 *
 * Full-cell marks and stems (plot/grid.h) that the last row of a lecture hall can read; braille
 * lines where the area is at least RV_CURVE_BRAILLE columns wide. */
#ifndef RV_TUI_CURVE_H
#define RV_TUI_CURVE_H

#include "tui/draw.h"

#define RV_CURVE_SERIES 8    /* at most */
#define RV_CURVE_BRAILLE 45  /* columns of an area from which on braille is fine enough; the screen
                                must be 120 wide */

struct rv_curve_series {
    const char *name; /* in the legend; NULL: not there */
    const char *mark; /* one ASCII character: "O" */
    enum rv_role role;
    const double *value; /* from x_first on; NaN: nothing there */
    size_t count;
    bool stems; /* needles: stems join the marks */
    bool meets; /* in one cell with another that meets: '@' */
};

/* A vertical line at x with a word: where something was changed, where the cursor is. */
struct rv_curve_mark {
    long x;
    const char *text; /* NULL: none */
    enum rv_role role;
};

struct rv_curve_chart {
    const char *y_label; /* "loss" */
    const char *x_label; /* "epoch" */
    long x_first;        /* x of value[0] */
    size_t points;       /* the x axis has room for so many; 0: as many as the longest series */
    double y_low, y_high; /* 0, 0: from the values */
    bool no_braille;     /* full cells even where there is room: a reveal for the last row */
    const struct rv_curve_series *series;
    size_t series_count; /* later ones are drawn over earlier ones */
    const struct rv_curve_mark *marks;
    size_t mark_count;
};

/* Draws legend, axes and curves over the whole area (24 × 8 at least). */
void rv_curve_draw(const struct rv_area *area, const struct rv_curve_chart *chart);

#endif
