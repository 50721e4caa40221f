/* A draft as a log: runs with columns of one number an epoch. */
#ifndef RAVINE_DIAGNOSE_BUILD_H
#define RAVINE_DIAGNOSE_BUILD_H

#include "diagnose/draft.h"
#include "diagnose/epochs.h"

/* One column of a run, not yet in its role: `count` numbers, one an epoch. */
struct rv_build_column {
    size_t source; /* in the draft */
    double *values; /* owned */
    unsigned char *cells; /* owned; enum rv_log_cell */
    size_t numbers, held; /* finite; of any kind but missing */
};

struct rv_build {
    const struct rv_draft *draft;
    const struct rv_epoch_list *list;
    const struct rv_epoch_run *run;
    struct rv_build_column *columns; /* owned */
    size_t column_count;
};

/* Puts the rows of each epoch of a run together. */
void rv_build_make(const struct rv_draft *draft, const struct rv_epoch_list *list, size_t run,
                   struct rv_build *build);
void rv_build_release(struct rv_build *build);

/* Gives the columns their roles and scales and makes the run of the log. `run` owns all from then
 * on. RV_INPUT where a name of the options is none. */
enum rv_status rv_build_run(struct rv_build *build, const struct rv_log_options *options,
                            struct rv_log_run *run, struct rv_error *error);

#endif
