/* The first screen: the cases by symptom. Only the teacher's view gives a cause away. */
#include "lesson/case_list.h"
#include "tui/session.h"

#include "ravine/memory.h"

#include <ctype.h>
#include <string.h>

enum { HEAD_ROWS = 4, FOOT_ROWS = 3 };

struct menu {
    struct rv_case_list list;
    size_t top;
    int height;
    bool typing;        /* a search is being typed */
};

/* What a search for a cause does not tell, and how to be told all the same. */
static void add_withheld(const struct rv_session *session, const struct menu *menu,
                         struct rv_text *out)
{
    const size_t count = rv_case_list_withheld(&menu->list, &session->cases);

    if (count > 0)
        rv_text_printf(out, "%zu case%s this word in the name or the cause. To list %s here would "
                            "give that away. The teacher's view does: %st.",
                       count, count == 1 ? " has" : "s have", count == 1 ? "it" : "them",
                       menu->typing ? "Enter, then " : "");
}

static enum rv_status open(struct rv_session *session, void *state, const void *argument,
                           struct rv_error *error)
{
    struct menu *menu = state;

    (void)argument;
    (void)error;
    rv_case_list_fill(&menu->list, &session->cases, session->teacher);
    return RV_OK;
}

static void close(struct rv_session *session, void *state)
{
    (void)session;
    rv_case_list_release(&((struct menu *)state)->list);
}

/* ---- Drawing ---- */

static void draw_case(const struct rv_session *session, const struct rv_area *area, int row,
                      const struct rv_case *is, bool selected)
{
    enum rv_role role = selected ? RV_ROLE_SELECTED : is->seen ? RV_ROLE_SEEN : RV_ROLE_TEXT;
    const int left = 15;

    rv_draw_text(area, row, 0, role, selected ? " > " : "   ");
    rv_draw_text(area, row, 3, role, is->seen ? "✓" : " ");
    rv_draw_printf(area, row, 5, role, "case %ld", is->number);
    if (session->teacher) {
        rv_draw_cut(area, row, left, 24, role, is->name);
        rv_draw_cut(area, row, left + 25, 5, role, is->cause);
        rv_draw_cut(area, row, left + 30, area->width - left - 31, role, is->title);
    } else {
        rv_draw_cut(area, row, left, area->width - left - 1, role, is->symptom);
    }
    if (selected)
        rv_draw_highlight(area, row, RV_ROLE_SELECTED);
}

/* A lesson has a number and its minutes, and the first of them says so. */
static void draw_heading(const struct menu *menu, const struct rv_area *area, int row, size_t at)
{
    const struct rv_case_line *line = &menu->list.lines[at];
    int number = 0;

    for (size_t i = 0; i <= at; i++)
        number += menu->list.lines[i].minutes > 0;
    if (line->minutes)
        rv_draw_printf(area, row, 1, RV_ROLE_STRONG, "Lesson %d  %s, %d min%s", number,
                       line->heading, line->minutes, at == 0 ? ": start here" : "");
    else
        rv_draw_text(area, row, 1, RV_ROLE_STRONG, line->heading);
}

/* The window of the list holds the cursor, and its heading where that fits. */
static void scroll(struct menu *menu, int height)
{
    const size_t rows = (size_t)height;
    size_t first = menu->list.at;

    if (first > 0 && menu->list.lines[first - 1].heading)
        first--;
    menu->height = height;
    if (first < menu->top)
        menu->top = first;
    if (menu->list.at >= menu->top + rows)
        menu->top = menu->list.at - rows + 1;
    if (menu->top + rows > menu->list.count)
        menu->top = menu->list.count > rows ? menu->list.count - rows : 0;
}

/* "19 cases, 3 seen" */
static void draw_count(const struct rv_session *session, const struct rv_area *area)
{
    struct rv_text text = {0};
    size_t seen = 0;

    for (size_t i = 0; i < session->cases.count; i++)
        seen += session->cases.list[i].seen;
    rv_text_printf(&text, "%zu cases, %zu seen ", session->cases.count, seen);
    rv_draw_right(area, 0, RV_ROLE_TITLE, rv_text_string(&text));
    rv_text_release(&text);
}

static void draw_head(const struct rv_session *session, const struct menu *menu,
                      const struct rv_area *area)
{
    rv_draw_text(area, 0, 1, RV_ROLE_TITLE,
                 session->teacher ? "RAVINE   the cases, for the teacher: names and causes"
                                  : "RAVINE   Why does the validation loss jump?");
    draw_count(session, area);
    rv_draw_rule(area, 1, true);
    if (menu->typing || *menu->list.search) {
        const int column = rv_draw_printf(area, 2, 1, RV_ROLE_ALERT, "/%s", menu->list.search);

        rv_draw_text(area, 2, column, RV_ROLE_SELECTED, menu->typing ? " " : "");
        if (menu->list.count == 0)
            rv_draw_text(area, 2, column + 3, RV_ROLE_FAINT, "nothing found");
    } else {
        rv_draw_text(area, 2, 1, RV_ROLE_TEXT,
                     "Choose a case. Watch it, say what would calm it, then see.");
    }
}

/* The case under the cursor in full: lines of the list may be cut. */
static void draw_foot(const struct rv_session *session, const struct menu *menu,
                      const struct rv_area *area)
{
    const struct rv_case *is = rv_case_list_current(&menu->list);

    rv_draw_rule(area, 0, false);
    if (is && session->teacher)
        rv_draw_printf(area, 1, 0, RV_ROLE_TEXT, "%s  %s  %s", is->name, is->cause, is->title);
    if (is)
        rv_draw_wrapped(area, 1 + session->teacher, 0, RV_ROLE_STRONG, is->symptom);
}

