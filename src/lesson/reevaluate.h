/* The same parameters at every epoch of a live run, measured by another validation protocol: which
 * part of the jumps is made by the weights, and which by the way we look at them.
 *
 *     rv_reevaluate_create(live, &evaluate_override, &again, &report);
 *     while (rv_reevaluate_work(again, 0.015)) {}
 *     rv_reevaluate_values(again, &count);
 *
 * The states of the live run are lent to a run of its own; where the protocol needs what the live
 * run did not keep (an average of the weights) the run is made again from the first step. */
#ifndef RAVINE_LESSON_REEVALUATE_H
#define RAVINE_LESSON_REEVALUATE_H

#include "lesson/live_run.h"

struct rv_reevaluate;

/* `edits` is an override of `evaluate`. The live run must outlive the re-evaluation and not go
 * back. */
enum rv_status rv_reevaluate_create(const struct rv_live_run *live, const struct rv_node *edits,
                                    struct rv_reevaluate **again, struct rv_report *report);
void rv_reevaluate_free(struct rv_reevaluate *again); /* NULL is allowed */
/* About `seconds`, one evaluation at least. True while epochs that the live run has are missing. */
bool rv_reevaluate_work(struct rv_reevaluate *again, double seconds);
/* One a finished epoch: validation losses by that protocol. */
const double *rv_reevaluate_values(const struct rv_reevaluate *again, size_t *count);

#endif
