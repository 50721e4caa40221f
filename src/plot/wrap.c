/* Text in lines: see wrap.h. rv_text_wrap() fills terminal pages; this one breaks words that are
 * too long and limits the number of lines, which a figure needs. */
#include "plot/wrap.h"

#include <string.h>

size_t rv_wrap_letters(const char *bytes, size_t length)
{
    size_t n = 0;

    for (size_t i = 0; i < length; i++)
        n += ((unsigned char)bytes[i] & 0xc0) != 0x80;
    return n;
}

/* Bytes of at most `most` characters of a word. */
static size_t cut(const char *word, size_t length, size_t most)
{
    size_t n = 0, i = 0;

    for (; i < length; i++) {
        n += ((unsigned char)word[i] & 0xc0) != 0x80;
        if (n > most)
            break;
    }
    return i;
}

void rv_wrap_lines(struct rv_text *out, const char *text, size_t width, size_t most)
{
    static const char blanks[] = " \t\r\n\v\f";
    size_t column = 0, line = 1;

    for (text += strspn(text, blanks); *text; text += strspn(text, blanks)) {
        size_t whole = strcspn(text, blanks);
        size_t word = cut(text, whole, width); /* a longer word is broken */
        size_t size = rv_wrap_letters(text, word);

        if (column && column + 1 + size > width) {
            if (line++ == most) {
                rv_text_add(out, " ...");
                return;
            }
            rv_text_add(out, "\n");
            column = 0;
        }
        rv_text_add(out, column ? " " : "");
        rv_text_add_bytes(out, text, word);
        column += size + (column > 0);
        text += word;
    }
}
