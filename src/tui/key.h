/* Keys and actions: the one table keys.def drives dispatch, hint line, help and docs/menu.md.
 *
 * A key has the name that tmux gives it: "a", "Space", "Enter", "Escape", "Up", "PPage", "BSpace",
 * "F1", "C-l"; a letter beyond ASCII is itself. Scripts (--keys) and records (--record) are written
 * in these names. */
#ifndef RV_TUI_KEY_H
#define RV_TUI_KEY_H

#include "ravine/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <wchar.h>

/* RV_VIEW_menu, RV_VIEW_watch, ...: the rows of views.def. */
enum rv_view_id {
#define X(name) RV_VIEW_##name,
#include "tui/views.def"
#undef X
    RV_VIEW_COUNT
};

/* RV_ACTION_UP, ...: the rows of keys.def. */
enum rv_action {
    RV_ACTION_NONE,
#define X(action, ...) RV_ACTION_##action,
#include "tui/keys.def"
#undef X
    RV_ACTION_COUNT
};

struct rv_key_row {
    enum rv_action action;
    const char *name;   /* "NEXT_EPOCH"; --plain takes it as "next epoch" */
    const char *keys;   /* names with blanks between; the first one is shown */
    unsigned views;     /* bit 1 << RV_VIEW_x: where it means something */
    const char *hint;   /* a word or two for the hint line; "": not there */
    const char *help;   /* a sentence */
};
extern const struct rv_key_row rv_keys[];
extern const size_t rv_key_count;

#define RV_KEY_SIZE 16 /* bytes of a key's name */

/* What a key means in a view, or RV_ACTION_NONE. */
enum rv_action rv_key_action(const char *key, enum rv_view_id view);
/* The same of a word that was typed in --plain: a key's name, or the action's own ("next epoch"),
 * or as much of its beginning as is needed to tell it from others. */
enum rv_action rv_key_command(const char *words, enum rv_view_id view);
/* The row of an action. */
const struct rv_key_row *rv_key_row(enum rv_action action);
/* The name of what curses read: `function` for KEY_ codes. False: a key that has none. */
bool rv_key_name(wint_t code, bool function, char name[RV_KEY_SIZE]);
/* The name as a person reads it on screen: "Esc", "PgUp", "Left". */
const char *rv_key_label(const char *key);
/* Whether the text is the name of a key. */
bool rv_key_known(const char *key);
/* The letters that a key types: "a" of "a", " " of "Space"; NULL of a key that types none. */
const char *rv_key_text(const char *key);
/* Types the key into a text of at most `size` bytes: a letter at its end, BSpace takes one away.
 * False: it does neither. */
bool rv_key_edit(const char *key, char *text, size_t size);

#endif
