/* A form on the screen: see edit.h. */
#include "tui/views/edit.h"

#include <stdio.h>
#include <string.h>

enum { LABEL = 3, VALUE = 30, WAS = 50, WHEN_WIDTH = 12 };

/* ---- Drawing ---- */

static const char *when_of(const struct rv_form_row *row)
{
    switch (rv_form_row_live(row)) {
    case RV_LIVE_STEP:
        return "next step";
    case RV_LIVE_EPOCH:
        return "next epoch";
    case RV_LIVE_NEVER:
        break;
    }
    return "begins anew";
}

static void draw_row(const struct rv_edit *edit, const struct rv_area *area, int row, size_t index)
{
    const struct rv_form_row *it = &edit->form.rows[index];
    const bool here = index == edit->form.at, changed = rv_form_changed(it);
    const enum rv_role role = changed ? RV_ROLE_CHANGED : RV_ROLE_TEXT;

    if (!*it->key) {
        rv_draw_text(area, row, 1, RV_ROLE_TITLE, it->label);
        return;
    }
    rv_draw_text(area, row, 1, role, changed ? "*" : " ");
    rv_draw_cut(area, row, LABEL, VALUE - LABEL - 1, role, it->label);
    if (here && edit->typing == RV_EDIT_VALUE)
        rv_draw_printf(area, row, VALUE, RV_ROLE_ALERT, "%s_", edit->text);
    else
        rv_draw_cut(area, row, VALUE, WAS - VALUE - 1, role, it->value);
    if (changed && it->before) {
        char was[64];

        snprintf(was, sizeof was, "was %s", it->before);
        rv_draw_cut(area, row, WAS, area->width - WAS - WHEN_WIDTH - 2, RV_ROLE_FAINT, was);
    }
    rv_draw_text(area, row, area->width - WHEN_WIDTH, RV_ROLE_FAINT, when_of(it));
    if (here && edit->typing != RV_EDIT_VALUE)
        rv_draw_highlight(area, row, RV_ROLE_SELECTED);
}

/* "a number above 0 to 1000, steps; default 0.01" */
static void print_range(const struct rv_form_row *row, struct rv_text *out)
{
    if (row->registry) {
        rv_text_add(out, "one of: ");
        for (size_t i = 0; i < row->registry->count; i++)
            rv_text_printf(out, "%s%s", i ? ", " : "", row->registry->types[i]->name);
        return;
    }
    rv_param_print_range(row->param, out);
    if (row->param->unit)
        rv_text_printf(out, ", in %s", row->param->unit);
    rv_text_add(out, "; default ");
    if (row->param->kind == RV_KIND_REAL || row->param->kind == RV_KIND_INTEGER)
        rv_text_number(out, row->param->initial);
    else if (row->param->kind == RV_KIND_BOOLEAN)
        rv_text_add(out, row->param->initial != 0 ? "true" : "false");
    else if (row->param->initial_text)
        rv_text_add(out, *row->param->initial_text ? row->param->initial_text : "empty");
    else
        rv_text_add(out, row->param->choices ? row->param->choices[0] : "empty");
}

static const char *help_of(const struct rv_form_row *row)
{
    const struct rv_type *type;

    if (!row->registry)
        return row->param->help;
    type = rv_registry_find(row->registry, row->value);
    return type ? type->summary : row->section->help;
}

/* The mistake has the place of the help: it is about the value that was just typed. */
static void draw_help(const struct rv_edit *edit, const struct rv_area *area)
{
    const struct rv_form_row *row = rv_form_current(&edit->form);
    struct rv_text range = {0};
    int next;

    rv_draw_rule(area, 0, false);
    rv_draw_printf(area, 1, 1, RV_ROLE_STRONG, "%s", row->key);
    if (edit->typing == RV_EDIT_SEARCH) {
        rv_draw_printf(area, 2, 1, RV_ROLE_ALERT, "/%s_", edit->text);
        return;
    }
    if (*edit->form.error) {
        rv_draw_wrapped(area, 2, 1, RV_ROLE_HARM, edit->form.error);
        return;
    }
    print_range(row, &range);
    next = rv_draw_wrapped(area, 2, 1, RV_ROLE_TEXT, help_of(row));
    rv_draw_wrapped(area, next, 1, RV_ROLE_FAINT, rv_text_string(&range));
    rv_text_release(&range);
}

