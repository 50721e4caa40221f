/* A race of optimizers on a surface from one start: the model of the lab, without a screen.
 *
 * Every racer is a run of its own (ravine/run.h) with the theory of it beside (ravine/forecast.h).
 * Moving the start or the rate begins the race anew.
 *
 *     rv_race_open(&race, rv_registry_find(&rv_surfaces, "rosenbrock"));
 *     while (rv_race_step(&race)) {}
 *     rv_race_release(&race); */
#ifndef RAVINE_LESSON_SURFACE_LAB_H
#define RAVINE_LESSON_SURFACE_LAB_H

#include "ravine/forecast.h"
#include "ravine/run.h"

#define RV_RACE_RACERS 6
#define RV_RACE_STEPS 400

struct rv_racer {
    const char *name;         /* on screen */
    bool on;
    double rate;              /* learning rate */
    struct rv_recipe recipe;
    struct rv_run *run;       /* owned; NULL: this optimizer cannot run here */
    struct rv_forecast *forecast; /* owned; NULL: none */
    double *x, *y;            /* owned; the path: its start, then every step */
    size_t count;
};

struct rv_race {
    const struct rv_type *type;   /* of the surface */
    struct rv_surface *surface;   /* owned */
    double start[2];
    double low[2], high[2];       /* the window */
    double base;                  /* rate of descent at which the steepest direction bounces */
    double factor;                /* on all rates */
    struct rv_racer racer[RV_RACE_RACERS];
};

/* The surface at its defaults, the race at its start; surfaces that are not of two coordinates are
 * refused. */
enum rv_status rv_race_open(struct rv_race *race, const struct rv_type *surface);
void rv_race_release(struct rv_race *race);
/* One step of every racer that still runs. False when none does. */
bool rv_race_step(struct rv_race *race);
/* The start by a share of the window; all rates by a factor. */
void rv_race_move(struct rv_race *race, double dx, double dy);
void rv_race_scale(struct rv_race *race, double factor);
/* Takes a racer in or out; back to the start. */
void rv_race_toggle(struct rv_race *race, size_t racer);
void rv_race_restart(struct rv_race *race);

/* Value of the surface where a racer is. */
double rv_race_value(const struct rv_race *race, size_t racer);
/* The factor on the distance a step along one of the forecast's directions, measured on the path so
 * far; NaN: not to be told. */
double rv_race_factor(const struct rv_racer *racer, size_t direction);

#endif
