/* Text in lines of a given width. */
#ifndef RV_PLOT_WRAP_H
#define RV_PLOT_WRAP_H

#include "ravine/text.h"

/* Characters (not bytes) of a UTF-8 text of `length` bytes. */
size_t rv_wrap_letters(const char *bytes, size_t length);

/* Breaks a text into lines of at most `width` characters; at most `most` lines, the last one ends
 * in " ..." (beyond the width) where something is left out. '\n' between lines, none at the end. */
void rv_wrap_lines(struct rv_text *out, const char *text, size_t width, size_t most);

#endif
