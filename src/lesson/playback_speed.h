/* The pace of a run that is watched: a run of a second cannot be.
 *
 * At speed 1 a run takes RV_PACE_SECONDS however many epochs it has; the first ones take longer, so
 * that there is time to say what is to be seen. */
#ifndef RAVINE_LESSON_PLAYBACK_SPEED_H
#define RAVINE_LESSON_PLAYBACK_SPEED_H

#include <stdbool.h>

#define RV_PACE_SECONDS 20.0
#define RV_PACE_SLOW_EPOCHS 3 /* at the beginning */
#define RV_PACE_SLOW 2.5      /* times as long as a later one */
#define RV_PACE_FASTEST 64.0
#define RV_PACE_SLOWEST 0.125

struct rv_pace {
    double speed; /* 1: the first viewing */
    double last;  /* the clock when last asked */
    double owed;  /* steps that are due, and a fraction */
    bool begun;
};

/* Seconds that epoch `epoch` (from 1) of `epochs` takes at speed 1. */
double rv_pace_epoch(long epoch, long epochs);

/* Whole steps that are due at `now`, in an epoch of so many steps. After a pause, or where the
 * machine cannot keep up, a tenth of a second is made up for and no more. */
long rv_pace_due(struct rv_pace *pace, double now, long epoch, long epochs, double steps_per_epoch);
/* So many of them were made. */
void rv_pace_made(struct rv_pace *pace, long steps);
/* Time passes without steps: nothing is due for it. */
void rv_pace_rest(struct rv_pace *pace);
/* Twice as fast, half as fast. */
void rv_pace_faster(struct rv_pace *pace);
void rv_pace_slower(struct rv_pace *pace);

#endif
