/* ZIP archives: see zip.h. PKWARE, APPNOTE.TXT: the directory stands at the end of the file, and a
 * record behind it says where it begins. */
#include "record/zip.h"

#include "ravine/memory.h"

#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

#define END_RECORD 22     /* bytes of the record at the end, without a comment */
#define DIRECTORY_ENTRY 46
#define LOCAL_HEADER 30
#define UNKNOWN 0xffffffffU /* the number stands in an extra field of 64 bits */

static size_t number(const char *bytes, int count)
{
    size_t value = 0;

    for (int k = count; k-- > 0;)
        value = value << 8 | (unsigned char)bytes[k];
    return value;
}

static enum rv_status damaged(const char *source, struct rv_error *error)
{
    return rv_error_set(error, RV_INPUT, "%s is a ZIP archive that is cut off or damaged", source);
}

/* Where the directory begins; 0: there is none. */
static size_t find_directory(const char *bytes, size_t size)
{
    size_t comment = 0;

    for (; size >= END_RECORD + comment && comment <= 0xffff; comment++) {
        const char *end = bytes + size - END_RECORD - comment;
        if (memcmp(end, "PK\5\6", 4) == 0)
            return number(end + 16, 4);
    }
    return 0;
}

enum rv_status rv_zip_next(const char *source, const char *bytes, size_t size, size_t *next,
                           struct rv_zip_file *entry, bool *more, struct rv_error *error)
{
    size_t at = *next ? *next : find_directory(bytes, size), name, local, skipped;
    const char *head = bytes + at;

    *more = false;
    if (at == 0 || at > size || size - at < 4)
        return damaged(source, error);
    if (memcmp(head, "PK\1\2", 4) != 0)
        return RV_OK;
    if (size - at < DIRECTORY_ENTRY)
        return damaged(source, error);
    *entry = (struct rv_zip_file){ .method = (int)number(head + 10, 2),
                                    .check = (uint32_t)number(head + 16, 4),
                                    .packed_size = number(head + 20, 4),
                                    .size = number(head + 24, 4) };
    name = number(head + 28, 2);
    local = number(head + 42, 4);
    *next = at + DIRECTORY_ENTRY + name + number(head + 30, 2) + number(head + 32, 2);
    if (entry->size == UNKNOWN || entry->packed_size == UNKNOWN || local == UNKNOWN)
        return rv_error_set(error, RV_INPUT, "%s holds an array of 4 GiB or more", source);
    if (*next > size || name >= sizeof entry->name || local > size - LOCAL_HEADER)
        return damaged(source, error);
    memcpy(entry->name, head + DIRECTORY_ENTRY, name);
    skipped = LOCAL_HEADER + number(bytes + local + 26, 2) + number(bytes + local + 28, 2);
    if (size - local < skipped || size - local - skipped < entry->packed_size)
        return damaged(source, error);
    entry->packed = bytes + local + skipped;
    *more = true;
    return RV_OK;
}

/* zlib's memory comes from the one place, like all other. */
static void *take(void *unused, unsigned count, unsigned size)
{
    (void)unused;
    return rv_alloc(count, size);
}

static void give(void *unused, void *block)
{
    (void)unused;
    rv_free(block);
}

static bool inflate_all(const struct rv_zip_file *entry, char *out)
{
    z_stream stream = { .zalloc = take, .zfree = give };
    bool whole;

    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
        return false;
    stream.next_in = (const Bytef *)entry->packed;
    stream.avail_in = (unsigned)entry->packed_size;
    stream.next_out = (Bytef *)out;
    stream.avail_out = (unsigned)entry->size;
    whole = inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_out == 0;
    (void)inflateEnd(&stream);
    return whole;
}

enum rv_status rv_zip_extract(const char *source, const struct rv_zip_file *entry, char **bytes,
                              struct rv_error *error)
{
    bool whole = false;

    *bytes = NULL;
    if (entry->method != 0 && entry->method != 8)
        return rv_error_set(error, RV_INPUT, "%s is compressed in a way that is not read: write "
                            "numpy.savez() or savez_compressed()", source);
    /* Deflate packs at most some thousand times: a small file cannot ask for much memory. */
    if (!rv_memory_fits(entry->size, 1) || entry->size / 1100 > entry->packed_size)
        return damaged(source, error);
    *bytes = rv_alloc(entry->size + 1, 1);
    if (entry->method == 8) {
        whole = inflate_all(entry, *bytes);
    } else if (entry->packed_size == entry->size) {
        memcpy(*bytes, entry->packed, entry->size);
        whole = true;
    }
    if (whole && crc32(0, (const Bytef *)*bytes, (unsigned)entry->size) == entry->check)
        return RV_OK;
    rv_free(*bytes);
    *bytes = NULL;
    return damaged(source, error);
}
