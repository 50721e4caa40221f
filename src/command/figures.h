/* The figures of an experiment into FOLDER/figures: for `run` and `plot`. */
#ifndef RAVINE_COMMAND_FIGURES_H
#define RAVINE_COMMAND_FIGURES_H

#include "command/command.h"

#include "ravine/experiment.h"

/* Draws every figure that the scenario names; of one that names none its curves or paths. What
 * fails is printed, the others are drawn all the same; a missing gnuplot is named once. `written`
 * counts the pictures. */
enum rv_status rv_figures_draw(const struct rv_call *call, const struct rv_experiment *experiment,
                               const char *folder, size_t *written);

/* With --show: the first figure in a window where there is a display, else in the terminal where it
 * has sixels; a note where there is neither. */
enum rv_status rv_figures_show(const struct rv_call *call, const struct rv_experiment *experiment,
                               const char *folder);

#endif
