/* Columns of record.curvature. */
#include "run/curvature.h"

#include "run/columns.h"
#include "run/internal.h"

void rv_curvature_fill_row(const struct rv_run *run, double *row)
{
    const struct rv_record_curvature *record = &run->base->record.curvature;
    const struct rv_curvature_options options = {.top = (size_t)record->top,
                                                 .examples = (size_t)record->examples,
                                                 .noise = true,
                                                 .overshoot = true,
                                                 .first_order = true};
    const struct rv_curvature_path path = {.epoch = rv_run_path(run, 0),
                                           .step = rv_run_path(run, 1),
                                           .other = rv_run_path(run, 2)};
    struct rv_curvature found;

    if (record->every != RV_RECORD_EPOCH ||
        rv_curvature_measure(run, &options, &path, &found, NULL))
        return; /* nothing is trained, or too little memory: the columns stay empty */
    row[RV_EPOCH_CURVATURE_1] = found.values[0];
    if (found.top > 1)
        row[RV_EPOCH_CURVATURE_2] = found.values[1];
    row[RV_EPOCH_LIMIT_SHARE] = found.preconditioned / found.limit;
    row[RV_EPOCH_STEP_SHARE] = found.step_share;
    row[RV_EPOCH_STEP_SHARE_TOP] = found.step_share_top;
    row[RV_EPOCH_EPOCH_SHARE] = found.epoch_share;
    row[RV_EPOCH_EPOCH_SHARE_TOP] = found.epoch_share_top;
    row[RV_EPOCH_EPOCH_LENGTH] = found.epoch_length;
    row[RV_EPOCH_STEP_COSINE] = found.step_cosine;
    row[RV_EPOCH_STEP_TO_WEIGHT] = found.step_to_weight;
    row[RV_EPOCH_OVERSHOOT] = found.overshoot;
    row[RV_EPOCH_NOISE_SCALE] = found.noise.scale;
    row[RV_EPOCH_FIRST_ORDER_SHARE] = found.first_order_share;
    rv_curvature_release(&found);
}
