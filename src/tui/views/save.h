/* Writing a live run as a scenario file. */
#ifndef RAVINE_TUI_VIEWS_SAVE_H
#define RAVINE_TUI_VIEWS_SAVE_H

#include "tui/session.h"

struct rv_live_run;

/* case-12-1.yaml in the working folder (the first free number): `ravine run` on it repeats the live
 * run bit for bit. Before the reveal the name must not give the case away. Tells where it is, or
 * what went wrong, in a notice. */
void rv_save_run(struct rv_session *session, const struct rv_live_run *live);

#endif
