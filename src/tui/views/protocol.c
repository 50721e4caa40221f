/* How we measure: another validation protocol on the same parameters, at once. The training of the
 * run is not touched. */
#include "tui/views/edit.h"
#include "tui/views/heading.h"

#include "tui/curve.h"
#include "lesson/lesson.h"
#include "lesson/reevaluate.h"

#include "ravine/memory.h"

#include <stdio.h>
#include <string.h>

enum { FORM_ROWS = 11 };

struct protocol {
    struct rv_edit edit;
    struct rv_reevaluate *again; /* owned; NULL: nothing is changed yet */
    struct rv_text asked;       /* what it is of */
};

static enum rv_status open(struct rv_session *session, void *state, const void *argument,
                           struct rv_error *error)
{
    struct protocol *protocol = state;
    const struct rv_live_run *live = rv_lesson_run(session->lesson);

    (void)argument;
    if (rv_form_open(&protocol->edit.form, rv_run_recipe(rv_live_run_run(live)), "evaluate"))
        return rv_error_set(error, RV_INPUT, "%s", protocol->edit.form.error);
    return RV_OK;
}

static void close(struct rv_session *session, void *state)
{
    struct protocol *protocol = state;

    (void)session;
    rv_reevaluate_free(protocol->again);
    rv_form_release(&protocol->edit.form);
    rv_text_release(&protocol->asked);
}

/* After every key: where the form says something else, counting begins anew. */
static void again(struct rv_session *session, struct protocol *protocol)
{
    struct rv_form *form = &protocol->edit.form;
    struct rv_report report = {0};
    struct rv_text text = {0};

    rv_form_print(form, &text);
    if (strcmp(rv_text_string(&text), rv_text_string(&protocol->asked)) != 0) {
        rv_reevaluate_free(protocol->again);
        protocol->again = NULL;
        if (text.length && rv_reevaluate_create(rv_lesson_run(session->lesson), form->edits,
                                                &protocol->again, &report))
            snprintf(form->error, sizeof form->error, "%s",
                     report.count ? report.errors[0].message : "this cannot be measured");
        rv_text_clear(&protocol->asked);
        rv_text_add(&protocol->asked, rv_text_string(&text));
    }
    rv_text_release(&text);
    rv_report_release(&report);
}

static enum rv_work work(struct rv_session *session, void *state, const struct rv_slice *slice)
{
    struct protocol *protocol = state;

    (void)session;
    if (!protocol->again)
        return RV_WORK_NONE;
    return rv_reevaluate_work(protocol->again, slice->seconds) ? RV_WORK_SHOW : RV_WORK_NONE;
}

/* ---- Drawing ---- */

static void draw_chart(const struct rv_lesson *lesson, const struct protocol *protocol,
                       const struct rv_area *area)
{
    const struct rv_table *epochs = rv_live_run_epochs(rv_lesson_run(lesson));
    double *values = rv_alloc(epochs->rows + 1, sizeof *values);
    struct rv_curve_series series[] = {
        {.name = "measured in another way", .mark = "x", .role = RV_ROLE_OTHER, .meets = true},
        {.name = "validation", .mark = "O", .role = RV_ROLE_VALIDATION, .meets = true,
         .stems = true, .value = values, .count = epochs->rows}};

    rv_table_column(epochs, rv_table_find(epochs, "val_loss"), values);
    if (protocol->again)
        series[0].value = rv_reevaluate_values(protocol->again, &series[0].count);
    rv_curve_draw(area, &(struct rv_curve_chart){.y_label = "loss", .x_label = "epoch",
                                                 .x_first = 1, .series = series,
                                                 .series_count = 2});
    rv_free(values);
}

static void draw(struct rv_session *session, void *state, const struct rv_area *area)
{
    struct protocol *protocol = state;
    const int rows = RV_EDIT_HELP_ROWS + (area->height > 30 ? FORM_ROWS + 1 : 5);
    struct rv_area chart = rv_draw_part(area, RV_HEADING_ROWS, 0,
                                        area->height - RV_HEADING_ROWS - rows, area->width);
    struct rv_area form = rv_draw_part(area, area->height - rows, 0, rows, area->width);

    rv_heading_draw(session, area, "HOW WE MEASURE   the same weights, seen in another way");
    draw_chart(session->lesson, protocol, &chart);
    rv_edit_draw(&protocol->edit, &form);
}

/* ---- Keys ---- */

static bool act(struct rv_session *session, void *state, enum rv_action action)
{
    struct protocol *protocol = state;

    if (!rv_edit_act(&protocol->edit, action))
        return false;
    again(session, protocol);
    return true;
}

static bool type(struct rv_session *session, void *state, const char *key)
{
    struct protocol *protocol = state;

    if (!rv_edit_type(&protocol->edit, key))
        return false;
    again(session, protocol);
    return true;
}

static void say(struct rv_session *session, void *state, struct rv_text *out)
{
    struct protocol *protocol = state;
    const double *values;
    size_t count;

    (void)session;
    rv_edit_say(&protocol->edit, out);
    if (!protocol->again)
        return;
    values = rv_reevaluate_values(protocol->again, &count);
    for (size_t i = 0; i < count; i++)
        rv_text_printf(out, "%s%.3g", i ? ", " : "Measured in another way: ", values[i]);
    rv_text_add(out, ".\n");
}

const struct rv_view_type rv_view_protocol = {
    .name = "protocol",
    .title = "How we measure",
    .state_size = sizeof(struct protocol),
    .open = open,
    .close = close,
    .draw = draw,
    .act = act,
    .type = type,
    .work = work,
    .say = say,
    .opened_by = RV_ACTION_PROTOCOL,
};
