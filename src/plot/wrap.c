/* Text in lines: see wrap.h. rv_text_wrap() fills terminal pages; this one breaks words that are
 * too long and limits the number of lines, which a figure needs. */
#include "plot/wrap.h"

#include "ravine/utf8.h"

#include <string.h>

void rv_wrap_lines(struct rv_text *out, const char *text, size_t width, size_t most)
{
    static const char blanks[] = " \t\r\n\v\f";
    size_t column = 0, line = 1;

    for (text += strspn(text, blanks); *text; text += strspn(text, blanks)) {
        size_t whole = strcspn(text, blanks);
        size_t word = rv_utf8_fit(text, whole, (int)width); /* a longer word is broken */
        size_t size = (size_t)rv_utf8_width(text, word);

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
