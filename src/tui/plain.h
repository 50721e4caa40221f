/* --plain: the menu as sentences on standard output, commands from standard input, line by line. */
#ifndef RV_TUI_PLAIN_H
#define RV_TUI_PLAIN_H

#include "tui/session.h"

/* Until the sitting is over or the input ends. */
enum rv_status rv_plain_run(struct rv_session *session, struct rv_error *error);

#endif
