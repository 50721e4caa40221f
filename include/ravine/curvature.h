/* Curvature of an objective at a point: products with its Hessian, largest eigenvalues, trace,
 * density of the spectrum, noise of the gradient.
 *
 * Nothing here knows what the objective is; a network's is rv_set_objective, its loss on given
 * examples in double precision, as training sees it. Coordinates of frozen ranges are left out:
 * rows and columns of the Hessian are 0 there. The Hessian itself is never formed.
 *
 *     struct rv_set_objective set;
 *     if (rv_set_objective_open(&set, network, &recipe->loss, &examples, 32, &error)) ...
 *     struct rv_objective objective = rv_set_objective(&set);
 *     struct rv_hessian *hessian = rv_hessian_create(&objective, parameters, NULL);
 *     struct rv_lanczos *lanczos = rv_lanczos_create(hessian, 2, seed, epoch);
 *     while (!rv_lanczos_step(lanczos)) ;
 *     ... rv_lanczos_values(lanczos)[0], rv_lanczos_vector(lanczos, 0) ...
 *
 * All sums are in a fixed order and all draws come from named streams: the same bits every time. */
#ifndef RAVINE_CURVATURE_H
#define RAVINE_CURVATURE_H

#include "ravine/network.h"
#include "ravine/objective.h"

#include <stdint.h>

/* ---- A network's loss on a set of examples ---- */

/* Loss and penalty on all of `examples`, taken in parts: of `batch` examples where the network has
 * batch normalisation, which sees them as training does, a mini-batch with its own statistics;
 * a last part that is shorter is left out there. Without, parts only save memory. Dropout masks are
 * those of `pass` (by default of epoch 0), the same at every evaluation. Examples are not
 * augmented. */
struct rv_set_objective {
    struct rv_batch examples;  /* any number; inputs and labels must outlive this */
    const double *statistics;  /* running ones, for BN that is frozen; NULL where there is none */
    struct rv_pass pass;       /* training mode; seed and epoch may be set */
    struct rv_workspace *work; /* owned; double precision */
    const struct rv_network *network;
    size_t part;               /* examples of one */
    double *room;              /* owned; a gradient */
    unsigned long evaluations;
};

/* Fails where the arena would be too large. The network must outlive it; `loss` is copied. */
enum rv_status rv_set_objective_open(struct rv_set_objective *set, const struct rv_network *network,
                                     const struct rv_config *loss, const struct rv_batch *examples,
                                     size_t batch, struct rv_error *error);
void rv_set_objective_release(struct rv_set_objective *set);
/* The seam; valid as long as `set` is. */
struct rv_objective rv_set_objective(struct rv_set_objective *set);

/* ---- The Hessian ---- */

/* Products are central differences of gradients, (g(x + hv) - g(x - hv)) / 2h, with h of some 1e-8:
 * they are right to about RV_HESSIAN_ERROR of the largest seen. A kink (ReLU, max-pooling) between
 * the two points would make a spike of size 1/h. It shows, because the differences to either side
 * then disagree; the step is shortened until it lies outside. Where x itself stands on a kink
 * (biases at 0 under blank images), there is no Hessian: then that of a point RV_HESSIAN_NUDGE
 * away is given, and rv_hessian_nudged() says so. Where the objective has an exact Hessian, that is
 * used instead. */
struct rv_hessian;

#define RV_HESSIAN_ERROR 1e-4
#define RV_HESSIAN_NUDGE 1e-6 /* length of the way, as a share of 1 + |x| */

/* Of the objective at x. With `scale` (one positive number a coordinate, or NULL) it is S H S with
 * S = diag(scale): S² is what an optimizer multiplies the gradient with besides its rate. All
 * three must outlive it, x and scale unchanged. */
struct rv_hessian *rv_hessian_create(const struct rv_objective *objective, const double *x,
                                     const double *scale);
void rv_hessian_free(struct rv_hessian *hessian);
/* out = S H S v. Not finite where the gradient is not. */
void rv_hessian_product(struct rv_hessian *hessian, const double *v, double *out);
const struct rv_objective *rv_hessian_objective(const struct rv_hessian *hessian);
/* The gradient at the point (not scaled). */
const double *rv_hessian_gradient(const struct rv_hessian *hessian);
/* All coordinates, and those that are not frozen. */
size_t rv_hessian_count(const struct rv_hessian *hessian);
size_t rv_hessian_free_count(const struct rv_hessian *hessian);
/* x stands on a kink; products that a kink has spoilt in spite of all. */
bool rv_hessian_nudged(const struct rv_hessian *hessian);
unsigned long rv_hessian_spoilt(const struct rv_hessian *hessian);
/* vᵀ(S H S)v / vᵀv: the curvature along v; NaN where v is 0 off the frozen ranges. */
double rv_hessian_along(struct rv_hessian *hessian, const double *v);

/* ---- Largest eigenvalues ---- */

/* Lanczos with full reorthogonalisation (Golub and Van Loan): one product a step, and the start is
 * drawn from the stream (seed, curvature, epoch). It ends when the `top` largest eigenvalues have
 * residuals below RV_LANCZOS_TOLERANCE of the largest, or after RV_LANCZOS_STEPS steps. */
struct rv_lanczos;

#define RV_LANCZOS_TOLERANCE 1e-3
#define RV_LANCZOS_STEPS 120

/* `top` is cut to the number of coordinates that are not frozen; needs one at least. */
struct rv_lanczos *rv_lanczos_create(struct rv_hessian *hessian, size_t top, uint64_t seed,
                                     uint32_t epoch);
void rv_lanczos_free(struct rv_lanczos *lanczos);
/* One step; true when it is over. The last call works out vectors and residuals. */
bool rv_lanczos_step(struct rv_lanczos *lanczos);
/* Afterwards: how many; the eigenvalues, largest first; unit vector k (of S H S); |Av - λv| of each
 * by a product made anew. NaN where the Hessian is not finite. */
size_t rv_lanczos_top(const struct rv_lanczos *lanczos);
const double *rv_lanczos_values(const struct rv_lanczos *lanczos);
const double *rv_lanczos_vector(const struct rv_lanczos *lanczos, size_t k);
const double *rv_lanczos_residuals(const struct rv_lanczos *lanczos);
size_t rv_lanczos_steps(const struct rv_lanczos *lanczos);

/* ---- The whole spectrum ---- */

/* Trace by Hutchinson (1990), the mean of vᵀAv over directions v of random signs, which only has to
 * find what the known eigenvalues leave of it; and where the eigenvalues lie, by stochastic Lanczos
 * quadrature (Ubaru, Chen and Saad 2017): each direction gives `steps` values with weights. All
 * weights together are 1. */
struct rv_spectrum {
    double trace, trace_error; /* standard error; NaN with one direction */
    size_t count;              /* of the values of the density; 0: it was not asked for */
    double *values, *weights;  /* owned */
};

/* `known` may be NULL. `steps` 0: the trace alone. Streams (seed, curvature, epoch). */
void rv_spectrum_measure(struct rv_spectrum *spectrum, struct rv_hessian *hessian,
                         const struct rv_lanczos *known, size_t probes, size_t steps, uint64_t seed,
                         uint32_t epoch);
void rv_spectrum_release(struct rv_spectrum *spectrum);

#endif
