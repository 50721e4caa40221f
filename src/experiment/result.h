/* What is kept of one run (struct rv_result), while it goes on and when it is over. */
#ifndef RAVINE_EXPERIMENT_RESULT_H
#define RAVINE_EXPERIMENT_RESULT_H

#include "ravine/experiment.h"

/* Room for the weights of every epoch and the running statistics that belong to them, where the
 * recipe asks for them and they fit: a network that is too large for that keeps its final weights
 * only. */
void rv_result_begin(struct rv_result *result, const struct rv_run *run,
                     const struct rv_recipe *recipe);
/* Those at the end of an epoch (its row in the epoch table), where there is room. */
void rv_result_keep_epoch(struct rv_result *result, const struct rv_run *run, size_t row);
/* The run is over. */
void rv_result_keep(struct rv_result *result, const struct rv_run *run,
                    const struct rv_recipe *recipe, double seconds);
void rv_result_release(struct rv_result *result);

#endif
