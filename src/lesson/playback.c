/* How fast a run is played that is watched: see playback.h. */
#include "lesson/playback.h"

#define MAKE_UP 0.1 /* seconds */

double rv_playback_epoch(long epoch, long epochs)
{
    const long slow = epochs < RV_PLAYBACK_SLOW_EPOCHS ? epochs : RV_PLAYBACK_SLOW_EPOCHS;
    const double units = (double)(epochs - slow) + RV_PLAYBACK_SLOW * (double)slow;
    const double unit = RV_PLAYBACK_SECONDS / units;

    return epoch <= RV_PLAYBACK_SLOW_EPOCHS ? RV_PLAYBACK_SLOW * unit : unit;
}

long rv_playback_due(struct rv_playback *playback, double now, long epoch, long epochs,
                     double steps_per_epoch)
{
    const double rate = playback->speed * steps_per_epoch / rv_playback_epoch(epoch, epochs);
    double passed = playback->begun ? now - playback->last : 0;

    playback->begun = true;
    playback->last = now;
    if (passed > MAKE_UP)
        passed = MAKE_UP;
    playback->owed += passed * rate;
    if (playback->owed > MAKE_UP * rate + 1)
        playback->owed = MAKE_UP * rate + 1;
    return (long)playback->owed;
}

void rv_playback_made(struct rv_playback *playback, long steps)
{
    playback->owed -= (double)steps;
    if (playback->owed < 0)
        playback->owed = 0;
}

void rv_playback_rest(struct rv_playback *playback)
{
    playback->begun = false;
    playback->owed = 0;
}

void rv_playback_faster(struct rv_playback *playback)
{
    if (playback->speed < RV_PLAYBACK_FASTEST)
        playback->speed *= 2;
}

void rv_playback_slower(struct rv_playback *playback)
{
    if (playback->speed > RV_PLAYBACK_SLOWEST)
        playback->speed /= 2;
}
