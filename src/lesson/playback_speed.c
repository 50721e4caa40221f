/* The pace of a run that is watched: see playback_speed.h. */
#include "lesson/playback_speed.h"

#define MAKE_UP 0.1 /* seconds */

double rv_pace_epoch(long epoch, long epochs)
{
    const long slow = epochs < RV_PACE_SLOW_EPOCHS ? epochs : RV_PACE_SLOW_EPOCHS;
    const double unit = RV_PACE_SECONDS / ((double)(epochs - slow) + RV_PACE_SLOW * (double)slow);

    return epoch <= RV_PACE_SLOW_EPOCHS ? RV_PACE_SLOW * unit : unit;
}

long rv_pace_due(struct rv_pace *pace, double now, long epoch, long epochs, double steps_per_epoch)
{
    const double rate = pace->speed * steps_per_epoch / rv_pace_epoch(epoch, epochs);
    double passed = pace->begun ? now - pace->last : 0;

    pace->begun = true;
    pace->last = now;
    if (passed > MAKE_UP)
        passed = MAKE_UP;
    pace->owed += passed * rate;
    if (pace->owed > MAKE_UP * rate + 1)
        pace->owed = MAKE_UP * rate + 1;
    return (long)pace->owed;
}

void rv_pace_made(struct rv_pace *pace, long steps)
{
    pace->owed -= (double)steps;
    if (pace->owed < 0)
        pace->owed = 0;
}

void rv_pace_rest(struct rv_pace *pace)
{
    pace->begun = false;
    pace->owed = 0;
}

void rv_pace_faster(struct rv_pace *pace)
{
    if (pace->speed < RV_PACE_FASTEST)
        pace->speed *= 2;
}

void rv_pace_slower(struct rv_pace *pace)
{
    if (pace->speed > RV_PACE_SLOWEST)
        pace->speed /= 2;
}
