/* Runs made again: see replay.h. */
#include "experiment/replay.h"

#include "ravine/clock.h"
#include "ravine/memory.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void keep(struct rv_replay *replay, size_t epoch)
{
    memcpy(replay->parameters + epoch * replay->parameter_count, rv_run_parameters(replay->run),
           replay->parameter_count * sizeof *replay->parameters);
    memcpy(replay->statistics + epoch * replay->statistics_count, rv_run_statistics(replay->run),
           replay->statistics_count * sizeof *replay->statistics);
}

enum rv_status rv_replay_create(const struct rv_recipe *recipe, uint64_t seed,
                                struct rv_replay *replay, struct rv_error *error)
{
    const size_t rows = (size_t)recipe->train.epochs + 1;
    enum rv_status status;
    size_t numbers;

    *replay = (struct rv_replay){0};
    status = rv_run_create(recipe, seed, &replay->run, error);
    if (status)
        return status;
    replay->parameter_count = rv_run_parameter_count(replay->run);
    replay->statistics_count = rv_run_statistics_count(replay->run);
    numbers = replay->parameter_count + replay->statistics_count;
    if (numbers > RV_MEMORY_LIMIT / sizeof(double) / rows) {
        rv_replay_release(replay);
        return rv_error_set(error, RV_INPUT, "%zu weights of %zu epochs do not fit memory", numbers,
                            rows);
    }
    replay->parameters = rv_alloc(rows * replay->parameter_count, sizeof *replay->parameters);
    replay->statistics = rv_alloc(rows * replay->statistics_count, sizeof *replay->statistics);
    return RV_OK;
}

void rv_replay_compare(struct rv_replay *replay, const char *folder,
                       const struct rv_result *recorded)
{
    replay->folder = folder;
    replay->recorded = recorded;
}

void rv_replay_release(struct rv_replay *replay)
{
    rv_run_free(replay->run);
    rv_free(replay->parameters);
    rv_free(replay->statistics);
    *replay = (struct rv_replay){0};
}

/* ---- What the folder has ---- */

static enum rv_status refuse(const struct rv_replay *replay, const char *what,
                             struct rv_error *error)
{
    return rv_error_set(error, RV_INPUT,
                        "'%s': made again, this run gives %s: it is of another version of ravine "
                        "or of another machine; run it anew: ravine run %s/scenario.yaml",
                        replay->folder, what, replay->folder);
}

/* A column that the folder lacks altogether was not there in the version that wrote it. */
static bool has_column(const struct rv_table *table, int column)
{
    for (size_t row = 0; row < table->rows; row++)
        if (!isnan(rv_table_at(table, row, column)))
            return true;
    return false;
}

/* In a file what is not finite is an empty cell. */
static bool same(double recorded, double made)
{
    return recorded == made || (!isfinite(recorded) && !isfinite(made));
}

static enum rv_status compare_epoch(const struct rv_replay *replay, struct rv_error *error)
{
    const struct rv_table *recorded = &replay->recorded->epochs;
    const struct rv_table *made = rv_run_epochs(replay->run);
    const size_t row = replay->epochs - 1;
    char what[160];

    if (row >= recorded->rows)
        return refuse(replay, "more epochs", error);
    for (size_t c = 0; c < made->columns; c++) {
        const int there = rv_table_find(recorded, made->names[c]);

        if (there < 0 || !has_column(recorded, there) ||
            same(rv_table_at(recorded, row, there), rv_table_at(made, row, (int)c)))
            continue;
        snprintf(what, sizeof what, "another %s in epoch %zu (%.9g, not %.9g)", made->names[c],
                 replay->epochs, rv_table_at(made, row, (int)c),
                 rv_table_at(recorded, row, there));
        return refuse(replay, what, error);
    }
    return RV_OK;
}

static enum rv_status compare_end(const struct rv_replay *replay, struct rv_error *error)
{
    const struct rv_result *recorded = replay->recorded;

    if (recorded->epochs.rows != replay->epochs)
        return refuse(replay, "fewer epochs", error);
    if (recorded->parameters &&
        (recorded->parameter_count != replay->parameter_count ||
         memcmp(recorded->parameters, rv_run_model(replay->run),
                recorded->parameter_count * sizeof *recorded->parameters) != 0))
        return refuse(replay, "other weights at its end", error);
    return RV_OK;
}

/* ---- Steps ---- */

enum rv_status rv_replay_advance(struct rv_replay *replay, double seconds, struct rv_error *error)
{
    const double end = rv_clock_elapsed() + seconds;
    struct rv_sample sample = {0};
    enum rv_status status = RV_OK;

    while (!replay->over && !sample.epoch_ended) {
        if (!replay->begun && !rv_run_pretraining(replay->run, NULL, NULL)) {
            keep(replay, 0);
            replay->begun = true;
        }
        replay->over = rv_run_step(replay->run, &sample) != RV_RUNNING;
        if (rv_clock_elapsed() >= end)
            break;
    }
    if (sample.epoch_ended && rv_run_epochs(replay->run)->rows > replay->epochs) {
        replay->epochs++;
        keep(replay, replay->epochs);
        if (replay->recorded)
            status = compare_epoch(replay, error);
    }
    if (!status && replay->over && replay->recorded)
        status = compare_end(replay, error);
    return status;
}
