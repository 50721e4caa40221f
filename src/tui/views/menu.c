/* The first screen: the cases by symptom. Only the teacher's view gives a cause away. */
#include "tui/session.h"

#include "ravine/memory.h"

#include <ctype.h>
#include <string.h>

enum { SEARCH_SIZE = 64, HEAD_ROWS = 4, FOOT_ROWS = 3 };

/* The symptoms' groups, in the order of the screen: key, heading. */
static const struct {
    const char *looks, *heading;
} groups[] = {
    {"jumps", "The validation curve jumps"},
    {"gap", "The gap to training never closes"},
    {"better", "Validation is better than training"},
    {"offset", "The two curves do not fit together"},
    {"chance", "It is stuck at chance"},
    {"slow", "It hardly moves"},
    {"nan", "It is not a number any more"},
};
enum { GROUPS = sizeof groups / sizeof *groups };

/* What stands in a line of the list: a heading or a case. */
struct menu_line {
    int group;      /* of a heading, -1: a case */
    size_t which;   /* index of the case */
};

struct menu {
    struct menu_line *lines; /* owned; those that the search leaves */
    size_t count;
    size_t at;          /* the case under the cursor */
    size_t top;
    int height;
    bool typing;        /* a search is being typed */
    char search[SEARCH_SIZE];
};

/* ---- The list ---- */

static int group_of(const struct rv_case *is)
{
    for (int i = 0; i < GROUPS; i++)
        if (strcmp(groups[i].looks, is->looks) == 0)
            return i;
    return 0;
}

static bool holds(const char *text, const char *word)
{
    const size_t length = strlen(word);

    for (; *text; text++) {
        size_t same = 0;

        while (same < length && tolower((unsigned char)text[same]) ==
                                    tolower((unsigned char)word[same]))
            same++;
        if (same == length)
            return true;
    }
    return length == 0;
}

/* What the screen shows of a case can be searched for, and no more. */
static bool found(const struct rv_session *session, const struct rv_case *is, const char *search)
{
    struct rv_text number = {0};
    bool hit;

    rv_text_printf(&number, "case %ld", is->number);
    hit = holds(rv_text_string(&number), search) || holds(is->symptom, search) ||
          (session->teacher && (holds(is->name, search) || holds(is->cause, search) ||
                                holds(is->title, search)));
    rv_text_release(&number);
    return hit;
}

static void add(struct menu *menu, struct menu_line line)
{
    menu->lines[menu->count++] = line;
}

/* To the nearest case from `at` on, else the nearest before it. */
static void settle(struct menu *menu)
{
    size_t at = menu->at < menu->count ? menu->at : menu->count;

    while (at < menu->count && menu->lines[at].group >= 0)
        at++;
    if (at >= menu->count)
        for (at = menu->count; at > 0 && menu->lines[at - 1].group >= 0;)
            at--;
    menu->at = at >= menu->count && at > 0 ? at - 1 : at;
}

static void fill(const struct rv_session *session, struct menu *menu)
{
    menu->count = 0;
    for (int group = 0; group < GROUPS; group++) {
        bool headed = false;

        for (size_t i = 0; i < session->cases.count; i++) {
            const struct rv_case *is = &session->cases.list[i];

            if (group_of(is) != group || !found(session, is, menu->search))
                continue;
            if (!headed)
                add(menu, (struct menu_line){group, 0});
            headed = true;
            add(menu, (struct menu_line){-1, i});
        }
    }
    settle(menu);
}

static const struct rv_case *current(const struct rv_session *session, const struct menu *menu)
{
    return menu->at < menu->count && menu->lines[menu->at].group < 0
               ? &session->cases.list[menu->lines[menu->at].which] : NULL;
}

static enum rv_status open(struct rv_session *session, void *state, const void *argument,
                           struct rv_error *error)
{
    struct menu *menu = state;

    (void)argument;
    (void)error;
    menu->lines = rv_alloc(session->cases.count + GROUPS, sizeof *menu->lines);
    fill(session, menu);
    return RV_OK;
}

