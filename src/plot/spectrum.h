/* The curvatures of a surface at a point: eigenvalues and eigenvectors of its Hessian. */
#ifndef RV_PLOT_SPECTRUM_H
#define RV_PLOT_SPECTRUM_H

#include "ravine/surface.h"

/* n curvatures, the steepest first; `directions` (n × n, one unit vector a row) may be NULL.
 * Refused above RV_SURFACE_HESSIAN_MAX dimensions. */
enum rv_status rv_spectrum_at(const struct rv_surface *surface, const double *point,
                              double *curvature, double *directions, struct rv_error *error);

#endif
