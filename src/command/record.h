/* Runs an experiment at the console: lines, progress, and each run saved as soon as it is over. */
#ifndef RAVINE_COMMAND_RECORD_H
#define RAVINE_COMMAND_RECORD_H

#include "command/command.h"

#include "ravine/experiment.h"

/* Until all is done, or the call is stopped. `folder` has been begun (ravine/archive.h). `error`: a
 * run could not be made; `unsaved`: the first error of saving, which stops nothing. */
enum rv_status rv_record(const struct rv_call *call, const char *folder,
                         struct rv_experiment *experiment, struct rv_error *unsaved,
                         struct rv_error *error);
/* The same where only the numbers are wanted: nothing is saved or shown, an error is printed. */
enum rv_status rv_record_nothing(const struct rv_call *call, const struct rv_scenario *scenario,
                                 struct rv_experiment *experiment);

#endif
