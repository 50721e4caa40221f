/* Reading IDX files: see idx.h. */
#include "data/idx.h"

#include "data/file.h"
#include "ravine/memory.h"
#include "record/gzip.h"

#include <string.h>

/* Largest height or width; a header beyond it is nonsense. */
#define SIDE_MAX 4096
/* Memory grows to this first, then by doubling. */
#define FIRST_BYTES ((size_t)1 << 20)
#define UNSIGNED_BYTE 8
#define FLOAT 13
#define DOUBLE 14
static const char what[] = "an IDX file";

/* Reads exactly `count` bytes, or fails. `before`: bytes already read, for messages. */
static enum rv_status read_bytes(struct rv_gzip *file, const char *path, unsigned char *bytes,
                                 size_t count, size_t before, size_t expected,
                                 struct rv_error *error)
{
    size_t got = 0;
    enum rv_status status = rv_gzip_read(file, bytes, count, &got, error);

    if (!status && got < count)
        return rv_error_set(error, RV_INPUT, "%s is cut off: it holds %zu of %zu bytes", path,
                            before + got, expected);
    return status;
}

/* Four bytes, most significant first, on any machine. */
static size_t big_endian(const unsigned char *b)
{
    return (size_t)b[0] << 24 | (size_t)b[1] << 16 | (size_t)b[2] << 8 | (size_t)b[3];
}

static size_t header_bytes(int dimensions)
{
    return 4 + 4 * (size_t)dimensions;
}

/* Of checked sizes; unused dimensions are 1. */
static size_t value_count(const struct rv_idx *idx)
{
    return idx->size[0] * idx->size[1] * idx->size[2] * idx->size[3];
}

/* Bytes of a value of this type; 0: there is none. */
static size_t item_of(int type)
{
    static const unsigned char items[] = { [8] = 1, [9] = 1,  [11] = 2,
                                           [12] = 4, [13] = 4, [14] = 8 };
    return type >= 0 && (size_t)type < sizeof items ? items[type] : 0;
}

double rv_idx_value(const struct rv_idx *idx, size_t i)
{
    const unsigned char *in = idx->values + i * idx->item;
    uint64_t bits = 0, sign = UINT64_C(1) << (8 * idx->item - 1);
    float single;
    double value;

    if (idx->type == UNSIGNED_BYTE)
        return in[0];
    for (size_t k = 0; k < idx->item; k++)
        bits = bits << 8 | in[k];
    if (idx->type == FLOAT) {
        uint32_t low = (uint32_t)bits;
        memcpy(&single, &low, sizeof single);
        return (double)single;
    }
    if (idx->type == DOUBLE) {
        memcpy(&value, &bits, sizeof value);
        return value;
    }
    return bits & sign ? -(double)((~bits & (sign - 1)) + 1) : (double)bits;
}

/* A file of labels given as images is the commonest mistake: it gets its own hint. */
static enum rv_status check_magic(const char *path, const unsigned char *b, int dimensions,
                                  struct rv_error *error)
{
    const char *holds = dimensions == 1 ? "labels" : "images";

    if (b[0] == 0 && b[1] == 0 && item_of(b[2]) > 0 &&
        (b[3] == dimensions || (dimensions == 3 && b[3] == 4)))
        return RV_OK;
    if (b[0] == 0 && b[1] == 0 && item_of(b[2]) > 0 && b[3] >= 1 && b[3] <= RV_IDX_DIMENSIONS)
        return rv_error_set(error, RV_INPUT,
                            "%s has %d dimension%s, a file of %s has %d: are images and labels "
                            "swapped?", path, b[3], b[3] == 1 ? "" : "s", holds, dimensions);
    return rv_error_set(error, RV_INPUT,
                        "%s does not begin as an IDX file of %s: found the bytes %02x %02x %02x "
                        "%02x, expected 00 00 08 %02x",
                        path, holds, b[0], b[1], b[2], b[3], (unsigned)dimensions);
}

/* Each size is below 2^32; sides up to 4096 keep the product below 2^56. */
static enum rv_status check_sizes(const char *path, const struct rv_idx *idx,
                                  struct rv_error *error)
{
    for (int d = 0; d < idx->dimensions; d++) {
        if (idx->size[d] == 0)
            return rv_error_set(error, RV_INPUT, "%s announces a size of 0", path);
        if (d > 0 && idx->size[d] > SIDE_MAX)
            return rv_error_set(error, RV_INPUT,
                                "%s announces images of %zu x %zu; at most %d x %d are read",
                                path, idx->size[1], idx->size[2], SIDE_MAX, SIDE_MAX);
    }
    /* Labels become int. */
    if (!rv_memory_fits(value_count(idx), idx->dimensions == 1 ? sizeof(int) : idx->item))
        return rv_error_set(error, RV_INPUT,
                            "%s announces %zu values of %zu x %zu, more than %zu GiB", path,
                            idx->size[0], idx->size[1], idx->size[2], RV_MEMORY_LIMIT >> 30);
    return RV_OK;
}

