/* What a loop does with a sitting: keys to the view on top, slices of work, frames. */
#include "tui/session_internal.h"

#include "tui/screen.h"

#include "lesson/seen_cases.h"

#include <stdio.h>
#include <string.h>

void rv_session_open(struct rv_session *session, const struct rv_tui_options *options)
{
    *session = (struct rv_session){.options = options,
                                   .views = rv_views,
                                   .headless = options->keys != NULL,
                                   .plain = options->plain,
                                   .dirty = true};
    rv_cases_read(&session->cases);
    if (!session->headless)
        rv_seen_cases_read(&session->cases);
    rv_session_push(session, session->views[RV_VIEW_menu], NULL);
}

void rv_session_release(struct rv_session *session)
{
    while (session->top)
        rv_session_pop(session);
    rv_session_free_closed(session);
    rv_cases_release(&session->cases);
    rv_text_release(&session->unsaved);
    rv_text_release(&session->notice);
    rv_text_release(&session->picked);
    rv_text_release(&session->log);
}

/* The view that the action opens; NULL: none, or it is open. */
static const struct rv_view_type *opened_by(const struct rv_session *session,
                                            enum rv_action action)
{
    for (int i = 0; i < RV_VIEW_COUNT; i++)
        if (session->views[i]->opened_by == action && session->views[i] != session->top->view)
            return session->views[i];
    return NULL;
}

/* What an action means where the view itself has no use for it. */
static void act_anywhere(struct rv_session *session, enum rv_action action)
{
    const struct rv_view_type *view = session->top->view;

    if (action == RV_ACTION_HELP && view != session->views[RV_VIEW_help])
        rv_session_push(session, session->views[RV_VIEW_help], view);
    else if (action == RV_ACTION_BACK && !session->top->below)
        rv_session_quit(session);
    else if (action == RV_ACTION_BACK)
        rv_session_pop(session);
    else if (action == RV_ACTION_REDRAW)
        rv_screen_redraw();
    else if (opened_by(session, action))
        rv_session_push(session, opened_by(session, action), NULL);
}

enum rv_view_id rv_session_view_id(const struct rv_session *session)
{
    const struct rv_view_type *view = session->top->view;

    for (int i = 0; i < RV_VIEW_COUNT; i++)
        if (session->views[i] == view)
            return (enum rv_view_id)i;
    RV_BUG("a view without a row in views.def: %s", view->name);
}

void rv_session_act(struct rv_session *session, enum rv_action action)
{
    struct rv_open_view *top = session->top;

    if (!top || action == RV_ACTION_NONE)
        return;
    session->dirty = true;
    if (!top->view->act || !top->view->act(session, top->state, action))
        act_anywhere(session, action);
    rv_session_free_closed(session);
}

void rv_session_key(struct rv_session *session, const char *key)
{
    struct rv_open_view *top = session->top;

    if (!top)
        return;
    rv_text_clear(&session->notice);
    session->dirty = true;
    if (top->view->type && top->view->type(session, top->state, key)) {
        rv_session_free_closed(session);
        return;
    }
    rv_session_act(session, rv_key_action(key, rv_session_view_id(session)));
}

enum rv_work rv_session_work(struct rv_session *session, double seconds, long steps)
{
    const struct rv_slice slice = {seconds, steps};
    struct rv_open_view *top = session->top;
    enum rv_work work;

    if (!top || !top->view->work)
        return RV_WORK_NONE;
    work = top->view->work(session, top->state, &slice);
    rv_session_free_closed(session);
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
    struct rv_open_view *top = session->top;
    int column = 1;

    if (session->notice.length > 0) {
        rv_draw_cut(row, 0, 1, row->width - 1, RV_ROLE_ALERT, rv_text_string(&session->notice));
        return;
    }
    for (size_t i = 0; i < rv_key_count; i++) {
        const struct rv_key_row *key = &rv_keys[i];
        const char *hint = NULL, *label;
        char name[RV_KEY_SIZE];

        if (!(key->views & 1U << rv_session_view_id(session)))
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
static void draw_frames(struct rv_session *session, struct rv_open_view *frame,
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
    struct rv_open_view *top = session->top;

    if (top && top->view->say)
        top->view->say(session, top->state, out);
    if (session->notice.length > 0)
        rv_text_printf(out, "%s\n", rv_text_string(&session->notice));
}
