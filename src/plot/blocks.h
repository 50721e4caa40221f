/* The data file of a plot: numbers in numbered blocks, as gnuplot's `index` counts them.
 *
 * The visible curves come first, in order, then, for each panel that needs it, the points above its
 * scale (infinite ones too), put at the upper edge, then the fields as matrices of value - base. */
#ifndef RV_PLOT_BLOCKS_H
#define RV_PLOT_BLOCKS_H

#include "plot/plot.h"
#include "ravine/text.h"

/* Prints the file. */
void rv_blocks_print(const struct rv_plot *plot, struct rv_text *out);
/* The block of a visible curve. */
size_t rv_blocks_of_curve(const struct rv_plot *plot, size_t curve);
/* Points of a panel above its scale, and the block that holds them. */
size_t rv_blocks_off_scale(const struct rv_plot *plot, size_t panel);
size_t rv_blocks_of_off_scale(const struct rv_plot *plot, size_t panel);
/* Whether a field has a finite value, and its block. */
bool rv_blocks_field_visible(const struct rv_plot *plot, size_t field);
size_t rv_blocks_of_field(const struct rv_plot *plot, size_t field);

#endif
