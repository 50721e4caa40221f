/* NumPy files, format version 1.0: NEP 1, "A Simple File Format for NumPy Arrays" (Kern 2007).
 *
 *     6 bytes "\x93NUMPY", version 1 0, length of the header as 16 bits, little-endian
 *     header: a Python dictionary, filled up with blanks to a multiple of 64 bytes in all, "\n"
 *     data: little-endian doubles (whole numbers, bytes) in C order */
#include "ravine/folder.h"

#include "ravine/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MAGIC "\x93NUMPY\x01\x00"
#define MAGIC_SIZE 8
#define PREFIX_SIZE 10 /* magic and the length of the header */
#define ALIGNMENT 64
#define DESCRIPTION_OF(item) "{'descr': '" item "', 'fortran_order': False, 'shape': ("
#define DESCRIPTION DESCRIPTION_OF("<f8")

static void put(unsigned char *out, uint64_t bits)
{
    for (int byte = 0; byte < 8; byte++)
        out[byte] = (unsigned char)(bits >> (8 * byte));
}

static double get_double(const unsigned char *in)
{
    uint64_t bits = 0;
    double value;

    for (int byte = 0; byte < 8; byte++)
        bits |= (uint64_t)in[byte] << (8 * byte);
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* A file without its data yet: header and room for `size` bytes an item. */
struct array {
    unsigned char *bytes; /* owned */
    size_t offset;        /* of the data */
    size_t count;
    size_t size;
};

static struct array begin(const char *description, size_t size, const size_t *shape,
                          size_t dimensions)
{
    struct array array = {.count = 1, .size = size};
    struct rv_text header = {0};

    rv_text_add(&header, description);
    for (size_t d = 0; d < dimensions; d++) {
        array.count *= shape[d];
        /* Python writes a tuple of one as "(3,)". */
        rv_text_printf(&header, "%s%zu%s", d ? " " : "", shape[d],
                       d + 1 < dimensions || dimensions == 1 ? "," : "");
    }
    rv_text_add(&header, "), }");
    while ((PREFIX_SIZE + header.length + 1) % ALIGNMENT)
        rv_text_add(&header, " ");
    rv_text_add(&header, "\n");

    array.offset = PREFIX_SIZE + header.length;
    array.bytes = rv_alloc(array.offset + size * array.count, 1);
    memcpy(array.bytes, MAGIC, MAGIC_SIZE);
    array.bytes[8] = (unsigned char)(header.length & 0xff);
    array.bytes[9] = (unsigned char)(header.length >> 8);
    memcpy(array.bytes + PREFIX_SIZE, rv_text_string(&header), header.length);
    rv_text_release(&header);
    return array;
}

static enum rv_status end(const char *path, struct array *array, struct rv_error *error)
{
    enum rv_status status =
        rv_file_write(path, array->bytes, array->offset + array->size * array->count, error);

    rv_free(array->bytes);
    return status;
}

enum rv_status rv_npy_write(const char *path, const double *values, const size_t *shape,
                            size_t dimensions, struct rv_error *error)
{
    struct array array = begin(DESCRIPTION, 8, shape, dimensions);

    for (size_t i = 0; i < array.count; i++) {
        uint64_t bits;

        memcpy(&bits, &values[i], sizeof bits);
        put(array.bytes + array.offset + 8 * i, bits);
    }
    return end(path, &array, error);
}

enum rv_status rv_npy_write_integers(const char *path, const int64_t *values, const size_t *shape,
                                     size_t dimensions, struct rv_error *error)
{
    struct array array = begin(DESCRIPTION_OF("<i8"), 8, shape, dimensions);

    for (size_t i = 0; i < array.count; i++)
        put(array.bytes + array.offset + 8 * i, (uint64_t)values[i]);
    return end(path, &array, error);
}

enum rv_status rv_npy_write_bytes(const char *path, const unsigned char *values,
                                  const size_t *shape, size_t dimensions, struct rv_error *error)
{
    struct array array = begin(DESCRIPTION_OF("|u1"), 1, shape, dimensions);

    memcpy(array.bytes + array.offset, values, array.count);
    return end(path, &array, error);
}

/* Numbers of the shape; 0 when the header is not one of ours. `header` is terminated. */
static bool shape_count(const char *header, size_t *count)
{
    const char *rest;

    if (strncmp(header, DESCRIPTION, strlen(DESCRIPTION)) != 0)
        return false;
    *count = 1;
    for (rest = header + strlen(DESCRIPTION); *rest != ')';) {
        size_t length = strspn(rest, "0123456789");
        unsigned long size;

        if (length == 0 || length > 12)
            return false;
        size = strtoul(rest, NULL, 10);
        if (size && *count > SIZE_MAX / 8 / size)
            return false;
        *count *= size;
        rest += length;
        rest += strspn(rest, ", ");
    }
    return true;
}

enum rv_status rv_npy_read(const char *path, double **values, size_t *count,
                           struct rv_error *error)
{
    char *content;
    const unsigned char *bytes;
    size_t size, length = 0;
    enum rv_status status = rv_file_read(path, RV_MEMORY_LIMIT / 4, &content, &size, error);
    bool good;

    if (status)
        return status;
    bytes = (const unsigned char *)content;
    good = size >= PREFIX_SIZE && memcmp(content, MAGIC, MAGIC_SIZE) == 0;
    if (good) {
        length = PREFIX_SIZE + (size_t)(bytes[8] + 256 * bytes[9]);
        good = length > PREFIX_SIZE && length <= size && content[length - 1] == '\n';
    }
    if (good) {
        content[length - 1] = '\0';
        good = shape_count(content + PREFIX_SIZE, count) && size - length == 8 * *count;
    }
    if (good) {
        *values = rv_alloc(*count, sizeof **values);
        for (size_t i = 0; i < *count; i++)
            (*values)[i] = get_double(bytes + length + 8 * i);
    } else {
        status = rv_error_set(error, RV_INPUT, "'%s' is not a NumPy file of ravine, or cut off",
                              path);
    }
    rv_free(content);
    return status;
}
