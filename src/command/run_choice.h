/* The one run that a command is about: a variant and a seed of a scenario, or of a run folder. */
#ifndef RAVINE_COMMAND_RUN_CHOICE_H
#define RAVINE_COMMAND_RUN_CHOICE_H

#include "command/command.h"

#include "ravine/experiment.h"

struct rv_run_choice {
    const char *folder; /* of the run; NULL: a scenario is run */
    struct rv_scenario scenario;
    struct rv_experiment experiment; /* of a folder: what is in it */
    size_t variant;
    size_t result; /* of the experiment, with a folder */
    uint64_t seed;
};

/* By the call's first operand, --variant, --seed and --set: the first variant (of a folder the
 * first that has a run) on the seed that is shown first. A folder of another version of ravine,
 * without weights or with a run that did not come to its end is refused. Mistakes go to standard
 * error; release the choice in any case. */
enum rv_status rv_run_choice_open(const struct rv_call *call, struct rv_run_choice *choice);
void rv_run_choice_release(struct rv_run_choice *choice);

/* The recipe and the name of the variant. */
const struct rv_recipe *rv_run_choice_recipe(const struct rv_run_choice *choice);
const char *rv_run_choice_variant(const struct rv_run_choice *choice);

#endif
