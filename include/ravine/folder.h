/* The run folder (DESIGN.md, section 3) and atomic files.
 *
 * A file is written to a temporary name, flushed to disk and renamed: a killed program leaves only
 * whole files under their names, and at most FILE.tmp-N beside them, which the next one to write
 * FILE takes over. A folder has one owner. */
#ifndef RAVINE_FOLDER_H
#define RAVINE_FOLDER_H

#include "ravine/status.h"
#include "ravine/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Writes a whole file. RV_WRITE with the system's reason. Two processes may write the same file,
 * two threads of one must not. */
enum rv_status rv_file_write(const char *path, const void *bytes, size_t size,
                             struct rv_error *error);
/* The same for a text that is there to be read, perhaps by `cat`: as a terminal gets it
 * (ravine/print.h). */
enum rv_status rv_file_write_text(const char *path, const struct rv_text *text,
                                  struct rv_error *error);
/* Adds a line to the end of a file, which need not be there. At one stroke, so that several
 * programs can; after one that was killed on the way the line still stands alone. */
enum rv_status rv_file_add_line(const char *path, const char *line, struct rv_error *error);
/* Whether there is no such file. Where the system does not tell there may be one: whoever opens it
 * hears why not, and nobody writes over it. */
bool rv_file_absent(const char *path);
/* Reads a whole file of at most `limit` bytes, terminated; RV_INPUT on folders, missing or too
 * large files. Free with rv_free(). */
enum rv_status rv_file_read(const char *path, size_t limit, char **content, size_t *size,
                            struct rv_error *error);

/* A folder that this process writes and no other: between create (or own) and release it holds
 * `.ravine.lock` in it. What a killed process leaves of that is a file that nobody holds. Within a
 * process too a folder has one owner; it is given back too where the program ends early
 * (ravine/interrupt.h). One thread takes and releases, and the struct does not move
 * meanwhile. On a file system without locks there is no such file, and no such promise. */
struct rv_folder {
    struct rv_text path;
    struct rv_text lock_path; /* of the lock's file, while `locked` */
    int lock;        /* its descriptor */
    bool locked;
    bool used;       /* something lay in it when it was taken: only with `force`, or owned */
    struct rv_folder *next; /* of those that the process owns */
};

/* A new folder `runs/NAME-TIMESTAMP` (-2, -3 ... when taken; made atomically), or `out` itself: it
 * must not exist or be empty unless `force`. RV_USAGE when it is not empty, belongs to a process
 * (the message names it), cannot be made or cannot be written to: all this is found before
 * computing. Release it in any case. */
enum rv_status rv_folder_create(const char *name, const char *out, bool force,
                                struct rv_folder *folder, struct rv_error *error);
/* A folder that is there, for those who add to it. */
enum rv_status rv_folder_own(const char *path, struct rv_folder *folder, struct rv_error *error);
void rv_folder_release(struct rv_folder *folder);

/* Makes a folder and those above it. */
enum rv_status rv_folder_make(const char *path, struct rv_error *error);

/* A NumPy file of one array of little-endian doubles of that shape. */
enum rv_status rv_npy_write(const char *path, const double *values, const size_t *shape,
                            size_t dimensions, struct rv_error *error);
/* The same of whole numbers (64 bits), and of bytes. */
enum rv_status rv_npy_write_integers(const char *path, const int64_t *values, const size_t *shape,
                                     size_t dimensions, struct rv_error *error);
enum rv_status rv_npy_write_bytes(const char *path, const unsigned char *values,
                                  const size_t *shape, size_t dimensions, struct rv_error *error);

/* Reads a file that rv_npy_write() made: `count` doubles, free with rv_free(). RV_INPUT for
 * anything else. */
enum rv_status rv_npy_read(const char *path, double **values, size_t *count,
                           struct rv_error *error);

/* The names in a folder, "." and ".." left out, in the order of their bytes; NULL-terminated.
 * `reason` is 0, or why not all could be read (errno). Free with rv_folder_free_names(). */
char **rv_folder_names(const char *path, int *reason);
void rv_folder_free_names(char **names);

#endif
