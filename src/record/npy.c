/* NumPy files, format version 1.0: NEP 1, "A Simple File Format for NumPy Arrays" (Kern 2007).
 *
 *     6 bytes "\x93NUMPY", version 1 0, length of the header as 16 bits, little-endian
 *     header: a Python dictionary, filled up with blanks to a multiple of 64 bytes in all, "\n"
 *     data: little-endian doubles in C order */
#include "ravine/folder.h"

#include "ravine/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MAGIC "\x93NUMPY\x01\x00"
#define MAGIC_SIZE 8
#define PREFIX_SIZE 10 /* magic and the length of the header */
#define ALIGNMENT 64
#define DESCRIPTION "{'descr': '<f8', 'fortran_order': False, 'shape': ("

static void put_double(unsigned char *out, double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
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

enum rv_status rv_npy_write(const char *path, const double *values, const size_t *shape,
                            size_t dimensions, struct rv_error *error)
{
    struct rv_text header = {0};
    enum rv_status status;
    size_t count = 1, offset;
    unsigned char *bytes;

    rv_text_add(&header, DESCRIPTION);
    for (size_t d = 0; d < dimensions; d++) {
        count *= shape[d];
        /* Python writes a tuple of one as "(3,)". */
        rv_text_printf(&header, "%s%zu%s", d ? " " : "", shape[d],
                       d + 1 < dimensions || dimensions == 1 ? "," : "");
    }
    rv_text_add(&header, "), }");
    while ((PREFIX_SIZE + header.length + 1) % ALIGNMENT)
        rv_text_add(&header, " ");
    rv_text_add(&header, "\n");

    offset = PREFIX_SIZE + header.length;
    bytes = rv_alloc(offset + 8 * count, 1);
    memcpy(bytes, MAGIC, MAGIC_SIZE);
    bytes[8] = (unsigned char)(header.length & 0xff);
    bytes[9] = (unsigned char)(header.length >> 8);
    memcpy(bytes + PREFIX_SIZE, rv_text_string(&header), header.length);
    for (size_t i = 0; i < count; i++)
        put_double(bytes + offset + 8 * i, values[i]);
    status = rv_file_write(path, bytes, offset + 8 * count, error);
    rv_free(bytes);
    rv_text_release(&header);
    return status;
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
