/* From rows to epochs and runs: see epochs.h. */
#include "diagnose/epochs.h"

#include "ravine/memory.h"

#include <math.h>
#include <string.h>

enum { TOGETHER = 16 }; /* lines without numbers that are one row, at most */

static bool is_main(const struct rv_draft_column *column)
{
    const enum rv_name_kind kind = column->meaning.kind;

    return kind == RV_NAME_LOSS || kind == RV_NAME_PART || kind == RV_NAME_ACCURACY ||
           kind == RV_NAME_MEASURE || kind == RV_NAME_ERROR;
}

static bool is_validation(const struct rv_draft_column *column)
{
    return is_main(column) && column->meaning.split == RV_NAME_VALIDATION;
}

/* Whether a row has something of the validation. */
static bool evaluates(const struct rv_draft *draft, const struct rv_draft_row *row)
{
    for (size_t i = row->first; i < row->first + row->count; i++)
        if (draft->cells[i].cell != RV_LOG_MISSING &&
            is_validation(&draft->columns[draft->cells[i].column]))
            return true;
    return false;
}

/* Whether two rows have a number for the same loss or accuracy. */
static bool overlap(const struct rv_draft *draft, const struct rv_draft_row *a,
                    const struct rv_draft_row *b)
{
    for (size_t i = a->first; i < a->first + a->count; i++)
        for (size_t j = b->first; j < b->first + b->count; j++)
            if (draft->cells[i].column == draft->cells[j].column &&
                draft->cells[i].cell != RV_LOG_MISSING && draft->cells[j].cell != RV_LOG_MISSING &&
                is_main(&draft->columns[draft->cells[i].column]))
                return true;
    return false;
}

/* ---- What the numbers of the rows are like ---- */

struct row_counts {
    size_t epochs; /* rows with a number */
    size_t again; /* of these: the same as the row before, and the same columns */
    size_t parts; /* of these: with a later step */
    size_t fractions; /* no whole number */
    size_t steps; /* rows with a step */
    size_t evaluating; /* rows with something of the validation */
    double span; /* of the numbers */
};

static struct row_counts count_rows(const struct rv_draft *draft)
{
    struct row_counts counts = {0};
    const struct rv_draft_row *before = NULL;
    double low = HUGE_VAL, high = -HUGE_VAL;

    for (size_t i = 0; i < draft->row_count; i++) {
        const struct rv_draft_row *row = &draft->rows[i];

        counts.steps += isnan(row->step) ? 0 : 1;
        counts.evaluating += evaluates(draft, row);
        if (isnan(row->epoch))
            continue;
        counts.epochs++;
        counts.fractions += floor(row->epoch) < row->epoch ? 1 : 0;
        if (before && !(before->epoch < row->epoch) && !(before->epoch > row->epoch))
            if (overlap(draft, before, row)) {
                counts.again++;
                counts.parts += row->step > before->step;
            }
        low = fmin(low, row->epoch);
        high = fmax(high, row->epoch);
        before = row;
    }
    counts.span = counts.epochs ? high - low : 0;
    return counts;
}

/* A count of steps that goes up by one is one of epochs: exports count so. */
static void count_epochs_by_steps(struct rv_draft *draft)
{
    size_t ones = 0, others = 0;

    for (size_t i = 1; i < draft->row_count; i++) {
        const double up = draft->rows[i].step - draft->rows[i - 1].step;

        ones += up > 0.5 && up < 1.5;
        others += !(up > 0.5 && up < 1.5) && up > 0;
    }
    for (size_t i = 0; i < draft->row_count && others == 0 && ones > 0; i++)
        draft->rows[i].epoch = draft->rows[i].step;
}

/* ---- The list ---- */

struct builder {
    struct rv_draft *draft;
    struct rv_epoch_list *list;
    struct row_counts counts;
    bool fractions, numbered;
    bool evaluated; /* the epoch under way has its validation */
    size_t last; /* the row before */
    double epoch, step; /* of the row before that had one */
};

static void begin_run(struct builder *builder)
{
    struct rv_epoch_list *list = builder->list;

    list->runs = rv_memory_grow(list->runs, list->run_count, sizeof *list->runs);
    list->runs[list->run_count++] = (struct rv_epoch_run){list->count, 0};
    builder->epoch = builder->step = (double)NAN;
}

static void begin_epoch(struct builder *builder, size_t row, double epoch)
{
    struct rv_epoch_list *list = builder->list;

    list->epochs = rv_memory_grow(list->epochs, list->count, sizeof *list->epochs);
    list->epochs[list->count++] = (struct rv_epoch_rows){.first = row, .end = row, .epoch = epoch};
    list->runs[list->run_count - 1].count++;
    builder->evaluated = false;
}

/* Whether a row whose epoch is the one under way is of the next run all the same. */
static bool is_another_run(const struct builder *builder, const struct rv_draft_row *row)
{
    if (!builder->draft->tables || builder->list->averaged)
        return false;
    if (row->step > builder->step)
        return false;
    return overlap(builder->draft, &builder->draft->rows[builder->last], row);
}

/* Whether a row of a file whose epochs are fractions begins another row of the log: that goes from
 * one evaluation to the next. */
static bool begins_fraction(const struct builder *builder, const struct rv_draft_row *row)
{
    if (!builder->counts.evaluating)
        return builder->counts.span < 3 || floor(row->epoch - 1e-9) > floor(builder->epoch - 1e-9);
    if (!builder->evaluated)
        return false;
    return row->epoch > builder->epoch ||
           (evaluates(builder->draft, row) &&
            overlap(builder->draft, &builder->draft->rows[builder->last], row));
}

