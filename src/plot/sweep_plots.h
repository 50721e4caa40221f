/* The figures of a sweep: maps of a measure over two axes, a measure along one, curves of every
 * cell beside each other. They are made of the table alone, so that they are the same to the byte
 * however the runs were made. */
#ifndef RV_PLOT_SWEEP_PLOTS_H
#define RV_PLOT_SWEEP_PLOTS_H

#include "plot/plot.h"

#include "ravine/sweep.h"

/* What a map shows of a cell. */
enum rv_sweep_shown { RV_SWEEP_FLUCTUATION, RV_SWEEP_LAST, RV_SWEEP_DIVERGED, RV_SWEEP_SHOWN };
/* "sweep-fluctuation", ...: the names of the files. */
extern const char *const rv_sweep_plots_names[RV_SWEEP_SHOWN];

/* A grid of two axes or more: colours over the first two, a panel a variant, medians over seeds and
 * other axes. One axis: the median and range along it. A sample: a panel an axis, a mark a cell.
 * RV_MISSING where no run has the number. Release the plot in any case. */
enum rv_status rv_sweep_plots_map(const struct rv_sweep_results *results, enum rv_sweep_shown shown,
                                  struct rv_plot *plot, struct rv_error *error);
/* Small multiples: the median loss and validation loss of every cell, its range over the seeds, at
 * most RV_SWEEP_PANELS of the first variant. */
#define RV_SWEEP_PANELS 30
enum rv_status rv_sweep_plots_curves(const struct rv_sweep_results *results, struct rv_plot *plot,
                                     struct rv_error *error);

#endif
