/* A heat map of characters with paths on it, drawn by ravine itself: a surface in a terminal.
 *
 * With colours each cell shows two values, one above the other (half blocks, viridis). Without them
 * a cell has one shade: blank is the floor of the valley, where the paths are to be read. */
#ifndef RAVINE_HEATMAP_H
#define RAVINE_HEATMAP_H

#include "ravine/text.h"

#include <stdbool.h>
#include <stddef.h>

struct rv_heatmap_path {
    const char *name;   /* for the legend; "" for none */
    const char *mark;   /* one cell */
    const double *x, *y; /* what lies outside the window is left out */
    size_t count;
};

struct rv_heatmap {
    const char *title;            /* NULL: none */
    double low[2], high[2];       /* the window: x, y */
    /* Between 0 (lowest) and 1; NaN: nothing there, shown as '?'. */
    double (*shade)(const void *context, double x, double y);
    const void *context;
    const struct rv_heatmap_path *paths; /* later ones over earlier ones */
    size_t path_count;
    int width, height; /* of the whole in cells, with title, axes and legend */
    bool color;        /* SGR sequences of 256 colours */
    bool utf8;         /* blocks and box characters; else ASCII */
};

/* Appends `height` lines without blanks at their ends; in colour blanks are part of the picture.
 * Below RV_HEATMAP_LEAST_WIDTH × RV_HEATMAP_LEAST_HEIGHT cells a sentence says so instead. */
#define RV_HEATMAP_LEAST_WIDTH 30
#define RV_HEATMAP_LEAST_HEIGHT 10
void rv_heatmap_print(const struct rv_heatmap *map, struct rv_text *out);

#endif
