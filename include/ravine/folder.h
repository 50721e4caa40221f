/* The run folder (DESIGN.md, section 3) and atomic files.
 *
 * A file is written to a temporary name, flushed to disk and renamed: a killed program leaves only
 * whole files. */
#ifndef RAVINE_FOLDER_H
#define RAVINE_FOLDER_H

#include "ravine/status.h"
#include "ravine/text.h"

#include <stdbool.h>
#include <stddef.h>

/* Writes a whole file. RV_WRITE with the system's reason. */
enum rv_status rv_file_write(const char *path, const void *bytes, size_t size,
                             struct rv_error *error);
/* The same for a text that is there to be read, perhaps by `cat`: as a terminal gets it
 * (ravine/print.h). */
enum rv_status rv_file_write_text(const char *path, const struct rv_text *text,
                                  struct rv_error *error);
/* Reads a whole file of at most `limit` bytes, terminated; RV_INPUT on folders, missing or too
 * large files. Free with rv_free(). */
enum rv_status rv_file_read(const char *path, size_t limit, char **content, size_t *size,
                            struct rv_error *error);

/* A new folder `runs/NAME-TIMESTAMP` (-2, -3 ... when taken; made atomically), or `out` itself: it
 * must not exist or be empty unless `force`. The path is appended to `path`. RV_USAGE when it is
 * not empty, cannot be made or cannot be written to: all this is found before computing. */
enum rv_status rv_folder_create(const char *name, const char *out, bool force,
                                struct rv_text *path, struct rv_error *error);

/* Makes a folder and those above it. */
enum rv_status rv_folder_make(const char *path, struct rv_error *error);

/* A NumPy file of one array of little-endian doubles of that shape. */
enum rv_status rv_npy_write(const char *path, const double *values, const size_t *shape,
                            size_t dimensions, struct rv_error *error);

/* Reads a file that rv_npy_write() made: `count` doubles, free with rv_free(). RV_INPUT for
 * anything else. */
enum rv_status rv_npy_read(const char *path, double **values, size_t *count,
                           struct rv_error *error);

/* The names in a folder, "." and ".." left out, in the order of their bytes; NULL-terminated.
 * `reason` is 0, or why not all could be read (errno). Free with rv_folder_free_names(). */
char **rv_folder_names(const char *path, int *reason);
void rv_folder_free_names(char **names);

#endif
