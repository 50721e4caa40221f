/* Text in lines of a given width. */
#ifndef RV_PLOT_WRAP_H
#define RV_PLOT_WRAP_H

#include "ravine/text.h"

/* Breaks a text into lines of at most `width` cells; at most `most` lines, the last one ends
 * in " ..." (beyond the width) where something is left out. '\n' between lines, none at the end. */
void rv_wrap_lines(struct rv_text *out, const char *text, size_t width, size_t most);

#endif
