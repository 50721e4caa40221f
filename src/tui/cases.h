/* The cases of the menu: every scenario that has a symptom, by numbers that are drawn from the
 * names and give nothing away; and which of them were seen before. */
#ifndef RV_TUI_CASES_H
#define RV_TUI_CASES_H

#include "tui/session.h"

/* Fills session->cases. */
void rv_cases_read(struct rv_session *session);
void rv_cases_release(struct rv_session *session);
/* In this sitting, and for the next one: a line in $XDG_STATE_HOME/ravine/seen. A script of keys
 * reads and writes no such file. */
void rv_cases_mark_seen(struct rv_session *session, const struct rv_case *which);
/* The case that a seed picks; with -1 the least seed from the number of cases seen on that picks
 * one not seen yet, which a notice says. NULL: there is no case. */
const struct rv_case *rv_cases_random(struct rv_session *session, long seed);

#endif
