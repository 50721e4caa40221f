/* The twin transform, worked out once; see rv_twin in ravine/surface.h. */
#ifndef RAVINE_SURFACE_TWIN_H
#define RAVINE_SURFACE_TWIN_H

#include "ravine/surface.h"

struct rv_twin_map {
    bool active; /* false: the identity, never applied, so that no bit changes */
    double cosine, sine, scale;
    double shift[RV_SURFACE_DIMENSION_MAX];
};

/* Sine, cosine and shifts of a surface of n dimensions; refuses more shifts than there are
 * dimensions. */
enum rv_status rv_twin_prepare(const struct rv_twin *twin, size_t n, struct rv_twin_map *map,
                               struct rv_error *error);
/* out = R(x - shift) */
void rv_twin_point(const struct rv_twin_map *map, const double *x, size_t n, double *out);
/* out = shift + R' x: where a point of the surface lies on its twin. */
void rv_twin_back(const struct rv_twin_map *map, const double *x, size_t n, double *out);
/* In place: g = scale R' g and H = scale R' H R. */
void rv_twin_gradient(const struct rv_twin_map *map, size_t n, double *gradient);
void rv_twin_hessian(const struct rv_twin_map *map, size_t n, double *hessian);

#endif
