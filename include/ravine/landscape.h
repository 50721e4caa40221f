/* Landscapes: losses over a line or a plane of weight space, and a path on it.
 *
 * Three parts. A *plane* has an origin and one or two axes in the space of the weights; a point of
 * it is origin + x · axis 0 + y · axis 1. A *source* knows the losses ("maps": training,
 * validation) at any weights; each thread opens a room of its own in it. A *landscape* evaluates a
 * source over a grid on a plane: first a coarse grid, then the points in between, until the grid is
 * whole; every value is kept by its index, so that the number of threads changes no bit.
 *
 *     rv_plane_through(points, 3, count, &plane, &error);
 *     rv_landscape_create(&plane, &grid, &source, &path, 0, &landscape, &error);
 *     while (rv_landscape_advance(landscape, 0.1)) {}
 *     rv_landscape_values(landscape, 0);
 *     rv_landscape_free(landscape);
 *     rv_plane_release(&plane);
 *
 * A point of the path is seldom on the plane: it is shown at its foot, with its distance, and with
 * the losses at the foot beside those that it has. Lengths are in units of axis 0. */
#ifndef RAVINE_LANDSCAPE_H
#define RAVINE_LANDSCAPE_H

#include "ravine/status.h"

#include <stdbool.h>
#include <stddef.h>

#define RV_LANDSCAPE_MAPS 4 /* of a source, at most */

/* ---- Planes ---- */

/* The axes are orthogonal. A plane through three points has unit lengths that are equal: what is a
 * circle in the space of weights is one on the map. */
struct rv_plane {
    size_t count;         /* weights */
    size_t dimensions;    /* 2; 1: a line */
    double *origin;       /* owned; [count] */
    double *axis[2];      /* owned; [count]; NULL: none */
    double length[2];     /* of an axis, in the space of weights */
    const char *label[2]; /* constants: "along the jump"; the caller may change them */
};

/* Through two points (a line) or three: x = 0 at the first, x = 1 at the second; y is at right
 * angles to that, on the side of the third. RV_INPUT where they are one point, or on one line. */
enum rv_status rv_plane_through(const double *const *points, size_t point_count, size_t count,
                                struct rv_plane *plane, struct rv_error *error);
/* At a point, along one direction or two, as long as they are; the second is made orthogonal to the
 * first. RV_INPUT where one is zero or they are parallel. */
enum rv_status rv_plane_along(const double *origin, const double *const *directions,
                              size_t direction_count, size_t count, struct rv_plane *plane,
                              struct rv_error *error);
void rv_plane_release(struct rv_plane *plane);
/* The weights at (x, y). */
void rv_plane_point(const struct rv_plane *plane, double x, double y, double *out);
/* The foot of a point, and its distance from there in units of axis 0. `room` has `count`
 * numbers. */
void rv_plane_foot(const struct rv_plane *plane, const double *point, double *x, double *y,
                   double *distance, double *room);

/* ---- Sources ---- */

struct rv_landscape_source {
    void *self;
    size_t count; /* weights */
    size_t maps;
    const char *name[RV_LANDSCAPE_MAPS]; /* constants: "training", "validation" */
    /* A room for one thread; NULL and an error where memory does not hold it. */
    void *(*open)(void *self, struct rv_error *error);
    void (*close)(void *room);
    /* The losses at some weights, one a map. `statistics` are the running ones that belong to them;
     * NULL: those that the source holds fixed. The same question has the same answer, bit for
     * bit. */
    void (*evaluate)(void *room, const double *weights, const double *statistics, double *losses);
};

struct rv_run;
struct rv_evaluate;

/* The losses of a run's network on its own examples. `run` must stay as it is meanwhile. */
struct rv_landscape_network {
    const struct rv_run *run;
    const struct rv_evaluate *protocol[RV_LANDSCAPE_MAPS]; /* one a map */
    const double *statistics;                              /* that are held fixed */
    size_t maps;
};
/* Names are to be filled in. */
void rv_landscape_network_source(struct rv_landscape_network *network,
                                 struct rv_landscape_source *source);

/* ---- Landscapes ---- */

struct rv_landscape_grid {
    size_t columns, rows;   /* at least 2; rows 1 on a line */
    double low[2], high[2]; /* the first and the last points lie here */
};

/* Weights in their order, one a row; what they are is the caller's. */
struct rv_landscape_path {
    const double *weights;    /* [points][count] */
    const double *statistics; /* [points][statistics_count]; NULL: the source's */
    size_t points, statistics_count;
};

/* A point of the path on the plane. */
struct rv_landscape_foot {
    double x, y, distance;
    double loss[RV_LANDSCAPE_MAPS];       /* that it has, with its own statistics */
    double plane_loss[RV_LANDSCAPE_MAPS]; /* that the plane has under it */
};

struct rv_landscape;

/* Everything but the grid must outlive the landscape. `threads` 0: one a core. */
enum rv_status rv_landscape_create(const struct rv_plane *plane,
                                   const struct rv_landscape_grid *grid,
                                   const struct rv_landscape_source *source,
                                   const struct rv_landscape_path *path, int threads,
                                   struct rv_landscape **landscape, struct rv_error *error);
void rv_landscape_free(struct rv_landscape *landscape); /* NULL is allowed */
/* For about `seconds`, one evaluation at least. True while there is more to do. The path comes
 * first, then the coarse grid. */
bool rv_landscape_advance(struct rv_landscape *landscape, double seconds);
/* Evaluations (each of all maps) that are done, and all. */
size_t rv_landscape_done(const struct rv_landscape *landscape);
size_t rv_landscape_total(const struct rv_landscape *landscape);
/* Grid lines from one that is whole to the next: 4, 2, 1 (all is there); 0: none is. For tests. */
size_t rv_landscape_stride(const struct rv_landscape *landscape);
const struct rv_landscape_grid *rv_landscape_grid(const struct rv_landscape *landscape);
/* Of a map: rows × columns, y slowly; NaN where nothing is yet, and where the loss is not
 * finite. */
const double *rv_landscape_values(const struct rv_landscape *landscape, size_t map);
/* Points of a map that were evaluated and are not finite. */
size_t rv_landscape_not_finite(const struct rv_landscape *landscape, size_t map);
/* NULL until it is there. */
const struct rv_landscape_foot *rv_landscape_feet(const struct rv_landscape *landscape,
                                                  size_t *count);
/* Of the logarithms of two maps, over all points where both are finite and above 0; NaN where fewer
 * than three are, or one does not change. */
double rv_landscape_correlation(const struct rv_landscape *landscape, size_t a, size_t b);
/* Where a map is lowest; false: nowhere yet. */
bool rv_landscape_lowest(const struct rv_landscape *landscape, size_t map, double *x, double *y,
                         double *loss);
/* Bytes that the landscape takes, the rooms of its threads left out. */
size_t rv_landscape_bytes(const struct rv_landscape *landscape);

#endif
