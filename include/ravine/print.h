/* Text that goes to a terminal, or to whatever standard output and standard error are: the one
 * place that writes there.
 *
 * Every text is filtered (ravine/utf8.h): what a scenario, a file name or a key brings along cannot
 * move the cursor, set a title or turn the direction of writing. Only styles that the program
 * itself put there (rv_text_style()) become escape sequences. Only the command line and the menu
 * print.
 *
 * A pipe or a terminal that takes nothing is waited for until it does, or until an end is asked for
 * (ravine/interrupt.h): the rest is then dropped.
 *
 *     rv_print("%s: ok\n", scenario.name);
 *     rv_print_error("ravine: %s\n", error.message); */
#ifndef RAVINE_PRINT_H
#define RAVINE_PRINT_H

#include "ravine/status.h"
#include "ravine/text.h"

/* Standard output. Kept in a buffer, unless it is a terminal. */
void rv_print(const char *format, ...) __attribute__((format(printf, 1, 2)));
void rv_print_text(const struct rv_text *text);
/* Standard error, at once; what waits for standard output goes before it. */
void rv_print_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void rv_print_error_text(const struct rv_text *text);
/* The same for a line that is written over again and again: goes to its first column, writes `line`
 * and blanks over what the one before left, which took `columns`. */
void rv_print_over(const char *line, int columns);

/* Writes what waits for standard output. */
void rv_print_flush(void);
/* The same; RV_WRITE when anything since the start could not be written. */
enum rv_status rv_print_close(struct rv_error *error);

/* Appends `text` to `out` as a terminal gets it, filtered and with its styles as sequences. */
void rv_print_render(const struct rv_text *text, struct rv_text *out);

#endif
