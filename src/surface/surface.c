/* Surfaces: creating, evaluating, twins, distances. See ravine/surface.h.
 *
 * A type knows its function alone; dimension, twin, replicas, Hessians by differences and distances
 * are the same for all types and live here. Work space is on the stack: the dimension is at most a
 * thousand, and a step must not allocate. */
#include "ravine/surface.h"

#include "ravine/eigen.h"
#include "ravine/memory.h"
#include "ravine/vector.h"
#include "surface/twin.h"

#include <float.h>
#include <math.h>
#include <string.h>

struct rv_surface {
    const struct rv_surface_type *type;
    struct rv_config config; /* owned copy */
    void *prepared;          /* owned; what the type worked out */
    size_t n;
    struct rv_twin_map map;
    size_t minima;
    double *minimum; /* minima × n, moved by the twin */
    double minimum_value[RV_SURFACE_MINIMA_MAX];
};

/* ---- Creating ---- */

/* The parameter `dimension` of types that have one; 0: not set. */
static size_t configured(const struct rv_config *config)
{
    const struct rv_param *row =
        config->type->params ? rv_params_find(config->type->params, "dimension") : NULL;

    return row ? (size_t)rv_param_number(row, config->values) : 0;
}

/* What was asked for goes first (a start has that many coordinates), then the parameter, then what
 * the rest of the configuration speaks of; two that disagree are an error, not a silent choice. */
static enum rv_status choose_dimension(const struct rv_config *config, size_t asked, size_t *n,
                                       struct rv_error *error)
{
    const struct rv_surface_type *type = (const struct rv_surface_type *)config->type;
    const size_t written = configured(config);
    const size_t least = type->dimension ? type->dimension : type->dimension_min;
    const size_t most = type->dimension ? type->dimension : RV_SURFACE_DIMENSION_MAX;

    *n = asked ? asked : written;
    if (!*n && type->natural)
        *n = type->natural(config->values);
    if (!*n)
        *n = least > 2 || type->dimension ? least : 2;
    if (written && *n != written)
        return rv_error_set(error, RV_INPUT,
                            "the surface '%s' has %zu dimensions (its parameter 'dimension'), %zu "
                            "were asked for",
                            type->type.name, written, *n);
    if (type->dimension && *n != type->dimension)
        return rv_error_set(error, RV_INPUT, "the surface '%s' has %zu dimensions, not %zu",
                            type->type.name, type->dimension, *n);
    if (*n < least || *n > most)
        return rv_error_set(error, RV_INPUT,
                            "the surface '%s' has at least %zu and at most %zu dimensions, not %zu",
                            type->type.name, least, most, *n);
    return RV_OK;
}

/* Known minima, moved to where the twin has them. */
static void find_minima(struct rv_surface *s)
{
    const size_t n = s->n;
    double *found = rv_alloc(n * RV_SURFACE_MINIMA_MAX, sizeof *found);

    s->minima = s->type->minima(s->config.values, s->prepared, n, found, s->minimum_value);
    if (s->minima)
        s->minimum = rv_alloc(s->minima * n, sizeof *s->minimum);
    for (size_t k = 0; k < s->minima; k++) {
        if (s->map.active)
            rv_twin_back(&s->map, found + k * n, n, s->minimum + k * n);
        else
            memcpy(s->minimum + k * n, found + k * n, n * sizeof *found);
        s->minimum_value[k] *= s->map.scale;
    }
    rv_free(found);
}

enum rv_status rv_surface_create(const struct rv_config *config, size_t dimension,
                                 const struct rv_twin *twin, struct rv_surface **surface,
                                 struct rv_error *error)
{
    struct rv_surface *s = rv_alloc(1, sizeof *s);
    enum rv_status status;

    *surface = NULL;
    s->type = (const struct rv_surface_type *)config->type;
    s->config = rv_config_copy(config);
    /* In this order each check may rely on those before it. */
    status = choose_dimension(config, dimension, &s->n, error);
    if (!status)
        status = rv_twin_prepare(twin, s->n, &s->map, error);
    if (!status && s->type->prepare)
        status = s->type->prepare(s->config.values, s->n, &s->prepared, error);
    if (status) {
        rv_surface_free(s);
        return status;
    }
    if (s->type->minima)
        find_minima(s);
    *surface = s;
    return RV_OK;
}

