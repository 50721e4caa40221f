/* Cells that a text takes on a screen: counted, cut, filled up. */
#include "ravine/text.h"

#include "ravine/utf8.h"

#include <string.h>

int rv_text_columns(const char *string)
{
    return rv_utf8_width(string, strlen(string));
}

void rv_text_cut(struct rv_text *out, const char *string, int width, bool utf8)
{
    size_t length = strlen(string);

    if (rv_utf8_width(string, length) <= width) {
        rv_text_add(out, string);
        return;
    }
    length = rv_utf8_fit(string, length, width - (utf8 ? 1 : 3));
    while (length > 0 && string[length - 1] == ' ')
        length--;
    rv_text_add_bytes(out, string, length);
    rv_text_add(out, utf8 ? "…" : "...");
}

int rv_text_add_cells(struct rv_text *out, const char *string, int width)
{
    size_t length = rv_utf8_fit(string, strlen(string), width);

    for (size_t i = 0; i < length; i++) {
        bool control = (unsigned char)string[i] < 0x20 || string[i] == 0x7f;

        rv_text_add_bytes(out, control ? " " : string + i, 1);
    }
    return rv_utf8_width(string, length);
}

void rv_text_pad(struct rv_text *out, const char *string, int width)
{
    int columns = rv_text_columns(string);

    rv_text_add(out, string);
    if (columns < width)
        rv_text_repeat(out, " ", (size_t)(width - columns));
}
