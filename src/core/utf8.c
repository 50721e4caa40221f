/* UTF-8 and what must not reach a terminal: see ravine/utf8.h. */
#include "ravine/utf8.h"

#include <string.h>
#include <utf8proc.h>

enum { MOST = 4 }; /* bytes of a character */

/* utf8proc_iterate() takes no surrogate for a character; here it is one '?', and not three. */
size_t rv_utf8_decode(const char *bytes, size_t size, uint32_t *code)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *at = (const unsigned char *)bytes;
    size_t length;

    if (size == 0 || (at[0] >= 0x80 && at[0] < 0xc2) || at[0] > 0xf4)
        return 0;
    length = at[0] < 0x80 ? 1 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
    if (length > size)
        return 0;
    *code = length == 1 ? at[0] : at[0] & (0x7fU >> length);
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xc0U) != 0x80)
            return 0;
        *code = *code << 6 | (at[i] & 0x3fU);
    }
    return *code >= least[length] && *code <= 0x10ffff ? length : 0;
}

bool rv_utf8_surrogate(uint32_t code)
{
    return code >= 0xd800 && code <= 0xdfff;
}

size_t rv_utf8_encode(uint32_t code, char bytes[5])
{
    utf8proc_ssize_t length = 0;

    if (utf8proc_codepoint_valid((utf8proc_int32_t)code))
        length = utf8proc_encode_char((utf8proc_int32_t)code, (utf8proc_uint8_t *)bytes);
    bytes[length] = '\0';
    return (size_t)length;
}

/* The character at `bytes`, or the one byte that is none: that is shown as one '?'. */
static size_t next(const char *bytes, size_t size, uint32_t *code)
{
    size_t length = rv_utf8_decode(bytes, size, code);

    if (length)
        return length;
    *code = '?';
    return 1;
}

size_t rv_utf8_size(const char *text)
{
    uint32_t code;

    return *text ? next(text, strnlen(text, MOST), &code) : 0;
}

/* A control character fills a cell too: it is shown as a blank or a '?'. */
static int cells(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || rv_utf8_surrogate(code)
               ? 1
               : utf8proc_charwidth((utf8proc_int32_t)code);
}

int rv_utf8_count(const char *bytes, size_t size)
{
    uint32_t code;
    int count = 0;

    for (size_t at = 0; at < size; at += next(bytes + at, size - at, &code))
        count++;
    return count;
}

int rv_utf8_width(const char *bytes, size_t size)
{
    int width = 0;

    for (size_t at = 0; at < size;) {
        uint32_t code;

        at += next(bytes + at, size - at, &code);
        width += cells(code);
    }
    return width;
}

size_t rv_utf8_fit(const char *bytes, size_t size, int width)
{
    size_t at = 0;

    while (at < size) {
        uint32_t code;
        size_t length = next(bytes + at, size - at, &code);

        width -= cells(code);
        if (width < 0)
            break;
        at += length;
    }
    return at;
}

bool rv_utf8_commands(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || /* C0, DEL, C1 */
           code == 0x61c || code == 0x200e || code == 0x200f || /* marks of direction */
           (code >= 0x2028 && code <= 0x202e) || /* separators; embedding and override */
           (code >= 0x2066 && code <= 0x2069) || /* isolates */
           rv_utf8_surrogate(code);
}

size_t rv_utf8_clean(char *bytes, size_t size)
{
    size_t to = 0;

    for (size_t at = 0; at < size;) {
        uint32_t code;
        size_t length = rv_utf8_decode(bytes + at, size - at, &code);

        if (length > 0 && (code == '\n' || code == '\t' || !rv_utf8_commands(code))) {
            memmove(bytes + to, bytes + at, length);
            to += length;
        } else {
            bytes[to++] = '?';
        }
        at += length > 0 ? length : 1;
    }
    if (to < size)
        bytes[to] = '\0';
    return to;
}
