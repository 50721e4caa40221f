/* Parts of the PyTorch script, in the order in which they stand in it. Not for other folders. */
#ifndef RAVINE_EXPORT_SCRIPT_H
#define RAVINE_EXPORT_SCRIPT_H

#include "export/job.h"

/* "# ..." wrapped. */
void rv_script_comment(const char *prose, struct rv_text *out);

/* protocol.c: weights of the classes in training and in evaluation; evaluate(). */
void rv_script_weights(const struct rv_export_job *job, struct rv_text *out);
void rv_script_protocol(const struct rv_export_job *job, struct rv_text *out);

/* optimizer.c: groups, update rule, factor() of the schedule, momentum() where one is scheduled. */
void rv_script_optimizer(const struct rv_export_job *job, struct rv_text *out);
bool rv_script_schedules_momentum(const struct rv_recipe *recipe);

/* training.c: the loop over epochs, the table, the comparison. */
void rv_script_training(const struct rv_export_job *job, struct rv_text *out);

#endif
