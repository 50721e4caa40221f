/* Up to four runs of this sitting on one chart, with the same numbers of each; and what was asked
 * of many seeds. */
#include "tui/views/heading.h"
#include "tui/views/number.h"
#include "tui/views/save.h"

#include "tui/curve.h"
#include "lesson/lesson.h"

#include "ravine/memory.h"
#include "ravine/vector.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { ASKED_ROWS = 3, NUMBERS = 44 };

struct compare {
    size_t at;
};

static const struct {
    const char *mark;
    enum rv_role role;
} marks[RV_LESSON_RUNS] = {{"O", RV_ROLE_VALIDATION},
                            {"x", RV_ROLE_OTHER},
                            {"+", RV_ROLE_THIRD},
                            {"*", RV_ROLE_FOURTH}};

static enum rv_status open(struct rv_session *session, void *state, const void *argument,
                           struct rv_error *error)
{
    (void)argument;
    (void)error;
    ((struct compare *)state)->at = session->lesson->current;
    return RV_OK;
}

/* ---- Drawing ---- */

static void draw_chart(const struct rv_lesson *lesson, const struct rv_area *area)
{
    struct rv_curve_series series[RV_LESSON_RUNS];
    double *values[RV_LESSON_RUNS];

    for (size_t i = 0; i < lesson->run_count; i++) {
        const struct rv_table *epochs = rv_live_run_epochs(lesson->runs[i]);

        values[i] = rv_alloc(epochs->rows + 1, sizeof **values);
        rv_table_column(epochs, rv_table_find(epochs, "val_loss"), values[i]);
        /* The last is drawn on top: the one in view goes there by its needles. */
        series[i] = (struct rv_curve_series){.name = NULL, .mark = marks[i].mark,
                                             .role = marks[i].role, .value = values[i],
                                             .count = epochs->rows,
                                             .stems = i == lesson->current};
    }
    rv_curve_draw(area, &(struct rv_curve_chart){.y_label = "validation loss", .x_label = "epoch",
                                                 .x_first = 1, .series = series,
                                                 .series_count = lesson->run_count});
    for (size_t i = 0; i < lesson->run_count; i++)
        rv_free(values[i]);
}

static double last_of(const struct rv_live_run *live, const char *column)
{
    const struct rv_table *epochs = rv_live_run_epochs(live);

    return epochs->rows ? rv_table_at(epochs, epochs->rows - 1, rv_table_find(epochs, column))
                        : RV_NAN;
}

static void draw_run(const struct rv_lesson *lesson, const struct rv_area *area, int row,
                     size_t index, bool here)
{
    const struct rv_live_run *live = lesson->runs[index];
    const double accuracy = last_of(live, "val_accuracy");
    const bool over = rv_live_run_stopped(live) != RV_RUNNING;
    const double severity = rv_effect_run(&lesson->scenario, rv_live_run_epochs(live),
                                          rv_live_run_recipe(live), rv_live_run_stopped(live));
    char number[RV_NUMBER_SIZE];
    int column = area->width - NUMBERS;

    rv_draw_text(area, row, 1, marks[index].role, marks[index].mark);
    rv_draw_cut(area, row, 3, area->width - NUMBERS - 4, RV_ROLE_TEXT, rv_live_run_label(live));
    rv_draw_printf(area, row, column, RV_ROLE_TEXT, "%5llu",
                   (unsigned long long)rv_live_run_seed(live));
    rv_draw_printf(area, row, column + 7, RV_ROLE_TEXT, "%3ld/%ld", rv_live_run_place(live).epoch,
                   rv_live_run_recipe(live)->train.epochs);
    rv_draw_printf(area, row, column + 17, RV_ROLE_TEXT, "%6s",
                   over ? rv_number_severity(&lesson->scenario, severity, number) : "...");
    rv_draw_printf(area, row, column + 25, RV_ROLE_TEXT, "%6s",
                   rv_number_brief(last_of(live, "val_loss"), number));
    if (isfinite(accuracy))
        rv_draw_printf(area, row, column + 33, RV_ROLE_TEXT, "%6.0f %%", 100 * accuracy);
    if (here)
        rv_draw_highlight(area, row, RV_ROLE_SELECTED);
}

static void draw_table(const struct rv_lesson *lesson, const struct rv_area *area, size_t at)
{
    const int column = area->width - NUMBERS;

    rv_draw_text(area, 0, 3, RV_ROLE_FAINT, "run");
    rv_draw_text(area, 0, column, RV_ROLE_FAINT, " seed  epoch");
    rv_draw_printf(area, 0, column + 17, RV_ROLE_FAINT, "%6s",
                   rv_effect_called(&lesson->scenario));
    rv_draw_text(area, 0, column + 25, RV_ROLE_FAINT, "  loss  accuracy");
    for (size_t i = 0; i < lesson->run_count; i++)
        draw_run(lesson, area, (int)i + 1, i, i == at);
}

static void add_number(struct rv_text *out, double value)
{
    char text[RV_NUMBER_SIZE];

    rv_text_add(out, rv_number_brief(value, text));
}

static void add_percent(struct rv_text *out, double value)
{
    rv_text_printf(out, "%.0f %%", 100 * value);
}

/* "learning_rate 0.01 on 20 seeds: jumps .005 [.002 .. .011], as it was .100" and "calmer on 20 of
 * 20: cure". */
static void print_asked(const struct rv_lesson *lesson, struct rv_text *numbers,
                        struct rv_text *words)
{
    const struct rv_effect effect = rv_trials_effect(lesson->asked, 1);
    const struct rv_effect was = rv_trials_effect(lesson->asked, 0);
    const struct rv_summary shown = rv_effect_shown_range(&lesson->scenario, &effect.severity);
    void (*add)(struct rv_text *, double) =
        rv_effect_in_percent(&lesson->scenario) ? add_percent : add_number;

