/* Surfaces: analytic functions of a few to a thousand coordinates, their noise and their twins.
 *
 * A surface type is one file: value, exact gradient, exact Hessian, known minima. A surface made of
 * it may be a twin: the same function shifted, rotated about its shift and re-scaled, so that
 * training and validation loss differ as they do for data:
 *     twin(x) = scale · f(R(x - shift)).
 *
 *     rv_surface_create(&config, dimension, NULL, &surface, &error);
 *     double f = rv_surface_value(surface, x, gradient);
 *     rv_surface_free(surface);
 *
 * A surface copies its configuration. Nothing but the value functions' arguments is written while
 * it is used, with one exception: a formula's variables live in the surface, so give each thread
 * its own surface (each run has its own).
 *
 * Replicas: an ensemble of R paths is one flat array of R × dimension coordinates, replica after
 * replica; rv_surface_values() works on all of it. */
#ifndef RAVINE_SURFACE_H
#define RAVINE_SURFACE_H

#include "ravine/type.h"

#include <stdint.h>

#define RV_SURFACE_DIMENSION_MAX 1000
#define RV_SURFACE_HESSIAN_MAX 200 /* dimensions of a Hessian that is asked for in full */
#define RV_SURFACE_MINIMA_MAX 8

struct rv_surface_type {
    struct rv_type type;
    size_t dimension;       /* 0: any from dimension_min to RV_SURFACE_DIMENSION_MAX */
    size_t dimension_min;
    double start[2];        /* a good start for a path: coordinates take the two in turn */
    double low[2], high[2]; /* the window of pictures, first two coordinates */
    bool bounded;           /* has a lowest value, at its default parameters */
    /* The dimension that the configuration itself speaks of (number of curvatures, of variables),
     * 0: none. May be NULL; a parameter named `dimension` above 0 goes before it. */
    size_t (*natural)(const void *config);
    /* Cross checks of the configuration; what it works out once (a rotation, a parsed formula) goes
     * to `prepared`. On failure it leaves nothing behind; a mistake inside a text parameter has a
     * position: the parameter's name as source, line 1, column in bytes from 1. May be NULL. */
    enum rv_status (*prepare)(const void *config, size_t n, void **prepared,
                              struct rv_error *error);
    void (*release)(void *prepared); /* may be NULL; not called for NULL */
    /* Value, and the gradient unless it is NULL. `x` and `gradient` do not overlap. */
    double (*value)(const void *config, const void *prepared, const double *x, size_t n,
                    double *gradient);
    /* Exact Hessian, n × n, row after row; NULL: taken by differences of the gradient. */
    void (*hessian)(const void *config, const void *prepared, const double *x, size_t n,
                    double *hessian);
    /* `replicas` points at once: values[replicas] and, unless NULL, gradients. NULL: one by one.
     * Must give the same bits as `value`. */
    void (*many)(const void *config, const void *prepared, const double *x, size_t n,
                 size_t replicas, double *values, double *gradients);
    /* Fills at most RV_SURFACE_MINIMA_MAX known minima, each n coordinates, and their values;
     * returns how many. The first is a lowest one. NULL: none is known. */
    size_t (*minima)(const void *config, const void *prepared, size_t n, double *x,
                     double *values);
    /* More that must hold where a path starts. May be NULL. */
    enum rv_status (*check)(const void *config, const void *prepared, const double *x, size_t n,
                            struct rv_error *error);
};

extern const struct rv_registry rv_surfaces;

/* The twin transform: the section `validation` of a surface scenario. */
struct rv_twin {
    struct rv_reals shift; /* empty: 0; one value: every coordinate */
    double rotate;         /* degrees, in the plane of the first two coordinates */
    double scale;          /* above 0; default 1 */
};
extern const struct rv_type rv_twin_type;

struct rv_surface;

/* `dimension` 0: the type's own, or what its configuration says (`dimension`, number of curvatures,
 * of variables), else 2. `twin` NULL: the surface itself. */
enum rv_status rv_surface_create(const struct rv_config *config, size_t dimension,
                                 const struct rv_twin *twin, struct rv_surface **surface,
                                 struct rv_error *error);
void rv_surface_free(struct rv_surface *surface); /* NULL is allowed */
size_t rv_surface_dimension(const struct rv_surface *surface);
const struct rv_surface_type *rv_surface_type_of(const struct rv_surface *surface);

