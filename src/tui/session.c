/* A sitting: the stack of views, and what views ask of the session. See session.h. */
#include "tui/session.h"

#include "tui/cases.h"
#include "tui/screen.h"
#include "tui/views/box.h"

#include "ravine/memory.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* A view that is open. The state follows the struct in memory of its own, so that it stays where it
 * is when views are opened over it. */
struct rv_frame {
    const struct rv_view_type *view;
    void *state; /* owned */
    struct rv_frame *below;
};

/* ---- The stack ---- */

void rv_session_push(struct rv_session *session, const struct rv_view_type *view,
                     const void *argument)
{
    struct rv_frame *frame = rv_alloc(1, sizeof *frame);

    *frame = (struct rv_frame){view, rv_alloc(1, view->state_size), session->top};
    session->top = frame;
    session->dirty = true;
    if (view->open)
        view->open(session, frame->state, argument);
}

/* The state may be in use by the call-back that closes it: it is freed after that. */
void rv_session_pop(struct rv_session *session)
{
    struct rv_frame *frame = session->top;

    if (!frame)
        return;
    session->top = frame->below;
    frame->below = session->closed;
    session->closed = frame;
    session->dirty = true;
    if (!session->top)
        session->quit = true;
}

static void free_closed(struct rv_session *session)
{
    while (session->closed) {
        struct rv_frame *frame = session->closed;

        session->closed = frame->below;
        if (frame->view->close)
            frame->view->close(session, frame->state);
        rv_free(frame->state);
        rv_free(frame);
    }
}

