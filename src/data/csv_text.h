/* The text of a CSV file, cut into fields (RFC 4180): quotes, doubled quotes, line breaks inside
 * quotes, LF or CRLF, an optional byte order mark.
 *
 *     struct rv_csv_text text = {0};
 *     if (rv_csv_text_open(&text, path, ',', error) == RV_OK)
 *         while (rv_csv_text_row(&text, error) == RV_OK && text.count > 0)
 *             ... text.fields[0 .. text.count-1] ...
 *     rv_csv_text_release(&text); */
#ifndef RAVINE_DATA_CSV_TEXT_H
#define RAVINE_DATA_CSV_TEXT_H

#include "ravine/status.h"

#include <stdbool.h>

#define RV_CSV_TEXT_BYTES ((size_t)1 << 29)      /* largest file */
#define RV_CSV_TEXT_LINE_BYTES ((size_t)1 << 20) /* longest row */
#define RV_CSV_TEXT_COLUMNS 65536                /* most columns */

struct rv_csv_field {
    char *text; /* terminated; blanks round an unquoted field are gone */
    bool quoted;
    struct rv_position at;
};

struct rv_csv_text {
    const char *source; /* the path; belongs to the caller */
    char separator;
    char *bytes; /* owned; the file, cut up in place */
    size_t length;
    size_t next; /* where the next row begins */
    int line;    /* of `next`, from 1 */
    struct rv_csv_field *fields; /* owned; of the last row */
    size_t count;                /* 0: the file has ended */
    size_t capacity;
};

enum rv_status rv_csv_text_open(struct rv_csv_text *text, const char *path, char separator,
                                struct rv_error *error);
/* The next row that is not blank. The fields live until the text is released, their array until
 * the next call. */
enum rv_status rv_csv_text_row(struct rv_csv_text *text, struct rv_error *error);
void rv_csv_text_release(struct rv_csv_text *text);

#endif
