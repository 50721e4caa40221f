/* The watch view's screen: one chart, two numbers that the last row can read, and the question. */
#include "tui/views/watch.h"

#include "tui/curve.h"
#include "experiment/roles.h"
#include "lesson/lesson.h"
#include "lesson/curve_words.h"

#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>
#include <stdio.h>

enum { HEAD_ROWS = 2, FOOT_ROWS = 4, PANEL = 21, WIDE = 120, LAST = 5 };

/* The columns of the epoch table that are drawn. */
struct curves {
    const struct rv_table *epochs;
    size_t points; /* epochs planned */
    double *loss, *val_loss, *accuracy, *val_accuracy;
};

static double *column_of(const struct rv_table *epochs, const char *name)
{
    double *value = rv_alloc(epochs->rows + 1, sizeof *value);

    rv_table_column(epochs, rv_table_find(epochs, name), value);
    return value;
}

static struct curves curves_of(const struct rv_live_run *live)
{
    const struct rv_table *epochs = rv_live_run_epochs(live);

    return (struct curves){
        .epochs = epochs,
        .points = (size_t)rv_live_run_recipe(live)->train.epochs,
        .loss = column_of(epochs, "loss"),
        .val_loss = column_of(epochs, "val_loss"),
        .accuracy = column_of(epochs, "accuracy"),
        .val_accuracy = column_of(epochs, "val_accuracy"),
    };
}

static void release(struct curves *curves)
{
    rv_free(curves->loss);
    rv_free(curves->val_loss);
    rv_free(curves->accuracy);
    rv_free(curves->val_accuracy);
}

static bool classifies(const struct rv_live_run *live)
{
    return !rv_recipe_on_surface(rv_live_run_recipe(live));
}

/* ---- Head ---- */

static void draw_head(const struct rv_session *session, const struct rv_live_run *live,
                      const struct rv_area *area)
{
    const struct rv_live_run_place place = rv_live_run_place(live);
    const uint64_t seed = rv_live_run_seed(live);
    const bool demo = seed == rv_roles_demo_seed(&session->lesson->scenario);
    struct rv_text right = {0};
    int width, left = 1;

    rv_text_printf(&right, "%sseed %llu   epoch %ld of %ld ", demo ? "demo " : "",
                   (unsigned long long)seed, place.epoch, rv_live_run_recipe(live)->train.epochs);
    width = rv_draw_width(rv_text_string(&right));
    for (int column = 0; column < area->width; column++)
        rv_draw_text(area, 0, column, RV_ROLE_TITLE, " ");
    if (session->now)
        left = rv_draw_printf(area, 0, 1, RV_ROLE_TITLE, "CASE %ld", session->now->number) + 2;
    rv_draw_cut(area, 0, left, area->width - left - 2 - width, RV_ROLE_TITLE,
                session->lesson->scenario.symptom ? session->lesson->scenario.symptom : "");
    rv_draw_right(area, 0, RV_ROLE_TITLE, rv_text_string(&right));
    rv_draw_rule(area, 1, true);
    rv_text_release(&right);
}

/* ---- Charts ---- */

/* Marks where something was changed. Before the reveal the scenario's own changes have no words: a
 * word could be the answer. */
static size_t marks_of(const struct rv_session *session, const struct rv_live_run *live,
                       struct rv_curve_mark *marks, size_t most)
{
    const bool words = session->lesson->revealed || session->lesson->current > 0;
    size_t count, used = 0;
    const struct rv_event *events = rv_run_events(rv_live_run_run(live), &count);

    for (size_t i = 0; i < count && used < most; i++)
        marks[used++] = (struct rv_curve_mark){events[i].epoch, words ? events[i].text : NULL,
                                               RV_ROLE_MARK};
    return used;
}

enum { MARKS = 8 };

static void draw_loss(const struct rv_session *session, const struct rv_live_run *live,
                      const struct curves *curves, const struct rv_area *area)
{
    const bool surface = !classifies(live);
    const struct rv_curve_series series[] = {
        {.name = area->width < 52 ? "training" : "training (epoch mean)",
         .mark = ".", .role = RV_ROLE_TRAINING, .value = curves->loss,
         .count = curves->epochs->rows},
        {.name = "validation", .mark = "O", .role = RV_ROLE_VALIDATION,
         .value = curves->val_loss, .count = curves->epochs->rows, .stems = true},
    };
    struct rv_curve_mark marks[MARKS];
    const struct rv_curve_chart chart = {
        .y_label = surface ? "loss" : "loss (nats)", .x_label = "epoch", .x_first = 1,
        .points = curves->points, .series = series, .series_count = 2, .marks = marks,
        .mark_count = marks_of(session, live, marks, MARKS),
    };

    rv_curve_draw(area, &chart);
}

