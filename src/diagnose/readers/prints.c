/* Lines that a program printed in its own way: `name value` in any order, learnt from the lines.
 *
 * A line that says its epoch speaks for the whole of it, one with a count of steps for a part. A
 * line without an epoch is of the last that was named. Lines of prose, the best so far and what
 * stands there but once are left out. */
#include "diagnose/console.h"
#include "diagnose/pairs.h"
#include "diagnose/reader.h"

#include <math.h>
#include <string.h>

enum {
    SEVERAL = 3,
    FIRST = 4,
    PROSE = 80,
    LONG_LINE = 400
}; /* place of a nameless number; letters; bytes */

struct prints {
    struct rv_draft *draft;
    struct rv_pairs pairs;
    double epoch; /* the last that was named; NaN: none yet */
    bool headers; /* it was named in words */
    enum rv_name_split split; /* of the row before */
};

static bool tells(const struct rv_pair *pair)
{
    const enum rv_name_kind kind = pair->meaning.kind;

    return kind == RV_NAME_LOSS || kind == RV_NAME_PART || kind == RV_NAME_ACCURACY ||
           kind == RV_NAME_MEASURE || kind == RV_NAME_ERROR ||
           (pair->length && pair->meaning.share);
}

static size_t count_kind(const struct rv_pairs *pairs, enum rv_name_kind kind)
{
    size_t count = 0;

    for (size_t i = 0; i < pairs->count; i++)
        count += pairs->pairs[i].meaning.kind == kind;
    return count;
}

static size_t count_telling(const struct rv_pairs *pairs)
{
    size_t count = 0;

    for (size_t i = 0; i < pairs->count; i++)
        count += tells(&pairs->pairs[i]);
    return count;
}

static bool is_whole(double value)
{
    return value >= 0 && value < 1e7 && floor(value) >= value;
}

/* "[2, 2000] loss: ..", "[3/10] ..", "#3/10 ..", "12: ..": the first number has no name and is the
 * epoch, unless epochs are named elsewhere. */
static void name_first(struct prints *prints)
{
    struct rv_pair *first = &prints->pairs.pairs[0];

    if (!prints->pairs.count || first->length || first->number.percent || first->place > FIRST ||
        !is_whole(first->number.value) || prints->headers ||
        count_kind(&prints->pairs, RV_NAME_EPOCH) || !count_telling(&prints->pairs))
        return;
    first->meaning.kind = RV_NAME_EPOCH;
}

/* A count of steps, as far as the line has one: its place among the pairs, or their number. Full
 * counts are the end of an epoch. */
static size_t find_step(const struct rv_pairs *pairs)
{
    for (size_t i = 0; i < pairs->count; i++) {
        const struct rv_pair *pair = &pairs->pairs[i];
        const bool nameless = !pair->length && i > 0 &&
                              pairs->pairs[i - 1].meaning.kind == RV_NAME_EPOCH &&
                              is_whole(pair->number.value) && !pair->number.percent;
        const bool counts = pair->meaning.kind == RV_NAME_STEP ||
                            (!pair->length && !isnan(pair->of));

        if ((counts && !(pair->number.value >= pair->of)) || (nameless && isnan(pair->of)))
            return i;
    }
    return pairs->count;
}

static bool is_wanted(const struct rv_pair *pair)
{
    size_t letters = 0;

    for (size_t i = 0; i < pair->length; i++)
        letters += (pair->name[i] | 0x20) >= 'a' && (pair->name[i] | 0x20) <= 'z';
    if (pair->meaning.kind == RV_NAME_OTHER)
        return letters > 0 && pair->length <= 40 && pair->meaning.words <= 4 &&
               (letters > 2 || pair->meaning.share || pair->meaning.words == 1);
    return pair->length && pair->meaning.kind != RV_NAME_EPOCH &&
           pair->meaning.kind != RV_NAME_STEP && pair->meaning.kind != RV_NAME_IGNORED;
}

/* "9814/10000" is a share, and tells of how many. */
static struct rv_number share_of(struct prints *prints, const struct rv_pair *pair)
{
    struct rv_number number = pair->number;
    const enum rv_name_split split = pair->meaning.split ? pair->meaning.split : pair->split;

    if (pair->meaning.kind != RV_NAME_ACCURACY || !(pair->of >= 1) || !(number.value <= pair->of))
        return number;
    number.value /= pair->of;
    number.resolution = 0;
    if (split == RV_NAME_VALIDATION)
        prints->draft->facts.validation = pair->of;
    else if (split == RV_NAME_TRAINING)
        prints->draft->facts.train = pair->of;
    return number;
}

