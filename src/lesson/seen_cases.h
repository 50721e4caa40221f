/* Which cases were opened before, in any sitting: a line each in $XDG_STATE_HOME/ravine/seen. */
#ifndef RAVINE_LESSON_SEEN_CASES_H
#define RAVINE_LESSON_SEEN_CASES_H

#include "scenario/cases.h"

/* Marks what the file has. */
void rv_seen_cases_read(struct rv_cases *cases);
/* Marks one more; `keep`: for the next sitting too. */
void rv_seen_cases_mark(struct rv_cases *cases, const struct rv_case *which, bool keep);
/* The case that a seed picks; where it is -1 the least seed from the number of cases seen on that
 * picks one not seen yet, and *seed becomes it. NULL: there is no case. */
const struct rv_case *rv_seen_cases_pick(const struct rv_cases *cases, long *seed);

#endif
