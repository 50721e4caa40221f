/* The wall share: how much of gradient and step points in the direction of the largest curvature.
 * Not for other folders. */
#ifndef RAVINE_RUN_WALL_H
#define RAVINE_RUN_WALL_H

#include "run/internal.h"

/* Room for one point of one path; the shares of the last step. */
struct rv_wall {
    size_t dimension;
    double *x, *gradient; /* owned; where the step begins */
    double *hessian;      /* owned */
    void *eigen;          /* owned; of GSL */
    double gradient_share, step_share; /* NaN where there is no length or no curvature */
};

/* NULL for one dimension, where there is nothing to share, and for more than a Hessian in full is
 * made for. */
struct rv_wall *rv_wall_create(const struct rv_surface *surface);
void rv_wall_free(struct rv_wall *wall);
/* Where a step begins: point and gradient of the first replica. */
void rv_wall_before(struct rv_wall *wall, const double *x, const double *gradient);
/* Where it ends: the shares, in the curvature of where it began. Allocates nothing. */
void rv_wall_after(struct rv_wall *wall, const struct rv_surface *surface, const double *x);

#endif
