/* The parabola that a surface is at its nearest minimum: anchor, curvatures, directions. */
#include "theory/forecast_parts.h"

#include "ravine/eigen.h"
#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>
#include <string.h>

/* Hessians that differ by less, relative to their largest entry, are the same one: differences of
 * the gradient are good to about 1e-9. */
static const double same_hessian = 1e-6;

void rv_parabola_anchor(struct rv_forecast_parts *m)
{
    const double *minima, *values, nearest = rv_surface_distance(m->surface, m->start);
    const size_t count = rv_surface_minima(m->surface, &minima, &values), n = m->n;

    m->f->basis = count ? RV_FORECAST_MINIMUM : RV_FORECAST_START;
    memcpy(m->f->anchor, m->start, n * sizeof(double));
    for (size_t k = 0; k < count; k++) {
        double square = 0;

        for (size_t i = 0; i < n; i++)
            square += (m->start[i] - minima[k * n + i]) * (m->start[i] - minima[k * n + i]);
        if (sqrt(square) <= nearest * (1 + 1e-12))
            memcpy(m->f->anchor, minima + k * n, n * sizeof(double));
    }
    m->f->floor = rv_surface_value(m->surface, m->f->anchor, NULL);
}

/* A parabola has one Hessian everywhere; asked at the start, half way, and on the other side. */
static bool is_parabola(const struct rv_forecast_parts *m)
{
    static const double shares[] = { 1, 0.5, -1, -0.37 };
    const size_t n = m->n;
    double *x = rv_alloc(n, sizeof *x), *h = rv_alloc(n * n, sizeof *h), scale = 0;
    bool same = true;

    for (size_t i = 0; i < n * n; i++)
        scale = fmax(scale, fabs(m->hessian[i]));
    for (size_t k = 0; k < sizeof shares / sizeof *shares && same; k++) {
        for (size_t i = 0; i < n; i++)
            x[i] = m->f->anchor[i] + shares[k] * (m->start[i] - m->f->anchor[i]);
        same = rv_surface_hessian(m->surface, x, h, NULL) == RV_OK;
        for (size_t i = 0; i < n * n && same; i++)
            same = fabs(h[i] - m->hessian[i]) <= same_hessian * scale;
    }
    rv_free(x);
    rv_free(h);
    return same;
}

enum rv_status rv_parabola_directions(struct rv_forecast_parts *m, struct rv_error *error)
{
    const size_t n = m->n;
    double *values = rv_alloc(n, sizeof *values);
    enum rv_status status = rv_surface_hessian(m->surface, m->start, m->hessian, error);

    if (!status && rv_vector_finite(m->hessian, n * n)) {
        rv_eigen_symmetric(m->hessian, n, values, NULL);
        m->f->start_most = values[0];
        m->f->start_least = values[n - 1];
    }
    if (!status)
        status = rv_surface_hessian(m->surface, m->f->anchor, m->hessian, error);
    if (!status && !rv_vector_finite(m->hessian, n * n))
        status = rv_error_set(error, RV_INPUT,
                              "the surface '%s' has no second derivative %s: nothing can be said "
                              "of its directions",
                              rv_surface_type_of(m->surface)->type.name,
                              m->f->basis == RV_FORECAST_START ? "at the start" : "at its minimum");
    if (!status) {
        rv_eigen_symmetric(m->hessian, n, values, m->f->vector);
        for (size_t k = 0; k < n; k++)
            m->f->direction[k].curvature = values[k];
        if (m->f->basis == RV_FORECAST_MINIMUM && is_parabola(m))
            m->f->basis = RV_FORECAST_EXACT;
    }
    rv_free(values);
    return status;
}
