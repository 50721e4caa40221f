/* The scenario that `ravine surface` runs, as a text. */
#ifndef RAVINE_COMMAND_SURFACE_SCENARIO_H
#define RAVINE_COMMAND_SURFACE_SCENARIO_H

#include "command/command.h"

/* The optimizers of a call, one a path: "sgd:learning_rate=0.1,momentum=0.9". */
struct rv_surface_scenario {
    char **optimizer; /* owned, each and all */
    size_t count;
};

/* Takes the words of --optimizer apart: a comma begins another optimizer unless KEY=VALUE follows
 * it. RV_USAGE for empty pieces. */
enum rv_status rv_surface_scenario_open(const struct rv_words *words,
                                        struct rv_surface_scenario *scenario,
                                        struct rv_error *error);
void rv_surface_scenario_release(struct rv_surface_scenario *scenario);

/* The YAML: one variant an optimizer, sgd at `rate` where none is named (0: its own). It is printed
 * from a tree, so that no word of the call can add to it more than a value. */
enum rv_status rv_surface_scenario_print(const struct rv_surface_scenario *scenario,
                                         const char *surface, const char *start, double rate,
                                         struct rv_text *out, struct rv_report *report);

#endif
