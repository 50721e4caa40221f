/* A sitting at the menu: the stack of views, the cases, the clock, what is unsaved, the log.
 *
 * The session runs the loop: wait for a key or a signal, hand it to the view on top, give that view
 * a time slice of work, draw. Views change the stack through it and keep nothing global. */
#ifndef RV_TUI_SESSION_H
#define RV_TUI_SESSION_H

#include "tui/view.h"

#include "scenario/cases.h"

#include "ravine/status.h"
#include "ravine/tui.h"

#define RV_SESSION_SLICE 0.015 /* seconds: a key is answered within 50 ms */

struct rv_lesson;

struct rv_session {
    const struct rv_tui_options *options;
    const struct rv_view_type *const *views; /* by enum rv_view_id */
    struct rv_cases cases;
    const struct rv_case *now; /* the case that is open, or NULL */
    struct rv_lesson *lesson;  /* its lesson; owned; NULL in the menu */
    bool teacher;              /* names and causes are shown */
    bool headless;             /* no terminal: a slice is a step */
    bool plain;
    long steps;                /* engine steps so far: work() adds what it makes, and only work() */
    struct rv_text picked;     /* "case 417, picked by seed 5; ..." */
    struct rv_text log;        /* the sitting as Markdown */
    /* Private: the loop's. */
    struct rv_open_view *top, *closed;
    struct rv_text unsaved, notice;
    struct rv_script *record;
    double clock;
    bool dirty, quit;
    enum rv_status status;
};

/* ---- The stack of views ---- */

/* Opens a view on top, or a message when it cannot be opened. `argument` goes to its open() and
 * need not outlive the call. */
void rv_session_push(struct rv_session *session, const struct rv_view_type *view,
                     const void *argument);
/* Closes the view on top; the state stays until the present call-back is over. Closing the last
 * one ends the sitting. */
void rv_session_pop(struct rv_session *session);
/* Closes the view on top and opens another in its place. */
void rv_session_replace(struct rv_session *session, const struct rv_view_type *view,
                        const void *argument);
/* Closes views until the one given is on top (the menu: the case is closed too). */
void rv_session_return(struct rv_session *session, const struct rv_view_type *view);
/* Ends the sitting; asks first when something is unsaved. */
void rv_session_quit(struct rv_session *session);

/* Opens a case: makes its lesson, marks it as seen, pushes the watch view. On a mistake in the file
 * all stays as it is. */
enum rv_status rv_session_open_case(struct rv_session *session, const struct rv_case *which,
                                    struct rv_error *error);
/* The same by name or path. */
enum rv_status rv_session_open_name(struct rv_session *session, const char *name,
                                    struct rv_error *error);
/* The case that a seed picks, as rv_seen_cases_pick() says; a notice tells the seed. */
const struct rv_case *rv_session_pick(struct rv_session *session, long seed);
/* Closes the case; asks first when something is unsaved. */
void rv_session_leave_case(struct rv_session *session);
/* ---- For views ---- */

/* Seconds of the session's clock: monotonic on a terminal; headless it moves by RV_SESSION_SLICE
 * with every slice of work and never else. */
double rv_session_now(const struct rv_session *session);
/* One line above the hints until the next key: "written to runs/...". */
void rv_session_notice(struct rv_session *session, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A box with a text and Enter. */
void rv_session_message(struct rv_session *session, const char *title, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* What would be lost ("3 runs that were not saved"); NULL: nothing. Quitting asks about it. */
void rv_session_unsaved(struct rv_session *session, const char *what);
/* Asks; `yes` is called when the answer is yes. */
void rv_session_ask(struct rv_session *session, const char *question,
                    void (*yes)(struct rv_session *session));

/* ---- For the loops: tui.c (terminal), script.c (keys from a file), plain.c ---- */

/* Reads the cases and opens the menu; closes all views. */
void rv_session_open(struct rv_session *session, const struct rv_tui_options *options);
void rv_session_release(struct rv_session *session);
/* The view on top, or NULL when the sitting is over. */
const struct rv_view_type *rv_session_view(const struct rv_session *session);
/* Its row in views.def. */
enum rv_view_id rv_session_view_id(const struct rv_session *session);
/* Hands a key to the view on top, by type() or by the table. */
void rv_session_key(struct rv_session *session, const char *key);
/* The same with an action. */
void rv_session_act(struct rv_session *session, enum rv_action action);
/* One slice of the view on top. */
enum rv_work rv_session_work(struct rv_session *session, double seconds, long steps);
/* Draws the stack and the hint line. */
void rv_session_draw(struct rv_session *session);
/* The sentences of the view on top. */
void rv_session_say(struct rv_session *session, struct rv_text *out);

#endif