    rv_text_printf(numbers, "%s on %zu seed%s: %s ", lesson->asked_label, effect.of,
                   effect.of == 1 ? "" : "s", rv_effect_called(&lesson->scenario));
    rv_summary_print_as(&shown, add, numbers);
    rv_text_add(numbers, ", as it was ");
    add(numbers, rv_effect_shown(&lesson->scenario, was.severity.median));
    rv_text_printf(words, "%s on %zu of %zu: %s", rv_effect_less(&lesson->scenario),
                   effect.calmer, effect.of, rv_effect_word_in(&lesson->scenario, effect.word));
}

static void draw_asked(const struct rv_lesson *lesson, const struct rv_area *area)
{
    struct rv_text numbers = {0}, words = {0};
    const double share = rv_trials_progress(lesson->asked, true);
    int column = 1;

    rv_draw_rule(area, 0, false);
    print_asked(lesson, &numbers, &words);
    rv_draw_cut(area, 1, 1, area->width - 2, RV_ROLE_TEXT, rv_text_string(&numbers));
    column = rv_draw_text(area, 2, 1, RV_ROLE_STRONG, rv_text_string(&words)) + 2;
    if (share < 1)
        rv_draw_bar(area, 2, column, area->width - column - 1, RV_ROLE_FAINT, share);
    rv_text_release(&numbers);
    rv_text_release(&words);
}

static void draw(struct rv_session *session, void *state, const struct rv_area *area)
{
    const struct rv_lesson *lesson = session->lesson;
    const int table = (int)lesson->run_count + 1;
    const int asked = lesson->asked ? ASKED_ROWS : 0;
    const int height = area->height - RV_HEADING_ROWS - table - asked;
    struct rv_area chart = rv_draw_part(area, RV_HEADING_ROWS, 0, height, area->width);
    struct rv_area list = rv_draw_part(area, RV_HEADING_ROWS + height, 0, table, area->width);
    struct rv_area below = rv_draw_part(area, area->height - asked, 0, asked, area->width);

    rv_heading_draw(session, area, "COMPARE   the runs of this sitting");
    draw_chart(lesson, &chart);
    draw_table(lesson, &list, ((struct compare *)state)->at);
    if (asked)
        draw_asked(lesson, &below);
}

/* ---- Work: all runs to their ends, then what was asked ---- */

static enum rv_work work(struct rv_session *session, void *state, const struct rv_slice *slice)
{
    struct rv_lesson *lesson = session->lesson;

    (void)state;
    for (size_t i = 0; i < lesson->run_count; i++)
        if (rv_live_run_stopped(lesson->runs[i]) == RV_RUNNING) {
            rv_live_run_advance(lesson->runs[i], LONG_MAX, slice->seconds);
            return RV_WORK_SHOW;
        }
    if (lesson->asked &&
        rv_trials_work(lesson->asked, slice->seconds, (int)session->options->threads))
        return RV_WORK_SHOW;
    return RV_WORK_NONE;
}

/* ---- Keys ---- */

static bool act(struct rv_session *session, void *state, enum rv_action action)
{
    struct compare *compare = state;
    struct rv_lesson *lesson = session->lesson;

    switch (action) {
    case RV_ACTION_UP:
        compare->at -= compare->at > 0;
        return true;
    case RV_ACTION_DOWN:
        compare->at += compare->at + 1 < lesson->run_count;
        return true;
    case RV_ACTION_CHOOSE:
        lesson->current = compare->at;
        rv_session_return(session, session->views[RV_VIEW_watch]);
        return true;
    case RV_ACTION_CHANGE:
        lesson->current = compare->at;
        rv_session_push(session, session->views[RV_VIEW_change], NULL);
        return true;
    case RV_ACTION_DROP:
        if (compare->at > 0)
            rv_lesson_drop(lesson, compare->at);
        else
            rv_session_notice(session, "The failing run stays: the others are compared with it.");
        compare->at -= compare->at >= lesson->run_count;
        return true;
    case RV_ACTION_SAVE:
        rv_save_run(session, lesson->runs[compare->at]);
        return true;
    default:
        return false;
    }
}

static void say(struct rv_session *session, void *state, struct rv_text *out)
{
    const struct rv_lesson *lesson = session->lesson;
    struct rv_text words = {0};
    char number[RV_NUMBER_SIZE];

    (void)state;
    for (size_t i = 0; i < lesson->run_count; i++)
        rv_text_printf(out, "Run %zu: %s, seed %llu, epoch %ld, validation loss %s.\n", i + 1,
                       rv_live_run_label(lesson->runs[i]),
                       (unsigned long long)rv_live_run_seed(lesson->runs[i]),
                       rv_live_run_place(lesson->runs[i]).epoch,
                       rv_number_brief(last_of(lesson->runs[i], "val_loss"), number));
    if (!lesson->asked)
        return;
    print_asked(lesson, out, &words);
    rv_text_printf(out, "; %s.\n", rv_text_string(&words));
    rv_text_release(&words);
}

static const char *hint(struct rv_session *session, void *state, enum rv_action action)
{
    (void)session;
    (void)state;
    return action == RV_ACTION_CHOOSE ? "into view" : NULL;
}

const struct rv_view_type rv_view_compare = {
    .name = "compare",
    .title = "Compare runs",
    .state_size = sizeof(struct compare),
    .open = open,
    .draw = draw,
    .act = act,
    .work = work,
    .say = say,
    .hint = hint,
    .opened_by = RV_ACTION_COMPARE,
};
