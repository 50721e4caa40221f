/* Surfaces: analytic functions of a few to a thousand coordinates, their noise and their twins.
 *
 * A surface type is one file: value, exact gradient, exact Hessian, known minima. A surface made of
 * it (const after it was created) may be a twin: the same function shifted, rotated about its shift
 * and re-scaled, so that training and validation loss differ as they do for data:
 *     twin(x) = scale · f(R(x - shift)).
 *
 *     rv_surface_create(&config, dimension, NULL, &surface, &error);
 *     double f = rv_surface_value(surface, x, gradient);
 *     rv_surface_free(surface);
 *
 * Replicas: an ensemble of R paths is one flat array of R × dimension coordinates, replica after
 * replica; rv_surface_values() works on all of it. */
#ifndef RAVINE_SURFACE_H
#define RAVINE_SURFACE_H

#include "ravine/objective.h"
#include "ravine/type.h"

#include <stdint.h>

#define RV_SURFACE_DIMENSION_MAX 1000
#define RV_SURFACE_MINIMA_MAX 8

/* A known stationary point; for tests, for "distance", for pictures. */
struct rv_minimum {
    double x[4]; /* for surfaces of any dimension: every coordinate is x[0] */
    double value;
};

struct rv_surface_type {
    struct rv_type type;
    size_t dimension; /* 0: any from dimension_min */
    size_t dimension_min;
    double start[4];           /* a good start for a path; repeated in higher dimensions */
    double low[2], high[2];    /* the window of pictures, first two coordinates */
    bool bounded;              /* has a minimum */
    /* Cross checks of the configuration; what it works out once (a rotation, a parsed formula) goes
     * to `prepared`. May be NULL. */
    enum rv_status (*prepare)(const void *config, size_t n, void **prepared,
                              struct rv_error *error);
    void (*release)(void *prepared);
    /* Value, and the gradient unless it is NULL. */
    double (*value)(const void *config, const void *prepared, const double *x, size_t n,
                    double *gradient);
    /* Exact Hessian, n × n, row after row; NULL: taken by differences of the gradient. */
    void (*hessian)(const void *config, const void *prepared, const double *x, size_t n,
                    double *hessian);
    /* `replicas` points at once: values[replicas] and gradients; NULL: one by one. Must give the
     * same bits as `value`. */
    void (*many)(const void *config, const void *prepared, const double *x, size_t n,
                 size_t replicas, double *values, double *gradients);
    /* Fills at most RV_SURFACE_MINIMA_MAX known minima, each n coordinates, and their values;
     * returns how many. */
    size_t (*minima)(const void *config, const void *prepared, size_t n, double *x,
                     double *values);
};

extern const struct rv_registry rv_surfaces;

/* The twin transform: the section `validation` of a surface scenario. */
struct rv_twin {
    struct rv_reals shift; /* empty: 0; one value: every coordinate */
    double rotate;         /* degrees, in the plane of the first two coordinates */
    double scale;
};
extern const struct rv_type rv_twin_type;

struct rv_surface;

/* `dimension` 0: the type's own, or what its configuration says (number of curvatures, of
 * variables), else 2. `twin` NULL: the surface itself. */
enum rv_status rv_surface_create(const struct rv_config *config, size_t dimension,
                                 const struct rv_twin *twin, struct rv_surface **surface,
                                 struct rv_error *error);
void rv_surface_free(struct rv_surface *surface);
size_t rv_surface_dimension(const struct rv_surface *surface);
const struct rv_surface_type *rv_surface_type_of(const struct rv_surface *surface);

double rv_surface_value(const struct rv_surface *surface, const double *x, double *gradient);
/* All replicas at once; `gradients` may be NULL. No allocation. */
void rv_surface_values(const struct rv_surface *surface, const double *x, size_t replicas,
                       double *values, double *gradients);
/* n × n. Refuses more than 200 dimensions. */
enum rv_status rv_surface_hessian(const struct rv_surface *surface, const double *x,
                                  double *hessian, struct rv_error *error);
/* Euclidean distance to the nearest known minimum, NaN when none is known. */
double rv_surface_distance(const struct rv_surface *surface, const double *x);
size_t rv_surface_minima(const struct rv_surface *surface, double *x, double *values);

/* ---- Noise of the gradient: the section `noise` ---- */

struct rv_noise_type {
    struct rv_type type;
    enum rv_status (*prepare)(const void *config, size_t n, void **prepared,
                              struct rv_error *error);
    void (*release)(void *prepared);
    /* Adds the noise of one replica at one step to its gradient; returns what it adds to the value
     * (0 where the noise has none). `stream` is keyed by (seed, noise, replica, step). */
    double (*add)(const void *config, const void *prepared, const double *x, size_t n,
                  uint64_t seed, uint32_t replica, uint64_t step, double *gradient);
};

extern const struct rv_registry rv_noises;

struct rv_noise;
enum rv_status rv_noise_create(const struct rv_config *config, size_t n, struct rv_noise **noise,
                               struct rv_error *error);
void rv_noise_free(struct rv_noise *noise);
bool rv_noise_active(const struct rv_noise *noise);
/* Adds the noise of step `step` to the gradients of all replicas (and to values unless NULL). No
 * allocation. The same bits for any number of threads. */
void rv_noise_add(const struct rv_noise *noise, const double *x, size_t n, size_t replicas,
                  uint64_t seed, uint64_t step, double *values, double *gradients);

#endif
