/* The keys of the view below, then those of all others: from the keys table. */
#include "tui/session.h"

#include <stdio.h>
#include <string.h>

enum { KEYS_COLUMN = 2, TEXT_COLUMN = 18, PAGE = 10 };

struct help {
    const struct rv_view_type *about;
    int top, lines, height;
};

static enum rv_status open(struct rv_session *session, void *state, const void *argument,
                           struct rv_error *error)
{
    (void)session;
    (void)error;
    ((struct help *)state)->about = argument;
    return RV_OK;
}

/* "Down j" as "Down j", each as a person reads it. */
static void print_keys(const char *keys, struct rv_text *out)
{
    char key[RV_KEY_SIZE];

    while (*keys) {
        const size_t length = strcspn(keys, " ");

        snprintf(key, sizeof key, "%.*s", (int)length, keys);
        rv_text_printf(out, "%s%s", out->length ? " " : "", rv_key_label(key));
        keys += length + (keys[length] == ' ');
    }
}

static bool is_everywhere(const struct rv_key_row *row)
{
    return row->views == (1U << RV_VIEW_COUNT) - 1;
}

static bool has_keys(size_t view)
{
    for (size_t i = 0; i < rv_key_count; i++)
        if (!is_everywhere(&rv_keys[i]) && (rv_keys[i].views & 1U << view))
            return true;
    return false;
}

/* The section of a view that has keys of its own; lines above `top` are skipped. Returns the line
 * after it. */
static int draw_section(const struct rv_session *session, const struct rv_area *area, int line,
                        int top, size_t view, bool everywhere)
{
    if (!everywhere && !has_keys(view))
        return line;
    rv_draw_text(area, line++ - top, 0, RV_ROLE_TITLE,
                 everywhere ? "Everywhere" : session->views[view]->title);
    for (size_t i = 0; i < rv_key_count; i++) {
        const struct rv_key_row *row = &rv_keys[i];
        const bool all = is_everywhere(row);
        struct rv_text keys = {0};

        if (everywhere ? !all : all || !(row->views & 1U << view))
            continue;
        print_keys(row->keys, &keys);
        rv_draw_text(area, line - top, KEYS_COLUMN, RV_ROLE_KEY, rv_text_string(&keys));
        rv_draw_text(area, line++ - top, TEXT_COLUMN, RV_ROLE_TEXT, row->help);
        rv_text_release(&keys);
    }
    return line + 1;
}

static void draw(struct rv_session *session, void *state, const struct rv_area *area)
{
    struct help *help = state;
    struct rv_area body = rv_draw_part(area, 2, 1, area->height - 2, area->width - 2);
    int line = 0;

    rv_draw_text(area, 0, 1, RV_ROLE_TITLE, "Keys");
    rv_draw_rule(area, 1, true);
    for (size_t i = 0; i < RV_VIEW_COUNT; i++)
        if (session->views[i] == help->about)
            line = draw_section(session, &body, line, help->top, i, false);
    line = draw_section(session, &body, line, help->top, 0, true);
    for (size_t i = 0; i < RV_VIEW_COUNT; i++)
        if (session->views[i] != help->about && !session->views[i]->overlay && i != RV_VIEW_help)
            line = draw_section(session, &body, line, help->top, i, false);
    help->lines = line;
    help->height = body.height;
}

static void scroll(struct help *help, int by)
{
    const int most = help->lines > help->height ? help->lines - help->height : 0;

    help->top += by;
    if (help->top > most)
        help->top = most;
    if (help->top < 0)
        help->top = 0;
}

static bool act(struct rv_session *session, void *state, enum rv_action action)
{
    struct help *help = state;

    (void)session;
    switch (action) {
    case RV_ACTION_UP:
        scroll(help, -1);
        return true;
    case RV_ACTION_DOWN:
        scroll(help, 1);
        return true;
    case RV_ACTION_PAGE_UP:
        scroll(help, -PAGE);
        return true;
    case RV_ACTION_PAGE_DOWN:
        scroll(help, PAGE);
        return true;
    case RV_ACTION_FIRST:
        scroll(help, -help->lines);
        return true;
    case RV_ACTION_LAST:
        scroll(help, help->lines);
        return true;
    case RV_ACTION_HELP:
        rv_session_pop(session);
        return true;
    default:
        return false;
    }
}

static void say(struct rv_session *session, void *state, struct rv_text *out)
{
    (void)session;
    (void)state;
    rv_text_add(out, "Type help for the commands.\n");
}

static const char *hint(struct rv_session *session, void *state, enum rv_action action)
{
    (void)session;
    (void)state;
    return action == RV_ACTION_DOWN   ? "further"
           : action == RV_ACTION_HELP ? ""
                                      : NULL;
}

const struct rv_view_type rv_view_help = {
    .name = "help",
    .title = "Help",
    .state_size = sizeof(struct help),
    .open = open,
    .draw = draw,
    .act = act,
    .say = say,
    .hint = hint,
};