static void draw_accuracy(const struct curves *curves, const struct rv_area *area)
{
    const size_t rows = curves->epochs->rows;
    double *training = rv_memdup(curves->accuracy, (rows + 1) * sizeof(double));
    double *validation = rv_memdup(curves->val_accuracy, (rows + 1) * sizeof(double));
    const struct rv_curve_series series[] = {
        {.name = "training", .mark = ".", .role = RV_ROLE_TRAINING, .value = training,
         .count = rows},
        {.name = "validation", .mark = "O", .role = RV_ROLE_VALIDATION, .value = validation,
         .count = rows, .stems = true},
    };
    double least = 90;

    for (size_t i = 0; i < rows; i++) {
        training[i] *= 100;
        validation[i] *= 100;
        least = fmin(least, fmin(training[i], validation[i]));
    }
    rv_curve_draw(area, &(struct rv_curve_chart){
                            .y_label = "accuracy (%)", .x_label = "epoch", .x_first = 1,
                            .points = curves->points, .y_low = floor(least / 10) * 10,
                            .y_high = 100, .series = series, .series_count = 2});
    rv_free(training);
    rv_free(validation);
}

/* ---- Numbers ---- */

static void draw_number(const struct rv_area *area, int row, enum rv_role role, const char *title,
                        double value, bool percent)
{
    char digits[16];

    if (isnan(value))
        snprintf(digits, sizeof digits, "--");
    else if (percent)
        snprintf(digits, sizeof digits, "%.0f%%", 100 * value);
    else
        snprintf(digits, sizeof digits, value < 9.995 ? "%.2f" : value < 9999.5 ? "%.0f" : "--",
                 value);
    rv_draw_text(area, row, 0, RV_ROLE_STRONG, title);
    rv_draw_digits(area, row + 1, 0, role, digits);
}

static double last_of(const double *value, size_t rows)
{
    return rows > 0 ? value[rows - 1] : RV_NAN;
}

static void draw_numbers(const struct rv_live_run *live, const struct curves *curves,
                         const struct rv_area *area)
{
    const size_t rows = curves->epochs->rows;
    const bool percent = classifies(live);

    draw_number(area, 1, RV_ROLE_VALIDATION, percent ? "VALIDATION right" : "VALIDATION loss",
                last_of(percent ? curves->val_accuracy : curves->val_loss, rows), percent);
    draw_number(area, 9, RV_ROLE_TRAINING, percent ? "TRAINING right" : "TRAINING loss",
                last_of(percent ? curves->accuracy : curves->loss, rows), percent);
}

/* ---- Foot ---- */

static void draw_question(const struct rv_session *session, const struct rv_live_run *live,
                          const struct curves *curves, const struct rv_area *area, int row)
{
    const size_t rows = curves->epochs->rows, from = rows > LAST ? rows - LAST : 0;
    struct rv_text text = {0};

    (void)session;
    if (classifies(live)) {
        rv_text_printf(&text, "Validation accuracy, last %zu epochs (in %%): ", rows - from);
        for (size_t i = from; i < rows; i++)
            rv_text_printf(&text, " %.0f", 100 * curves->val_accuracy[i]);
    } else {
        rv_text_printf(&text, "Validation loss, last %zu epochs: ", rows - from);
        for (size_t i = from; i < rows; i++)
            rv_text_printf(&text, " %.2g", curves->val_loss[i]);
    }
    rv_draw_text(area, row, 1, RV_ROLE_ALERT,
                 rv_live_run_stopped(live) == RV_RUNNING ? "STOP." : "END.");
    rv_draw_text(area, row, 7, RV_ROLE_TEXT, rv_text_string(&text));
    rv_text_clear(&text);
    rv_curve_words_question(curves->loss, curves->val_loss, rows, session->lesson->scenario.looks,
                            &text);
    rv_draw_wrapped(area, row + 1, 7, RV_ROLE_STRONG, rv_text_string(&text));
    rv_text_release(&text);
}

