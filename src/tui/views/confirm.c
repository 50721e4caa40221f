/* A question with yes and no: y, n, or arrows and Enter. No is marked first. */
#include "tui/session.h"
#include "tui/views/box.h"

#include "ravine/memory.h"

struct confirm {
    char *text; /* owned */
    void (*yes)(struct rv_session *session);
    bool marked_yes;
};

static enum rv_status open(struct rv_session *session, void *state, const void *argument,
                           struct rv_error *error)
{
    struct confirm *confirm = state;
    const struct rv_box *box = argument;

    (void)session;
    (void)error;
    confirm->text = rv_strdup(box->text);
    confirm->yes = box->yes;
    return RV_OK;
}

static void close(struct rv_session *session, void *state)
{
    (void)session;
    rv_free(((struct confirm *)state)->text);
}

static void draw(struct rv_session *session, void *state, const struct rv_area *area)
{
    const struct confirm *confirm = state;
    const int width = 60, lines = rv_draw_lines(confirm->text, width - 4), height = lines + 6;
    const struct rv_area box = rv_draw_part(area, (area->height - height) / 2,
                                            (area->width - width) / 2, height, width);
    const struct rv_area in = rv_draw_box(&box, "?");
    const int row = rv_draw_wrapped(&in, 1, 0, RV_ROLE_STRONG, confirm->text) + 1;

    (void)session;
    rv_draw_text(&in, row, 2, confirm->marked_yes ? RV_ROLE_SELECTED : RV_ROLE_TEXT, " Yes (y) ");
    rv_draw_text(&in, row, 16, confirm->marked_yes ? RV_ROLE_TEXT : RV_ROLE_SELECTED, " No (n) ");
}

static void answer(struct rv_session *session, struct confirm *confirm, bool yes)
{
    rv_session_pop(session);
    if (yes)
        confirm->yes(session);
}

static bool act(struct rv_session *session, void *state, enum rv_action action)
{
    struct confirm *confirm = state;

    switch (action) {
    case RV_ACTION_YES:
        answer(session, confirm, true);
        return true;
    case RV_ACTION_NO:
        answer(session, confirm, false);
        return true;
    case RV_ACTION_CHOOSE:
        answer(session, confirm, confirm->marked_yes);
        return true;
    case RV_ACTION_UP:
    case RV_ACTION_DOWN:
        confirm->marked_yes = !confirm->marked_yes;
        return true;
    default:
        return false;
    }
}

static void say(struct rv_session *session, void *state, struct rv_text *out)
{
    (void)session;
    rv_text_printf(out, "%s (yes or no)\n", ((struct confirm *)state)->text);
}

static const char *hint(struct rv_session *session, void *state, enum rv_action action)
{
    (void)session;
    (void)state;
    return action == RV_ACTION_YES      ? "yes"
           : action == RV_ACTION_NO     ? "no"
           : action == RV_ACTION_CHOOSE ? "take what is marked"
           : action == RV_ACTION_HELP   ? ""
                                        : NULL;
}

const struct rv_view_type rv_view_confirm = {
    .name = "confirm",
    .title = "A question",
    .state_size = sizeof(struct confirm),
    .open = open,
    .close = close,
    .draw = draw,
    .act = act,
    .say = say,
    .hint = hint,
    .overlay = true,
};
