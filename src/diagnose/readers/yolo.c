/* Rows without names of YOLO's results.txt, and of its console: "38/99 3.82G 0.0152 0.0356 0.0092
 * 62 416 0.63 0.94 0.92 0.57 0.031 0.067 0.0082", also between bars.
 *
 * Behind epoch and memory stand the losses, then the number of objects and the size of the images
 * (two whole numbers), then precision, recall and two means of it, then the losses of validation.
 * The console has the second half in a line that begins with "all". */
#include "diagnose/fields.h"
#include "diagnose/reader.h"

#include "ravine/memory.h"

#include <math.h>
#include <string.h>

enum { LEAST = 5, LOSSES = 4, MEASURES = 4 };

struct yolo {
    struct rv_draft *draft;
    struct rv_fields row;
    char names[LOSSES][32]; /* of the header that stands above, if one does */
    size_t name_count;
    double epoch;
};

static bool is_whole(const char *text)
{
    return *text && text[strspn(text, "0123456789")] == '\0';
}

/* "640:" of the console. */
static void strip_colon(char *text)
{
    const size_t length = strlen(text);

    if (length > 1 && text[length - 1] == ':')
        text[length - 1] = '\0';
}

static void add(struct yolo *yolo, const char *split, const char *name, const char *text)
{
    struct rv_text whole = {0};
    struct rv_number number;

    rv_text_printf(&whole, "%s/%s", split, name);
    if (rv_number_cell(text, &number))
        rv_draft_cell(
            yolo->draft,
            rv_draft_column(yolo->draft, rv_text_string(&whole), whole.length, RV_NAME_UNSAID),
            &number, false);
    rv_text_release(&whole);
}

/* "Epoch GPU_mem box_loss cls_loss dfl_loss Instances Size": the names of the losses. */
static bool take_header(struct yolo *yolo)
{
    const struct rv_fields *row = &yolo->row;

    if (row->count < LEAST || strcmp(row->fields[0], "Epoch") != 0 ||
        strncmp(row->fields[1], "GPU", 3) != 0)
        return false;
    yolo->name_count = 0;
    for (size_t i = 2; i + 2 < row->count && yolo->name_count < LOSSES; i++) {
        const char *name = row->fields[i];
        struct rv_text text = {0};

        rv_text_printf(&text, "%s%s", name, strstr(name, "loss") ? "" : "_loss");
        if (text.length < sizeof *yolo->names)
            memcpy(yolo->names[yolo->name_count++], rv_text_string(&text), text.length + 1);
        rv_text_release(&text);
    }
    return true;
}

/* The place of the size of the images: the second of two whole numbers behind the losses. */
static size_t find_size(const struct rv_fields *row)
{
    for (size_t i = 4; i < row->count && i < 3 + LOSSES + 1; i++)
        if (is_whole(row->fields[i]) && is_whole(row->fields[i - 1]))
            return i;
    return 0;
}

static void add_losses(struct yolo *yolo, const char *split, size_t first, size_t count)
{
    static const char *const names[LOSSES] = {"box_loss", "obj_loss", "cls_loss", "loss"};

    for (size_t i = 0; i < count && i < LOSSES; i++)
        add(yolo, split,
            yolo->name_count == count && i < yolo->name_count ? yolo->names[i] : names[i],
            yolo->row.fields[first + i]);
}

static void add_measures(struct yolo *yolo, size_t first, size_t count)
{
    static const char *const names[MEASURES] = {"precision", "recall", "mAP_0.5", "mAP_0.5:0.95"};

    for (size_t i = 0; i < count && i < MEASURES; i++)
        add(yolo, "metrics", names[i], yolo->row.fields[first + i]);
}

/* "all 128 929 0.64 0.53 0.6 0.44" */
static bool take_all(struct yolo *yolo, int line)
{
    struct rv_fields *row = &yolo->row;

    if (row->count != 3 + MEASURES || strcmp(row->fields[0], "all") != 0 || isnan(yolo->epoch))
        return false;
    rv_draft_row(yolo->draft, line)->epoch = yolo->epoch;
    add_measures(yolo, 3, MEASURES);
    return true;
}

static bool take_row(struct yolo *yolo, int line)
{
    struct rv_fields *row = &yolo->row;
    struct rv_draft_row *drafted;
    double epoch;
    size_t size;

    if (row->count < LEAST || !strchr(row->fields[0], '/') ||
        !rv_fields_epoch(row->fields[0], &epoch, &yolo->draft->planned) ||
        row->fields[1][strspn(row->fields[1], "0123456789.")] != 'G')
        return false;
    for (size_t i = 2; i < row->count; i++)
        strip_colon(row->fields[i]);
    size = find_size(row);
    if (!size)
        return false;
    drafted = rv_draft_row(yolo->draft, line);
    drafted->epoch = yolo->epoch = epoch;
    drafted->rank = RV_DRAFT_EPOCH;
    add_losses(yolo, "train", 2, size - 3);
    if (row->count >= size + 1 + MEASURES && !strchr(row->fields[size + 1], '%')) {
        const size_t rest = row->count - size - 1 - MEASURES;

        add_measures(yolo, size + 1, MEASURES);
        add_losses(yolo, "val", size + 1 + MEASURES, rest < 3 ? rest : 3);
    }
    return true;
}

static void read(const struct rv_lines *lines, struct rv_draft *draft)
{
    struct yolo yolo = {.draft = draft, .epoch = (double)NAN};

    for (size_t i = 0; i < lines->count; i++) {
        const struct rv_line *line = &lines->lines[i];
        const char *cell = line->text + strspn(line->text, "| \t");
        const bool counts = *cell >= '0' && *cell <= '9';

        if (!counts && *cell != 'E' && *cell != 'a')
            continue;
        rv_fields_cut(line, strchr(line->text, '|') && *line->text == '|' ? '|' : ' ', &yolo.row);
        if (!take_header(&yolo) && !take_all(&yolo, line->number) &&
            !(counts && take_row(&yolo, line->number)))
            rv_draft_unread(draft, line->number);
    }
    rv_fields_release(&yolo.row);
}

const struct rv_reader_type rv_reader_yolo = {
    .name = "yolo",
    .looks = "rows of YOLO without names",
    .read = read,
};
