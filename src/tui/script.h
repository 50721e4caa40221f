/* Keys from a file, and keys into a file.
 *
 * One a line: a key by its tmux name, `wait N` (N engine steps, or slices of other work, or as many
 * as the view has to do), `wait idle` (until the view has nothing to do), `resize 120x40`. What
 * follows '#' and a blank is a remark. */
#ifndef RV_TUI_SCRIPT_H
#define RV_TUI_SCRIPT_H

#include "tui/session.h"

/* Without a terminal: the keys of options->keys, then the dump. */
enum rv_status rv_script_run(struct rv_session *session, struct rv_error *error);

/* One line of a script, a key or a wait. RV_INPUT: neither; `line` is what messages call it. */
enum rv_status rv_script_do(struct rv_session *session, const char *text, long line,
                            struct rv_error *error);

/* --record: begins the file, adds a key (after `wait N` for the steps made since the last one),
 * ends it. */
enum rv_status rv_script_record_begin(struct rv_session *session, struct rv_error *error);
void rv_script_record(struct rv_session *session, const char *key);
enum rv_status rv_script_record_end(struct rv_session *session, struct rv_error *error);

#endif
