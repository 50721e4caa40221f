/* Pretraining: a run before the run, whose layers are handed over.
 *
 * It is a run of its own with its own data, network and optimizer, and without a pretraining; the
 * first calls of rv_run_step() make its steps: a live screen stays awake, and creating a run stays
 * cheap. Nothing of it is in the state but whether it is over. A state saved before that restores
 * the pretraining to its start; being the same run of the same seed it ends with the same bits. See
 * decision 019. */
#include "run/network_problem.h"

#include "ravine/memory.h"

/* The network of `before` onto that of the run: parameters and statistics. Returns the layers that
 * were taken over. */
static size_t adopt(const struct rv_run *run, double *parameters, double *statistics)
{
    const struct rv_pretrain *pretrain = &run->base->pretrain;

    return rv_network_adopt(rv_run_network(run->before), rv_run_model(run->before),
                            rv_run_model_statistics(run->before), rv_run_network(run),
                            parameters, statistics, pretrain->fresh, pretrain->fresh_count);
}

enum rv_status rv_run_open_pretraining(struct rv_run *run, struct rv_error *error)
{
    const struct rv_pretrain *pretrain = &run->base->pretrain;
    enum rv_status status;

    if (!pretrain->recipe)
        return RV_OK;
    rv_run_state(run)->ready = false;
    status = rv_run_create_alone(pretrain->recipe, run->seed + (uint64_t)pretrain->seed,
                                 run->precision, &run->before, error);
    if (status)
        return status;
    run->before_start = rv_alloc(1, rv_run_state_size(run->before));
    rv_run_state_save(run->before, run->before_start);
    return RV_OK;
}

/* The run begins: taken layers, averages from there on. */
static void hand_over(struct rv_run *run)
{
    const struct rv_table *epochs = rv_run_epochs(run->before);
    double loss = rv_table_at(epochs, epochs->rows - 1, rv_table_find(epochs, "val_loss"));
    size_t layers = adopt(run, rv_run_array(run, run->layout.parameters),
                          rv_run_array(run, run->layout.statistics));

    rv_run_start_averages(run);
    rv_run_add_event(run,
                     "pretrained for %zu epoch%s to a validation loss of %.3g; %zu layer%s taken",
                     epochs->rows, epochs->rows == 1 ? "" : "s", loss, layers,
                     layers == 1 ? "" : "s");
    rv_run_state(run)->ready = true;
}

void rv_run_pretrain(struct rv_run *run, bool whole, struct rv_sample *sample)
{
    struct rv_sample inner = {0};
    enum rv_stopped stopped;

    rv_run_work(run->before, whole, &inner);
    stopped = rv_run_stopped(run->before);
    if (sample)
        *sample = (struct rv_sample){.loss = inner.loss};
    if (stopped == RV_FINISHED_RUN) {
        hand_over(run);
    } else if (stopped == RV_DIVERGED_RUN) {
        rv_run_add_event(run, "diverged while it was pretrained");
        rv_run_state(run)->stopped = RV_DIVERGED_RUN;
    }
}

void rv_run_rewind_pretraining(struct rv_run *run)
{
    rv_run_restore_alone(run->before, run->before_start);
}

void rv_run_close_pretraining(struct rv_run *run)
{
    if (run->before)
        rv_run_free_alone(run->before);
    rv_free(run->before_start);
}

bool rv_run_pretraining(const struct rv_run *run, long *epoch, long *epochs)
{
    if (rv_run_state(run)->ready)
        return false;
    *epoch = rv_run_state(run->before)->epoch + 1;
    *epochs = run->base->pretrain.recipe->train.epochs;
    return true;
}
