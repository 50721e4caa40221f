/* How fast a run is played that is watched: a run of a second cannot be.
 *
 * At speed 1 a run takes RV_PLAYBACK_SECONDS however many epochs it has; the first ones take
 * longer, so that there is time to say what is to be seen. */
#ifndef RAVINE_LESSON_PLAYBACK_H
#define RAVINE_LESSON_PLAYBACK_H

#include <stdbool.h>

#define RV_PLAYBACK_SECONDS 20.0
#define RV_PLAYBACK_SLOW_EPOCHS 3 /* at the beginning */
#define RV_PLAYBACK_SLOW 2.5      /* times as long as a later one */
#define RV_PLAYBACK_FASTEST 64.0
#define RV_PLAYBACK_SLOWEST 0.125

struct rv_playback {
    double speed; /* 1: the first viewing */
    double last;  /* the clock when last asked */
    double owed;  /* steps that are due, and a fraction */
    bool begun;
};

/* Seconds that epoch `epoch` (from 1) of `epochs` takes at speed 1. */
double rv_playback_epoch(long epoch, long epochs);

/* Whole steps that are due at `now`, in an epoch of so many steps. After a pause, or where the
 * machine cannot keep up, a tenth of a second is made up for and no more. */
long rv_playback_due(struct rv_playback *playback, double now, long epoch, long epochs,
                     double steps_per_epoch);
/* So many of them were made. */
void rv_playback_made(struct rv_playback *playback, long steps);
/* Time passes without steps: nothing is due for it. */
void rv_playback_rest(struct rv_playback *playback);
/* Twice as fast, half as fast. */
void rv_playback_faster(struct rv_playback *playback);
void rv_playback_slower(struct rv_playback *playback);

#endif
