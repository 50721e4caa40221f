/* Paths of optimizers on a surface from one start: the model of the lab, without a screen.
 *
 * Every path is a run of its own (ravine/run.h) with the theory of it beside (ravine/forecast.h).
 * Moving the start or the rate begins them all anew.
 *
 *     rv_surface_lab_open(&model, rv_registry_find(&rv_surfaces, "rosenbrock"));
 *     while (rv_surface_lab_step(&model)) {}
 *     rv_surface_lab_release(&model); */
#ifndef RAVINE_LESSON_SURFACE_LAB_H
#define RAVINE_LESSON_SURFACE_LAB_H

#include "ravine/forecast.h"
#include "ravine/run.h"

#define RV_SURFACE_LAB_PATHS 6
#define RV_SURFACE_LAB_STEPS 400

struct rv_surface_lab_path {
    const char *name;         /* on screen */
    bool on;
    double rate;              /* learning rate */
    struct rv_recipe recipe;
    struct rv_run *run;       /* owned; NULL: this optimizer cannot run here */
    struct rv_forecast *forecast; /* owned; NULL: none */
    double *x, *y;            /* owned; the path: its start, then every step */
    size_t count;
};

struct rv_surface_lab {
    const struct rv_type *type;   /* of the surface */
    struct rv_surface *surface;   /* owned */
    double start[2];
    double low[2], high[2];       /* the window */
    double base;                  /* rate of descent at which the steepest direction bounces */
    double factor;                /* on all rates */
    struct rv_surface_lab_path path[RV_SURFACE_LAB_PATHS];
};

/* The surface at its defaults, all paths at their start; surfaces that are not of two coordinates
 * are refused. */
enum rv_status rv_surface_lab_open(struct rv_surface_lab *model, const struct rv_type *surface);
void rv_surface_lab_release(struct rv_surface_lab *model);
/* One step of every path that still runs. False when none does. */
bool rv_surface_lab_step(struct rv_surface_lab *model);
/* The start by a share of the window; all rates by a factor. */
void rv_surface_lab_move(struct rv_surface_lab *model, double dx, double dy);
void rv_surface_lab_scale(struct rv_surface_lab *model, double factor);
/* Takes a path in or out; back to the start. */
void rv_surface_lab_toggle(struct rv_surface_lab *model, size_t path);
void rv_surface_lab_restart(struct rv_surface_lab *model);

/* Value of the surface where a path is. */
double rv_surface_lab_value(const struct rv_surface_lab *model, size_t path);
/* The factor on the distance a step along one of the forecast's directions, measured on the path so
 * far; NaN: not to be told. */
double rv_surface_lab_factor(const struct rv_surface_lab_path *path, size_t direction);

#endif
