/* The places of the columns in a row, by name: `row[RV_EPOCH_VAL_LOSS] = ...`. For this folder, and
 * for the file of events.
 *
 * A row has a place for every column of the .def file, recorded or not, and is all NaN before it is
 * filled: what a run does not have stays empty, and a new column cannot lie behind the end. */
#ifndef RAVINE_RUN_COLUMNS_H
#define RAVINE_RUN_COLUMNS_H

#include "ravine/run.h"

enum rv_epoch_column {
#define X(NAME, name, group, unit, help) RV_EPOCH_##NAME,
#include "run/epoch_columns.def"
#undef X
    RV_EPOCH_COLUMN_COUNT
};

enum rv_step_column {
#define X(NAME, name, unit, help) RV_STEP_##NAME,
#include "run/step_columns.def"
#undef X
    RV_STEP_COLUMN_COUNT
};

enum rv_event_column {
#define X(NAME, name, kind, help) RV_EVENT_##NAME,
#include "run/event_columns.def"
#undef X
    RV_EVENT_COLUMN_COUNT
};

/* The protocols' three columns each, behind the others. */
enum rv_protocol_column {
    RV_PROTOCOL_LOSS,
    RV_PROTOCOL_ACCURACY,
    RV_PROTOCOL_LOSS_SE,
    RV_PROTOCOL_COLUMN_COUNT
};

/* The columns of rv_run_columns(recipe) out of a filled row, then those of the protocols. */
void rv_run_select_columns(const struct rv_recipe *recipe, const double *row,
                           const double *protocols, double *selected);

#endif
