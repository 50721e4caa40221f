/* Change one thing: every setting of the run in view. What was changed takes over where it is, from
 * an earlier epoch, or from the first step on; or five or twenty seeds are asked. */
#include "tui/views/edit.h"
#include "tui/views/heading.h"
#include "tui/views/save.h"

#include "lesson/lesson.h"

#include <stdio.h>
#include <string.h>

enum { STATE_ROWS = 2 }; /* below the form */

struct change {
    struct rv_edit edit;
    long epoch; /* to branch from */
};

static enum rv_status open(struct rv_session *session, void *state, const void *argument,
                           struct rv_error *error)
{
    struct change *change = state;
    struct rv_live_run *live = rv_lesson_run(session->lesson);

    (void)argument;
    change->epoch = rv_live_run_place(live).epoch;
    if (rv_form_open(&change->edit.form, rv_run_recipe(rv_live_run_run(live)), NULL))
        return rv_error_set(error, RV_INPUT, "%s", change->edit.form.error);
    rv_form_find(&change->edit.form, "optimizer.learning_rate"); /* what is changed first */
    return RV_OK;
}

static void close(struct rv_session *session, void *state)
{
    (void)session;
    rv_form_release(&((struct change *)state)->edit.form);
}

/* ---- What will happen ---- */

/* Short enough for a legend: "learning_rate 0.01", "3 settings". */
static void print_label(const struct rv_form *form, struct rv_text *out)
{
    const size_t changes = rv_form_changes(form);

    for (size_t i = 0; i < form->count && changes == 1; i++)
        if (rv_form_changed(&form->rows[i]))
            rv_text_printf(out, "%s %s", form->rows[i].label, form->rows[i].value);
    for (size_t i = 0; i < form->count && changes > 1; i++)
        if (form->rows[i].registry && rv_form_changed(&form->rows[i]) && out->length == 0)
            rv_text_printf(out, "%s and more", form->rows[i].value);
    if (changes > 1 && out->length == 0)
        rv_text_printf(out, "%zu settings", changes);
    if (changes == 0)
        rv_text_add(out, "as it was");
}

static void draw_state(const struct rv_session *session, const struct change *change,
                       const struct rv_area *area)
{
    const struct rv_live_run_place place = rv_live_run_place(rv_lesson_run(session->lesson));
    const struct rv_form *form = &change->edit.form;
    const size_t changes = rv_form_changes(form);
    const enum rv_live live = rv_form_live(form);
    struct rv_text text = {0};

    rv_form_print(form, &text);
    rv_draw_cut(area, 0, 1, area->width - 2, changes ? RV_ROLE_CHANGED : RV_ROLE_FAINT,
                changes ? rv_text_string(&text) : "Nothing is changed yet.");
    rv_draw_printf(area, 1, 1, RV_ROLE_TEXT, "a: %s   b: from the end of epoch %ld ([ ])   "
                   "0: from the start",
                   changes == 0            ? "go on"
                   : live == RV_LIVE_NEVER ? "cannot change now: begins anew"
                   : live == RV_LIVE_EPOCH && !place.between ? "from the next epoch on"
                                                             : "from the next step on",
                   change->epoch);
    rv_text_release(&text);
}

static void draw(struct rv_session *session, void *state, const struct rv_area *area)
{
    struct change *change = state;
    const struct rv_live_run *live = rv_lesson_run(session->lesson);
    const struct rv_live_run_place place = rv_live_run_place(live);
    struct rv_area form = rv_draw_part(area, RV_HEADING_ROWS, 0,
                                       area->height - RV_HEADING_ROWS - STATE_ROWS, area->width);
    struct rv_area below =
        rv_draw_part(area, area->height - STATE_ROWS, 0, STATE_ROWS, area->width);
    char title[96];

    snprintf(title, sizeof title, "CHANGE ONE THING   %s, epoch %ld of %ld",
             rv_live_run_label(live), place.epoch + !place.between,
             rv_live_run_recipe(live)->train.epochs);
    rv_heading_draw(session, area, title);
    rv_edit_draw(&change->edit, &form);
    draw_state(session, change, &below);
}

