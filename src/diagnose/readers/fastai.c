/* What fastai printed before it had tables: an array an epoch, "[ 2.   0.4521  0.3213  0.8745]", of
 * the epoch, the two losses and the metrics, which have no names. */
#include "diagnose/reader.h"

#include <math.h>
#include <string.h>

enum { LEAST = 3, MOST = 6 };

/* The numbers of a line that is an array and nothing else; 0: it is none. */
static size_t read_array(const char *text, struct rv_number *numbers)
{
    const char *p = text + 1;
    size_t count = 0, used;

    if (*text != '[')
        return 0;
    for (p += strspn(p, " ,"); count < MOST && (used = rv_number_read(p, &numbers[count])) > 0;
         count++) {
        p += used;
        p += *p == '.'; /* "2." */
        p += strspn(p, " ,");
    }
    return *p == ']' && p[1] == '\0' && count >= LEAST ? count : 0;
}

static void read(const struct rv_lines *lines, struct rv_draft *draft)
{
    static const char *const names[MOST] = {"epoch",    "trn_loss", "val_loss",
                                            "accuracy", "metric 2", "metric 3"};
    double epoch = (double)NAN;

    for (size_t i = 0; i < lines->count; i++) {
        struct rv_number numbers[MOST];
        const size_t count = read_array(lines->lines[i].text, numbers);
        struct rv_draft_row *row;

        /* The first number counts from 0, else these are arrays of something else. */
        if (!count || !(numbers[0].value <= 0 || numbers[0].value == epoch + 1) ||
            numbers[0].value < 0) {
            rv_draft_unread(draft, lines->lines[i].number);
            continue;
        }
        row = rv_draft_row(draft, lines->lines[i].number);
        row->epoch = epoch = numbers[0].value;
        row->rank = RV_DRAFT_EPOCH;
        for (size_t k = 1; k < count; k++)
            rv_draft_cell(draft, rv_draft_column(draft, names[k], strlen(names[k]), RV_NAME_UNSAID),
                          &numbers[k], false);
    }
    draft->tables = true;
}

const struct rv_reader_type rv_reader_fastai = {
    .name = "fastai",
    .looks = "arrays of old fastai",
    .read = read,
};
