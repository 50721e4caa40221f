/* Fields in gnuplot's language: colours, contour lines, surfaces in 3-D. */
#ifndef RV_PLOT_MAP_H
#define RV_PLOT_MAP_H

#include "plot/writer.h"

/* Once, before any panel: the palette, and the contour lines of every field as a data block. */
void rv_map_prepare(struct rv_writer *w);
/* The scale of colours at the right of the last panel; its axes in 3-D. */
void rv_map_settings(struct rv_writer *w, size_t panel);
/* The place of a surface in 3-D on the page. */
void rv_map_box(struct rv_writer *w);
/* The elements of the `plot` command that lie below the curves, each followed by a comma. */
void rv_map_print(struct rv_writer *w, size_t panel);

#endif
