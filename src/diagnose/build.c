/* The numbers of an epoch from its rows: see build.h. */
#include "diagnose/build.h"

#include "ravine/memory.h"

#include <math.h>

enum { OFTEN = 3 }; /* so many lines of training in an epoch are parts of it */

/* What an epoch has of one column so far. */
struct tally {
    uint8_t rank;
    size_t count, finite;
    double sum, last;
    uint8_t cell; /* of the last */
    bool running;
};

static void tally_cell(struct tally *tally, const struct rv_draft_cell *cell, uint8_t rank)
{
    if (cell->cell == RV_LOG_MISSING || (tally->count && rank < tally->rank))
        return;
    if (rank > tally->rank)
        *tally = (struct tally){.rank = rank};
    tally->count++;
    tally->cell = cell->cell;
    tally->last = cell->value;
    tally->running = cell->running;
    if (cell->cell == RV_LOG_NUMBER) {
        tally->sum += cell->value;
        tally->finite++;
    }
}

/* A mean where the lines are parts of the epoch, else the last. */
static double combine(const struct rv_build *build, const struct rv_draft_column *column,
                      const struct tally *tally)
{
    const enum rv_name_kind kind = column->meaning.kind;
    const bool training = column->meaning.split != RV_NAME_VALIDATION && kind != RV_NAME_RATE &&
                          kind != RV_NAME_SECONDS;
    const bool parts = kind != RV_NAME_RATE && tally->rank == RV_DRAFT_STEP;

    if (tally->cell != RV_LOG_NUMBER || tally->finite < 2 || tally->running)
        return tally->last;
    if (parts || (training && (build->list->averaged || tally->count >= OFTEN)))
        return tally->sum / (double)tally->finite;
    return tally->last;
}

static void take_epoch(struct rv_build *build, const struct rv_epoch_rows *epoch, size_t at,
                       struct tally *tallies)
{
    const struct rv_draft *draft = build->draft;

    for (size_t i = 0; i < build->column_count; i++)
        tallies[build->columns[i].source] = (struct tally){0};
    for (size_t r = epoch->first; r < epoch->end; r++)
        for (size_t c = 0; c < draft->rows[r].count; c++) {
            const struct rv_draft_cell *cell = &draft->cells[draft->rows[r].first + c];

            tally_cell(&tallies[cell->column], cell, draft->rows[r].rank);
        }
    for (size_t i = 0; i < build->column_count; i++) {
        struct rv_build_column *column = &build->columns[i];
        const struct tally *tally = &tallies[column->source];

        column->values[at] = (double)NAN;
        column->cells[at] = RV_LOG_MISSING;
        if (!tally->count)
            continue;
        column->cells[at] = tally->cell;
        column->values[at] = combine(build, &draft->columns[column->source], tally);
        column->held++;
        column->numbers += tally->cell == RV_LOG_NUMBER;
    }
}

/* Columns that hold something in the rows of the run. */
static void find_columns(struct rv_build *build, size_t *cells)
{
    const struct rv_draft *draft = build->draft;
    const struct rv_epoch_rows *epochs = &build->list->epochs[build->run->first];

    for (size_t e = 0; e < build->run->count; e++)
        for (size_t r = epochs[e].first; r < epochs[e].end; r++)
            for (size_t c = 0; c < draft->rows[r].count; c++) {
                const struct rv_draft_cell *cell = &draft->cells[draft->rows[r].first + c];

                cells[cell->column] += cell->cell != RV_LOG_MISSING;
            }
    for (size_t c = 0; c < draft->column_count; c++) {
        const bool other = draft->columns[c].meaning.kind == RV_NAME_OTHER;

        if (!cells[c] || draft->columns[c].meaning.kind == RV_NAME_IGNORED ||
            (other && 10 * cells[c] < build->run->count))
            continue;
        build->columns = rv_memory_grow(build->columns, build->column_count,
                                        sizeof *build->columns);
        build->columns[build->column_count++] = (struct rv_build_column){
            .source = c,
            .values = rv_alloc(build->run->count, sizeof(double)),
            .cells = rv_alloc(build->run->count, 1),
        };
    }
}

void rv_build_make(const struct rv_draft *draft, const struct rv_epoch_list *list, size_t run,
                   struct rv_build *build)
{
    size_t *cells = rv_alloc(draft->column_count, sizeof *cells);
    struct tally *tallies = rv_alloc(draft->column_count, sizeof *tallies);

    *build = (struct rv_build){.draft = draft, .list = list, .run = &list->runs[run]};
    find_columns(build, cells);
    for (size_t e = 0; e < build->run->count; e++)
        take_epoch(build, &list->epochs[build->run->first + e], e, tallies);
    rv_free(cells);
    rv_free(tallies);
}

void rv_build_release(struct rv_build *build)
{
    for (size_t i = 0; i < build->column_count; i++) {
        rv_free(build->columns[i].values);
        rv_free(build->columns[i].cells);
    }
    rv_free(build->columns);
    *build = (struct rv_build){0};
}
