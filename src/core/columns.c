/* Columns that a text takes on a screen: counted, cut, filled up. */
#include "ravine/text.h"

/* Bytes of the UTF-8 character at `string`. */
static size_t character(const char *string)
{
    size_t bytes = 1;

    while (((unsigned char)string[bytes] & 0xC0U) == 0x80)
        bytes++;
    return bytes;
}

/* Every character counts as one column: double-width letters do not occur in our texts. */
int rv_text_columns(const char *string)
{
    int columns = 0;

    for (; *string; string += character(string))
        columns++;
    return columns;
}

void rv_text_cut(struct rv_text *out, const char *string, int width, bool utf8)
{
    int keep = width;
    const char *end = string;

    if (rv_text_columns(string) <= width) {
        rv_text_add(out, string);
        return;
    }
    keep -= utf8 ? 1 : 3;
    for (int at = 0; at < keep; at++)
        end += character(end);
    while (end > string && end[-1] == ' ')
        end--;
    rv_text_add_bytes(out, string, (size_t)(end - string));
    rv_text_add(out, utf8 ? "…" : "...");
}

void rv_text_pad(struct rv_text *out, const char *string, int width)
{
    int columns = rv_text_columns(string);

    rv_text_add(out, string);
    if (columns < width)
        rv_text_repeat(out, " ", (size_t)(width - columns));
}
