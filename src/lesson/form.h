/* Every setting of a recipe as a form: one row a parameter, from the parameter tables.
 *
 * The form holds what was chosen so far as one override map; after each choice the whole recipe is
 * bound again, so that a mistake is told where it is made, in the binder's own words, and a new
 * type (another optimizer) brings its own rows.
 *
 *     rv_form_open(&form, recipe, NULL);
 *     rv_form_set(&form, "0.05");         // of the row under the cursor
 *     rv_live_run_change(live, form.edits, rv_form_live(&form), &report);
 *     rv_form_release(&form); */
#ifndef RAVINE_LESSON_FORM_H
#define RAVINE_LESSON_FORM_H

#include "ravine/recipe.h"

#define RV_FORM_TEXT 128
#define RV_FORM_KEY 128

struct rv_form_row {
    char key[RV_FORM_KEY];   /* "optimizer.learning_rate"; "": a heading */
    char label[RV_FORM_KEY]; /* "learning_rate" */
    const struct rv_param *param;       /* NULL: heading, or the choice of a type */
    const struct rv_registry *registry; /* of the choice of a type */
    const struct rv_section *section;
    char *value;    /* owned; as the scenario language writes it */
    const char *before; /* value before any edit; NULL: there was no such row */
};

struct rv_form {
    struct rv_node *base;    /* owned; the recipe before any edit, whole */
    struct rv_node *edits;   /* owned; a map relative to the recipe */
    struct rv_recipe recipe; /* base and edits, bound */
    const char *only;        /* this section alone, or NULL */
    struct rv_form_row *rows; /* owned */
    size_t count, room;
    struct rv_form_row *originals; /* owned; keys and values before any edit */
    size_t original_count;
    size_t at;               /* never a heading */
    char error[RV_ERROR_MESSAGE_SIZE]; /* of the last attempt; "": none */
};

/* The recipe without its `changes`. `only` names one section. */
enum rv_status rv_form_open(struct rv_form *form, const struct rv_recipe *recipe,
                            const char *only);
void rv_form_release(struct rv_form *form);

/* The cursor, over headings; to the next or previous section. */
void rv_form_move(struct rv_form *form, int by);
void rv_form_jump(struct rv_form *form, int sections);
/* To the next row from here on whose key or help holds the text; false when there is none. */
bool rv_form_find(struct rv_form *form, const char *text);
/* The row under the cursor. */
const struct rv_form_row *rv_form_current(const struct rv_form *form);

/* Sets the row under the cursor; on a mistake nothing changes but `error`. */
bool rv_form_set(struct rv_form *form, const char *value);
/* The next (+1) or last (-1) choice; twice or half of a number. */
bool rv_form_turn(struct rv_form *form, int by);
/* Takes back what was done to the row under the cursor. */
void rv_form_undo(struct rv_form *form);

/* Whether the row has another value than the run. */
bool rv_form_changed(const struct rv_form_row *row);
/* How many rows were changed. */
size_t rv_form_changes(const struct rv_form *form);
/* When all edits together can take effect: the slowest of the rows that were changed. */
enum rv_live rv_form_live(const struct rv_form *form);
/* "optimizer.learning_rate 0.5 -> 0.01, ...": of all changed rows. */
void rv_form_print(const struct rv_form *form, struct rv_text *out);
/* When a change of the row takes effect. */
enum rv_live rv_form_row_live(const struct rv_form_row *row);

#endif