/* ---- Doing it ---- */

static void apply(struct rv_session *session, struct change *change, enum rv_lesson_from from)
{
    struct rv_form *form = &change->edit.form;
    struct rv_report report = {0};
    struct rv_text label = {0};
    bool anew;

    print_label(form, &label);
    if (rv_lesson_change(session->lesson, form->edits, rv_form_live(form), from, change->epoch,
                         rv_text_string(&label), &anew, &report)) {
        snprintf(form->error, sizeof form->error, "%s",
                 report.count ? report.errors[0].message : "this cannot be done");
    } else {
        rv_session_unsaved(session, "a run that was changed by hand");
        rv_session_return(session, session->views[RV_VIEW_watch]);
        if (anew && from != RV_LESSON_START && from != RV_LESSON_SEED)
            rv_session_notice(session, "This cannot change during a run: it begins anew.");
    }
    rv_report_release(&report);
    rv_text_release(&label);
}

static void ask(struct rv_session *session, struct change *change, size_t seeds)
{
    struct rv_form *form = &change->edit.form;
    struct rv_report report = {0};
    struct rv_text label = {0};

    print_label(form, &label);
    if (rv_lesson_ask(session->lesson, form->edits, seeds, rv_text_string(&label), &report))
        snprintf(form->error, sizeof form->error, "%s",
                 report.count ? report.errors[0].message : "this cannot be run");
    else
        rv_session_push(session, session->views[RV_VIEW_compare], NULL);
    rv_report_release(&report);
    rv_text_release(&label);
}

static void move_epoch(struct rv_session *session, struct change *change, long by)
{
    const long last = rv_live_run_place(rv_lesson_run(session->lesson)).epoch;

    change->epoch += by;
    change->epoch = change->epoch < 0 ? 0 : change->epoch > last ? last : change->epoch;
}

static bool act(struct rv_session *session, void *state, enum rv_action action)
{
    struct change *change = state;

    if (rv_edit_act(&change->edit, action))
        return true;
    switch (action) {
    case RV_ACTION_APPLY:
        apply(session, change, RV_LESSON_HERE);
        return true;
    case RV_ACTION_BRANCH:
        apply(session, change, RV_LESSON_EPOCH);
        return true;
    case RV_ACTION_ANEW:
        apply(session, change, RV_LESSON_START);
        return true;
    case RV_ACTION_NEXT_SEED:
        apply(session, change, RV_LESSON_SEED);
        return true;
    case RV_ACTION_EARLIER:
        move_epoch(session, change, -1);
        return true;
    case RV_ACTION_LATER:
        move_epoch(session, change, 1);
        return true;
    case RV_ACTION_FIVE:
        ask(session, change, 5);
        return true;
    case RV_ACTION_TWENTY:
        ask(session, change, 20);
        return true;
    case RV_ACTION_SAVE:
        rv_save_run(session, rv_lesson_run(session->lesson));
        return true;
    default:
        return false;
    }
}

static bool type(struct rv_session *session, void *state, const char *key)
{
    (void)session;
    return rv_edit_type(&((struct change *)state)->edit, key);
}

static void say(struct rv_session *session, void *state, struct rv_text *out)
{
    const struct change *change = state;

    (void)session;
    rv_edit_say(&change->edit, out);
    if (rv_form_changes(&change->edit.form)) {
        rv_text_add(out, "Changed so far: ");
        rv_form_print(&change->edit.form, out);
        rv_text_add(out, "\n");
    }
}

const struct rv_view_type rv_view_change = {
    .name = "change",
    .title = "Change one thing",
    .state_size = sizeof(struct change),
    .open = open,
    .close = close,
    .draw = draw,
    .act = act,
    .type = type,
    .say = say,
    .opened_by = RV_ACTION_CHANGE,
};
