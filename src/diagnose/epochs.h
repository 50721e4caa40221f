/* Which rows of a draft belong to one epoch, and which epochs to one run. */
#ifndef RAVINE_DIAGNOSE_EPOCHS_H
#define RAVINE_DIAGNOSE_EPOCHS_H

#include "diagnose/draft.h"

/* Rows first .. end-1 of the draft, which are one row of the log. */
struct rv_epoch_rows {
    size_t first, end;
    double epoch; /* NaN: not said */
    bool before; /* stands before the first number of an epoch: perhaps its rest only */
};

struct rv_epoch_run {
    size_t first, count; /* of the list below */
};

struct rv_epoch_list {
    struct rv_epoch_rows *epochs; /* owned */
    size_t count;
    struct rv_epoch_run *runs; /* owned; none is empty */
    size_t run_count;
    bool averaged; /* several rows of training are one epoch: its mean counts */
    bool steps; /* there are no epochs, a row is a step */
};

/* May add columns to the draft: where each epoch has the same names twice, those of the second are
 * of the validation. */
void rv_epoch_list_make(struct rv_draft *draft, struct rv_epoch_list *list);
void rv_epoch_list_release(struct rv_epoch_list *list);

#endif
