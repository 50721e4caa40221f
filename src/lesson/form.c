/* Settings as a form: see form.h. The rows are made in form_rows.c. */
#include "lesson/form_internal.h"

#include "ravine/memory.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char source[] = "your value"; /* positions of edits point to it */

/* ---- Opening ---- */

/* Everything is bound once more: the form's recipe is its own. On failure there is none. */
static enum rv_status bind(const struct rv_node *base, const struct rv_node *edits,
                           struct rv_recipe *recipe, struct rv_report *report)
{
    struct rv_node *tree = rv_recipe_merge(base, edits, report);
    enum rv_status status = rv_report_status(report);

    *recipe = (struct rv_recipe){0};
    if (status == RV_OK)
        status = rv_recipe_bind(tree, recipe, report);
    rv_node_free(tree);
    if (status)
        rv_recipe_release(recipe);
    return status;
}

static void remove_entry(struct rv_node *map, const char *key)
{
    size_t kept = 0;

    for (size_t i = 0; i < map->count; i++)
        if (rv_text_same_name(map->items[i]->key, key))
            rv_node_free(map->items[i]);
        else
            map->items[kept++] = map->items[i];
    map->count = kept;
}

enum rv_status rv_form_open(struct rv_form *form, const struct rv_recipe *recipe, const char *only)
{
    struct rv_report report = {0};
    enum rv_status status;

    *form = (struct rv_form){.base = rv_recipe_tree(recipe),
                             .edits = rv_node_map((struct rv_position){0}), .only = only};
    remove_entry(form->base, "changes");
    status = bind(form->base, form->edits, &form->recipe, &report);
    if (status && report.count)
        snprintf(form->error, sizeof form->error, "%s", report.errors[0].message);
    rv_report_release(&report);
    if (status == RV_OK)
        rv_form_rows(form);
    return status;
}

void rv_form_release(struct rv_form *form)
{
    rv_form_rows_release(form);
    rv_recipe_release(&form->recipe);
    rv_node_free(form->base);
    rv_node_free(form->edits);
    *form = (struct rv_form){0};
}

/* ---- The cursor ---- */

static bool heading(const struct rv_form_row *row)
{
    return *row->key == '\0';
}

void rv_form_move(struct rv_form *form, int by)
{
    const int sign = by < 0 ? -1 : 1;
    size_t at = form->at;

    for (; by != 0; by -= sign) {
        do
            at += (size_t)sign; /* below 0 it is beyond the end: unsigned */
        while (at < form->count && heading(&form->rows[at]));
        if (at >= form->count)
            return;
        form->at = at;
    }
}

void rv_form_jump(struct rv_form *form, int sections)
{
    size_t at = form->at;

    while (at > 0 && !heading(&form->rows[at])) /* to the heading of this one */
        at--;
    if (sections < 0 && at > 0)
        do
            at--;
        while (at > 0 && !heading(&form->rows[at]));
    else if (sections > 0)
        do
            at++;
        while (at < form->count && !heading(&form->rows[at]));
    if (at + 1 < form->count)
        form->at = at + (heading(&form->rows[at]) ? 1 : 0);
}

bool rv_form_find(struct rv_form *form, const char *text)
{
    for (size_t i = 0; i < form->count; i++) {
        const size_t at = (form->at + i) % form->count;
        const struct rv_form_row *row = &form->rows[at];

        if (!heading(row) &&
            (strstr(row->key, text) || (row->param && strstr(row->param->help, text)))) {
            form->at = at;
            return true;
        }
    }
    return false;
}

const struct rv_form_row *rv_form_current(const struct rv_form *form)
{
    return &form->rows[form->at];
}

/* ---- Editing ---- */

/* Takes `edits` over when the recipe still binds with them. Merged and bound anew at each key,
 * because only the binder knows what is wrong with a value beside the others: all of a key takes
 * 0.1 ms on a surface, 0.3 ms on tiny_cnn, 0.7 ms on vgg_like with its 384 rows. */
static bool accept(struct rv_form *form, struct rv_node *edits, struct rv_report *report)
{
    struct rv_recipe recipe;

    if (rv_report_status(report) || bind(form->base, edits, &recipe, report)) {
        snprintf(form->error, sizeof form->error, "%s",
                 report->count ? report->errors[0].message : "this cannot be");
        rv_node_free(edits);
        return false;
    }
    *form->error = '\0';
    rv_recipe_release(&form->recipe);
    rv_node_free(form->edits);
    form->recipe = recipe;
    form->edits = edits;
    rv_form_rows(form);
    return true;
}

/* Takes the entry at a dotted path out; maps that are empty then, too. */
static void remove_path(struct rv_node *map, const char *path)
{
    const size_t length = strcspn(path, ".");
    char key[RV_FORM_KEY];
    struct rv_node *entry;

    snprintf(key, sizeof key, "%.*s", (int)length, path);
    entry = rv_node_get(map, key);
    if (entry && path[length] && entry->kind == RV_NODE_MAP)
        remove_path(entry, path + length + 1);
    if (entry && (!path[length] || (entry->kind == RV_NODE_MAP && entry->count == 0)))
        remove_entry(map, key);
}

