/* What goes to the terminal: texts, errors with the quoted line, the progress line. */
#ifndef RAVINE_COMMAND_OUTPUT_H
#define RAVINE_COMMAND_OUTPUT_H

#include "command/command.h"
#include "ravine/tree.h"

enum rv_color_use { RV_COLOR_AUTO, RV_COLOR_ALWAYS, RV_COLOR_NEVER };

/* Width, colours and characters of standard output. */
struct rv_screen rv_output_screen(int color);

/* Writes to standard output and empties the text. */
void rv_output_text(struct rv_text *text);

/* "ravine: message", or "file:line:col: message" with the quoted line and a caret. `tree` is
 * the file that was read, or NULL; positions in other files are quoted from those. `sets` are the
 * texts of --set, to quote those. */
void rv_output_error(const struct rv_error *error, const struct rv_tree *tree,
                     const struct rv_words *sets);
void rv_output_report(const struct rv_report *report, const struct rv_tree *tree,
                      const struct rv_words *sets);

/* Remarks on standard error, one "note: ..." a line. */
void rv_output_notes(const struct rv_text *notes);

/* A line on standard error that is written over and over; nothing when that is no terminal. */
struct rv_progress {
    bool active;
    int written;   /* columns that stand there */
    double begun;  /* seconds */
    double shown;  /* when last */
};
struct rv_progress rv_progress_begin(bool quiet);
void rv_progress_show(struct rv_progress *progress, size_t runs_done, size_t runs,
                      double share);
void rv_progress_end(struct rv_progress *progress);

#endif