static void close(struct rv_session *session, void *state)
{
    (void)session;
    rv_free(((struct menu *)state)->lines);
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

/* The window of the list holds the cursor, and its heading where that fits. */
static void scroll(struct menu *menu, int height)
{
    const size_t rows = (size_t)height;
    size_t first = menu->at;

    if (first > 0 && menu->lines[first - 1].group >= 0)
        first--;
    menu->height = height;
    if (first < menu->top)
        menu->top = first;
    if (menu->at >= menu->top + rows)
        menu->top = menu->at - rows + 1;
    if (menu->top + rows > menu->count)
        menu->top = menu->count > rows ? menu->count - rows : 0;
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
    if (menu->typing || *menu->search) {
        const int column = rv_draw_printf(area, 2, 1, RV_ROLE_ALERT, "/%s", menu->search);

        rv_draw_text(area, 2, column, RV_ROLE_SELECTED, menu->typing ? " " : "");
        if (menu->count == 0)
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
    const struct rv_case *is = current(session, menu);

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

    draw_head(session, menu, area);
    scroll(menu, list.height);
    for (int row = 0; row < list.height && menu->top + (size_t)row < menu->count; row++) {
        const size_t at = menu->top + (size_t)row;
        const struct menu_line *line = &menu->lines[at];

        if (line->group >= 0)
            rv_draw_text(&list, row, 1, RV_ROLE_STRONG, groups[line->group].heading);
        else
            draw_case(session, &list, row, &session->cases.list[line->which], at == menu->at);
    }
    if (menu->top + (size_t)list.height < menu->count)
        rv_draw_right(&list, list.height - 1, RV_ROLE_KEY, " more ↓ ");
    draw_foot(session, menu, &foot);
}

/* ---- Keys ---- */

static void move(struct menu *menu, int by)
{
    const int sign = by < 0 ? -1 : 1;
    size_t at = menu->at;

    for (; by != 0; by -= sign) {
        size_t next = at;

        do
            next += (size_t)sign; /* below 0 it is beyond the end: unsigned */
        while (next < menu->count && menu->lines[next].group >= 0);
        if (next >= menu->count)
            break;
        at = next;
    }
    menu->at = at;
}

static void toggle_teacher(struct rv_session *session, struct menu *menu)
{
    session->teacher = !session->teacher;
    fill(session, menu);
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
    const struct rv_case *is = current(session, menu);

    switch (action) {
    case RV_ACTION_UP:
        move(menu, -1);
        return true;
    case RV_ACTION_DOWN:
        move(menu, 1);
        return true;
    case RV_ACTION_PAGE_UP:
        move(menu, -menu->height);
        return true;
    case RV_ACTION_PAGE_DOWN:
        move(menu, menu->height);
        return true;
    case RV_ACTION_FIRST:
        move(menu, -(int)menu->count);
        return true;
    case RV_ACTION_LAST:
        move(menu, (int)menu->count);
        return true;
    case RV_ACTION_SEARCH:
        menu->typing = true;
        return true;
    case RV_ACTION_LAB:
        rv_session_push(session, session->views[RV_VIEW_lab], NULL);
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
        if (!*menu->search)
            return false;
        *menu->search = '\0';
        fill(session, menu);
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
        *menu->search = '\0';
    if (strcmp(key, "Enter") == 0 || strcmp(key, "Escape") == 0)
        menu->typing = false;
    else if (!rv_key_edit(key, menu->search, SEARCH_SIZE))
        return false; /* arrows move in what was found */
    fill(session, menu);
    return true;
}

static const char *hint(struct rv_session *session, void *state, enum rv_action action)
{
    const struct menu *menu = state;

    if (menu->typing)
        return action == RV_ACTION_CHOOSE ? "keep" : "";
    if (action == RV_ACTION_TEACHER && session->teacher)
        return "hide names";
    return action == RV_ACTION_BACK ? *menu->search ? "all cases" : "leave" : NULL;
}

static void say(struct rv_session *session, void *state, struct rv_text *out)
{
    const struct menu *menu = state;

    for (size_t i = 0; i < menu->count; i++) {
        const struct menu_line *line = &menu->lines[i];
        const struct rv_case *is = &session->cases.list[line->which];

        if (line->group >= 0)
            rv_text_printf(out, "%s:\n", groups[line->group].heading);
        else
            rv_text_printf(out, "%sCase %ld%s: %s\n", i == menu->at ? "* " : "  ", is->number,
                           is->seen ? " (seen)" : "", session->teacher ? is->title : is->symptom);
        if (line->group < 0 && session->teacher)
            rv_text_printf(out, "    %s, cause %s\n", is->name, is->cause);
    }
    rv_text_add(out, menu->count ? "" : "No case found.\n");
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
