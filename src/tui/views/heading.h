/* What the views of a lesson have in common: their first two rows, and the row of the trials. */
#ifndef RAVINE_TUI_VIEWS_HEADING_H
#define RAVINE_TUI_VIEWS_HEADING_H

#include "tui/session.h"

enum { RV_HEADING_ROWS = 2 };

/* " CASE 1   text                                   large-lr   seed 7" and a rule. The name is
 * shown after the reveal only. */
void rv_heading_draw(const struct rv_session *session, const struct rv_area *area,
                     const char *text);

/* "every choice runs on 20 seeds: 43 %", or what came of it, or why it could not be made; to the
 * right edge. */
void rv_heading_trials(const struct rv_session *session, const struct rv_area *area, int row);

/* A slice of the trials of the lesson, as a view's `work`. */
enum rv_work rv_heading_work(struct rv_session *session, const struct rv_slice *slice);

#endif
