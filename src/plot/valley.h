/* What figures take from runs on a surface: the surface, its paths, a window round them, values on
 * a grid, the steepest directions at a minimum. */
#ifndef RV_PLOT_VALLEY_H
#define RV_PLOT_VALLEY_H

#include "plot/plot.h"
#include "ravine/experiment.h"
#include "ravine/surface.h"

#define RV_VALLEY_GRID 201 /* points a side: a valley a hundredth as wide as the window shows */

struct rv_valley {
    size_t variant, run;        /* the run shown of that variant; rv_roles_run() */
    const struct rv_recipe *recipe;
    struct rv_surface *surface, *twin; /* owned */
    size_t n;                   /* coordinates */
    double start[RV_SURFACE_DIMENSION_MAX];
    const double *minimum;      /* the lowest known one, or NULL; owned by the surface */
    double floor;               /* its value; NaN without one */
    double low[2], high[2];     /* window of the first two coordinates */
};

/* The surface of a variant. Refused when the scenario trains a network or nothing was run. */
enum rv_status rv_valley_open(const struct rv_experiment *experiment, size_t variant,
                              struct rv_valley *valley, struct rv_error *error);
void rv_valley_close(struct rv_valley *valley);

/* ---- Paths ---- */

/* The path of the first replica in the first two coordinates: its start, then every recorded step.
 * Owned arrays. */
struct rv_valley_path {
    double *x, *y, *step;
    size_t count;
};
/* Refused when the run has no steps recorded. */
enum rv_status rv_valley_path(const struct rv_experiment *experiment,
                              const struct rv_valley *valley, struct rv_valley_path *path,
                              struct rv_error *error);
/* That error. */
enum rv_status rv_valley_no_steps(const struct rv_experiment *experiment, size_t variant,
                                  struct rv_error *error);
void rv_valley_path_release(struct rv_valley_path *path);
/* The whole point: the other coordinates are those of the lowest minimum, else of the start. */
void rv_valley_point(const struct rv_valley *valley, double x, double y, double *point);

/* Sets the window round a path (may be called for several), known minima of the picture and the
 * start; never much beyond the surface's own window: a path that diverges leaves the picture. */
void rv_valley_window(struct rv_valley *valley, const struct rv_valley_path *path);

/* ---- On a plot ---- */

/* The surface (or its twin) on the window as a field of the last panel. */
struct rv_plot_field *rv_valley_field(struct rv_plot *plot, const struct rv_valley *valley,
                                      const struct rv_surface *surface, size_t grid);
/* A path as a curve, the start, the known minima within the window. */
void rv_valley_add_path(struct rv_plot *plot, const struct rv_valley_path *path, size_t place,
                        const char *name);
void rv_valley_add_marks(struct rv_plot *plot, const struct rv_valley *valley,
                         const struct rv_surface *surface, const char *minimum);
/* "x, y": names of the axes, with what the others of more than two are in the caption. */
void rv_valley_label(struct rv_plot *plot, const struct rv_valley *valley, struct rv_text *caption);

#endif
