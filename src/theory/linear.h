/* One direction of a parabola under a linear optimizer with noise: everything in closed form.
 *
 * The gradient is g = c x + n + d x with curvature c, additive noise n of variance `noise` and
 * noise d of the curvature of variance `spread`. Rate h, momentum b:
 *
 *     v' = b v + g,   x' = x - h v'              heavy ball; plain descent for b = 0
 *     v' = b v + g,   x' = x - h (g + b v')      Nesterov as PyTorch writes it
 *
 * With z = (x, v): z' = M z + (n + d x) k. Means follow M, second moments S = E z z' follow
 *     S' = M S M' + (noise + spread S_xx) k k'.
 *
 * Sources: Polyak 1964; Mandt, Hoffman and Blei 2017; Wu, Ma and E 2018; Polyak and Juditsky 1992.
 * Not for other folders. */
#ifndef RAVINE_THEORY_LINEAR_H
#define RAVINE_THEORY_LINEAR_H

#include <stdbool.h>
#include <stddef.h>

struct rv_linear {
    double rate;      /* h, above 0 */
    double momentum;  /* b */
    bool nesterov;
    double curvature; /* c */
    double noise;     /* variance of the additive noise of the gradient */
    double spread;    /* variance of the curvature that a step sees */
};

/* Second moments of the stationary state. */
struct rv_linear_moments {
    double xx, xv, vv;
};

/* Size of the larger eigenvalue of M: what is left of the distance after a step. */
double rv_linear_factor(const struct rv_linear *l);
/* Its angle: 0 creeps, pi changes sides every step, between: swings. */
double rv_linear_angle(const struct rv_linear *l);
/* Factor on the mean square distance a step; factor^2 without spread. */
double rv_linear_growth(const struct rv_linear *l);
/* rate × curvature at which the mean square distance begins to grow; NaN for curvatures up to 0. */
double rv_linear_limit(const struct rv_linear *l);
/* False where nothing is stationary. */
bool rv_linear_stationary(const struct rv_linear *l, struct rv_linear_moments *moments);
/* Correlations of x with itself `first` .. `first + count - 1` steps later. */
void rv_linear_correlations(const struct rv_linear *l, size_t first, size_t count, double *out);
/* Variance of the exponential moving average of decay d over the variance of x. */
double rv_linear_ema(const struct rv_linear *l, double d);
/* The same for the mean of n consecutive x. */
double rv_linear_mean(const struct rv_linear *l, size_t n);
/* Variance of a mean of n consecutive values over that of one; correlations at lag 0 .. n-1. */
double rv_linear_mean_share(const double *correlation, size_t n);

#endif
