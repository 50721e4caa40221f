/* A landscape as a plot: the maps side by side, a slice below each, the jump as an arrow. */
#ifndef RV_PLOT_LANDSCAPE_PLOT_H
#define RV_PLOT_LANDSCAPE_PLOT_H

#include "experiment/run_landscape.h"
#include "plot/plot.h"

/* The grid need not be whole: what is missing is missing. On a line the slices alone. */
void rv_landscape_plot(const struct rv_run_landscape *landscape, const char *scenario,
                       const char *variant, struct rv_plot *plot);

#endif