void rv_session_replace(struct rv_session *session, const struct rv_view_type *view,
                        const void *argument)
{
    struct rv_frame *old = session->top;

    rv_session_push(session, view, argument);
    if (!old)
        return;
    for (struct rv_frame *frame = session->top; frame; frame = frame->below)
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

static double seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

double rv_session_now(const struct rv_session *session)
{
    return session->headless ? session->clock : seconds_now();
}

void rv_session_show(struct rv_session *session)
{
    session->dirty = true;
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
    rv_session_push(session, &rv_view_message,
                    &(struct rv_box){.title = title, .text = rv_text_string(&text)});
    rv_text_release(&text);
}

void rv_session_ask(struct rv_session *session, const char *question,
                    void (*yes)(struct rv_session *session))
{
    rv_session_push(session, &rv_view_confirm, &(struct rv_box){.text = question, .yes = yes});
}

void rv_session_unsaved(struct rv_session *session, const char *what)
{
    rv_text_clear(&session->unsaved);
    if (what)
        rv_text_add(&session->unsaved, what);
}

static void leave(struct rv_session *session)
{
    session->quit = true;
}

void rv_session_quit(struct rv_session *session)
{
    struct rv_text question = {0};

    if (session->unsaved.length == 0) {
        leave(session);
        return;
    }
    rv_text_printf(&question, "Not saved: %s.\nLeave all the same?",
                   rv_text_string(&session->unsaved));
    rv_session_ask(session, rv_text_string(&question), leave);
    rv_text_release(&question);
}

/* ---- Cases ---- */

void rv_session_open_case(struct rv_session *session, const struct rv_case *which)
{
    rv_cases_mark_seen(session, which);
    session->now = which;
    rv_session_message(session, "Case", "Case %ld: %s", which->number, which->symptom);
}

/* ---- For the loops ---- */

void rv_session_open(struct rv_session *session, const struct rv_tui_options *options)
{
    *session = (struct rv_session){.options = options,
                                   .headless = options->keys != NULL,
                                   .plain = options->plain,
                                   .dirty = true};
    rv_cases_read(session);
    rv_session_push(session, &rv_view_menu, NULL);
    if (options->any) {
        const struct rv_case *any = rv_cases_random(session, options->seed);

        if (any)
            rv_session_open_case(session, any);
    }
}

void rv_session_release(struct rv_session *session)
{
    while (session->top)
        rv_session_pop(session);
    free_closed(session);
    rv_cases_release(session);
    rv_text_release(&session->unsaved);
    rv_text_release(&session->notice);
    rv_text_release(&session->log);
}

/* What an action means where the view itself has no use for it. */
static void act_anywhere(struct rv_session *session, enum rv_action action)
{
    const struct rv_view_type *view = session->top->view;

    if (action == RV_ACTION_HELP && view != &rv_view_help)
        rv_session_push(session, &rv_view_help, view);
    else if (action == RV_ACTION_BACK && !session->top->below)
        rv_session_quit(session);
    else if (action == RV_ACTION_BACK)
        rv_session_pop(session);
    else if (action == RV_ACTION_REDRAW)
        rv_screen_redraw();
}

static enum rv_view_id id_of(const struct rv_view_type *view)
{
    static const struct rv_view_type *const views[] = {
#define X(name) &rv_view_##name,
#include "tui/views.def"
#undef X
    };

    for (int i = 0; i < RV_VIEW_COUNT; i++)
        if (views[i] == view)
            return (enum rv_view_id)i;
    RV_BUG("a view without a row in views.def: %s", view->name);
}

enum rv_view_id rv_session_view_id(const struct rv_session *session)
{
    return id_of(session->top->view);
}

void rv_session_act(struct rv_session *session, enum rv_action action)
{
    struct rv_frame *top = session->top;

    if (!top || action == RV_ACTION_NONE)
        return;
    session->dirty = true;
    if (!top->view->act || !top->view->act(session, top->state, action))
        act_anywhere(session, action);
    free_closed(session);
}

void rv_session_key(struct rv_session *session, const char *key)
{
    struct rv_frame *top = session->top;

    if (!top)
        return;
    rv_text_clear(&session->notice);
    session->dirty = true;
    if (top->view->type && top->view->type(session, top->state, key)) {
        free_closed(session);
        return;
    }
    rv_session_act(session, rv_key_action(key, id_of(top->view)));
}

enum rv_work rv_session_work(struct rv_session *session, double seconds, long steps)
{
    const struct rv_slice slice = {seconds, steps};
    struct rv_frame *top = session->top;
    enum rv_work work;

    if (!top || !top->view->work)
        return RV_WORK_NONE;
    work = top->view->work(session, top->state, &slice);
    free_closed(session);
    if (work == RV_WORK_SHOW)
        session->dirty = true;
    session->clock += RV_SESSION_SLICE;
    return work;
}

static void draw_too_small(const struct rv_area *area)
{
    char text[96];

    snprintf(text, sizeof text, "The menu needs %d x %d; this window is %d x %d.",
             RV_SCREEN_WIDTH, RV_SCREEN_HEIGHT, area->width, area->height);
    rv_draw_wrapped(area, 0, 0, RV_ROLE_ALERT, text);
    rv_draw_wrapped(area, area->width < 60 ? 3 : 1, 0, RV_ROLE_TEXT,
                    "Make it larger, or press q to leave.");
}

/* The notice has the place of the hints until the next key. */
static void draw_hints(struct rv_session *session, const struct rv_area *row)
{
    struct rv_frame *top = session->top;
    int column = 1;

    if (session->notice.length > 0) {
        rv_draw_cut(row, 0, 1, row->width - 1, RV_ROLE_ALERT, rv_text_string(&session->notice));
        return;
    }
    for (size_t i = 0; i < rv_key_count; i++) {
        const struct rv_key_row *key = &rv_keys[i];
        const char *hint = NULL, *label;
        char name[RV_KEY_SIZE];

        if (!(key->views & 1U << id_of(top->view)))
            continue;
        if (top->view->hint)
            hint = top->view->hint(session, top->state, key->action);
        if (!hint)
            hint = key->hint;
        snprintf(name, sizeof name, "%.*s", (int)strcspn(key->keys, " "), key->keys);
        label = rv_key_label(name);
        if (!*hint || column + rv_draw_width(label) + 1 + rv_draw_width(hint) > row->width)
            continue;
        column = rv_draw_text(row, 0, column, RV_ROLE_KEY, label);
        column = rv_draw_text(row, 0, column + 1, RV_ROLE_HINT, hint) + 2;
    }
}

/* From the lowest view that is not covered upwards. */
static void draw_frames(struct rv_session *session, struct rv_frame *frame,
                        const struct rv_area *area)
{
    if (frame->view->overlay && frame->below)
        draw_frames(session, frame->below, area);
    frame->view->draw(session, frame->state, area);
}

void rv_session_draw(struct rv_session *session)
{
    struct rv_area whole = rv_screen_area();

    if (!session->top)
        return;
    session->dirty = false;
    rv_screen_begin();
    if (rv_screen_too_small()) {
        draw_too_small(&whole);
    } else {
        struct rv_area area = rv_draw_part(&whole, 0, 0, whole.height - 1, whole.width);
        struct rv_area row = rv_draw_part(&whole, whole.height - 1, 0, 1, whole.width);

        draw_frames(session, session->top, &area);
        draw_hints(session, &row);
    }
    rv_screen_end();
}

void rv_session_say(struct rv_session *session, struct rv_text *out)
{
    struct rv_frame *top = session->top;

    if (top && top->view->say)
        top->view->say(session, top->state, out);
    if (session->notice.length > 0)
        rv_text_printf(out, "%s\n", rv_text_string(&session->notice));
}
