/* IDX files, the format of MNIST (LeCun, Cortes, Burges): plain or compressed with gzip.
 *
 *     bytes 0 1   0
 *     byte  2     type of the values: 08 unsigned byte, 09 signed byte, 0B 16-bit and 0C 32-bit
 *                 whole numbers, 0D float, 0E double
 *     byte  3     number of dimensions
 *     then        each dimension, 32 bits, most significant byte first
 *     then        the values, last dimension fastest
 *
 * and the data sets made from a pair of them: images (count × height × width) and labels (count).
 * Nothing in a header is believed: sizes are checked before anything is allocated, memory grows
 * with what is really there, and the file must end where its header says. */
#ifndef RAVINE_DATA_IDX_H
#define RAVINE_DATA_IDX_H

#include "ravine/dataset.h"

#define RV_IDX_DIMENSIONS 4

struct rv_idx {
    int dimensions;
    int type;    /* its byte in the header */
    size_t item; /* bytes of a value */
    size_t size[RV_IDX_DIMENSIONS]; /* unused ones are 1 */
    unsigned char *values;          /* owned; NULL when only the header was read */
};

struct rv_file_cached;

/* Value i: a byte, a whole number or a real one. */
double rv_idx_value(const struct rv_idx *idx, size_t i);
/* Reads the header only. `dimensions`: 1 of labels, 3 of images, which may have 4 (colours). */
enum rv_status rv_idx_header(const char *path, int dimensions, struct rv_idx *header,
                             struct rv_error *error);
/* The whole file, from the cache if it can be; rv_file_value() gives a const struct rv_idx, and
 * rv_file_put() gives it back. */
enum rv_status rv_idx_get(const char *path, int dimensions, struct rv_file_cached **cached,
                          struct rv_error *error);
/* Empties the cache (of all kinds of data files), where nobody uses one. For tests. */
void rv_idx_cache_release(void);

#endif
