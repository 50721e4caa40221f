/* What a scenario's own files are read as, in a few lines before it runs. */
#ifndef RAVINE_COMMAND_DATA_LINES_H
#define RAVINE_COMMAND_DATA_LINES_H

#include "command/command.h"

#include "ravine/scenario.h"

/* Nothing for sets that are generated or come with a package. */
void rv_data_lines_print(const struct rv_call *call, const struct rv_scenario *scenario);

#endif
