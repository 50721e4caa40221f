/* Parts of a set of examples, for those who measure how their gradients differ. */
#ifndef RAVINE_CURVATURE_SET_OBJECTIVE_H
#define RAVINE_CURVATURE_SET_OBJECTIVE_H

#include "ravine/curvature.h"

/* Examples that count: all, or whole mini-batches where there is batch normalisation. */
size_t rv_set_objective_used(const struct rv_set_objective *set);
/* Loss and gradient (unless NULL) of examples first .. first + count - 1, `part` at most. */
void rv_set_objective_part(struct rv_set_objective *set, const double *x, size_t first,
                           size_t count, double *gradient, struct rv_batch_result *result);

#endif