/* " * Acc@1 61.5" sums the lines above it up: it is of the same examples. */
static void go_on(struct prints *prints, bool sums)
{
    enum rv_name_split split = RV_NAME_UNSAID;

    for (size_t i = 0; i < prints->pairs.count; i++) {
        struct rv_pair *pair = &prints->pairs.pairs[i];

        if (sums && !pair->split && !pair->meaning.split)
            pair->split = prints->split;
        if (tells(pair) && (pair->meaning.split || pair->split))
            split = pair->meaning.split ? pair->meaning.split : pair->split;
    }
    prints->split = split;
}

static void take_pair(struct prints *prints, const struct rv_pair *pair)
{
    const struct rv_number number = share_of(prints, pair);

    if (is_wanted(pair))
        rv_draft_cell(prints->draft,
                      rv_draft_column(prints->draft, pair->name, pair->length, pair->split),
                      &number, pair->running);
}

/* Pairs from `first` on: a row. */
static void take_row(struct prints *prints, int line, bool named, size_t step)
{
    struct rv_draft_row *row = rv_draft_row(prints->draft, line);

    row->epoch = prints->epoch;
    row->rank = step < prints->pairs.count ? RV_DRAFT_STEP : named ? RV_DRAFT_EPOCH : RV_DRAFT_LINE;
    if (step < prints->pairs.count)
        row->step = prints->pairs.pairs[step].number.value;
    for (size_t i = 0; i < prints->pairs.count; i++)
        take_pair(prints, &prints->pairs.pairs[i]);
}

/* The epoch that the line names, if it does. */
static bool take_epoch(struct prints *prints)
{
    bool named = false;

    for (size_t i = 0; i < prints->pairs.count && !named; i++) {
        const struct rv_pair *pair = &prints->pairs.pairs[i];

        if (pair->meaning.kind != RV_NAME_EPOCH || isnan(pair->number.value) ||
            pair->number.value < 0)
            continue;
        named = true;
        prints->epoch = pair->number.value;
        prints->headers = prints->headers || pair->length;
        if (pair->of >= pair->number.value)
            prints->draft->planned = pair->of;
    }
    return named;
}

static bool is_record(const struct rv_pairs *pairs)
{
    return pairs->count && pairs->pairs[0].meaning.kind == RV_NAME_IGNORED;
}

static bool take_piece(struct prints *prints, const char *text, int line)
{
    struct rv_console_bar bar;
    size_t telling;
    bool named;

    if (rv_console_bar_read(text, &bar)) /* the reader of those knows which are whole */
        return false;
    rv_pairs_read(&prints->draft->memo, text, true, &prints->pairs);
    if (!prints->pairs.count || is_record(&prints->pairs))
        return rv_console_facts_read(text, &prints->draft->facts);
    name_first(prints);
    telling = count_telling(&prints->pairs);
    if (prints->pairs.letters > PROSE && telling < 2 && !count_kind(&prints->pairs, RV_NAME_EPOCH))
        return false;
    if (!telling && !prints->draft->row_count && rv_console_facts_read(text, &prints->draft->facts))
        return true;
    named = take_epoch(prints);
    if (!telling && !count_kind(&prints->pairs, RV_NAME_RATE) &&
        !count_kind(&prints->pairs, RV_NAME_SECONDS))
        return named;
    if (!telling && !prints->headers && !prints->draft->row_count)
        return false;
    go_on(prints, *text == '*');
    take_row(prints, line, named, find_step(&prints->pairs));
    return true;
}

/* What a sentence says once is no column: "validation accuracy stays at 0.5". */
static void forget_sentences(struct rv_draft *draft)
{
    size_t most = 0;

    for (size_t i = 0; i < draft->column_count; i++)
        if (draft->columns[i].cells > most)
            most = draft->columns[i].cells;
    for (size_t i = 0; i < draft->column_count; i++)
        if (draft->columns[i].cells == 1 && most >= SEVERAL &&
            draft->columns[i].meaning.words >= SEVERAL)
            draft->columns[i].meaning.kind = RV_NAME_IGNORED;
}

static void read(const struct rv_lines *lines, struct rv_draft *draft)
{
    struct prints prints = {.draft = draft, .epoch = (double)NAN};

    for (size_t i = 0; i < lines->count; i++) {
        const struct rv_line *line = &lines->lines[i];
        char *piece = line->text;
        bool understood = false;

        while (*piece) {
            char *next = line->length > LONG_LINE ? piece + (rv_console_next_piece(piece) - piece)
                                                  : line->text + line->length;
            const char kept = *next;

            *next = '\0';
            understood |= take_piece(&prints, piece, line->number);
            *next = kept;
            piece = next;
        }
        if (!understood)
            rv_draft_unread(draft, line->number);
    }
    forget_sentences(draft);
}

const struct rv_reader_type rv_reader_prints = {
    .name = "prints",
    .looks = "printed lines with names and numbers",
    .read = read,
};
