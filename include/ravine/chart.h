/* A line chart of characters, drawn by ravine itself: the end of `run`, and what a terminal shows
 * where there is no gnuplot. Full-cell marks that the last row of a lecture hall can read. */
#ifndef RAVINE_CHART_H
#define RAVINE_CHART_H

#include "ravine/text.h"

#include <stdbool.h>
#include <stddef.h>

struct rv_chart_series {
    const char *name;    /* for the legend */
    const char *mark;    /* one cell, UTF-8 or ASCII: "O", "." */
    const char *color;   /* SGR parameters such as "33;1", or NULL */
    const double *value; /* NaN: no mark */
    size_t count;
    bool stems;          /* a vertical stem joins each mark to the one before (needles) */
    bool meets;          /* in one cell with a mark of another series that meets: '@' for both */
};

struct rv_chart {
    const char *title;
    const char *y_label; /* "loss (nats)" */
    const char *x_label; /* "epoch" */
    long x_first;        /* x of value[0] */
    double y_low, y_high; /* limits, to compare charts; equal (both 0): taken from the values */
    int width, height;   /* of the whole chart in cells, title and axes in it */
    bool color;          /* write SGR sequences */
    bool utf8;           /* may use box characters; else + - | */
    const struct rv_chart_series *series; /* later ones are drawn over earlier ones */
    size_t series_count;
};

/* Appends `height` lines without blanks at their ends. A log axis is taken when all values are
 * positive and span more than a factor of 5. Values far off the rest (epoch 1), and infinite ones,
 * are clipped and marked ^ in the top row, v in the bottom row. Below RV_CHART_LEAST_WIDTH ×
 * RV_CHART_LEAST_HEIGHT cells a sentence says so instead. */
#define RV_CHART_LEAST_WIDTH 24
#define RV_CHART_LEAST_HEIGHT 8
void rv_chart_print(const struct rv_chart *chart, struct rv_text *out);

#endif
