/* The menu's loop on a terminal, and the way into it: see ravine/tui.h. */
#include "ravine/clock.h"
#include "ravine/print.h"
#include "ravine/tui.h"

#include "tui/plain.h"
#include "tui/screen.h"
#include "tui/script.h"
#include "tui/session.h"

#include <limits.h>
#include <stdio.h>

#define FRAME (1.0 / 30)  /* seconds between two frames at least */
#define PATIENCE 60.0     /* seconds to sleep where nothing is to be done */
#define IDLE 0.010        /* where a view waits for its time, as the watch view's pace does */

/* A second Ctrl-C leaves without asking. */
static void interrupt(struct rv_session *session)
{
    const bool asked = rv_session_view(session) == session->views[RV_VIEW_confirm];

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
    const double frame = drawn + FRAME - rv_clock_elapsed();

    if (work != RV_WORK_NONE)
        return worked ? 0 : IDLE;
    if (!session->dirty)
        return PATIENCE;
    return frame > 0 ? frame : 0;
}

/* Where the time of a sitting went, for -v: seconds of the processor. */
struct loop_figures {
    long frames;
    double drawing, working;
    double longest; /* between two looks at the keys */
    double looked;  /* when they last were looked at */
};

static void draw(struct rv_session *session, struct loop_figures *figures)
{
    const double begun = rv_clock_thread();

    rv_session_draw(session);
    figures->drawing += rv_clock_thread() - begun;
    figures->frames++;
}

static enum rv_work work_a_slice(struct rv_session *session, struct loop_figures *figures)
{
    const double begun = rv_clock_thread();
    enum rv_work work = RV_WORK_NONE;

    if (rv_session_view(session) && !rv_screen_too_small())
        work = rv_session_work(session, RV_SESSION_SLICE, LONG_MAX);
    figures->working += rv_clock_thread() - begun;
    return work;
}

/* 1. draw where something changed and a frame is due, 2. look for a key, 3. a slice of work. */
static void loop(struct rv_session *session, struct loop_figures *figures)
{
    enum rv_work work = RV_WORK_MORE;
    double drawn = rv_clock_elapsed() - FRAME;
    bool worked = false;
    char key[RV_KEY_SIZE];

    figures->looked = rv_clock_thread();
    while (rv_session_view(session)) {
        const long steps = session->steps;
        enum rv_screen_event event;
        double wait;

        if (session->dirty && rv_clock_elapsed() >= drawn + FRAME) {
            draw(session, figures);
            drawn = rv_clock_elapsed();
        }
        wait = patience(session, work, worked, drawn);
        if (rv_clock_thread() - figures->looked > figures->longest)
            figures->longest = rv_clock_thread() - figures->looked;
        event = rv_screen_wait(wait, key);
        figures->looked = rv_clock_thread();
        handle(session, event, key);
        work = work_a_slice(session, figures);
        worked = session->steps != steps;
    }
}

static void print_figures(const struct rv_session *session, const struct loop_figures *figures,
                          double seconds)
{
    rv_print_error("%ld frames in %.1f s; of the processor's time: %.2f ms a frame, %.2f s for "
            "%ld steps, keys looked at every %.0f ms at least\n", figures->frames, seconds,
            1e3 * figures->drawing / (double)figures->frames, figures->working, session->steps,
            1e3 * figures->longest);
}

static enum rv_status run_terminal(struct rv_session *session, struct rv_error *error)
{
    const struct rv_tui_options *options = session->options;
    const struct rv_screen_options screen = {
        .theme = options->theme, .ascii = options->ascii, .colors = -1,
        .command = options->command,
    };
    const double begun = rv_clock_elapsed();
    struct loop_figures figures = {0};
    enum rv_status status = rv_screen_open(&screen, error);

    if (status)
        return status;
    loop(session, &figures);
    rv_screen_close();
    if (options->any && session->picked.length > 0)
        rv_print_error("%s\n", rv_text_string(&session->picked));
    if (options->verbose)
        print_figures(session, &figures, rv_clock_elapsed() - begun);
    return session->status;
}

/* A case that the command line names or wants picked. */
static enum rv_status open_first(struct rv_session *session, struct rv_error *error)
{
    const struct rv_tui_options *options = session->options;
    const struct rv_case *any = options->any ? rv_session_pick(session, options->seed) : NULL;

    if (any)
        return rv_session_open_case(session, any, error);
    return options->open ? rv_session_open_name(session, options->open, error) : RV_OK;
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
    if (!status && session.cases.unread.count) { /* the menu has shown all others */
        *error = session.cases.unread.errors[0];
        status = error->status;
    }
    rv_session_release(&session);
    return status;
}
