/* Another protocol on the parameters of a take: see reevaluate.h. */
#include "lesson/reevaluate.h"

#include "ravine/clock.h"
#include "ravine/memory.h"


struct rv_recount {
    const struct rv_take *take;
    struct rv_recipe recipe; /* of the take, with the other protocol from the first step on */
    struct rv_run *run;
    bool lends;              /* states of the take fit this run */
    double *values;
    size_t count;
};

enum rv_status rv_recount_create(const struct rv_take *take, const struct rv_node *edits,
                                 struct rv_recount **out, struct rv_report *report)
{
    struct rv_recount *recount = rv_alloc(1, sizeof *recount);
    struct rv_node *tree = rv_recipe_merge(rv_take_tree(take), edits, report);
    struct rv_error error = {0};
    enum rv_status status = rv_report_status(report);

    recount->take = take;
    if (status == RV_OK)
        status = rv_recipe_bind(tree, &recount->recipe, report);
    if (status == RV_OK) {
        status = rv_run_create(&recount->recipe, rv_take_seed(take), &recount->run, &error);
        if (status)
            rv_report_append(report, &error, (struct rv_position){0});
    }
    rv_node_free(tree);
    if (status) {
        rv_recount_free(recount);
        return status;
    }
    recount->lends = rv_run_state_fits(recount->run, rv_take_run(take));
    recount->values =
        rv_alloc((size_t)recount->recipe.train.epochs + 1, sizeof *recount->values);
    *out = recount;
    return RV_OK;
}

void rv_recount_free(struct rv_recount *recount)
{
    if (!recount)
        return;
    rv_run_free(recount->run);
    rv_recipe_release(&recount->recipe);
    rv_free(recount->values);
    rv_free(recount);
}

/* The next epoch by what the take has kept; false where its state was not kept. */
static bool lend(struct rv_recount *recount)
{
    const long epoch = (long)recount->count + 1;
    struct rv_verdict verdict;

    if (!recount->lends || rv_take_lend(recount->take, recount->run, epoch) != epoch)
        return false;
    rv_run_judge(recount->run, &recount->recipe.evaluate, &verdict);
    recount->values[recount->count++] = verdict.loss;
    return true;
}

/* Mini-batches until the end of the next epoch, or until the time is over. */
static void make(struct rv_recount *recount, double end)
{
    struct rv_sample sample = {0};
    const struct rv_table *epochs = rv_run_epochs(recount->run);
    enum rv_stopped stopped;

    do
        stopped = rv_run_advance(recount->run, 0, &sample);
    while (stopped == RV_RUNNING && !sample.epoch_ended && rv_clock_elapsed() < end);
    if (epochs->rows > recount->count)
        recount->values[recount->count++] =
            rv_table_at(epochs, epochs->rows - 1, rv_table_find(epochs, "val_loss"));
}

static bool missing(const struct rv_recount *recount)
{
    const bool over = !recount->lends && rv_run_stopped(recount->run) != RV_RUNNING;

    return recount->count < (size_t)rv_take_place(recount->take).epoch && !over;
}

bool rv_recount_work(struct rv_recount *recount, double seconds)
{
    const double end = rv_clock_elapsed() + seconds;

    while (missing(recount)) {
        if (!lend(recount)) {
            if (recount->lends) /* from the last state that there was, on one's own feet */
                rv_take_lend(recount->take, recount->run, (long)recount->count);
            make(recount, end);
        }
        if (rv_clock_elapsed() >= end)
            break;
    }
    return missing(recount);
}

const double *rv_recount_values(const struct rv_recount *recount, size_t *count)
{
    *count = recount->count;
    return recount->values;
}