void rv_edit_draw(struct rv_edit *edit, const struct rv_area *area)
{
    const int rows = area->height - RV_EDIT_HELP_ROWS, at = (int)edit->form.at;
    const int count = (int)edit->form.count;
    struct rv_area help = rv_draw_part(area, rows, 0, RV_EDIT_HELP_ROWS, area->width);

    edit->height = rows;
    if (at - 1 < edit->top) /* the heading above is seen, too */
        edit->top = at > 0 ? at - 1 : 0;
    if (at >= edit->top + rows)
        edit->top = at - rows + 1;
    for (int row = 0; row < rows && edit->top + row < count; row++)
        draw_row(edit, area, row, (size_t)(edit->top + row));
    if (count > 0)
        draw_help(edit, &help);
}

void rv_edit_say(const struct rv_edit *edit, struct rv_text *out)
{
    const struct rv_form_row *row = rv_form_current(&edit->form);

    rv_text_printf(out, "%s is %s; a change acts: %s.\n", row->key, row->value, when_of(row));
    if (*edit->form.error)
        rv_text_printf(out, "%s\n", edit->form.error);
    else
        rv_text_printf(out, "%s\n", help_of(row));
}

/* ---- Keys ---- */

static void finish_typing(struct rv_edit *edit)
{
    if (edit->typing == RV_EDIT_VALUE)
        rv_form_set(&edit->form, edit->text);
    edit->typing = RV_EDIT_NOTHING;
}

static void type_text(struct rv_edit *edit, const char *key)
{
    const char *text = rv_key_text(key);
    const size_t length = strlen(edit->text);

    if (strcmp(key, "BSpace") == 0) {
        if (length > 0)
            edit->text[length - 1] = '\0';
    } else if (text && length + strlen(text) + 1 < sizeof edit->text) {
        snprintf(edit->text + length, sizeof edit->text - length, "%s", text);
    }
    if (edit->typing == RV_EDIT_SEARCH && *edit->text)
        rv_form_find(&edit->form, edit->text);
}

bool rv_edit_type(struct rv_edit *edit, const char *key)
{
    if (edit->typing == RV_EDIT_NOTHING)
        return false;
    if (strcmp(key, "Enter") == 0)
        finish_typing(edit);
    else if (strcmp(key, "Escape") == 0)
        edit->typing = RV_EDIT_NOTHING;
    else
        type_text(edit, key);
    return true;
}

static void begin_typing(struct rv_edit *edit, enum rv_edit_typing what)
{
    edit->typing = what;
    *edit->text = '\0';
    *edit->form.error = '\0';
}

static bool move(struct rv_edit *edit, int by)
{
    *edit->form.error = '\0';
    rv_form_move(&edit->form, by);
    return true;
}

bool rv_edit_act(struct rv_edit *edit, enum rv_action action)
{
    const int page = edit->height > 1 ? edit->height - 1 : 1, count = (int)edit->form.count;

    switch (action) {
    case RV_ACTION_UP:
        return move(edit, -1);
    case RV_ACTION_DOWN:
        return move(edit, 1);
    case RV_ACTION_PAGE_UP:
        return move(edit, -page);
    case RV_ACTION_PAGE_DOWN:
        return move(edit, page);
    case RV_ACTION_FIRST:
        return move(edit, -count);
    case RV_ACTION_LAST:
        return move(edit, count);
    case RV_ACTION_SECTION:
        rv_form_jump(&edit->form, 1);
        return true;
    case RV_ACTION_MORE:
        rv_form_turn(&edit->form, 1);
        return true;
    case RV_ACTION_LESS:
        rv_form_turn(&edit->form, -1);
        return true;
    case RV_ACTION_EDIT:
        begin_typing(edit, RV_EDIT_VALUE);
        return true;
    case RV_ACTION_SEARCH:
        begin_typing(edit, RV_EDIT_SEARCH);
        return true;
    case RV_ACTION_UNDO:
        rv_form_undo(&edit->form);
        return true;
    default:
        return false;
    }
}
