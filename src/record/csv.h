/* CSV, cut into rows of fields (RFC 4180): quotes, doubled quotes, line breaks inside quotes, LF or
 * CRLF, an optional byte order mark. The one reader of it, for data files and for the tables of a
 * run folder; and how a field is written so that it reads back.
 *
 *     struct rv_csv_reader csv = {0};
 *     if (rv_csv_open(&csv, path, limit, error) == RV_OK)
 *         while (rv_csv_row(&csv, error) == RV_OK && csv.count > 0)
 *             ... csv.fields[0 .. csv.count-1] ...
 *     rv_csv_release(&csv);
 *
 * Time is proportional to the length of the text. */
#ifndef RAVINE_RECORD_CSV_H
#define RAVINE_RECORD_CSV_H

#include "ravine/status.h"
#include "ravine/text.h"

#define RV_CSV_LINE_BYTES ((size_t)1 << 20) /* longest row */
#define RV_CSV_COLUMNS 65536                /* most columns */

struct rv_text_file;

struct rv_csv_field {
    char *text; /* terminated; blanks round an unquoted field are gone */
    bool quoted;
    struct rv_position at;
};

struct rv_csv_reader {
    const char *source; /* the path, for messages; belongs to the caller */
    char separator;     /* comma; set it after opening; ' ': any number of blanks and tabs */
    char comment;       /* lines that begin with it are skipped; 0: none */
    bool blank_rows;    /* a blank line is a row with one empty field; else it is skipped */
    size_t comments;    /* lines that were skipped so far */
    char *bytes;        /* owned; the text or a part of it, cut up in place */
    size_t length;
    struct rv_text_file *file; /* owned; what is behind that part; NULL: nothing is */
    size_t room;        /* bytes that a part may have */
    size_t next; /* where the next row begins */
    int line;    /* of `next`, from 1 */
    struct rv_csv_field *fields; /* owned; of the last row */
    size_t count;                /* 0: the text has ended */
    size_t capacity;
    bool ends[256]; /* bytes that may end a field, for `ends_of` as separator */
    char ends_of;
};

/* A file of at most `limit` bytes, plain or compressed with gzip. Release the reader in any case.
 */
enum rv_status rv_csv_open(struct rv_csv_reader *csv, const char *path, size_t limit,
                           struct rv_error *error);
/* `length` bytes and a 0 behind them, which the reader owns from now on. */
enum rv_status rv_csv_take(struct rv_csv_reader *csv, const char *source, char *bytes,
                           size_t length, struct rv_error *error);
/* A file of any length, of which some MiB at a time are in memory: fields live until the next row.
 * Not UTF-8 only: see text_file.h. */
enum rv_status rv_csv_stream(struct rv_csv_reader *csv, const char *path, size_t limit,
                             struct rv_error *error);
/* The next row. The fields live until the reader is released, their array until the next call. */
enum rv_status rv_csv_row(struct rv_csv_reader *csv, struct rv_error *error);
void rv_csv_release(struct rv_csv_reader *csv);

/* A field, quoted where it must be; and one that always is. */
void rv_csv_print(struct rv_text *out, const char *text);
void rv_csv_print_quoted(struct rv_text *out, const char *text);

#endif
