/* Files of a ZIP archive in memory, stored or deflated, as numpy.savez() writes them. */
#ifndef RAVINE_RECORD_ZIP_H
#define RAVINE_RECORD_ZIP_H

#include "ravine/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rv_zip_file {
    char name[256];
    const char *packed;
    size_t packed_size, size;
    int method; /* 0 stored, 8 deflated */
    uint32_t check; /* CRC-32 of the unpacked bytes */
};

/* The next entry of the archive's directory; `next` is 0 at the beginning, `more` false at the end.
 */
enum rv_status rv_zip_next(const char *source, const char *bytes, size_t size, size_t *next,
                           struct rv_zip_file *entry, bool *more, struct rv_error *error);
/* Its bytes, entry->size of them; to be freed by rv_free(). */
enum rv_status rv_zip_extract(const char *source, const struct rv_zip_file *entry, char **bytes,
                              struct rv_error *error);

#endif