static void draw(struct rv_session *session, void *state, const struct rv_area *area)
{
    struct menu *menu = state;
    const int rows = area->height - HEAD_ROWS - FOOT_ROWS;
    const struct rv_area list = rv_draw_part(area, HEAD_ROWS, 0, rows, area->width);
    const struct rv_area foot =
        rv_draw_part(area, area->height - FOOT_ROWS, 1, FOOT_ROWS, area->width - 2);
    struct rv_text withheld = {0};

    draw_head(session, menu, area);
    scroll(menu, list.height);
    for (int row = 0; row < list.height && menu->top + (size_t)row < menu->list.count; row++) {
        const size_t at = menu->top + (size_t)row;
        const struct rv_case_line *line = &menu->list.lines[at];

        if (line->heading)
            draw_heading(menu, &list, row, at);
        else
            draw_case(session, &list, row, line->is, at == menu->list.at);
    }
    add_withheld(session, menu, &withheld);
    rv_draw_wrapped(&list, 1, 1, RV_ROLE_TEXT, rv_text_string(&withheld));
    rv_text_release(&withheld);
    if (menu->top + (size_t)list.height < menu->list.count)
        rv_draw_right(&list, list.height - 1, RV_ROLE_KEY, " more ↓ ");
    draw_foot(session, menu, &foot);
}

/* ---- Keys ---- */

static void toggle_teacher(struct rv_session *session, struct menu *menu)
{
    session->teacher = !session->teacher;
    rv_case_list_fill(&menu->list, &session->cases, session->teacher);
}

static void open_case(struct rv_session *session, const struct rv_case *which)
{
    struct rv_error error = {0};

    if (rv_session_open_case(session, which, &error))
        rv_session_message(session, "This case cannot be opened",
                           "%s\n\n`ravine check` tells more.", error.message);
}

static bool act(struct rv_session *session, void *state, enum rv_action action)
{
    struct menu *menu = state;
    const struct rv_case *is = rv_case_list_current(&menu->list);

    switch (action) {
    case RV_ACTION_UP:
        rv_case_list_move(&menu->list, -1);
        return true;
    case RV_ACTION_DOWN:
        rv_case_list_move(&menu->list, 1);
        return true;
    case RV_ACTION_PAGE_UP:
        rv_case_list_move(&menu->list, -menu->height);
        return true;
    case RV_ACTION_PAGE_DOWN:
        rv_case_list_move(&menu->list, menu->height);
        return true;
    case RV_ACTION_FIRST:
        rv_case_list_move(&menu->list, -(int)menu->list.count);
        return true;
    case RV_ACTION_LAST:
        rv_case_list_move(&menu->list, (int)menu->list.count);
        return true;
    case RV_ACTION_SEARCH:
        menu->typing = true;
        return true;
    case RV_ACTION_TEACHER:
        toggle_teacher(session, menu);
        return true;
    case RV_ACTION_RANDOM:
        is = rv_session_pick(session, -1);
        /* fall through */
    case RV_ACTION_CHOOSE:
        if (is)
            open_case(session, is);
        return true;
    case RV_ACTION_BACK:
        if (!*menu->list.search)
            return false;
        *menu->list.search = '\0';
        rv_case_list_fill(&menu->list, &session->cases, session->teacher);
        return true;
    default:
        return false;
    }
}

static bool type(struct rv_session *session, void *state, const char *key)
{
    struct menu *menu = state;

    if (!menu->typing)
        return false;
    if (strcmp(key, "Escape") == 0)
        *menu->list.search = '\0';
    if (strcmp(key, "Enter") == 0 || strcmp(key, "Escape") == 0)
        menu->typing = false;
    else if (!rv_key_edit(key, menu->list.search, RV_CASE_SEARCH_SIZE))
        return false; /* arrows move in what was found */
    rv_case_list_fill(&menu->list, &session->cases, session->teacher);
    return true;
}

static const char *hint(struct rv_session *session, void *state, enum rv_action action)
{
    const struct menu *menu = state;

    if (menu->typing)
        return action == RV_ACTION_CHOOSE ? "keep" : "";
    if (action == RV_ACTION_TEACHER && session->teacher)
        return "hide names";
    return action == RV_ACTION_BACK ? *menu->list.search ? "all cases" : "leave" : NULL;
}

static void say(struct rv_session *session, void *state, struct rv_text *out)
{
    const struct menu *menu = state;

    for (size_t i = 0; i < menu->list.count; i++) {
        const struct rv_case_line *line = &menu->list.lines[i];
        const struct rv_case *is = line->is;

        if (line->minutes)
            rv_text_printf(out, "Lesson, %d minutes%s: %s:\n", line->minutes,
                           i == 0 ? ", start here" : "", line->heading);
        else if (line->heading)
            rv_text_printf(out, "%s:\n", line->heading);
        else
            rv_text_printf(out, "%sCase %ld%s: %s\n", i == menu->list.at ? "* " : "  ", is->number,
                           is->seen ? " (seen)" : "", session->teacher ? is->title : is->symptom);
        if (line->is && session->teacher)
            rv_text_printf(out, "    %s, cause %s\n", is->name, is->cause);
    }
    rv_text_add(out, menu->list.count ? "" : "No case found.\n");
    add_withheld(session, menu, out);
    rv_text_add(out, menu->list.count ? "" : "\n");
}

const struct rv_view_type rv_view_menu = {
    .name = "menu",
    .title = "The list of cases",
    .state_size = sizeof(struct menu),
    .open = open,
    .close = close,
    .draw = draw,
    .act = act,
    .type = type,
    .say = say,
    .hint = hint,
};
