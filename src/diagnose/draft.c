/* Rows as a reader finds them: see draft.h. */
#include "diagnose/draft.h"

#include "ravine/memory.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#define UNKNOWN ((double)NAN)
#define LARGE 1e-3

void rv_draft_init(struct rv_draft *draft)
{
    *draft = (struct rv_draft){.facts = RV_LOG_NO_FACTS, .planned = UNKNOWN};
}

void rv_draft_release(struct rv_draft *draft)
{
    for (size_t i = 0; i < draft->column_count; i++)
        rv_free(draft->columns[i].name);
    for (size_t i = 0; i < draft->left_out_count; i++)
        rv_free(draft->left_out[i]);
    rv_free(draft->columns);
    rv_free(draft->rows);
    rv_free(draft->cells);
    rv_free(draft->left_out);
    *draft = (struct rv_draft){0};
}

struct rv_draft_row *rv_draft_row(struct rv_draft *draft, int line)
{
    struct rv_draft_row *row;

    draft->rows = rv_memory_grow(draft->rows, draft->row_count, sizeof *draft->rows);
    row = &draft->rows[draft->row_count++];
    *row = (struct rv_draft_row){.first = draft->cell_count,
                                 .epoch = UNKNOWN,
                                 .step = UNKNOWN,
                                 .line = line,
                                 .rank = RV_DRAFT_LINE};
    return row;
}

static uint64_t hash_name(const char *name, size_t length, enum rv_name_split split)
{
    uint64_t hash = RV_TEXT_HASH + split;

    for (size_t i = 0; i < length; i++) {
        const unsigned char c = (unsigned char)name[i];

        hash = (hash ^ (c >= 'A' && c <= 'Z' ? c | 0x20U : c)) * UINT64_C(0x100000001b3);
    }
    return hash;
}

/* A place of the table: that of the hash, or the first free one. */
static uint16_t *place(struct rv_draft *draft, uint64_t hash)
{
    const size_t size = sizeof draft->lookup / sizeof *draft->lookup;

    for (size_t i = (size_t)(hash ^ hash >> 32) % size;; i = (i + 1) % size)
        if (!draft->lookup[i] || draft->columns[draft->lookup[i] - 1].hash == hash)
            return &draft->lookup[i];
}

int rv_draft_column(struct rv_draft *draft, const char *name, size_t length,
                    enum rv_name_split split)
{
    const struct rv_name meaning = rv_name_read(&draft->memo, name, length);
    const bool parts = meaning.kind != RV_NAME_RATE && meaning.split == RV_NAME_UNSAID;
    const uint64_t hash = hash_name(name, length, parts ? split : RV_NAME_UNSAID);
    uint16_t *found = place(draft, hash);
    struct rv_draft_column *column;

    if (*found)
        return *found - 1;
    if (draft->column_count == RV_DRAFT_COLUMNS)
        return -1;
    draft->columns = rv_memory_grow(draft->columns, draft->column_count, sizeof *draft->columns);
    column = &draft->columns[draft->column_count++];
    *found = (uint16_t)draft->column_count;
    *column = (struct rv_draft_column){.hash = hash, .meaning = meaning};
    if (parts)
        column->meaning.split = split;
    column->name = rv_alloc(length + 1, 1);
    memcpy(column->name, name, length);
    return (int)draft->column_count - 1;
}

/* The finest is that of the print, for some programs leave zeros at the end out. Small numbers with
 * an exponent have finer digits than the others: they count only where there are no others. */
static void note_resolution(struct rv_draft_column *column, const struct rv_number *number)
{
    const bool large = fabs(number->value) >= LARGE;

    if (large && !column->large)
        column->resolution = number->resolution;
    else if (large == column->large &&
             (number->resolution < column->resolution || !column->numbers))
        column->resolution = number->resolution;
    column->large = column->large || large;
}

static void note(struct rv_draft_column *column, const struct rv_number *number)
{
    column->cells += number->cell != RV_LOG_MISSING;
    if (number->cell != RV_LOG_NUMBER)
        return;
    if (!column->numbers || number->value > column->largest)
        column->largest = number->value;
    if (!column->numbers || number->value < column->smallest)
        column->smallest = number->value;
    note_resolution(column, number);
    column->percent = column->percent || number->percent;
    column->numbers++;
}

void rv_draft_cell(struct rv_draft *draft, int column, const struct rv_number *number, bool running)
{
    if (column < 0 || !draft->row_count)
        return;
    note(&draft->columns[column], number);
    draft->cells = rv_memory_grow(draft->cells, draft->cell_count, sizeof *draft->cells);
    draft->cells[draft->cell_count++] = (struct rv_draft_cell){.value = number->value,
                                                               .column = (uint16_t)column,
                                                               .cell = (uint8_t)number->cell,
                                                               .running = running};
    draft->rows[draft->row_count - 1].count++;
}

char *rv_draft_name(const struct rv_draft *draft, size_t column)
{
    const struct rv_draft_column *of = &draft->columns[column];
    struct rv_text text = {0};
    bool twice = false;
    char *name;

    for (size_t i = 0; i < draft->column_count; i++)
        twice = twice || (i != column && strcasecmp(draft->columns[i].name, of->name) == 0);
    rv_text_add(&text, of->name);
    if (twice)
        rv_text_add(&text,
                    of->meaning.split == RV_NAME_VALIDATION ? " (validation)" : " (training)");
    name = rv_strdup(rv_text_string(&text));
    rv_text_release(&text);
    return name;
}

void rv_draft_leave_out(struct rv_draft *draft, const char *format, ...)
{
    struct rv_text text = {0};
    va_list arguments;

    va_start(arguments, format);
    rv_text_vprintf(&text, format, arguments);
    va_end(arguments);
    draft->left_out = rv_memory_grow(draft->left_out, draft->left_out_count,
                                     sizeof *draft->left_out);
    draft->left_out[draft->left_out_count++] = rv_strdup(rv_text_string(&text));
    rv_text_release(&text);
}

void rv_draft_unread(struct rv_draft *draft, int line)
{
    if (!draft->unread++)
        draft->first_unread = line;
}

size_t rv_draft_weight(const struct rv_draft *draft)
{
    size_t weight = 0;

    for (size_t i = 0; i < draft->column_count; i++) {
        const enum rv_name_kind kind = draft->columns[i].meaning.kind;

        if (kind == RV_NAME_LOSS || kind == RV_NAME_PART || kind == RV_NAME_ACCURACY ||
            kind == RV_NAME_MEASURE || kind == RV_NAME_ERROR)
            weight += draft->columns[i].cells;
    }
    return weight;
}
