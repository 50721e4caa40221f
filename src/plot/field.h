/* Fields: functions of two coordinates on a grid, with colours and contour lines. */
#ifndef RV_PLOT_FIELD_H
#define RV_PLOT_FIELD_H

#include "plot/plot.h"

/* Adds a field (all 0) to the last panel. The pointer holds until the next one is added. */
struct rv_plot_field *rv_field_add(struct rv_plot *plot, size_t columns, size_t rows,
                                   const double *low, const double *high);
/* Place of grid line i along axis 0 (x, columns) or 1 (y, rows). */
double rv_field_at(const struct rv_plot_field *field, int axis, size_t i);
/* Base, colours and levels from the values. `base` NaN: the lowest of them. */
void rv_field_fit(struct rv_plot_field *field, double base);
/* The same colours and levels as another field, so that the two can be compared by eye. */
void rv_field_match(struct rv_plot_field *field, const struct rv_plot_field *other);
/* Logarithmic colours and lines from `low` to `high` whatever the values are, with numbers at the
 * lines: for maps that are compared. Both above 0. */
void rv_field_fit_log(struct rv_plot_field *field, double low, double high);
/* The field's window as the axes of its panel. */
void rv_field_axes(const struct rv_plot_field *field, struct rv_plot_panel *panel);
/* The field of a panel, or NULL. */
const struct rv_plot_field *rv_field_of(const struct rv_plot *plot, size_t panel);
/* The share of the colour scale at a point between grid lines, 0 (lowest) to 1; NaN outside. */
double rv_field_shade(const struct rv_plot_field *field, double x, double y);

#endif
