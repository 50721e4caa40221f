/* Another protocol on the parameters of a live run: see reevaluate.h. */
#include "lesson/reevaluate.h"

#include "ravine/clock.h"
#include "ravine/memory.h"


struct rv_reevaluate {
    const struct rv_live_run *live;
    struct rv_recipe recipe; /* of the live run, with the other protocol from the first step on */
    struct rv_run *run;
    bool fits;               /* states of the live run fit this run */
    double *values;
    size_t count;
};

enum rv_status rv_reevaluate_create(const struct rv_live_run *live, const struct rv_node *edits,
                                    struct rv_reevaluate **out, struct rv_report *report)
{
    struct rv_reevaluate *again = rv_alloc(1, sizeof *again);
    struct rv_node *tree = rv_recipe_merge(rv_live_run_tree(live), edits, report);
    struct rv_error error = {0};
    enum rv_status status = rv_report_status(report);

    again->live = live;
    if (status == RV_OK)
        status = rv_recipe_bind(tree, &again->recipe, report);
    if (status == RV_OK) {
        status = rv_run_create(&again->recipe, rv_live_run_seed(live), &again->run, &error);
        if (status)
            rv_report_append(report, &error, (struct rv_position){0});
    }
    rv_node_free(tree);
    if (status) {
        rv_reevaluate_free(again);
        return status;
    }
    again->fits = rv_run_state_fits(again->run, rv_live_run_run(live));
    again->values =
        rv_alloc((size_t)again->recipe.train.epochs + 1, sizeof *again->values);
    *out = again;
    return RV_OK;
}

void rv_reevaluate_free(struct rv_reevaluate *again)
{
    if (!again)
        return;
    rv_run_free(again->run);
    rv_recipe_release(&again->recipe);
    rv_free(again->values);
    rv_free(again);
}

/* The next epoch by what the live run has kept; false where its state was not kept. */
static bool evaluate_kept(struct rv_reevaluate *again)
{
    const long epoch = (long)again->count + 1;
    struct rv_evaluation result;

    if (!again->fits || rv_live_run_copy_state(again->live, again->run, epoch) != epoch)
        return false;
    rv_run_evaluate(again->run, &again->recipe.evaluate, &result);
    again->values[again->count++] = result.loss;
    return true;
}

/* Mini-batches until the end of the next epoch, or until the time is over. */
static void make(struct rv_reevaluate *again, double end)
{
    struct rv_sample sample = {0};
    const struct rv_table *epochs = rv_run_epochs(again->run);
    enum rv_stopped stopped;

    do
        stopped = rv_run_advance(again->run, 0, &sample);
    while (stopped == RV_RUNNING && !sample.epoch_ended && rv_clock_elapsed() < end);
    if (epochs->rows > again->count)
        again->values[again->count++] =
            rv_table_at(epochs, epochs->rows - 1, rv_table_find(epochs, "val_loss"));
}

static bool missing(const struct rv_reevaluate *again)
{
    const bool over = !again->fits && rv_run_stopped(again->run) != RV_RUNNING;

    return again->count < (size_t)rv_live_run_place(again->live).epoch && !over;
}

bool rv_reevaluate_work(struct rv_reevaluate *again, double seconds)
{
    const double end = rv_clock_elapsed() + seconds;

    while (missing(again)) {
        if (!evaluate_kept(again)) {
            if (again->fits) /* from the last state that there was, on one's own feet */
                rv_live_run_copy_state(again->live, again->run, (long)again->count);
            make(again, end);
        }
        if (rv_clock_elapsed() >= end)
            break;
    }
    return missing(again);
}

const double *rv_reevaluate_values(const struct rv_reevaluate *again, size_t *count)
{
    *count = again->count;
    return again->values;
}
