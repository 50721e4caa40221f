/* Curvatures of a run as plots: over the epochs beside the limit, and where all eigenvalues lie. */
#ifndef RV_PLOT_CURVATURE_PLOT_H
#define RV_PLOT_CURVATURE_PLOT_H

#include "plot/plot.h"
#include "run/curvature.h"

/* Of epochs that were measured, at least one; `where` says which run: "large-lr, bouncing, seed
 * 1". */
void rv_curvature_plot_epochs(const struct rv_curvature *epochs, size_t count, const char *where,
                              struct rv_plot *plot);
/* The density of one epoch. */
void rv_curvature_plot_spectrum(const struct rv_curvature *epoch, const char *where,
                                struct rv_plot *plot);

#endif
