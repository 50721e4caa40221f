/* The console of Keras 0 to 3: headers "Epoch 3/15", bars of progress, `name: value` behind them.
 *
 * Bars that are not full show an epoch under way and are left out, and so are the words of
 * callbacks ("Epoch 00003: val_loss improved ..") but for those that change the learning rate. A
 * line of results before the first header is of the epoch before; a second one of an epoch is that
 * of `evaluate`, unless only it has the validation. */
#include "diagnose/console.h"
#include "diagnose/pairs.h"
#include "diagnose/reader.h"

#include <math.h>
#include <string.h>

struct keras {
    struct rv_draft *draft;
    struct rv_pairs pairs;
    double epoch; /* of the last header; NaN: none yet */
    double planned;
    double rate; /* as a callback set it; NaN */
    size_t headers;
    long fits; /* of one epoch each: "Epoch 1/1" again and again */
    size_t row; /* of the epoch under way, + 1; 0: none yet */
    bool validated; /* it has numbers of the validation */
    size_t unfinished; /* bars */
};

static bool is_validation(const struct rv_pairs *pairs)
{
    for (size_t i = 0; i < pairs->count; i++)
        if (pairs->pairs[i].meaning.split == RV_NAME_VALIDATION &&
            pairs->pairs[i].meaning.kind != RV_NAME_IGNORED)
            return true;
    return false;
}

static bool has_loss(const struct rv_pairs *pairs)
{
    for (size_t i = 0; i < pairs->count; i++) {
        const enum rv_name_kind kind = pairs->pairs[i].meaning.kind;

        if (kind == RV_NAME_LOSS || kind == RV_NAME_PART || kind == RV_NAME_ACCURACY)
            return true;
    }
    return false;
}

static void begin_epoch(struct keras *keras, double epoch, double planned)
{
    keras->headers++;
    if (planned > 0 && planned < 1.5) { /* fit() for one epoch, in a loop */
        epoch = (double)++keras->fits;
        planned = (double)NAN;
    }
    keras->epoch = epoch;
    keras->row = 0;
    if (planned > 0)
        keras->draft->planned = planned;
}

/* A line of results, which the pairs hold. */
static void take_results(struct keras *keras, int line)
{
    const bool validation = is_validation(&keras->pairs);
    struct rv_draft_row *row;

    if (keras->row && keras->headers) {
        if (keras->validated || !validation)
            return;
        keras->draft->rows[keras->row - 1].rank = RV_DRAFT_STEP;
    }
    row = rv_draft_row(keras->draft, line);
    row->epoch = keras->epoch;
    row->rank = RV_DRAFT_EPOCH;
    keras->row = keras->draft->row_count;
    keras->validated = validation;
    for (size_t i = 0; i < keras->pairs.count; i++) {
        const struct rv_pair *pair = &keras->pairs.pairs[i];

        if (pair->length && pair->meaning.kind != RV_NAME_IGNORED &&
            pair->meaning.kind != RV_NAME_SECONDS && pair->meaning.kind != RV_NAME_EPOCH)
            rv_draft_cell(keras->draft,
                          rv_draft_column(keras->draft, pair->name, pair->length, RV_NAME_UNSAID),
                          &pair->number, false);
    }
    if (!isnan(keras->rate)) {
        const struct rv_number rate = {.value = keras->rate, .cell = RV_LOG_NUMBER};

        rv_draft_cell(keras->draft,
                      rv_draft_column(keras->draft, "learning rate", 13, RV_NAME_UNSAID), &rate,
                      false);
    }
}

/* "299s - loss: ..", " - 49s 3ms/step - loss: ..": verbose = 2. What is behind the time, or NULL.
 */
static const char *behind_time(const char *text)
{
    const char *p = text + strspn(text, " -");
    const size_t digits = strspn(p, "0123456789.");

    if (!digits || p[digits] != 's' || p[digits + 1] != ' ')
        return NULL;
    p = strstr(p + digits, " - ");
    return p ? p + 3 : NULL;
}

/* "Epoch 00012: ReduceLROnPlateau reducing learning rate to 0.0005." */
static void take_callback(struct keras *keras, const char *text)
{
    const char *p = strstr(text, "learning rate to ");
    struct rv_number number;

    if (p && rv_number_read(p + strlen("learning rate to "), &number) &&
        number.cell == RV_LOG_NUMBER)
        keras->rate = number.value;
}

/* One piece of a line; true where it was understood. */
static bool take_piece(struct keras *keras, const char *text, int line)
{
    double epoch, planned = (double)NAN;
    const size_t header = rv_console_epoch_read(text, &epoch, &planned);
    struct rv_console_bar bar;
    const char *p = text + header, *rest;

    if (header) {
        p += strspn(p, " ]");
        if (*p == ':') {
            take_callback(keras, p);
            return true;
        }
        if (*p && !rv_console_bar_read(p, &bar) && !behind_time(p))
            return false;
        begin_epoch(keras, epoch, planned);
        if (!*p)
            return true;
    }
    if (rv_console_bar_read(p, &bar)) {
        if (bar.done < bar.of || strstr(bar.rest, "ETA:")) {
            keras->unfinished++;
            return true;
        }
        rest = bar.rest;
    } else if ((rest = behind_time(p)) == NULL) {
        return rv_console_facts_read(p, &keras->draft->facts);
    }
    rv_pairs_read(&keras->draft->memo, rest, false, &keras->pairs);
    if (!has_loss(&keras->pairs))
        return false;
    take_results(keras, line);
    return true;
}

static void read(const struct rv_lines *lines, struct rv_draft *draft)
{
    struct keras keras = {.draft = draft, .epoch = (double)NAN, .rate = (double)NAN};

    for (size_t i = 0; i < lines->count; i++) {
        const struct rv_line *line = &lines->lines[i];
        char *piece = line->text;
        bool understood = false;

        while (*piece) {
            char *next = piece + (rv_console_next_piece(piece) - piece);
            const char kept = *next;

            *next = '\0';
            understood |= take_piece(&keras, piece, line->number);
            *next = kept;
            piece = next;
        }
        if (!understood)
            rv_draft_unread(draft, line->number);
    }
    if (keras.unfinished)
        rv_draft_leave_out(draft, "%zu bar%s of epochs under way", keras.unfinished,
                           keras.unfinished == 1 ? "" : "s");
}

const struct rv_reader_type rv_reader_keras = {
    .name = "keras",
    .looks = "the bars of Keras",
    .read = read,
};
