/* Scenario files as commands use them: found, read, checked, all mistakes printed. */
#ifndef RAVINE_COMMAND_LOAD_H
#define RAVINE_COMMAND_LOAD_H

#include "command/command.h"

#include "ravine/scenario.h"

/* Finds and reads `name` with the call's --set, --seed, --seeds and --variant. Mistakes and notes
 * go to standard error. RV_MISSING: all is right but a data file is not there. Release the scenario
 * in any case. */
enum rv_status rv_load_scenario(const struct rv_call *call, const char *name,
                                struct rv_scenario *scenario);

#endif
