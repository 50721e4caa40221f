/* Text and numbers that gnuplot (and TeX behind it) can only show, never run. */
#ifndef RV_PLOT_QUOTE_H
#define RV_PLOT_QUOTE_H

#include "ravine/text.h"

/* Appends a double-quoted gnuplot string that shows exactly `text`: every byte outside letters,
 * space and a few marks becomes \ooo, digits too. Control characters become spaces; bytes that are
 * no UTF-8, and characters that XML forbids, become '?'. With `tex`, characters that TeX treats
 * specially are written as the commands that show them. */
void rv_quote_text(struct rv_text *out, const char *text, bool tex);

/* The text for a comment line of a script or data file: one line of plain ASCII without backslash
 * (at the end of a line it would continue the comment), back quotes, braces or @. */
void rv_quote_comment(struct rv_text *out, const char *text);

/* A number in gnuplot's syntax: shortest exact decimal, or NaN. */
void rv_quote_number(struct rv_text *out, double value);

#endif
