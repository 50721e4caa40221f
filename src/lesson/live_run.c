/* One run of a sitting, going on and back: see live_run.h. Changes are in live_run_change.c. */
#include "lesson/live_run_internal.h"

#include "ravine/clock.h"
#include "ravine/memory.h"
#include "ravine/vector.h"

#include <string.h>

/* Copies of the state that a take may keep. */
#define KEPT_BYTES ((size_t)32 << 20)

/* ---- Making and freeing ---- */

/* Room for one copy every `stride` epochs. The copies themselves are made when they are needed. */
void rv_take_make_room(struct rv_take *take)
{
    size_t copies = (size_t)take->recipe->train.epochs + 1;
    size_t fit = KEPT_BYTES / rv_run_state_size(take->run);

    take->copies = copies;
    take->stride = fit == 0 ? copies : (copies + fit - 1) / fit;
    take->kept = rv_alloc(copies, sizeof *take->kept);
    take->ends = rv_alloc(copies, sizeof *take->ends);
}

void rv_take_forget(struct rv_take *take)
{
    for (size_t e = 0; e < take->copies; e++) {
        rv_free(take->kept[e]);
        take->kept[e] = NULL;
    }
}

void rv_take_keep(struct rv_take *take, long epoch)
{
    size_t e = (size_t)epoch;

    if (e % take->stride || take->kept[e])
        return;
    take->kept[e] = rv_alloc(1, rv_run_state_size(take->run));
    rv_run_state_save(take->run, take->kept[e]);
}

void rv_take_free(struct rv_take *take)
{
    if (!take)
        return;
    if (take->kept)
        rv_take_forget(take);
    rv_run_free(take->run);
    if (take->recipe)
        rv_recipe_release(take->recipe);
    rv_free(take->recipe);
    rv_node_free(take->tree);
    rv_free(take->kept);
    rv_free(take->ends);
    rv_free(take->label);
    rv_free(take);
}

/* ---- Going on ---- */

/* Everything is where `at` says once the run has made this many steps, and the evaluation after the
 * last of them where that ended an epoch. */
static bool behind(const struct rv_take *take)
{
    return take->made < take->at.step ||
           (take->at.between && (long)rv_run_epochs(take->run)->rows < take->at.epoch);
}

/* One mini-batch, or one part of an evaluation or of pretraining: none of them takes long. */
static enum rv_stopped step(struct rv_take *take)
{
    struct rv_sample sample = {0};
    enum rv_stopped stopped = rv_run_advance(take->run, 0, &sample);
    const bool there = sample.step ? sample.step >= take->at.step : take->made >= take->at.step;

    if (sample.step) {
        take->made = sample.step;
        take->sample = sample;
    }
    if (there && sample.step)
        take->at = (struct rv_take_place){sample.step, sample.epoch - 1, false};
    if (sample.epoch_ended) {
        const long epoch = (long)rv_run_epochs(take->run)->rows;

        take->sample.epoch_ended = true;
        take->ends[epoch] = take->made;
        rv_take_keep(take, epoch);
        if (there)
            take->at = (struct rv_take_place){take->made, epoch, true};
    }
    return stopped;
}

long rv_take_advance(struct rv_take *take, long steps, double seconds)
{
    const double end = rv_clock_elapsed() + seconds;
    const long before = take->at.step;

    while (behind(take)) {
        if (step(take) != RV_RUNNING || rv_clock_elapsed() >= end)
            return 0;
    }
    while (take->at.step - before < steps || rv_run_evaluating(take->run)) {
        enum rv_stopped stopped = step(take);

        if (stopped != RV_RUNNING || take->at.between)
            break;
        /* Without a clock (seconds 0) an evaluation belongs to its step: scripts count steps. */
        if (rv_clock_elapsed() >= end && !(seconds == 0 && rv_run_evaluating(take->run)))
            break;
    }
    return take->at.step - before;
}

enum rv_stopped rv_take_stopped(const struct rv_take *take)
{
    return behind(take) ? RV_RUNNING : rv_run_stopped(take->run);
}

bool rv_take_catching_up(const struct rv_take *take, double *share)
{
    if (share)
        *share = take->at.step ? (double)take->made / (double)take->at.step : 1;
    return behind(take);
}

/* The last epoch not after `epoch` whose state is kept. */
static long nearest(const struct rv_take *take, long epoch)
{
    while (epoch > 0 && !take->kept[epoch])
        epoch--;
    return epoch;
}

void rv_take_rewind(struct rv_take *take, long epoch)
{
    long from;

    if (epoch < 0)
        epoch = 0;
    if (epoch > take->at.epoch)
        return;
    if (take->ends[epoch] < take->at.step)
        take->rewound = true;
    take->at = (struct rv_take_place){take->ends[epoch], epoch, true};
    take->sample = (struct rv_sample){.step = take->at.step, .epoch = epoch, .loss = RV_NAN,
                                      .gradient_norm = RV_NAN, .learning_rate = RV_NAN};
    from = nearest(take, epoch);
    if (take->made < take->at.step || (take->made == take->at.step && take->made))
        return;
    rv_run_state_restore(take->run, take->kept[from]);
    take->made = take->ends[from];
}

/* ---- Looking at it ---- */

struct rv_take_place rv_take_place(const struct rv_take *take)
{
    return take->at;
}

const char *rv_take_label(const struct rv_take *take)
{
    return take->label;
}

void rv_take_set_label(struct rv_take *take, const char *label)
{
    char *copy = rv_strdup(label);

    rv_free(take->label);
    take->label = copy;
}

uint64_t rv_take_seed(const struct rv_take *take)
{
    return take->seed;
}

const struct rv_run *rv_take_run(const struct rv_take *take)
{
    return take->run;
}

const struct rv_recipe *rv_take_recipe(const struct rv_take *take)
{
    return take->recipe;
}

const struct rv_node *rv_take_tree(const struct rv_take *take)
{
    return take->tree;
}

const struct rv_table *rv_take_epochs(const struct rv_take *take)
{
    return rv_run_epochs(take->run);
}

const struct rv_sample *rv_take_sample(const struct rv_take *take)
{
    return &take->sample;
}

long rv_take_lend(const struct rv_take *take, struct rv_run *run, long epoch)
{
    long from = nearest(take, epoch);

    rv_run_state_restore(run, take->kept[from]);
    return from;
}
