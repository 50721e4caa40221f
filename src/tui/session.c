/* A sitting: the stack of views, and what views ask of the session. See session.h. */
#include "tui/session_internal.h"

#include "tui/screen.h"
#include "tui/signals.h"
#include "tui/views/box.h"

#include "lesson/lesson.h"
#include "lesson/seen_cases.h"

#include "ravine/clock.h"
#include "ravine/memory.h"

#include <string.h>

/* ---- The stack ---- */

void rv_session_push(struct rv_session *session, const struct rv_view_type *view,
                     const void *argument)
{
    struct rv_open_view *frame = rv_alloc(1, sizeof *frame);
    struct rv_error error = {0};

    *frame = (struct rv_open_view){view, rv_alloc(1, view->state_size), session->top};
    session->top = frame;
    session->dirty = true;
    if (view->open && view->open(session, frame->state, argument, &error)) {
        rv_session_pop(session);
        rv_session_message(session, view->title, "%s", error.message);
    }
}

static void close_lesson(struct rv_session *session);

/* The state may be in use by the call-back that closes it: it is freed after that. */
void rv_session_pop(struct rv_session *session)
{
    struct rv_open_view *frame = session->top;

    if (!frame)
        return;
    session->top = frame->below;
    frame->below = session->closed;
    session->closed = frame;
    session->dirty = true;
    if (!session->top)
        session->quit = true;
}

void rv_session_free_closed(struct rv_session *session)
{
    while (session->closed) {
        struct rv_open_view *frame = session->closed;

        session->closed = frame->below;
        if (frame->view->close)
            frame->view->close(session, frame->state);
        rv_free(frame->state);
        rv_free(frame);
    }
    if (session->lesson && (!session->top || !session->top->below))
        close_lesson(session);
}

void rv_session_replace(struct rv_session *session, const struct rv_view_type *view,
                        const void *argument)
{
    struct rv_open_view *old = session->top;

    rv_session_push(session, view, argument);
    if (!old)
        return;
    for (struct rv_open_view *frame = session->top; frame; frame = frame->below)
        if (frame->below == old)
            frame->below = old->below;
    old->below = session->closed;
    session->closed = old;
}

void rv_session_return(struct rv_session *session, const struct rv_view_type *view)
{
    while (session->top && session->top->view != view && session->top->below)
        rv_session_pop(session);
}

const struct rv_view_type *rv_session_view(const struct rv_session *session)
{
    return session->top && !session->quit ? session->top->view : NULL;
}

/* ---- For views ---- */

double rv_session_now(const struct rv_session *session)
{
    return session->headless ? session->clock : rv_clock_elapsed();
}

void rv_session_notice(struct rv_session *session, const char *format, ...)
{
    va_list arguments;

    rv_text_clear(&session->notice);
    va_start(arguments, format);
    rv_text_vprintf(&session->notice, format, arguments);
    va_end(arguments);
    session->dirty = true;
}

void rv_session_message(struct rv_session *session, const char *title, const char *format, ...)
{
    struct rv_text text = {0};
    va_list arguments;

    va_start(arguments, format);
    rv_text_vprintf(&text, format, arguments);
    va_end(arguments);
    rv_session_push(session, session->views[RV_VIEW_message],
                    &(struct rv_box){.title = title, .text = rv_text_string(&text)});
    rv_text_release(&text);
}

void rv_session_ask(struct rv_session *session, const char *question,
                    void (*yes)(struct rv_session *session))
{
    rv_session_push(session, session->views[RV_VIEW_confirm],
                    &(struct rv_box){.text = question, .yes = yes});
}

void rv_session_unsaved(struct rv_session *session, const char *what)
{
    rv_text_clear(&session->unsaved);
    if (what)
        rv_text_add(&session->unsaved, what);
}

static void to_menu(struct rv_session *session)
{
    rv_session_unsaved(session, NULL);
    rv_session_return(session, session->views[RV_VIEW_menu]);
}

static void ask(struct rv_session *session, const char *to, void (*yes)(struct rv_session *))
{
    struct rv_text question = {0};

    rv_text_printf(&question, "Not saved: %s.\n%s all the same?",
                   rv_text_string(&session->unsaved), to);
    rv_session_ask(session, rv_text_string(&question), yes);
    rv_text_release(&question);
}

void rv_session_leave_case(struct rv_session *session)
{
    if (session->unsaved.length == 0)
        to_menu(session);
    else
        ask(session, "Leave the case", to_menu);
}

static void leave(struct rv_session *session)
{
    session->quit = true;
}

void rv_session_quit(struct rv_session *session)
{
    if (session->unsaved.length == 0)
        leave(session);
    else
        ask(session, "Leave", leave);
}

/* ---- Cases ---- */

static void close_lesson(struct rv_session *session)
{
    rv_lesson_free(session->lesson);
    session->lesson = NULL;
    session->now = NULL;
    rv_session_unsaved(session, NULL);
    rv_signals_repeat(session->options->command);
}

/* What a crash says: the run that is watched, without a screen. */
static void repeat_with(const struct rv_lesson *lesson)
{
    struct rv_text command = {0};

    rv_text_printf(&command, "ravine run %s --seed %llu --seeds 1", lesson->scenario.name,
                   (unsigned long long)rv_live_run_seed(rv_lesson_run(lesson)));
    rv_signals_repeat(rv_text_string(&command));
    rv_text_release(&command);
}

/* By name or path. */
static enum rv_status open_lesson(struct rv_session *session, const char *name,
                                  struct rv_error *error)
{
    struct rv_lesson *lesson = NULL;
    struct rv_report report = {0};
    enum rv_status status = RV_OK;
    long minutes;

    if (rv_lesson_open(name, &lesson, &report)) {
        *error = report.errors[0];
        status = error->status;
    } else {
        rv_session_return(session, session->views[RV_VIEW_menu]);
        rv_session_free_closed(session);
        session->lesson = lesson;
        if (!session->headless && rv_vote_keep(&lesson->vote, lesson->scenario.name, &minutes))
            rv_session_notice(session, "hands of %ld minutes ago are back; in the vote u takes "
                              "them away", minutes);
        repeat_with(lesson);
        rv_session_push(session, session->views[RV_VIEW_watch], NULL);
    }
    rv_report_release(&report);
    return status;
}

enum rv_status rv_session_open_case(struct rv_session *session, const struct rv_case *which,
                                    struct rv_error *error)
{
    enum rv_status status = open_lesson(session, which->path, error);

    if (!status) {
        rv_seen_cases_mark(&session->cases, which, !session->headless);
        session->now = which;
    }
    return status;
}

enum rv_status rv_session_open_name(struct rv_session *session, const char *name,
                                    struct rv_error *error)
{
    const struct rv_case *is = rv_cases_named(&session->cases, name);

    return is ? rv_session_open_case(session, is, error) : open_lesson(session, name, error);
}

const struct rv_case *rv_session_pick(struct rv_session *session, long seed)
{
    const struct rv_case *is = rv_seen_cases_pick(&session->cases, &seed);

    if (!is)
        return NULL;
    rv_text_clear(&session->picked);
    rv_text_printf(&session->picked,
                   "case %ld, picked by seed %ld; `ravine case --seed %ld` opens it again",
                   is->number, seed, seed);
    rv_session_notice(session, "%s", rv_text_string(&session->picked));
    return is;
}
