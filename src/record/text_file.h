/* A file of text, read piece by piece as UTF-8 whatever program wrote it: plain or compressed with
 * gzip, UTF-8 with or without its mark, UTF-16 (by its mark, or by the zero bytes of its first
 * characters), and Windows-1252 where bytes are no UTF-8. Lines that end in CR alone end in LF.
 *
 *     struct rv_text_file file;
 *     status = rv_text_file_open(&file, path, limit, error);
 *     ... rv_text_file_read(&file, bytes, size, &got, error) until got is 0 ...
 *     rv_text_file_close(&file); */
#ifndef RAVINE_RECORD_TEXT_FILE_H
#define RAVINE_RECORD_TEXT_FILE_H

#include "record/gzip.h"

#include <stdbool.h>

struct rv_text_file {
    const char *path;     /* the caller's, for messages */
    struct rv_gzip *gzip; /* owned */
    char *raw;            /* owned; bytes of the file that are not yet decoded */
    size_t begin, end;    /* of them */
    size_t total, limit;  /* bytes read so far, and at most */
    bool ended;
    bool utf16, big;      /* big: the larger byte first */
    bool windows;         /* bytes that are no UTF-8 were met, and read as Windows-1252 */
    bool returns;         /* lines end in CR alone */
};

/* Close it in any case. */
enum rv_status rv_text_file_open(struct rv_text_file *file, const char *path, size_t limit,
                                 struct rv_error *error);
void rv_text_file_close(struct rv_text_file *file);

/* Up to `room` bytes, of which there must be at least 8; 0 at the end. A byte 0 is an error. */
enum rv_status rv_text_file_read(struct rv_text_file *file, char *bytes, size_t room, size_t *got,
                                 struct rv_error *error);

#endif
