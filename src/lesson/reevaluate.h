/* The same parameters at every epoch of a take, measured by another validation protocol: which part
 * of the jumps is made by the weights, and which by the way we look at them.
 *
 *     rv_recount_create(take, &evaluate_override, &recount, &report);
 *     while (rv_recount_work(recount, 0.015)) {}
 *     rv_recount_values(recount, &count);
 *
 * The states of the take are lent to a run of its own; where the protocol needs what the take did
 * not keep (an average of the weights) the run is made again from the first step. */
#ifndef RAVINE_LESSON_REEVALUATE_H
#define RAVINE_LESSON_REEVALUATE_H

#include "lesson/live_run.h"

struct rv_recount;

/* `edits` is an override of `evaluate`. The take must outlive the recount and not go back. */
enum rv_status rv_recount_create(const struct rv_take *take, const struct rv_node *edits,
                                 struct rv_recount **recount, struct rv_report *report);
void rv_recount_free(struct rv_recount *recount); /* NULL is allowed */
/* About `seconds`, one evaluation at least. True while epochs that the take has are missing. */
bool rv_recount_work(struct rv_recount *recount, double seconds);
/* One a finished epoch: validation losses by that protocol. */
const double *rv_recount_values(const struct rv_recount *recount, size_t *count);

#endif
