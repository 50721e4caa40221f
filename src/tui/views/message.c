/* A box with a text: Enter or q closes it. */
#include "tui/session.h"
#include "tui/views/box.h"

#include "ravine/memory.h"

struct message {
    char *title, *text; /* owned */
};

static enum rv_status open(struct rv_session *session, void *state, const void *argument,
                           struct rv_error *error)
{
    struct message *message = state;
    const struct rv_box *box = argument;

    (void)session;
    (void)error;
    message->title = rv_strdup(box->title ? box->title : "");
    message->text = rv_strdup(box->text);
    return RV_OK;
}

static void close(struct rv_session *session, void *state)
{
    struct message *message = state;

    (void)session;
    rv_free(message->title);
    rv_free(message->text);
}

static void draw(struct rv_session *session, void *state, const struct rv_area *area)
{
    const struct message *message = state;
    const int width = area->width < 100 ? area->width - 12 : 88;
    const int lines = rv_draw_lines(message->text, width - 4);
    const int height = lines + 4 < area->height ? lines + 4 : area->height;
    const struct rv_area box = rv_draw_part(area, (area->height - height) / 2,
                                            (area->width - width) / 2, height, width);
    const struct rv_area in = rv_draw_box(&box, message->title);

    (void)session;
    rv_draw_wrapped(&in, 1, 0, RV_ROLE_TEXT, message->text);
}

static bool act(struct rv_session *session, void *state, enum rv_action action)
{
    (void)state;
    if (action != RV_ACTION_CHOOSE)
        return false;
    rv_session_pop(session);
    return true;
}

static void say(struct rv_session *session, void *state, struct rv_text *out)
{
    const struct message *message = state;

    (void)session;
    rv_text_printf(out, "%s\n%s\n", message->title, message->text);
}

static const char *hint(struct rv_session *session, void *state, enum rv_action action)
{
    (void)session;
    (void)state;
    return action == RV_ACTION_CHOOSE ? "close" : action == RV_ACTION_HELP ? "" : NULL;
}

const struct rv_view_type rv_view_message = {
    .name = "message",
    .title = "A message",
    .state_size = sizeof(struct message),
    .open = open,
    .close = close,
    .draw = draw,
    .act = act,
    .say = say,
    .hint = hint,
    .overlay = true,
};
