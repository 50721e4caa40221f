/* A form on the screen: rows, the line that is typed, help and mistakes below. For the views that
 * change settings. */
#ifndef RAVINE_TUI_VIEWS_EDIT_H
#define RAVINE_TUI_VIEWS_EDIT_H

#include "lesson/form.h"
#include "tui/session.h"

enum rv_edit_typing { RV_EDIT_NOTHING, RV_EDIT_VALUE, RV_EDIT_SEARCH };

struct rv_edit {
    struct rv_form form;
    enum rv_edit_typing typing;
    char text[RV_FORM_TEXT]; /* what is being typed */
    int top, height;         /* of the window of rows */
};

enum { RV_EDIT_HELP_ROWS = 5 };

/* Draws the rows, and RV_EDIT_HELP_ROWS rows about the current one at the bottom. */
void rv_edit_draw(struct rv_edit *edit, const struct rv_area *area);
/* True: taken (something is being typed). */
bool rv_edit_type(struct rv_edit *edit, const char *key);
/* Moves, turns, begins to type, takes back. False: the action means something else. */
bool rv_edit_act(struct rv_edit *edit, enum rv_action action);
/* The current row as a sentence. */
void rv_edit_say(const struct rv_edit *edit, struct rv_text *out);

#endif
