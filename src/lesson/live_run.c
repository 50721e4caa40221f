/* One run of a sitting, going on and back: see live_run.h. Changes are in live_run_change.c. */
#include "lesson/live_run_internal.h"

#include "ravine/clock.h"
#include "ravine/memory.h"
#include "ravine/vector.h"

#include <string.h>

/* Copies of the state that a live run may keep. */
#define KEPT_BYTES ((size_t)32 << 20)

/* ---- Making and freeing ---- */

/* Room for one copy every `stride` epochs. The copies themselves are made when they are needed. */
void rv_live_run_make_room(struct rv_live_run *live)
{
    size_t copies = (size_t)live->recipe->train.epochs + 1;
    size_t fit = KEPT_BYTES / rv_run_state_size(live->run);

    live->copies = copies;
    live->stride = fit == 0 ? copies : (copies + fit - 1) / fit;
    live->kept = rv_alloc(copies, sizeof *live->kept);
    live->ends = rv_alloc(copies, sizeof *live->ends);
}

void rv_live_run_forget(struct rv_live_run *live)
{
    for (size_t e = 0; e < live->copies; e++) {
        rv_free(live->kept[e]);
        live->kept[e] = NULL;
    }
}

void rv_live_run_keep(struct rv_live_run *live, long epoch)
{
    size_t e = (size_t)epoch;

    if (e % live->stride || live->kept[e])
        return;
    live->kept[e] = rv_alloc(1, rv_run_state_size(live->run));
    rv_run_state_save(live->run, live->kept[e]);
}

void rv_live_run_free(struct rv_live_run *live)
{
    if (!live)
        return;
    if (live->kept)
        rv_live_run_forget(live);
    rv_run_free(live->run);
    if (live->recipe)
        rv_recipe_release(live->recipe);
    rv_free(live->recipe);
    rv_node_free(live->tree);
    rv_free(live->kept);
    rv_free(live->ends);
    rv_free(live->label);
    rv_free(live);
}

/* ---- Going on ---- */

/* Everything is where `at` says once the run has made this many steps, and the evaluation after the
 * last of them where that ended an epoch. */
static bool behind(const struct rv_live_run *live)
{
    return live->made < live->at.step ||
           (live->at.between && (long)rv_run_epochs(live->run)->rows < live->at.epoch);
}

/* One mini-batch, or one part of an evaluation or of pretraining: none of them takes long. */
static enum rv_stopped step(struct rv_live_run *live)
{
    struct rv_sample sample = {0};
    enum rv_stopped stopped = rv_run_advance(live->run, 0, &sample);
    const bool there = sample.step ? sample.step >= live->at.step : live->made >= live->at.step;

    if (sample.step) {
        live->made = sample.step;
        live->sample = sample;
    }
    if (there && sample.step)
        live->at = (struct rv_live_run_place){sample.step, sample.epoch - 1, false};
    if (sample.epoch_ended) {
        const long epoch = (long)rv_run_epochs(live->run)->rows;

        live->sample.epoch_ended = true;
        live->ends[epoch] = live->made;
        rv_live_run_keep(live, epoch);
        if (there)
            live->at = (struct rv_live_run_place){live->made, epoch, true};
    }
    return stopped;
}

long rv_live_run_advance(struct rv_live_run *live, long steps, double seconds)
{
    const double end = rv_clock_elapsed() + seconds;
    const long before = live->at.step;

    while (behind(live)) {
        if (step(live) != RV_RUNNING || rv_clock_elapsed() >= end)
            return 0;
    }
    while (live->at.step - before < steps || rv_run_evaluating(live->run)) {
        enum rv_stopped stopped = step(live);

        if (stopped != RV_RUNNING || live->at.between)
            break;
        /* Without a clock (seconds 0) an evaluation belongs to its step: scripts count steps. */
        if (rv_clock_elapsed() >= end && !(seconds == 0 && rv_run_evaluating(live->run)))
            break;
    }
    return live->at.step - before;
}

enum rv_stopped rv_live_run_stopped(const struct rv_live_run *live)
{
    return behind(live) ? RV_RUNNING : rv_run_stopped(live->run);
}

bool rv_live_run_catching_up(const struct rv_live_run *live, double *share)
{
    if (share)
        *share = live->at.step ? (double)live->made / (double)live->at.step : 1;
    return behind(live);
}

/* The last epoch not after `epoch` whose state is kept. */
static long nearest(const struct rv_live_run *live, long epoch)
{
    while (epoch > 0 && !live->kept[epoch])
        epoch--;
    return epoch;
}

void rv_live_run_rewind(struct rv_live_run *live, long epoch)
{
    long from;

    if (epoch < 0)
        epoch = 0;
    if (epoch > live->at.epoch)
        return;
    if (live->ends[epoch] < live->at.step)
        live->rewound = true;
    live->at = (struct rv_live_run_place){live->ends[epoch], epoch, true};
    live->sample = (struct rv_sample){.step = live->at.step, .epoch = epoch, .loss = RV_NAN,
                                      .gradient_norm = RV_NAN, .learning_rate = RV_NAN};
    from = nearest(live, epoch);
    if (live->made < live->at.step || (live->made == live->at.step && live->made))
        return;
    rv_run_state_restore(live->run, live->kept[from]);
    live->made = live->ends[from];
}

/* ---- Looking at it ---- */

struct rv_live_run_place rv_live_run_place(const struct rv_live_run *live)
{
    return live->at;
}

const char *rv_live_run_label(const struct rv_live_run *live)
{
    return live->label;
}

void rv_live_run_set_label(struct rv_live_run *live, const char *label)
{
    char *copy = rv_strdup(label);

    rv_free(live->label);
    live->label = copy;
}

uint64_t rv_live_run_seed(const struct rv_live_run *live)
{
    return live->seed;
}

const struct rv_run *rv_live_run_run(const struct rv_live_run *live)
{
    return live->run;
}

const struct rv_recipe *rv_live_run_recipe(const struct rv_live_run *live)
{
    return live->recipe;
}

const struct rv_node *rv_live_run_tree(const struct rv_live_run *live)
{
    return live->tree;
}

const struct rv_table *rv_live_run_epochs(const struct rv_live_run *live)
{
    return rv_run_epochs(live->run);
}

const struct rv_sample *rv_live_run_sample(const struct rv_live_run *live)
{
    return &live->sample;
}

long rv_live_run_copy_state(const struct rv_live_run *live, struct rv_run *run, long epoch)
{
    long from = nearest(live, epoch);

    rv_run_state_restore(run, live->kept[from]);
    return from;
}
