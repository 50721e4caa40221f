/* The same quantities as a forecast, measured on a live run: replicas × time after a burn-in.
 *
 *     rv_chain_measure(run, forecast, &options, &chain);
 *     printf("%g +- %g\n", chain.direction[0].variance.value, chain.direction[0].variance.error);
 *     rv_chain_release(&chain);
 *
 * Standard errors come from independent pieces: the replicas, and where these are fewer than 20
 * pieces of each path (batch means). Without noise all replicas are the same path and nothing has
 * an error. A number that does not exist is NaN. */
#ifndef RAVINE_CHAIN_H
#define RAVINE_CHAIN_H

#include "ravine/forecast.h"
#include "ravine/run.h"

#include <signal.h>

struct rv_chain_options {
    long burn_in;             /* steps that are not used; a forecast's settle is a good number */
    const size_t *directions; /* indices into the forecast's; NULL: the first ones */
    size_t count;
    const volatile sig_atomic_t *stop; /* non-zero: the run is interrupted; may be NULL */
    /* After every epoch; may be NULL. */
    void (*epoch)(void *context, const struct rv_run *run);
    void *context;
};

struct rv_estimate {
    double value, error; /* standard error */
};

struct rv_chain_direction {
    size_t index;                /* of the forecast's direction */
    struct rv_estimate factor;   /* on the distance a step; without noise */
    struct rv_estimate flips;    /* share of steps that change sides */
    struct rv_estimate variance; /* mean square distance from the anchor */
    struct rv_estimate correlation;
    struct rv_estimate loss;     /* curvature × variance / 2 */
    struct rv_estimate ema, mean; /* as in the forecast */
    struct rv_estimate distance; /* root mean square, without noise over the later half */
    struct rv_estimate gradient; /* curvature × that */
};

struct rv_chain {
    enum rv_stopped stopped;
    long steps;          /* made */
    double value;        /* of the surface at the end, mean over replicas */
    double distance;     /* of the first replica to the nearest known minimum */
    bool noisy;
    bool elsewhere;      /* it ended nearer to another minimum than the forecast's */
    struct rv_chain_direction *direction; /* owned */
    size_t count;
    struct rv_estimate loss;        /* mean of the surface's own value after the burn-in */
    struct rv_estimate loss_spread; /* its standard deviation, one replica */
    struct rv_estimate loss_correlation;
    struct rv_estimate rises;       /* share of the steps that make it larger */
    struct rv_estimate snapshot_ratio;
    double steepest;     /* largest curvature where the first replica ended */
    double peak;         /* largest loss of the first replica over that at the start */
};

/* Steps until the run stops. The run must be new, and on the surface of the forecast's recipe.
 * `forecast` NULL: how it ends alone. */
enum rv_status rv_chain_measure(struct rv_run *run, const struct rv_forecast *forecast,
                                const struct rv_chain_options *options, struct rv_chain *chain,
                                struct rv_error *error);
void rv_chain_release(struct rv_chain *chain);

/* sum(numerator) / sum(denominator) over independent pieces, with the error of a ratio to first
 * order (Cochran 1977, section 2.11). NaN error for fewer than 3 pieces. */
struct rv_estimate rv_chain_ratio(const double *numerator, const double *denominator, size_t n);
/* Factor a step of a path without noise: least squares of x(t+1) = a x(t) + b x(t-1), each step
 * weighted by its own size, then the larger root. `memory` false: without the second term. Values
 * below `least` in size are not used; NaN when fewer than 3 are left. */
double rv_chain_factor(const double *x, size_t n, bool memory, double least);

#endif