/* Where the run is. */
static void draw_place(const struct rv_watch *watch, const struct rv_live_run *live,
                       const struct rv_area *area, int row)
{
    const struct rv_live_run_place place = rv_live_run_place(live);
    const struct rv_sample *sample = rv_live_run_sample(live);
    double share;

    if (rv_live_run_catching_up(live, &share))
        rv_draw_printf(area, row, 1, RV_ROLE_TEXT, "going there: %.0f %%", 100 * share);
    else if (rv_live_run_stopped(live) == RV_DIVERGED_RUN)
        rv_draw_text(area, row, 1, RV_ROLE_ALERT, "The loss is not a number any more. Over.");
    else if (rv_live_run_stopped(live) != RV_RUNNING)
        rv_draw_text(area, row, 1, RV_ROLE_TEXT, "The run is over. Left rewinds it.");
    else if (watch->mode == RV_WATCH_PAUSED && !place.between)
        rv_draw_printf(area, row, 1, RV_ROLE_TEXT, "PAUSED in epoch %ld, after mini-batch %ld of "
                       "the run: its loss is %.3g", place.epoch + 1, place.step, sample->loss);
    else if (watch->mode == RV_WATCH_PAUSED)
        rv_draw_text(area, row, 1, RV_ROLE_TEXT, "PAUSED");
    else if (place.step > 0)
        rv_draw_printf(area, row, 1, RV_ROLE_FAINT, "mini-batch %ld: loss %.3g", place.step,
                       sample->loss);
}

void rv_watch_draw(struct rv_session *session, void *state, const struct rv_area *area)
{
    const struct rv_watch *watch = state;
    const struct rv_live_run *live = rv_lesson_run(session->lesson);
    struct curves curves = curves_of(live);
    const int foot = area->height - FOOT_ROWS, chart_rows = foot - HEAD_ROWS;
    const int room = area->width - PANEL - 1;
    const bool two = area->width >= WIDE && classifies(live);
    const struct rv_area loss =
        rv_draw_part(area, HEAD_ROWS, 0, chart_rows, two ? room / 2 : room);
    const struct rv_area accuracy =
        rv_draw_part(area, HEAD_ROWS, room / 2 + 1, chart_rows, room - room / 2 - 1);
    const struct rv_area panel =
        rv_draw_part(area, HEAD_ROWS, area->width - PANEL, chart_rows, PANEL);

    draw_head(session, live, area);
    draw_loss(session, live, &curves, &loss);
    if (two)
        draw_accuracy(&curves, &accuracy);
    draw_numbers(live, &curves, &panel);
    rv_draw_rule(area, foot, false);
    if (watch->asking && curves.epochs->rows > 0)
        draw_question(session, live, &curves, area, foot + 1);
    else
        draw_place(watch, live, area, foot + 1);
    release(&curves);
}

/* ---- Sentences ---- */

void rv_watch_say(struct rv_session *session, void *state, struct rv_text *out)
{
    const struct rv_watch *watch = state;
    const struct rv_live_run *live = rv_lesson_run(session->lesson);
    const struct rv_live_run_place place = rv_live_run_place(live);
    const enum rv_stopped stopped = rv_live_run_stopped(live);
    struct curves curves = curves_of(live);
    const size_t rows = curves.epochs->rows;

    if (session->now)
        rv_text_printf(out, "Case %ld: %s\n", session->now->number, session->now->symptom);
    rv_text_printf(out, "Seed %llu. Epoch %ld of %zu.%s\n",
                   (unsigned long long)rv_live_run_seed(live), place.epoch, curves.points,
                   stopped == RV_DIVERGED_RUN ? " The loss is not a number any more."
                   : stopped != RV_RUNNING    ? " The run is over."
                                              : "");
    rv_curve_words_curve("Training loss", curves.loss, rows, 1, out);
    rv_curve_words_curve("Validation loss", curves.val_loss, rows, 1, out);
    if (classifies(live) && rows > 0)
        rv_text_printf(out, "Validation accuracy now %.0f %%, training %.0f %%.\n",
                       100 * curves.val_accuracy[rows - 1], 100 * curves.accuracy[rows - 1]);
    if (watch->asking) {
        rv_curve_words_question(curves.loss, curves.val_loss, rows, session->lesson->scenario.looks,
                                out);
        rv_text_add(out, "\n");
    }
    release(&curves);
}
