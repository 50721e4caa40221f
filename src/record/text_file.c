/* Text of other programs: see text_file.h. */
#include "record/text_file.h"

#include "ravine/memory.h"
#include "ravine/utf8.h"

#include <string.h>

#define RAW_BYTES ((size_t)1 << 18)
#define LONGEST 4 /* bytes of a character, here and in the file */

/* What Windows-1252 has at 0x80 to 0x9f; elsewhere a byte is its code point. Bytes without a
 * character there are read as the mark of what cannot be read. */
static const uint32_t windows[32] = {
    0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd, 0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178,
};

/* More bytes behind those that are there. */
static enum rv_status fill(struct rv_text_file *file, struct rv_error *error)
{
    size_t got = 0, room;
    enum rv_status status;

    if (file->ended)
        return RV_OK;
    memmove(file->raw, file->raw + file->begin, file->end - file->begin);
    file->end -= file->begin;
    file->begin = 0;
    room = RAW_BYTES - file->end;
    status = rv_gzip_read(file->gzip, file->raw + file->end, room, &got, error);
    file->end += got;
    file->total += got;
    file->ended = got < room;
    if (status == RV_OK && file->total > file->limit)
        return rv_error_set(error, RV_INPUT, "%s is longer than %zu MiB of text", file->path,
                            file->limit >> 20);
    return status;
}

/* From the first bytes: without a mark, every second byte of a Latin text in UTF-16 is zero. */
static void detect(struct rv_text_file *file)
{
    const char *b = file->raw;
    size_t n = file->end;
    bool little = n >= 2 && memcmp(b, "\xff\xfe", 2) == 0;
    bool big = n >= 2 && memcmp(b, "\xfe\xff", 2) == 0;

    if (little || big)
        file->begin = 2;
    else if (n >= 4)
        little = b[0] && !b[1] && b[2] && !b[3];
    if (!little && !big && n >= 4)
        big = !b[0] && b[1] && !b[2] && b[3];
    file->utf16 = little || big;
    file->big = big;
    if (!file->utf16 && n >= 3 && memcmp(b, "\xef\xbb\xbf", 3) == 0)
        file->begin = 3;
    file->returns = !memchr(b, '\n', n) && memchr(b, '\r', n);
}

enum rv_status rv_text_file_open(struct rv_text_file *file, const char *path, size_t limit,
                                 struct rv_error *error)
{
    enum rv_status status;

    *file = (struct rv_text_file){ .path = path, .limit = limit };
    status = rv_gzip_open(path, &file->gzip, error);
    if (status != RV_OK)
        return status;
    file->raw = rv_alloc(RAW_BYTES, 1);
    status = fill(file, error);
    if (status == RV_OK)
        detect(file);
    return status;
}

void rv_text_file_close(struct rv_text_file *file)
{
    rv_gzip_close(file->gzip);
    rv_free(file->raw);
    *file = (struct rv_text_file){ 0 };
}

static uint32_t unit(const struct rv_text_file *file, size_t at)
{
    uint32_t first = (unsigned char)file->raw[at], second = (unsigned char)file->raw[at + 1];
    return file->big ? first << 8 | second : second << 8 | first;
}

/* The next character's code; `size` gets its bytes in the file, 0 where it cannot be read. */
static uint32_t decode_utf16(const struct rv_text_file *file, size_t *size)
{
    size_t left = file->end - file->begin;
    uint32_t code, low;

    *size = 0;
    if (left < 2)
        return 0;
    code = unit(file, file->begin);
    if (!rv_utf8_surrogate(code)) {
        *size = 2;
        return code;
    }
    low = left < 4 ? 0 : unit(file, file->begin + 2);
    if ((code & 0xfc00U) != 0xd800 || (low & 0xfc00U) != 0xdc00)
        return 0;
    *size = 4;
    return 0x10000 + ((code & 0x3ffU) << 10 | (low & 0x3ffU));
}

static uint32_t decode_utf8(struct rv_text_file *file, size_t *size)
{
    unsigned char byte = (unsigned char)file->raw[file->begin];
    uint32_t code = byte;

    *size = byte < 0x80 ? 1 : rv_utf8_decode(file->raw + file->begin, file->end - file->begin,
                                             &code);
    if (*size > 0)
        return code;
    file->windows = true;
    *size = 1;
    return byte < 0xa0 ? windows[byte - 0x80] : byte;
}

/* One character. */
static enum rv_status convert(struct rv_text_file *file, char *bytes, size_t *written,
                              struct rv_error *error)
{
    char encoded[5] = "";
    size_t size, count;
    uint32_t code = file->utf16 ? decode_utf16(file, &size) : decode_utf8(file, &size);

    if (size > 0 && code == 0)
        return rv_error_set(error, RV_INPUT, "%s has a zero byte: it is not text", file->path);
    if (file->returns && code == '\r')
        code = '\n';
    count = size ? rv_utf8_encode(code, encoded) : 0;
    if (count == 0)
        return rv_error_set(error, RV_INPUT, "%s holds UTF-16 that is cut off or has half a pair",
                            file->path);
    memcpy(bytes + *written, encoded, count);
    *written += count;
    file->begin += size;
    return RV_OK;
}

/* Whether all of eight bytes are from 1 to 127. */
static bool plain_word(const char *bytes)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), highs = ones << 7;
    uint64_t word;

    memcpy(&word, bytes, sizeof word);
    return ((word | ((word - ones) & ~word)) & highs) == 0;
}

/* Bytes from the beginning that are copied as they are. */
static size_t plain(const struct rv_text_file *file, size_t room)
{
    const char *b = file->raw + file->begin;
    size_t n = file->end - file->begin, i = 0;

    if (file->utf16 || file->returns)
        return 0;
    n = n < room ? n : room;
    while (i + 8 <= n && plain_word(b + i))
        i += 8;
    while (i < n && (signed char)b[i] > 0)
        i++;
    return i;
}

enum rv_status rv_text_file_read(struct rv_text_file *file, char *bytes, size_t room, size_t *got,
                                 struct rv_error *error)
{
    size_t written = 0;
    enum rv_status status = RV_OK;

    while (status == RV_OK && written + LONGEST <= room) {
        size_t same;

        if (file->end - file->begin < LONGEST)
            status = fill(file, error);
        if (status != RV_OK || file->begin == file->end)
            break;
        same = plain(file, room - written);
        memcpy(bytes + written, file->raw + file->begin, same);
        file->begin += same;
        written += same;
        if (same == 0)
            status = convert(file, bytes, &written, error);
    }
    *got = written;
    return status;
}
