/* The wall share: with H = sum_k h_k v_k v_k^T at the point where a step begins and h_1 the largest
 * curvature, the share of a vector a is (v_1 . a)^2 / |a|^2.
 *
 * Near 1 for a gradient: it points at the wall of the valley and hardly along its floor. Where two
 * curvatures are the largest the direction is one of many, and the share means little. */
#include "run/wall.h"

#include "ravine/memory.h"
#include "ravine/vector.h"

#include <gsl/gsl_eigen.h>
#include <string.h>

struct eigen {
    gsl_eigen_symmv_workspace *work;
    gsl_vector *values;
    gsl_matrix *vectors;
};

struct rv_wall *rv_wall_create(const struct rv_surface *surface)
{
    size_t n = rv_surface_dimension(surface);
    struct rv_wall *wall;
    struct eigen *eigen;

    if (n < 2 || n > RV_SURFACE_HESSIAN_MAX)
        return NULL;
    wall = rv_alloc(1, sizeof *wall);
    eigen = wall->eigen = rv_alloc(1, sizeof *eigen);
    wall->dimension = n;
    wall->x = rv_alloc(n, sizeof *wall->x);
    wall->gradient = rv_alloc(n, sizeof *wall->gradient);
    wall->hessian = rv_alloc(n * n, sizeof *wall->hessian);
    eigen->work = gsl_eigen_symmv_alloc(n);
    eigen->values = gsl_vector_alloc(n);
    eigen->vectors = gsl_matrix_alloc(n, n);
    return wall;
}

void rv_wall_free(struct rv_wall *wall)
{
    struct eigen *eigen = wall ? wall->eigen : NULL;

    if (!wall)
        return;
    gsl_eigen_symmv_free(eigen->work);
    gsl_vector_free(eigen->values);
    gsl_matrix_free(eigen->vectors);
    rv_free(eigen);
    rv_free(wall->x);
    rv_free(wall->gradient);
    rv_free(wall->hessian);
    rv_free(wall);
}

void rv_wall_before(struct rv_wall *wall, const double *x, const double *gradient)
{
    memcpy(wall->x, x, wall->dimension * sizeof *x);
    memcpy(wall->gradient, gradient, wall->dimension * sizeof *gradient);
}

/* (v . a)^2 / |a|^2 with v of length 1. */
static double share(const gsl_vector *v, const double *a, size_t n)
{
    double inside = 0, all = 0;

    for (size_t i = 0; i < n; i++) {
        inside += gsl_vector_get(v, i) * a[i];
        all += a[i] * a[i];
    }
    return all > 0 ? inside * inside / all : RV_NAN;
}

void rv_wall_after(struct rv_wall *wall, const struct rv_surface *surface, const double *x)
{
    struct eigen *eigen = wall->eigen;
    size_t n = wall->dimension;
    gsl_matrix_view hessian = gsl_matrix_view_array(wall->hessian, n, n);
    gsl_vector_view steepest;

    wall->gradient_share = wall->step_share = RV_NAN;
    if (rv_surface_hessian(surface, wall->x, wall->hessian, NULL) ||
        !rv_vector_finite(wall->hessian, n * n))
        return;
    gsl_eigen_symmv(&hessian.matrix, eigen->values, eigen->vectors, eigen->work);
    steepest = gsl_matrix_column(eigen->vectors, gsl_vector_max_index(eigen->values));
    for (size_t i = 0; i < n; i++)
        wall->x[i] = x[i] - wall->x[i];
    wall->gradient_share = share(&steepest.vector, wall->gradient, n);
    wall->step_share = share(&steepest.vector, wall->x, n);
}