/* Without numbers a line of the same names begins the next row of the log; in a table each does. */
static bool begins_unnumbered(const struct builder *builder, const struct rv_draft_row *row)
{
    const struct rv_epoch_list *list = builder->list;
    const struct rv_epoch_rows *epoch;

    if (builder->draft->tables || !list->runs[list->run_count - 1].count)
        return true;
    epoch = &list->epochs[list->count - 1];
    if (epoch->end - epoch->first > TOGETHER)
        return true;
    for (size_t i = epoch->first; i < epoch->end; i++)
        if (overlap(builder->draft, &builder->draft->rows[i], row))
            return true;
    return false;
}

static void add_row(struct builder *builder, size_t at)
{
    const struct rv_draft_row *row = &builder->draft->rows[at];
    struct rv_epoch_list *list = builder->list;
    struct rv_epoch_rows *epoch;
    bool begins;

    if (!list->run_count || row->restart || row->epoch < builder->epoch ||
        (builder->list->steps && row->step < builder->step) ||
        (row->epoch <= builder->epoch && is_another_run(builder, row)))
        begin_run(builder);
    if (!builder->numbered)
        begins = begins_unnumbered(builder, row);
    else if (isnan(row->epoch))
        begins = !list->runs[list->run_count - 1].count;
    else if (builder->fractions)
        begins = isnan(builder->epoch) || begins_fraction(builder, row);
    else
        begins = !(row->epoch <= builder->epoch);
    if (begins)
        begin_epoch(builder, at, row->epoch);
    epoch = &list->epochs[list->count - 1];
    epoch->end = at + 1;
    if (!isnan(row->epoch))
        builder->epoch = epoch->epoch = row->epoch;
    if (!isnan(row->step))
        builder->step = row->step;
    builder->evaluated = builder->evaluated || evaluates(builder->draft, row);
    builder->last = at;
}

/* Rows before the first that has a number: of the epoch before it. */
static void number_rests(struct rv_epoch_list *list)
{
    for (size_t r = 0; r < list->run_count; r++) {
        struct rv_epoch_rows *first = &list->epochs[list->runs[r].first];

        if (list->runs[r].count < 2 || !isnan(first->epoch))
            continue;
        first->before = true;
        first->epoch = first[1].epoch - 1;
    }
}

/* ---- The same names for training and validation ---- */

/* Cells of the column in the rows of an epoch, those of steps left out. */
static size_t cells_of(const struct rv_draft *draft, const struct rv_epoch_rows *epoch,
                       size_t column, size_t *second)
{
    size_t count = 0;

    for (size_t r = epoch->first; r < epoch->end; r++) {
        const struct rv_draft_row *row = &draft->rows[r];

        for (size_t i = row->first; i < row->first + row->count && row->rank != RV_DRAFT_STEP; i++)
            if (draft->cells[i].column == column && ++count == 2)
                *second = i;
    }
    return count;
}

/* Whether nearly every epoch has the column just twice. */
static bool stands_twice(const struct rv_draft *draft, const struct rv_epoch_list *list,
                         size_t column)
{
    size_t twice = 0, second;

    for (size_t e = 0; e < list->count; e++)
        twice += cells_of(draft, &list->epochs[e], column, &second) == 2;
    return list->count > 1 && 10 * twice >= 8 * list->count;
}

static void part_twins(struct rv_draft *draft, const struct rv_epoch_list *list)
{
    const size_t columns = draft->column_count;

    for (size_t c = 0; c < columns; c++)
        if (is_validation(&draft->columns[c]))
            return;
    for (size_t c = 0; c < columns; c++) {
        int twin;

        if (!is_main(&draft->columns[c]) || !stands_twice(draft, list, c))
            continue;
        twin = rv_draft_column(draft, draft->columns[c].name, strlen(draft->columns[c].name),
                               RV_NAME_VALIDATION);
        if (twin < 0)
            return;
        draft->columns[twin].percent = draft->columns[c].percent;
        draft->columns[twin].resolution = draft->columns[c].resolution;
        for (size_t e = 0; e < list->count; e++) {
            size_t second = 0;

            if (cells_of(draft, &list->epochs[e], c, &second) == 2)
                draft->cells[second].column = (uint16_t)twin;
        }
    }
}

void rv_epoch_list_make(struct rv_draft *draft, struct rv_epoch_list *list)
{
    struct builder builder = {.draft = draft, .list = list, .counts = count_rows(draft)};

    *list = (struct rv_epoch_list){0};
    if (!builder.counts.epochs && builder.counts.steps == draft->row_count) {
        count_epochs_by_steps(draft);
        builder.counts = count_rows(draft);
        list->steps = !builder.counts.epochs && !builder.counts.evaluating;
    }
    builder.numbered = builder.counts.epochs > 0;
    builder.fractions = builder.counts.fractions > 0;
    list->averaged = builder.fractions || builder.counts.parts ||
                     2 * builder.counts.again > builder.counts.epochs;
    for (size_t i = 0; i < draft->row_count; i++)
        if (draft->rows[i].count)
            add_row(&builder, i);
    number_rests(list);
    part_twins(draft, list);
}

void rv_epoch_list_release(struct rv_epoch_list *list)
{
    rv_free(list->epochs);
    rv_free(list->runs);
    *list = (struct rv_epoch_list){0};
}
