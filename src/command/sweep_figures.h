/* The figures of a sweep into FOLDER/figures. */
#ifndef RAVINE_COMMAND_SWEEP_FIGURES_H
#define RAVINE_COMMAND_SWEEP_FIGURES_H

#include "command/command.h"

#include "ravine/sweep.h"

/* What fails is printed, the others are drawn all the same. A figure that has nothing to show is
 * left out. */
enum rv_status rv_sweep_figures_draw(const struct rv_call *call,
                                     const struct rv_sweep_results *results, const char *folder);

#endif
