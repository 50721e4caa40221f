/* A plot as text: a terminal chart for each panel whose curves run over consecutive epochs. */
#ifndef RV_PLOT_SKETCH_H
#define RV_PLOT_SKETCH_H

#include "plot/plot.h"
#include "ravine/text.h"

/* False, and nothing is written, when the plot is of another kind (a scatter, intervals). Bands are
 * left out. `height` is that of each panel's chart. */
bool rv_sketch_print(const struct rv_plot *plot, int width, int height, struct rv_text *out);

#endif