static enum rv_status read_header(struct rv_gzip *file, const char *path, int dimensions,
                                  struct rv_idx *idx, struct rv_error *error)
{
    unsigned char bytes[4 + 4 * RV_IDX_DIMENSIONS];
    size_t count = header_bytes(dimensions);
    enum rv_status status = read_bytes(file, path, bytes, 4, 0, count, error);

    if (status == RV_OK)
        status = check_magic(path, bytes, dimensions, error);
    if (status != RV_OK)
        return status;
    dimensions = bytes[3];
    count = header_bytes(dimensions);
    if (status == RV_OK)
        status = read_bytes(file, path, bytes + 4, count - 4, 4, count, error);
    if (status != RV_OK)
        return status;
    *idx = (struct rv_idx){ .dimensions = dimensions, .type = bytes[2],
                            .item = item_of(bytes[2]), .size = { 1, 1, 1, 1 } };
    for (int d = 0; d < dimensions; d++)
        idx->size[d] = big_endian(bytes + 4 + 4 * d);
    return check_sizes(path, idx, error);
}

/* Memory doubles as bytes arrive: a small file cannot make a large allocation. */
static enum rv_status read_values(struct rv_gzip *file, const char *path, struct rv_idx *idx,
                                  struct rv_error *error)
{
    size_t total = value_count(idx) * idx->item, header = header_bytes(idx->dimensions);
    enum rv_status status = RV_OK;
    size_t done = 0, more;
    unsigned char extra;

    while (done < total) {
        size_t goal = done > 0 ? 2 * done : FIRST_BYTES;
        if (goal > total)
            goal = total;
        idx->values = rv_realloc(idx->values, done, goal, 1);
        status = read_bytes(file, path, idx->values + done, goal - done, header + done,
                            header + total, error);
        if (status != RV_OK)
            return status;
        done = goal;
    }
    /* At the end the checksum of a compressed file is compared, and nothing may follow it. */
    status = rv_gzip_read(file, &extra, 1, &more, error);
    if (!status && more > 0)
        return rv_error_set(error, RV_INPUT,
                            "%s goes on after the %zu bytes that its header announces", path,
                            header + total);
    return status;
}

static void release(void *value)
{
    struct rv_idx *idx = value;
    rv_free(idx->values);
    rv_free(idx);
}

/* `idx` gets the header, and the values if asked for. */
static enum rv_status read_file(const char *path, int dimensions, bool whole, struct rv_idx *idx,
                                struct rv_error *error)
{
    struct rv_gzip *file;
    enum rv_status status = rv_gzip_open(path, &file, error);

    if (status == RV_OK)
        status = read_header(file, path, dimensions, idx, error);
    if (status == RV_OK && whole)
        status = read_values(file, path, idx, error);
    rv_gzip_close(file);
    return status;
}

enum rv_status rv_idx_header(const char *path, int dimensions, struct rv_idx *header,
                             struct rv_error *error)
{
    struct stat facts;
    enum rv_status status = rv_file_check(path, what, &facts, error);
    return status == RV_OK ? read_file(path, dimensions, false, header, error) : status;
}

/* For the cache; the number of dimensions is the only option. */
static enum rv_status load(const char *path, const void *options, const struct stat *facts,
                           void **value, struct rv_error *error)
{
    const int *dimensions = options;
    struct rv_idx *idx = rv_alloc(1, sizeof *idx);
    enum rv_status status = read_file(path, *dimensions, true, idx, error);

    (void)facts;
    if (status != RV_OK)
        release(idx);
    else
        *value = idx;
    return status;
}

enum rv_status rv_idx_get(const char *path, int dimensions, struct rv_file_cached **cached,
                          struct rv_error *error)
{
    struct rv_file_loader loader = {
        .what = what,
        .key = dimensions == 1 ? "labels" : "images",
        .load = load,
        .release = release,
    };
    return rv_file_get(&loader, path, &dimensions, cached, error);
}

void rv_idx_cache_release(void)
{
    rv_file_cache_release();
}
