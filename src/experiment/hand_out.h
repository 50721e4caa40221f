/* Which rank makes which runs, without any message: so that it can be tested, and simulated for a
 * thousand ranks.
 *
 * A rank that has nothing to do gets a handful of runs: 1 / (4 × ranks) of those that are left, at
 * most RV_HAND_OUT_MOST, so that messages are few at the start and no rank has much left at the
 * end. When all are given, a rank that has nothing to do gets the last run that another has not
 * sent yet: whichever is first counts. So nobody has to find out that a rank died. */
#ifndef RAVINE_EXPERIMENT_HAND_OUT_H
#define RAVINE_EXPERIMENT_HAND_OUT_H

#include <stdbool.h>
#include <stddef.h>

#define RV_HAND_OUT_MOST 64  /* runs at once */
#define RV_HAND_OUT_COPIES 3 /* ranks that get the same run: one that kills its rank ends there */

struct rv_hand_out {
    size_t runs, ranks;
    size_t next;           /* no run before this one is still to be given for the first time */
    size_t first, last;    /* no run before `first`, none from `last` on is still to be done */
    unsigned char *copies; /* ranks that have it; owned */
    bool *done;            /* owned */
    size_t left;           /* runs that are not done */
};

/* All runs are still to be given, to so many ranks with rank 0. Release it in any case. */
void rv_hand_out_init(struct rv_hand_out *hand_out, size_t runs, size_t ranks);
void rv_hand_out_release(struct rv_hand_out *hand_out);
/* The run needs not be given any more: it is there, or it is none of this part. */
void rv_hand_out_done(struct rv_hand_out *hand_out, size_t run);
/* Runs for a rank that has none; returns how many, 0: there is nothing that it could do. */
size_t rv_hand_out_next(struct rv_hand_out *hand_out, size_t runs[RV_HAND_OUT_MOST]);
/* Whether every run was given. */
bool rv_hand_out_all_given(const struct rv_hand_out *hand_out);

#endif
