/* A view: one screen of the menu, one const struct in one file under views/, one row of views.def.
 *
 * Views know no curses: they draw through draw.h and curve.h into an area, with the roles of
 * theme.h, and get actions (key.h), never keys. The session (session.h) owns the stack of views and
 * their states; it zeroes a state before open() and frees it after close(). All functions but
 * `draw` and `say` may be NULL.
 *
 *     struct greeting { int turns; };
 *
 *     static void draw(struct rv_session *session, void *state, const struct rv_area *area)
 *     {
 *         struct greeting *greeting = state;
 *
 *         rv_draw_printf(area, 2, 2, RV_ROLE_TEXT, "turned %d times", greeting->turns);
 *     }
 *
 *     static bool act(struct rv_session *session, void *state, enum rv_action action)
 *     {
 *         if (action != RV_ACTION_NEXT)
 *             return false;
 *         ((struct greeting *)state)->turns++;
 *         return true;
 *     }
 *
 *     const struct rv_view_type rv_view_greeting = {
 *         .name = "greeting", .title = "Greeting", .state_size = sizeof(struct greeting),
 *         .draw = draw, .act = act, .say = say,
 *     }; */
#ifndef RV_TUI_VIEW_H
#define RV_TUI_VIEW_H

#include "tui/draw.h"
#include "tui/key.h"

#include "ravine/status.h"
#include "ravine/text.h"

#include <stdbool.h>
#include <stddef.h>

struct rv_session;

/* What a time slice came to. */
enum rv_work {
    RV_WORK_NONE,  /* nothing to do until a key comes: the program may sleep */
    RV_WORK_MORE,  /* there is more to do, the screen is as it was */
    RV_WORK_SHOW   /* there is more to do, and something to be seen */
};

/* How much a slice may do: stop at whichever limit comes first, but do one step at least. Without a
 * terminal `steps` is 1, so that a test counts steps and not time. */
struct rv_slice {
    double seconds;
    long steps; /* engine steps; LONG_MAX on a terminal */
};

struct rv_view_type {
    const char *name;  /* as in views.def */
    const char *title; /* of its section in the help */
    size_t state_size; /* bytes; zeroed by the session */
    /* `argument` is what rv_session_push() got. On failure the session closes the view at once and
     * shows the error's message in its place. */
    enum rv_status (*open)(struct rv_session *session, void *state, const void *argument,
                           struct rv_error *error);
    /* Frees what the state owns. */
    void (*close)(struct rv_session *session, void *state);
    /* The whole area is blank; its last row is the hint line's and already cut off. 80×24 at least
     * but for overlays. Must not change what the lesson is. */
    void (*draw)(struct rv_session *session, void *state, const struct rv_area *area);
    /* False: the action means nothing here; then BACK closes the view, HELP opens the help. */
    bool (*act)(struct rv_session *session, void *state, enum rv_action action);
    /* Sees every key before the table does, by its tmux name ("a", "Space", "Enter", "é"). True:
     * taken. For text and numbers that are typed; say false while nothing is. */
    bool (*type)(struct rv_session *session, void *state, const char *key);
    /* Called again and again while the view is on top. */
    enum rv_work (*work)(struct rv_session *session, void *state, const struct rv_slice *slice);
    /* --plain: the screen as sentences, one fact a line. */
    void (*say)(struct rv_session *session, void *state, struct rv_text *out);
    /* Another word in the hint line ("go on" for "pause"), "": leave it out, NULL: the table's. */
    const char *(*hint)(struct rv_session *session, void *state, enum rv_action action);
    /* What opens the view, without an argument, over any other whose act() has no use for the
     * action and whose keys have it (keys.def). RV_ACTION_NONE: other views open it themselves. */
    enum rv_action opened_by;
    bool overlay;    /* is drawn over the view below, in a box of its own */
    bool background; /* --plain: work goes on while a command is awaited; else it is done before */
};

#define X(name) extern const struct rv_view_type rv_view_##name;
#include "tui/views.def"
#undef X

/* All of them by their id (registry.c). Views use session->views instead, so that none of them
 * depends on another: rv_session_push(session, session->views[RV_VIEW_lab], NULL). */
extern const struct rv_view_type *const rv_views[RV_VIEW_COUNT];

#endif
