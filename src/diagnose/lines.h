/* A pasted log as lines of plain text.
 *
 * What terminals, notebooks and web pages leave in a paste goes: escape sequences (also those that
 * lost their first byte), backspaces and carriage returns (a line written over another is a line of
 * its own), zero bytes, UTF-16, marks of quotation, quotes and line ends of notebook files, cells
 * of HTML tables. Letters of Unicode that mean an ASCII one become it: blanks, dashes, quotes, the
 * bars of progress and of tables. Empty lines are left out; the others keep their number. */
#ifndef RAVINE_DIAGNOSE_LINES_H
#define RAVINE_DIAGNOSE_LINES_H

#include <stddef.h>

struct rv_line {
    char *text; /* terminated; blanks round it are gone */
    size_t length;
    int number; /* in the file, from 1 */
};

struct rv_lines {
    const char *source; /* the file's name; belongs to the caller */
    char *bytes; /* owned; what the lines point into */
    struct rv_line *lines; /* owned */
    size_t count;
};

/* Release the lines in any case. */
void rv_lines_cut(const char *source, const char *bytes, size_t length, struct rv_lines *lines);
void rv_lines_release(struct rv_lines *lines);

#endif
