/* The stack of views, for the two files that hold the session. */
#ifndef RV_TUI_SESSION_INTERNAL_H
#define RV_TUI_SESSION_INTERNAL_H

#include "tui/session.h"

/* A view that is open. The state follows the struct in memory of its own, so that it stays where it
 * is when views are opened over it. */
struct rv_open_view {
    const struct rv_view_type *view;
    void *state; /* owned */
    struct rv_open_view *below;
};

/* Frees the views that a call-back has closed, and the lesson when only the menu is left. */
void rv_session_free_closed(struct rv_session *session);

#endif