void rv_surface_free(struct rv_surface *surface)
{
    if (!surface)
        return;
    if (surface->prepared && surface->type->release)
        surface->type->release(surface->prepared);
    rv_config_release(&surface->config);
    rv_free(surface->minimum);
    rv_free(surface);
}

size_t rv_surface_dimension(const struct rv_surface *surface)
{
    return surface->n;
}

const struct rv_surface_type *rv_surface_type_of(const struct rv_surface *surface)
{
    return surface->type;
}

/* ---- Starting ---- */

void rv_surface_start(const struct rv_surface *surface, double *x)
{
    for (size_t i = 0; i < surface->n; i++)
        x[i] = surface->type->start[i % 2];
}

/* "(1, -2.5)", the first four coordinates. */
static void print_point(struct rv_text *text, const double *x, size_t n)
{
    for (size_t i = 0; i < n && i < 4; i++) {
        rv_text_add(text, i ? ", " : "(");
        rv_text_number(text, x[i]);
    }
    rv_text_add(text, n > 4 ? ", ...)" : ")");
}

/* A start where the value is infinite or undefined (the logarithm of a negative number) is a
 * mistake of the user's; getting there later is divergence, a result. */
enum rv_status rv_surface_check_start(const struct rv_surface *surface, const double *x,
                                      struct rv_error *error)
{
    double gradient[RV_SURFACE_DIMENSION_MAX], inside[RV_SURFACE_DIMENSION_MAX];
    const double value = rv_surface_value(surface, x, gradient);
    const bool finite = rv_vector_finite(gradient, surface->n);

    if (!isfinite(value) || !finite) {
        struct rv_text point = { 0 };

        print_point(&point, x, surface->n);
        rv_error_set(error, RV_INPUT,
                     "the surface '%s' has no finite %s at %s: no path can start there",
                     surface->type->type.name, isfinite(value) ? "gradient" : "value",
                     rv_text_string(&point));
        rv_text_release(&point);
        return RV_INPUT;
    }
    if (!surface->type->check)
        return RV_OK;
    rv_twin_point(&surface->map, x, surface->n, inside);
    return surface->type->check(surface->config.values, surface->prepared, inside, surface->n,
                                error);
}

/* ---- Evaluating ---- */

double rv_surface_value(const struct rv_surface *surface, const double *x, double *gradient)
{
    const struct rv_surface *s = surface;
    double inside[RV_SURFACE_DIMENSION_MAX], value;

    /* The plain surface takes the short way: no copy, no turn by an angle of 0. */
    if (!s->map.active)
        return s->type->value(s->config.values, s->prepared, x, s->n, gradient);
    rv_twin_point(&s->map, x, s->n, inside);
    value = s->type->value(s->config.values, s->prepared, inside, s->n, gradient);
    if (gradient)
        rv_twin_gradient(&s->map, s->n, gradient);
    return s->map.scale * value;
}

static void plain_values(const struct rv_surface *s, const double *x, size_t replicas,
                         double *values, double *gradients)
{
    const size_t n = s->n;

    if (s->type->many) {
        s->type->many(s->config.values, s->prepared, x, n, replicas, values, gradients);
        return;
    }
    for (size_t r = 0; r < replicas; r++)
        values[r] = s->type->value(s->config.values, s->prepared, x + r * n, n,
                                   gradients ? gradients + r * n : NULL);
}

void rv_surface_values(const struct rv_surface *surface, const double *x, size_t replicas,
                       double *values, double *gradients)
{
    const struct rv_surface *s = surface;
    /* The same operations as in rv_surface_value(), replica by replica: the same bits. */
    const size_t n = s->n, block = RV_SURFACE_DIMENSION_MAX / n;
    double inside[RV_SURFACE_DIMENSION_MAX];

    if (!s->map.active) {
        plain_values(s, x, replicas, values, gradients);
        return;
    }
    /* As many replicas at a time as fit on the stack. */
    for (size_t r = 0; r < replicas; r += block) {
        const size_t count = replicas - r < block ? replicas - r : block;

        for (size_t k = 0; k < count; k++)
            rv_twin_point(&s->map, x + (r + k) * n, n, inside + k * n);
        plain_values(s, inside, count, values + r, gradients ? gradients + r * n : NULL);
        for (size_t k = r; k < r + count; k++) {
            values[k] *= s->map.scale;
            if (gradients)
                rv_twin_gradient(&s->map, n, gradients + k * n);
        }
    }
}

