/* Export: a run of ravine as files that other programs read, and scripts that repeat it.
 *
 *     struct rv_export export = {"large-lr", "bouncing", &recipe, 1};
 *     status = rv_export_check(&export, &error);           what cannot be repeated is refused here
 *     status = rv_export_write(&export, "folder", &error); the run is made meanwhile
 *
 * The folder then holds data, order of the examples, masks of dropout, first and final weights and
 * running statistics as .npy, the epochs of the run and pytorch.py. The run is made in
 * double (rv_run_create_double()), so that the scripts, which compute in double, can be compared
 * with it to rounding. */
#ifndef RAVINE_EXPORT_H
#define RAVINE_EXPORT_H

#include "ravine/recipe.h"

struct rv_export {
    const char *scenario, *variant; /* their names, for comments */
    const struct rv_recipe *recipe;
    uint64_t seed;
};

/* Whether scripts can repeat a run of the recipe; if not, one sentence says why. Nothing is made
 * but a network without weights. */
enum rv_status rv_export_check(const struct rv_export *export, struct rv_error *error);

/* Makes the run and writes the files into a folder that is there. RV_DIVERGED is none of its
 * answers: a run that ends badly is repeated up to there. */
enum rv_status rv_export_write(const struct rv_export *export, const char *folder,
                               struct rv_error *error);

/* Scripts that log, beside somebody's own training, what `diagnose` needs: "none", "pytorch",
 * "keras"; NULL ends them. The text of one of them by its index, from 1. */
extern const char *const rv_recorder_names[];
void rv_recorder_print(int recorder, struct rv_text *out);

#endif
