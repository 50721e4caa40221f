/* Early stopping: the run ends when the validation loss has not improved for some epochs.
 *
 *     improved: val_loss < best - min_delta
 *     after `patience` epochs in a row without it the run is over
 *
 * Counted as Keras' EarlyStopping does. With restore_best the run hands in the weights of its best
 * epoch, also when it came to its planned end: then patience only says when to give up. The table
 * keeps all epochs that were trained; what was handed in is the row of the best one.
 * A validation loss that only fluctuates stops a run just as one that rises does: see the false
 * alarms of the plateau schedule. */
#include "run/internal.h"

#include <string.h>

bool rv_run_keeps_best(const struct rv_recipe *base)
{
    return base->early_stopping.patience > 0 && base->early_stopping.restore_best;
}

/* Weights and, behind them, the statistics that they were evaluated with: one is no network without
 * the other. */
static void keep_best(struct rv_run *run)
{
    double *best = rv_run_array(run, run->layout.best);

    memcpy(best, rv_run_parameters(run), run->sizes.parameters * sizeof *best);
    if (run->sizes.statistics)
        memcpy(best + run->sizes.parameters, rv_run_statistics(run),
               run->sizes.statistics * sizeof *best);
}

static bool hands_in_best(const struct rv_run *run)
{
    return rv_run_keeps_best(run->base) && rv_run_state(run)->stopped == RV_FINISHED_RUN;
}

bool rv_run_observe(struct rv_run *run, double val_loss)
{
    const struct rv_early_stopping *c = &run->base->early_stopping;
    struct rv_state *state = rv_run_state(run);

    if (c->patience == 0)
        return false;
    if (state->best_epoch == 0 || val_loss < state->best_loss - c->min_delta) {
        state->best_loss = val_loss;
        state->best_epoch = state->epoch;
        if (rv_run_keeps_best(run->base))
            keep_best(run);
    }
    if (state->epoch - state->best_epoch < c->patience)
        return false;
    rv_run_add_event(run, "stopped early: no better validation loss since epoch %ld",
                     state->best_epoch);
    return true;
}

const double *rv_run_model(const struct rv_run *run)
{
    return hands_in_best(run) ? rv_run_array(run, run->layout.best) : rv_run_parameters(run);
}

const double *rv_run_model_statistics(const struct rv_run *run)
{
    return hands_in_best(run) ? rv_run_array(run, run->layout.best) + run->sizes.parameters
                              : rv_run_statistics(run);
}
