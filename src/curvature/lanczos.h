/* Lanczos's method by hand, for the density of the spectrum. */
#ifndef RAVINE_CURVATURE_LANCZOS_H
#define RAVINE_CURVATURE_LANCZOS_H

#include "ravine/curvature.h"
#include "ravine/stream.h"

/* Sets the entries of frozen ranges to 0; returns how many others there are. `v` may be NULL. */
size_t rv_hessian_keep_free(const struct rv_objective *objective, double *v);

/* From a direction of random signs, for at most `steps` steps. */
struct rv_lanczos *rv_lanczos_probe(struct rv_hessian *hessian, size_t steps,
                                    struct rv_stream stream);
/* Makes all steps. */
void rv_lanczos_run(struct rv_lanczos *lanczos);
/* Afterwards: eigenvalue k of the small matrix, and the share of the start that lies on it. */
double rv_lanczos_node(const struct rv_lanczos *lanczos, size_t k, double *weight);

#endif
