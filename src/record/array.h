/* Arrays of NumPy as programs write them: a .npy file, or all those of an .npz archive.
 *
 *     struct rv_array_file file;
 *     status = rv_array_file_read("digits.npz", &file, error);
 *     ... file.arrays[0 .. file.count-1], rv_array_value(&file.arrays[0], i) ...
 *     rv_array_file_release(&file); */
#ifndef RAVINE_RECORD_ARRAY_H
#define RAVINE_RECORD_ARRAY_H

#include "ravine/status.h"

#include <stdbool.h>
#include <stddef.h>

#define RV_ARRAY_DIMENSIONS 4

struct rv_array {
    char name[64];   /* of an .npz: without ".npy"; of a .npy file "" */
    int dimensions;  /* 1 .. 4 */
    size_t size[RV_ARRAY_DIMENSIONS]; /* unused ones are 1 */
    size_t count;    /* product of the sizes */
    char kind;       /* 'f' real, 'i' whole, 'u' whole without sign, 'b' boolean */
    size_t item;     /* bytes of a value: 1, 2, 4, 8 */
    bool big;        /* most significant byte first */
    const unsigned char *values; /* in C order; belongs to the file */
};

struct rv_array_file {
    struct rv_array *arrays; /* owned */
    size_t count;
    char **blocks;           /* owned, each of them too: what `values` point into */
    size_t block_count;
};

/* Release it in any case. Nothing in a header is believed: sizes must agree with the bytes. An
 * array of texts, of objects or in Fortran order is refused with what to write instead. */
enum rv_status rv_array_file_read(const char *path, struct rv_array_file *file,
                                  struct rv_error *error);
void rv_array_file_release(struct rv_array_file *file);

/* Value i in C order. */
double rv_array_value(const struct rv_array *array, size_t i);

#endif
