/* What theory says of an optimizer on a surface, before it runs.
 *
 * At the nearest known minimum the surface is a parabola (exactly, or to second order). Along each
 * eigenvector of its Hessian a linear optimizer is a recursion of its own, and rate × curvature
 * decides: the distance contracts, bounces from wall to wall, swings or diverges; under noise it
 * keeps a variance that is known in closed form. Where no such rule exists `reason` says why.
 *
 *     struct rv_forecast *forecast;
 *     if (rv_forecast_create(&recipe, seed, NULL, &forecast, &error)) ...
 *     printf("%g\n", forecast->direction[0].variance);
 *     rv_forecast_free(forecast);
 *
 * A number that does not exist is NaN. */
#ifndef RAVINE_FORECAST_H
#define RAVINE_FORECAST_H

#include "ravine/recipe.h"

#include <stdint.h>

/* Name, text for a person. */
#define RV_FORECAST_MOTIONS(X)                                                                     \
    X(UNKNOWN, "no forecast") /* of this optimizer, or its rate is 0 */                            \
    X(CONTRACTS, "contracts") /* from one side */                                                  \
    X(BOUNCES, "bounces")     /* changes sides every step, and comes nearer */                     \
    X(SWINGS, "swings")       /* through the minimum and back, over several steps */               \
    X(DIVERGES, "diverges")   /* on a surface that is a parabola */                                \
    X(LEAVES, "leaves")       /* the like where the parabola is an approximation: what is farther  \
                                 away, a flatter place or not, it does not say */                  \
    X(SPREADS, "spreads")     /* the mean square diverges, the mean does not: single paths may     \
                                 converge, but the rare that do not outweigh them */               \
    X(ESCAPES, "escapes")     /* the curvature is negative: away from a saddle */                  \
    X(FLAT, "flat")                                                                                \
    X(CYCLES, "two-cycle")    /* bounces for ever between two fixed points */                      \
    X(EDGE, "edge")           /* adaptive, no noise: the step adapts until it bounces */

enum rv_forecast_motion {
#define X(name, text) RV_FORECAST_##name,
    RV_FORECAST_MOTIONS(X)
#undef X
};
/* "contracts", for tables. */
const char *rv_forecast_motion_text(enum rv_forecast_motion motion);

/* Where the parabola comes from. */
enum rv_forecast_basis {
    RV_FORECAST_EXACT,   /* the surface is one */
    RV_FORECAST_MINIMUM, /* to second order at the known minimum nearest to the start */
    RV_FORECAST_START    /* to second order at the start: no minimum is known */
};
const char *rv_forecast_basis_text(enum rv_forecast_basis basis);

struct rv_forecast_direction {
    double curvature; /* eigenvalue of the Hessian */
    double product;   /* learning rate (over the preconditioner) × curvature */
    double limit;     /* of the product: above it diverges, of noise that grows with the distance
                         the mean square */
    enum rv_forecast_motion motion;
    double factor;    /* on the distance a step, without noise */
    double flips;     /* share of the steps that change sides; under noise in the steady state */
    double edge;      /* adaptive: root mean square gradient below which it bounces out */
    double amplitude; /* of a two-cycle */
    /* Under noise, in the steady state. */
    double variance;
    double loss;        /* part of the mean loss */
    double correlation; /* of the iterate with itself a step later */
    double ema;         /* variance of the average `average.ema_decay` over `variance` */
    double mean;        /* variance of the mean over an epoch over `variance` */
    double settle;      /* steps until less than 1 % of the start is left in the variance */
};

/* Two linear layers and one example (Lewkowycz et al. 2020); without noise. */
struct rv_forecast_catapult {
    double product; /* rate × curvature at the start; NaN: not this surface */
    double peak;    /* largest loss on the way over that at the start */
    double end;     /* rate × curvature after the planned steps */
    double loss;    /* after the planned steps; NaN: diverges */
};

struct rv_forecast {
    enum rv_forecast_basis basis;
    char *reason;      /* why the optimizer has no forecast; NULL: it has one; owned */
    bool approximate;  /* the preconditioner is taken as frozen at its mean */
    bool noisy;
    size_t dimension;
    double rate;       /* learning rate that is meant */
    double momentum;
    double *start;     /* dimension; owned */
    double *anchor;    /* dimension: the minimum, or the start; owned */
    double *vector;    /* dimension × dimension: eigenvectors, row after row; owned */
    struct rv_forecast_direction *direction; /* dimension, steepest first; owned */
    double start_least, start_most;          /* curvatures at the start */
    double floor;      /* value at the anchor */
    double loss;       /* mean in the steady state, with the floor */
    double loss_spread; /* its standard deviation, one replica; gaussian noise only */
    double snapshot_ratio; /* spread of a snapshot's loss over that of an epoch's mean */
    double decay_loss;  /* mean loss at a tenth of the rate */
    double decay_steps; /* steps in which the drop to it is all but 1/e done */
    struct rv_forecast_catapult catapult;
};

/* `control`: factor on the rate and momentum of the moment that is meant; NULL: the optimizer's
 * own. `seed` decides what a noise draws once. RV_INPUT on surfaces of more than
 * RV_SURFACE_HESSIAN_MAX dimensions and where the Hessian does not exist. */
enum rv_status rv_forecast_create(const struct rv_recipe *recipe, uint64_t seed,
                                  const struct rv_control *control, struct rv_forecast **forecast,
                                  struct rv_error *error);
void rv_forecast_free(struct rv_forecast *forecast); /* NULL is allowed */

/* Steps after which every direction has forgotten its start; NaN without a steady state. */
double rv_forecast_settle(const struct rv_forecast *forecast);

/* ---- Closed forms of single surfaces ---- */

/* Plain descent between log-cosh walls, rate × curvature at the floor above 2: the bounce between
 * +u and -u (in widths of the wall) with 2u = product tanh u, and the factor on a deviation from
 * it, 1 - product / cosh^2 u. NaN up to 2. */
double rv_forecast_two_cycle(double product);
double rv_forecast_two_cycle_factor(double product);

/* One step of f and its curvature l in the catapult of width m:
 *     f' = f (1 - hl + h^2 f^2 / m),   l' = l + (h f^2 / m) (hl - 4). */
void rv_forecast_catapult_step(double rate, double width, double *f, double *curvature);

#endif
