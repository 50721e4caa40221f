/* Files of data: what is checked before one is opened, and a cache of decoded ones. */
#ifndef RAVINE_DATA_FILE_H
#define RAVINE_DATA_FILE_H

#include "ravine/status.h"

#include <sys/stat.h>

/* A regular file that is not empty. RV_MISSING when there is none, RV_INPUT for a folder, a pipe,
 * an empty file; the message says what was found. `what` is what should be there: "an IDX file". */
enum rv_status rv_file_check(const char *path, const char *what, struct stat *facts,
                             struct rv_error *error);

/* A decoded file, shared by all runs of the process. */
struct rv_file_cached;

struct rv_file_loader {
    const char *what; /* as above */
    const char *key;  /* what else than the file decides the result, as text: options */
    enum rv_status (*load)(const char *path, const void *options, const struct stat *facts,
                           void **value, struct rv_error *error);
    void (*release)(void *value);
};

/* The decoded file at `path`, from the cache when the file has not changed since (modification
 * time and size). Several threads may call it. Give the handle back with rv_file_put(). */
enum rv_status rv_file_get(const struct rv_file_loader *loader, const char *path,
                           const void *options, struct rv_file_cached **cached,
                           struct rv_error *error);
const void *rv_file_value(const struct rv_file_cached *cached);
/* Tells this version of the file from any other. */
const char *rv_file_key(const struct rv_file_cached *cached);
void rv_file_put(struct rv_file_cached *cached); /* NULL is allowed */

/* Frees everything that nobody holds; call it at the end of the program. */
void rv_file_cache_release(void);

#endif
