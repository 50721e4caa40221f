/* Bytes of a file that is plain or compressed with gzip; nothing above knows which of the two.
 *
 * As gzip reads it: members that follow each other are one text. What follows a member and is none
 * is refused, where zlib's own gzread() leaves it out without a word. */
#ifndef RAVINE_RECORD_GZIP_H
#define RAVINE_RECORD_GZIP_H

#include "ravine/status.h"

struct rv_gzip;

/* Close with rv_gzip_close(), which takes NULL. */
enum rv_status rv_gzip_open(const char *path, struct rv_gzip **file, struct rv_error *error);
void rv_gzip_close(struct rv_gzip *file);

/* Reads up to `count` bytes; `*got` is smaller only where the bytes end. A compressed file that
 * ends inside a member gives what there is, and an error when more is asked for. */
enum rv_status rv_gzip_read(struct rv_gzip *file, void *bytes, size_t count, size_t *got,
                            struct rv_error *error);

/* All of a file of at most `limit` bytes, unpacked; free with rv_free(). A byte 0 that does not
 * count follows them. */
enum rv_status rv_gzip_read_all(const char *path, size_t limit, char **bytes, size_t *length,
                                struct rv_error *error);

#endif
