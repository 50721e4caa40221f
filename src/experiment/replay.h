/* A run made again from its first step, with the weights of every epoch kept: for what looks at
 * epochs that the folder has no weights of.
 *
 *     rv_replay_create(&recipe, seed, &replay, &error);
 *     rv_replay_compare(&replay, folder, &result);         // of a run folder
 *     while (!status && !replay.over)
 *         status = rv_replay_advance(&replay, 0.1, &error);
 *     rv_replay_parameters(&replay, epoch);
 *     rv_replay_release(&replay);
 *
 * Between two calls the run stands at the end of the last epoch, or within the one under way. Who
 * needs the run itself at every epoch (its network, its examples) takes it there. */
#ifndef RAVINE_EXPERIMENT_REPLAY_H
#define RAVINE_EXPERIMENT_REPLAY_H

#include "ravine/experiment.h"

struct rv_replay {
    struct rv_run *run;  /* owned */
    size_t epochs;       /* finished so far */
    bool over;           /* the run has stopped: finished, or diverged */
    size_t parameter_count, statistics_count;
    double *parameters;  /* owned; [epoch][parameter]; epoch 0: before the first step */
    double *statistics;  /* owned; running statistics, likewise */
    bool begun;          /* the weights of epoch 0 are there: pretraining is over */
    const char *folder;  /* what is compared; NULL: nothing */
    const struct rv_result *recorded;
};

/* The recipe must outlive the replay. RV_INPUT where the weights of all epochs do not fit
 * memory. */
enum rv_status rv_replay_create(const struct rv_recipe *recipe, uint64_t seed,
                                struct rv_replay *replay, struct rv_error *error);
/* Every epoch must be what the folder has, to the last bit. Both must outlive the replay. */
void rv_replay_compare(struct rv_replay *replay, const char *folder,
                       const struct rv_result *recorded);
/* Until about `seconds` are spent, an epoch is over or the run has stopped. RV_INPUT where an epoch
 * is not what the folder has: that was made by another version, or on another machine. */
enum rv_status rv_replay_advance(struct rv_replay *replay, double seconds, struct rv_error *error);
void rv_replay_release(struct rv_replay *replay);

/* At the end of an epoch, 0 .. replay->epochs. */
static inline const double *rv_replay_parameters(const struct rv_replay *replay, size_t epoch)
{
    return replay->parameters + epoch * replay->parameter_count;
}

static inline const double *rv_replay_statistics(const struct rv_replay *replay, size_t epoch)
{
    return replay->statistics + epoch * replay->statistics_count;
}

#endif
