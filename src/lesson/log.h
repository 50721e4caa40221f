/* The log of a lesson as Markdown: what was asked, how the class voted, what each choice did, which
 * runs were changed by hand. */
#ifndef RAVINE_LESSON_LOG_H
#define RAVINE_LESSON_LOG_H

#include "lesson/lesson.h"

/* `figures`: names of pictures relative to the log. */
void rv_log_print(const struct rv_lesson *lesson, char *const *figures, size_t figure_count,
                  struct rv_text *out);

#endif
