/* A plot as a gnuplot script and its data file. */
#ifndef RV_PLOT_SCRIPT_H
#define RV_PLOT_SCRIPT_H

#include "plot/plot.h"
#include "ravine/figure.h"
#include "ravine/text.h"

/* `name` is the file name without extension: letters, digits, - and _ only (the figure's type). The
 * script writes NAME.<format> beside itself and reads NAME.dat from there, whatever the current
 * folder; the variable `picture` may name another output file beforehand. The data file
 * is what rv_blocks_print() writes. */
void rv_script_print(const struct rv_plot *plot, const char *name, enum rv_figure_format format,
                     struct rv_text *out);

#endif
