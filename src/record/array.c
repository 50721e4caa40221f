/* Arrays of NumPy: see array.h. The format is NEP 1 (Kern 2007), versions 1 to 3. */
#include "record/array.h"

#include "ravine/folder.h"
#include "ravine/memory.h"
#include "record/zip.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define MAGIC "\x93NUMPY"
#define MAGIC_SIZE 6
#define FILE_MOST ((size_t)1 << 32)
#define HEADER_MOST 4096

double rv_array_value(const struct rv_array *array, size_t i)
{
    const unsigned char *in = array->values + i * array->item;
    uint64_t bits = 0;
    double value;
    float single;

    for (size_t k = 0; k < array->item; k++)
        bits |= (uint64_t)in[array->big ? array->item - 1 - k : k] << (8 * k);
    if (array->kind == 'u' || array->kind == 'b')
        return (double)bits;
    if (array->kind == 'i') { /* the sign is the highest bit */
        uint64_t sign = UINT64_C(1) << (8 * array->item - 1);
        return bits & sign ? -(double)((~bits & (sign - 1)) + 1) : (double)bits;
    }
    if (array->item == 4) {
        uint32_t low = (uint32_t)bits;
        memcpy(&single, &low, sizeof single);
        return (double)single;
    }
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* What follows 'key': in the dictionary of a header; NULL: it has no such key. */
static const char *find_key(const char *header, const char *key)
{
    const char *at = strstr(header, key);

    at = at ? at + strlen(key) : NULL;
    return at ? at + strspn(at, "': ") : NULL;
}

static enum rv_status read_type(const char *source, const char *header, struct rv_array *array,
                                struct rv_error *error)
{
    const char *type = find_key(header, "'descr'");
    char item;

    if (!type || !*type || !type[1] || !type[2])
        return rv_error_set(error, RV_INPUT, "%s: the header names no type", source);
    item = type[2];
    array->big = *type == '>';
    array->kind = type[1];
    array->item = (size_t)(item - '0');
    if (type[3] == '\'' && ((strchr("iu", array->kind) && strchr("1248", item)) ||
                            (array->kind == 'f' && strchr("48", item)) ||
                            (array->kind == 'b' && item == '1')))
        return RV_OK;
    return rv_error_set(error, RV_INPUT,
                        "%s holds values of the type %.*s: real (4 or 8 bytes), whole and boolean "
                        "ones are read. Write x.astype('float32'), and classes as whole numbers",
                        source, (int)strcspn(type, "'"), type);
}

static enum rv_status read_shape(const char *source, const char *header, struct rv_array *array,
                                 struct rv_error *error)
{
    const char *at = find_key(header, "'shape'");

    array->count = 1;
    for (int d = 0; d < RV_ARRAY_DIMENSIONS; d++)
        array->size[d] = 1;
    at = at && *at == '(' ? at + 1 : "";
    while (*at >= '0' && *at <= '9') {
        size_t size = 0;
        for (; *at >= '0' && *at <= '9'; at++)
            size = size < FILE_MOST ? 10 * size + (size_t)(*at - '0') : size;
        if (array->dimensions == RV_ARRAY_DIMENSIONS)
            return rv_error_set(error, RV_INPUT, "%s has more than %d dimensions", source,
                                RV_ARRAY_DIMENSIONS);
        if (size == 0 || size > FILE_MOST || array->count > FILE_MOST / size)
            return rv_error_set(error, RV_INPUT, "%s has a size of 0, or one too large", source);
        array->size[array->dimensions++] = size;
        array->count *= size;
        at += strspn(at, "L, ");
    }
    if (*at != ')' || array->dimensions == 0)
        return rv_error_set(error, RV_INPUT, "%s is no array of examples: its shape is not read",
                            source);
    at = find_key(header, "'fortran_order'");
    if (array->dimensions > 1 && at && strncmp(at, "True", 4) == 0)
        return rv_error_set(error, RV_INPUT, "%s is in Fortran order: write "
                            "numpy.ascontiguousarray(x)", source);
    return RV_OK;
}

/* One array from its bytes. */
static enum rv_status read_array(const char *source, const char *bytes, size_t size,
                                 struct rv_array *array, struct rv_error *error)
{
    const unsigned char *b = (const unsigned char *)bytes;
    size_t prefix = size > 8 && b[6] >= 2 ? 12 : 10, length;
    char header[HEADER_MOST + 1];
    enum rv_status status;

    if (size < prefix || memcmp(bytes, MAGIC, MAGIC_SIZE) != 0)
        return rv_error_set(error, RV_INPUT, "%s is no array of NumPy", source);
    length = (size_t)b[8] | (size_t)b[9] << 8;
    if (prefix == 12)
        length |= (size_t)b[10] << 16 | (size_t)b[11] << 24;
    if (length > HEADER_MOST || length > size - prefix)
        return rv_error_set(error, RV_INPUT, "%s is cut off in its header", source);
    memcpy(header, bytes + prefix, length);
    header[length] = '\0';
    status = read_type(source, header, array, error);
    if (status == RV_OK)
        status = read_shape(source, header, array, error);
    if (status == RV_OK && array->count * array->item != size - prefix - length)
        return rv_error_set(error, RV_INPUT, "%s holds %zu bytes; its header announces %zu", source,
                            size - prefix - length, array->count * array->item);
    array->values = b + prefix + length;
    return status;
}

static char *keep(struct rv_array_file *file, char *block)
{
    file->blocks = rv_memory_grow(file->blocks, file->block_count, sizeof *file->blocks);
    file->blocks[file->block_count++] = block;
    return block;
}

static enum rv_status read_entry(const char *path, const struct rv_zip_file *entry,
                                 struct rv_array_file *file, struct rv_error *error)
{
    struct rv_array array = { .dimensions = 0 };
    size_t length = strlen(entry->name);
    char source[512], *bytes;
    enum rv_status status;

    if (length < 4 || strcmp(entry->name + length - 4, ".npy") != 0)
        return RV_OK;
    (void)snprintf(source, sizeof source, "%s: %s", path, entry->name);
    status = rv_zip_extract(source, entry, &bytes, error);
    if (status != RV_OK)
        return status;
    status = read_array(source, keep(file, bytes), entry->size, &array, error);
    if (status != RV_OK)
        return status;
    (void)snprintf(array.name, sizeof array.name, "%.*s", (int)length - 4, entry->name);
    file->arrays = rv_memory_grow(file->arrays, file->count, sizeof *file->arrays);
    file->arrays[file->count++] = array;
    return RV_OK;
}

enum rv_status rv_array_file_read(const char *path, struct rv_array_file *file,
                                  struct rv_error *error)
{
    struct rv_zip_file entry;
    char *bytes;
    size_t size, next = 0;
    bool more = true;
    enum rv_status status = rv_file_read(path, FILE_MOST, &bytes, &size, error);

    *file = (struct rv_array_file){ 0 };
    if (status != RV_OK)
        return status;
    keep(file, bytes);
    if (size < 2 || memcmp(bytes, "PK", 2) != 0) {
        file->arrays = rv_alloc(1, sizeof *file->arrays);
        file->count = 1;
        return read_array(path, bytes, size, file->arrays, error);
    }
    while (status == RV_OK && more) {
        status = rv_zip_next(path, bytes, size, &next, &entry, &more, error);
        if (status == RV_OK && more)
            status = read_entry(path, &entry, file, error);
    }
    return status;
}

void rv_array_file_release(struct rv_array_file *file)
{
    for (size_t k = 0; k < file->block_count; k++)
        rv_free(file->blocks[k]);
    rv_free(file->blocks);
    rv_free(file->arrays);
    *file = (struct rv_array_file){ 0 };
}