static const double cbrt_epsilon = 6.0554544523933395e-06; /* of DBL_EPSILON */

/* Central differences of the gradient, then the mean with the transpose. The step cbrt(eps) |x|
 * balances cutting the series (h^2) against rounding (eps / h). */
static void differences(const struct rv_surface *s, const double *x, double *hessian)
{
    double at[RV_SURFACE_HESSIAN_MAX], ahead[RV_SURFACE_HESSIAN_MAX],
        behind[RV_SURFACE_HESSIAN_MAX];
    const size_t n = s->n;

    memcpy(at, x, n * sizeof *at);
    for (size_t i = 0; i < n; i++) {
        const double h = cbrt_epsilon * fmax(1, fabs(x[i]));

        at[i] = x[i] + h;
        s->type->value(s->config.values, s->prepared, at, n, ahead);
        at[i] = x[i] - h;
        s->type->value(s->config.values, s->prepared, at, n, behind);
        at[i] = x[i];
        for (size_t j = 0; j < n; j++)
            hessian[i * n + j] = (ahead[j] - behind[j]) / (2 * h);
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            hessian[i * n + j] = hessian[j * n + i] =
                (hessian[i * n + j] + hessian[j * n + i]) / 2;
}

enum rv_status rv_surface_hessian(const struct rv_surface *surface, const double *x,
                                  double *hessian, struct rv_error *error)
{
    const struct rv_surface *s = surface;
    double inside[RV_SURFACE_HESSIAN_MAX];

    if (s->n > RV_SURFACE_HESSIAN_MAX)
        return rv_error_set(error, RV_INPUT,
                            "a Hessian in full is made for at most %d dimensions; the surface '%s' "
                            "has %zu",
                            RV_SURFACE_HESSIAN_MAX, s->type->type.name, s->n);
    if (s->map.active) {
        rv_twin_point(&s->map, x, s->n, inside);
        x = inside;
    }
    if (s->type->hessian)
        s->type->hessian(s->config.values, s->prepared, x, s->n, hessian);
    else
        differences(s, x, hessian);
    if (s->map.active)
        rv_twin_hessian(&s->map, s->n, hessian);
    return RV_OK;
}

enum rv_status rv_surface_curvatures(const struct rv_surface *surface, const double *x,
                                     double *curvature, double *directions,
                                     struct rv_error *error)
{
    const size_t n = surface->n;
    double *hessian = rv_alloc(n <= RV_SURFACE_HESSIAN_MAX ? n * n : 1, sizeof *hessian);
    enum rv_status status = rv_surface_hessian(surface, x, hessian, error);

    if (!status && !rv_eigen_symmetric(hessian, n, curvature, directions))
        status = rv_error_set(error, RV_MISSING, "the curvatures of the surface '%s' could not be "
                              "worked out", surface->type->type.name);
    rv_free(hessian);
    return status;
}

/* ---- Known minima ---- */

/* Minima at equal distance need no choice: only the distance is told. */
double rv_surface_distance(const struct rv_surface *surface, const double *x)
{
    double nearest = RV_NAN;

    for (size_t k = 0; k < surface->minima; k++) {
        const double *minimum = surface->minimum + k * surface->n;
        double apart[RV_SURFACE_DIMENSION_MAX], distance;

        for (size_t i = 0; i < surface->n; i++)
            apart[i] = x[i] - minimum[i];
        distance = rv_vector_norm(apart, surface->n);
        if (!(distance >= nearest)) /* also for the first, where nearest is NaN */
            nearest = distance;
    }
    return nearest;
}

size_t rv_surface_minima(const struct rv_surface *surface, const double **x,
                         const double **values)
{
    *x = surface->minimum;
    *values = surface->minimum_value;
    return surface->minima;
}
