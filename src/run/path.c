/* Where a run came from, for record.curvature. */
#include "run/internal.h"

#include <string.h>

/* Of an array of three: the end of the epoch before, before the last step, before the one before
 * it. */
enum { EPOCH, STEP, OTHER };

static bool recorded(const struct rv_run *run)
{
    return run->base->record.curvature.every == RV_RECORD_EPOCH;
}

static double *place(const struct rv_run *run, int which)
{
    return rv_run_array(run, run->layout.path) + (size_t)which * run->sizes.parameters;
}

const double *rv_run_path(const struct rv_run *run, int which)
{
    return recorded(run) && rv_run_state(run)->step >= (which == OTHER ? 2 : 1) ? place(run, which)
                                                                               : NULL;
}

static void copy(const struct rv_run *run, int to, const double *from)
{
    memcpy(place(run, to), from, run->sizes.parameters * sizeof *from);
}

void rv_run_path_before(struct rv_run *run)
{
    const double *parameters = rv_run_array(run, run->layout.parameters);

    if (!recorded(run))
        return;
    if (rv_run_state(run)->step == 0)
        copy(run, EPOCH, parameters);
    copy(run, OTHER, place(run, STEP));
    copy(run, STEP, parameters);
}

void rv_run_path_end_epoch(struct rv_run *run)
{
    if (recorded(run))
        copy(run, EPOCH, rv_run_array(run, run->layout.parameters));
}
