/* The log of a lesson as Markdown: what was asked, how the class voted, what each choice did, which
 * runs were changed by hand. */
#ifndef RAVINE_TUI_LOG_H
#define RAVINE_TUI_LOG_H

#include "tui/lesson.h"

/* `figures`: names of pictures relative to the log. */
void rv_log_print(const struct rv_lesson *lesson, char *const *figures, size_t figure_count,
                  struct rv_text *out);

#endif