/* The type's start, in the surface's dimension (not moved by a twin). */
void rv_surface_start(const struct rv_surface *surface, double *x);
/* Whether a path can start at x: value and gradient are finite, a formula is smooth there. */
enum rv_status rv_surface_check_start(const struct rv_surface *surface, const double *x,
                                      struct rv_error *error);

/* The value at x (n coordinates), and its gradient (n) unless `gradient` is NULL; a twin in its own
 * place. No allocation; infinite or NaN where the function is. */
double rv_surface_value(const struct rv_surface *surface, const double *x, double *gradient);
/* All replicas at once; `gradients` may be NULL. No allocation. */
void rv_surface_values(const struct rv_surface *surface, const double *x, size_t replicas,
                       double *values, double *gradients);
/* n × n. Refuses more than RV_SURFACE_HESSIAN_MAX dimensions. */
enum rv_status rv_surface_hessian(const struct rv_surface *surface, const double *x,
                                  double *hessian, struct rv_error *error);
/* The n curvatures at x, the steepest first: eigenvalues of the Hessian. `directions` (n × n, one
 * unit vector a row) may be NULL. Refuses what rv_surface_hessian() refuses, and a Hessian that is
 * not finite. */
enum rv_status rv_surface_curvatures(const struct rv_surface *surface, const double *x,
                                     double *curvature, double *directions,
                                     struct rv_error *error);
/* Euclidean distance to the nearest known minimum, NaN when none is known. */
double rv_surface_distance(const struct rv_surface *surface, const double *x);
/* Known minima: count × n coordinates and their values, owned by the surface. */
size_t rv_surface_minima(const struct rv_surface *surface, const double **x,
                         const double **values);

/* ---- Noise of the gradient: the section `noise` ---- */

struct rv_stream;

struct rv_noise_type {
    struct rv_type type;
    /* False when this configuration adds nothing. NULL: always adds. */
    bool (*active)(const void *config);
    /* `seed` is the run's: what a type draws once for all replicas and steps (the samples behind a
     * mini-batch) comes from it. May be NULL. */
    enum rv_status (*prepare)(const void *config, size_t n, uint64_t seed, void **prepared,
                              struct rv_error *error);
    void (*release)(void *prepared);
    /* Adds the noise of one replica at one step to its gradient; returns what it adds to the value
     * (0 where the noise has none). `stream` stands at the start of (seed, noise, replica,
     * step). */
    double (*add)(const void *config, const void *prepared, const double *x, size_t n,
                  struct rv_stream *stream, double *gradient);
    /* In its place for a type that needs one normal draw a coordinate, nothing else and no value:
     * adds the noise of so many replicas, made of `normal`, their draws (replicas × n), which may
     * be spoiled. */
    void (*add_normal)(const void *prepared, size_t n, size_t replicas, double *normal,
                       double *gradients);
    /* What is added to the gradient at x, in moments, for forecasts: its covariance (n × n) and,
     * in `spread` (n), the variance of the curvature along each axis: at x + u the noise of
     * coordinate i grows by spread[i] u_i^2. False where they do not exist. NULL: not known. */
    bool (*moments)(const void *config, const void *prepared, const double *x, size_t n,
                    double *covariance, double *spread);
};

extern const struct rv_registry rv_noises;

struct rv_noise;
/* Copies its configuration; const and free of the thread that uses it after that. */
enum rv_status rv_noise_create(const struct rv_config *config, size_t n, uint64_t seed,
                               struct rv_noise **noise, struct rv_error *error);
void rv_noise_free(struct rv_noise *noise); /* NULL is allowed */
bool rv_noise_active(const struct rv_noise *noise);
/* Covariance (n × n) and spread (n) at x: see rv_noise_type. Zeros without noise; false where there
 * are none. */
bool rv_noise_moments(const struct rv_noise *noise, const double *x, double *covariance,
                      double *spread);
/* Adds the noise of step `step` to the gradients of replicas first .. first + replicas - 1 (and to
 * their values unless NULL); the arrays begin at the first. The draws of a replica depend on (seed,
 * replica, step) only, so that any split over threads gives the same bits. No allocation.
 * replica < 2^32, step < 2^55. */
void rv_noise_add(const struct rv_noise *noise, const double *x, size_t first, size_t replicas,
                  uint64_t step, double *values, double *gradients);

#endif