/* With a type go the keys that were set for it. */
void rv_form_undo(struct rv_form *form)
{
    const struct rv_form_row *row = rv_form_current(form);
    struct rv_node *edits = rv_node_copy(form->edits);
    struct rv_report report = {0};

    remove_path(edits, row->registry ? row->section->name : row->key);
    accept(form, edits, &report);
    rv_report_release(&report);
}

bool rv_form_set(struct rv_form *form, const char *value)
{
    const struct rv_form_row *row = rv_form_current(form);
    struct rv_text text = {0};
    struct rv_report report = {0};
    struct rv_node *one, *edits = NULL;
    bool taken;

    if (row->before && strcmp(value, row->before) == 0) {
        rv_form_undo(form);
        return *form->error == '\0';
    }
    rv_text_printf(&text, "%s=%s", row->key, value);
    one = rv_recipe_assignment(source, rv_text_string(&text), 0, &report);
    if (one)
        edits = rv_recipe_compose(form->edits, one, &report);
    taken = accept(form, edits, &report);
    rv_node_free(one);
    rv_report_release(&report);
    rv_text_release(&text);
    return taken;
}

/* The nearest choice in that direction that the binder takes. */
static bool turn_choice(struct rv_form *form, const char *const *choices, int by)
{
    const struct rv_form_row *row = rv_form_current(form);
    int count = 0, now = 0;

    for (; choices[count]; count++)
        if (strcmp(choices[count], row->value) == 0)
            now = count;
    for (int i = 1; i < count; i++)
        if (rv_form_set(form, choices[((now + i * by) % count + count) % count]))
            return true;
    return false;
}

static bool turn_type(struct rv_form *form, int by)
{
    const char **names = rv_registry_names(rv_form_current(form)->registry);
    bool taken = turn_choice(form, names, by);

    rv_free(names);
    return taken;
}

/* Twice or half, kept within the range; from 0 to a small number of the right kind. */
static bool turn_number(struct rv_form *form, const struct rv_param *param, int by)
{
    const bool whole = param->kind == RV_KIND_INTEGER;
    double value = 0;
    struct rv_text text = {0};
    bool taken;

    rv_text_to_real(rv_form_current(form)->value, &value);
    if (value == 0)
        value = by < 0 ? 0 : whole ? 1 : 0.01;
    else
        value = by > 0 ? 2 * value : whole ? floor(value / 2) : value / 2;
    if (param->minimum < param->maximum) {
        if (value > param->maximum || (value == param->maximum && param->open & RV_OPEN_MAXIMUM))
            value = by > 0 && param->maximum == 1 ? 0.5 * (1 + value / 2) : param->maximum;
        value = fmax(value, param->minimum);
    }
    rv_text_number(&text, value);
    taken = rv_form_set(form, rv_text_string(&text));
    rv_text_release(&text);
    return taken;
}

bool rv_form_turn(struct rv_form *form, int by)
{
    static const char *const truths[] = {"false", "true", NULL};
    const struct rv_form_row *row = rv_form_current(form);

    if (row->registry)
        return turn_type(form, by);
    switch (row->param->kind) {
    case RV_KIND_CHOICE:
        return turn_choice(form, row->param->choices, by);
    case RV_KIND_BOOLEAN:
        return turn_choice(form, truths, by);
    case RV_KIND_REAL:
    case RV_KIND_INTEGER:
        return turn_number(form, row->param, by);
    default:
        snprintf(form->error, sizeof form->error, "Press Enter and type it.");
        return false;
    }
}

/* ---- What was changed ---- */

bool rv_form_changed(const struct rv_form_row *row)
{
    return *row->key && (!row->before || strcmp(row->before, row->value) != 0);
}

size_t rv_form_changes(const struct rv_form *form)
{
    size_t count = 0;

    for (size_t i = 0; i < form->count; i++)
        count += rv_form_changed(&form->rows[i]);
    return count;
}

/* A new type acts from the next step on, but what the run is about is fixed. */
enum rv_live rv_form_row_live(const struct rv_form_row *row)
{
    if (row->param)
        return row->param->live;
    return row->registry == &rv_datasets || row->registry == &rv_surfaces ? RV_LIVE_NEVER
                                                                          : RV_LIVE_STEP;
}

enum rv_live rv_form_live(const struct rv_form *form)
{
    enum rv_live live = RV_LIVE_STEP;

    for (size_t i = 0; i < form->count; i++)
        if (rv_form_changed(&form->rows[i]) && form->rows[i].before &&
            rv_form_row_live(&form->rows[i]) < live)
            live = rv_form_row_live(&form->rows[i]);
    return live;
}

void rv_form_print(const struct rv_form *form, struct rv_text *out)
{
    for (size_t i = 0; i < form->count; i++) {
        const struct rv_form_row *row = &form->rows[i];

        if (rv_form_changed(row) && row->before)
            rv_text_printf(out, "%s%s %s -> %s", out->length ? ", " : "", row->key, row->before,
                           row->value);
    }
}
