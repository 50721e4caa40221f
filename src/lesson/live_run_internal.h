/* The inside of a live run, between live_run.c and live_run_change.c. */
#ifndef RAVINE_LESSON_LIVE_RUN_INTERNAL_H
#define RAVINE_LESSON_LIVE_RUN_INTERNAL_H

#include "lesson/live_run.h"

struct rv_live_run {
    char *label;              /* owned */
    uint64_t seed;
    struct rv_node *tree;     /* owned; the map below `recipe:` with the changes so far */
    size_t planned;           /* entries of `changes` that are the scenario's */
    struct rv_recipe *recipe; /* owned; what the tree binds to */
    struct rv_run *run;       /* owned */
    struct rv_live_run_place at;  /* where it is, or is on its way to */
    long made;                /* steps of the run; less than at.step: it is catching up */
    bool rewound;             /* since the last change */
    struct rv_sample sample;
    unsigned char **kept;     /* owned; state at the end of an epoch, from 0; NULL: not kept */
    long *ends;               /* owned; steps made at the end of an epoch, from 0 */
    size_t copies, stride;
};

/* Once recipe and run are there. */
void rv_live_run_make_room(struct rv_live_run *live);
/* The copies are of another layout. */
void rv_live_run_forget(struct rv_live_run *live);
/* Copies the state, which is that at the end of `epoch`. */
void rv_live_run_keep(struct rv_live_run *live, long epoch);

#endif
