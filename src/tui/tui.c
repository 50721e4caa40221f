/* The menu's loop on a terminal, and the way into it: see ravine/tui.h. */
#include "ravine/tui.h"

#include "tui/cases.h"
#include "tui/plain.h"
#include "tui/screen.h"
#include "tui/script.h"
#include "tui/session.h"

#include <limits.h>
#include <time.h>

#define FRAME (1.0 / 30)  /* seconds between two frames at least */
#define PATIENCE 60.0     /* seconds to sleep where nothing is to be done */
#define IDLE 0.010        /* where a view waits for its time, as the watch view's pace does */

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* A second Ctrl-C leaves without asking. */
static void interrupt(struct rv_session *session)
{
    const bool asked = rv_session_view(session) == &rv_view_confirm;

    session->status = RV_INTERRUPTED;
    if (asked)
        session->quit = true;
    else
        rv_session_quit(session);
}

static void handle(struct rv_session *session, enum rv_screen_event event, const char *key)
{
    switch (event) {
    case RV_SCREEN_NOTHING:
        break;
    case RV_SCREEN_KEY:
        session->status = RV_OK; /* after a Ctrl-C: no, stay */
        if (!rv_screen_too_small() || rv_key_action(key, RV_VIEW_menu) == RV_ACTION_BACK) {
            rv_script_record(session, key);
            rv_session_key(session, key);
        }
        break;
    case RV_SCREEN_RESIZED:
        session->dirty = true;
        break;
    case RV_SCREEN_STOP:
        session->status = RV_INTERRUPTED;
        session->quit = true;
        break;
    case RV_SCREEN_INTERRUPT:
        interrupt(session);
        break;
    }
}

/* How long to wait for a key: until the next frame is due, or for ever when nothing is to be done.
 * While there is work, only a look. */
static double patience(const struct rv_session *session, enum rv_work work, bool worked,
                       double drawn)
{
    const double frame = drawn + FRAME - now();

    if (work != RV_WORK_NONE)
        return worked ? 0 : IDLE;
    if (!session->dirty)
        return PATIENCE;
    return frame > 0 ? frame : 0;
}

static void loop(struct rv_session *session)
{
    enum rv_work work = RV_WORK_MORE;
    double drawn = now() - FRAME;
    bool worked = false;
    char key[RV_KEY_SIZE];

    while (rv_session_view(session)) {
        enum rv_screen_event event;
        long steps = session->steps;

        if (session->dirty && now() >= drawn + FRAME) {
            rv_session_draw(session);
            drawn = now();
        }
        event = rv_screen_wait(patience(session, work, worked, drawn), key);
        handle(session, event, key);
        work = RV_WORK_NONE;
        if (rv_session_view(session) && !rv_screen_too_small())
            work = rv_session_work(session, RV_SESSION_SLICE, LONG_MAX);
        worked = session->steps != steps;
    }
}

static enum rv_status run_terminal(struct rv_session *session, struct rv_error *error)
{
    const struct rv_tui_options *options = session->options;
    const struct rv_screen_options screen = {
        .theme = options->theme, .ascii = options->ascii, .colors = -1,
        .command = options->command,
    };
    enum rv_status status = rv_screen_open(&screen, error);

    if (status)
        return status;
    loop(session);
    rv_screen_close();
    return session->status;
}

/* A case that the command line names or wants picked. */
static enum rv_status open_first(struct rv_session *session, struct rv_error *error)
{
    const struct rv_tui_options *options = session->options;
    const struct rv_case *any = options->any ? rv_cases_random(session, options->seed) : NULL;

    if (any)
        rv_session_open_case(session, any);
    else if (options->open)
        return rv_session_open_name(session, options->open, error);
    return RV_OK;
}

enum rv_status rv_tui_run(const struct rv_tui_options *options, struct rv_error *error)
{
    struct rv_session session;
    enum rv_status status;

    rv_session_open(&session, options);
    status = open_first(&session, error);
    if (!status)
        status = rv_script_record_begin(&session, error);
    if (!status)
        status = options->plain  ? rv_plain_run(&session, error)
                 : options->keys ? rv_script_run(&session, error)
                                 : run_terminal(&session, error);
    status = rv_status_worse(status, rv_script_record_end(&session, error));
    rv_session_release(&session);
    return status;
}
