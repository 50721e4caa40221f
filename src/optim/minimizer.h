/* GSL's multidimensional minimizers as methods. Only files in src/optim/methods include this.
 *
 * GSL keeps vectors behind pointers of its own, which no copy of our state would hold. But a
 * minimizer on an exact objective is a function of where it started and how often it was called.
 * Both are kept in the state: slot "origin", carries "iterations", "trial", "line". GSL's object
 * is room: where it does not stand where the state says (after a restore, or in another run), it
 * is set at the origin and called as often again, which gives the same bits. */
#ifndef RAVINE_OPTIM_MINIMIZER_H
#define RAVINE_OPTIM_MINIMIZER_H

#include "optim/update.h"
#include "ravine/method.h"

#include <gsl/gsl_multimin.h>

/* The configuration of all of them. */
struct rv_minimizer_config {
    double learning_rate; /* distance of the first trial; edge of the first simplex */
    double tolerance;     /* of a line search; unused by the simplex */
};

#define RV_MINIMIZER_RATE_ROW(start)                                                               \
    RV_UPDATE_RATE_ROW(struct rv_minimizer_config, start,                                          \
                       "Distance of the first trial after a start; from then on the method finds " \
                       "its steps itself, and a schedule acts only where it starts anew. 0.001 "   \
                       "to 1. Too large: the first trial lands beyond the valley.")

#define RV_MINIMIZER_ROWS(start, slack)                                                            \
    RV_MINIMIZER_RATE_ROW(start),                                                                  \
    RV_REAL(struct rv_minimizer_config, tolerance, .initial = slack, .minimum = 1e-12,             \
            .maximum = 1, .open = RV_OPEN_MAXIMUM, .live = RV_LIVE_STEP,                           \
            .help = "How far from perpendicular gradient and line may be where a line search "     \
                    "ends. 1e-4 to 0.5. Too large: searches end early, and later directions "      \
                    "are worse.")

#define RV_MINIMIZER_SLOTS "origin"
#define RV_MINIMIZER_CARRIES "iterations", "trial", "line"

/* Room for a minimizer that uses gradients, or values alone. */
void *rv_minimizer_open(const gsl_multimin_fdfminimizer_type *type, size_t n);
void *rv_minimizer_open_values(const gsl_multimin_fminimizer_type *type, size_t n);
void rv_minimizer_close(void *room);

/* One call of GSL's iterate. Where it makes no progress the next step starts anew from there. */
void rv_minimizer_iterate(const struct rv_step *step, struct rv_iteration *iteration);

#endif
