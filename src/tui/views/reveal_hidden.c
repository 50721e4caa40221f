/* Page 1 of the reveal: the hidden curve over the failing one. It must make its point in one look
 * from the last row: one sentence, one chart of full cells, one number in large digits. */
#include "tui/views/reveal.h"

#include "tui/curve.h"
#include "lesson/lesson.h"
#include "tui/views/number.h"

#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { PANEL = 22, LEGEND_ROW = 3 }; /* 22: the chart has two columns for each of 25 epochs */

/* The column over the validation loss: the scenario's, else the answer's validation loss. */
static const char *column_of(const struct rv_lesson *lesson)
{
    return *lesson->scenario.hidden.curve ? lesson->scenario.hidden.curve : "val_loss";
}

const struct rv_live_run *rv_reveal_hidden_run(const struct rv_lesson *lesson,
                                               const struct rv_reveal *reveal)
{
    return reveal->other ? reveal->other : lesson->runs[0];
}

/* What the curve is called in the legend. */
static void print_name(const struct rv_lesson *lesson, const struct rv_reveal *reveal,
                       struct rv_text *out)
{
    const char *column = column_of(lesson);

    if (reveal->other)
        rv_text_add(out, rv_live_run_label(reveal->other));
    else if (strcmp(column, "snapshot_loss") == 0)
        rv_text_add(out, "training, epoch end");
    else
        rv_text_printf(out, "%s", column);
}

/* A copy of a column, as many values as there are epochs. */
static double *values_of(const struct rv_live_run *live, const char *column, size_t *count)
{
    const struct rv_table *epochs = rv_live_run_epochs(live);
    double *values = rv_alloc(epochs->rows + 1, sizeof *values);
    int found = rv_table_find(epochs, column);

    *count = found < 0 ? 0 : epochs->rows;
    if (found >= 0)
        rv_table_column(epochs, found, values);
    return values;
}

static double measure(const struct rv_live_run *live, const char *text)
{
    const struct rv_table *epochs = rv_live_run_epochs(live);
    const struct rv_recipe *recipe = rv_live_run_recipe(live);
    const struct rv_measure_range range = {
        .from = recipe->record.from,
        .to = recipe->record.to ? recipe->record.to : recipe->train.epochs};
    struct rv_measure_call call;

    if (rv_measure_parse(text, (const char *const *)epochs->names, &call, NULL))
        return RV_NAN;
    return rv_measure_value(&call, epochs, &range);
}

/* ---- The chart ---- */

static void draw_legend(const struct rv_lesson *lesson, const struct rv_reveal *reveal,
                        const struct rv_area *area, bool dots)
{
    const struct rv_area row = rv_draw_part(area, LEGEND_ROW, 0, 1, area->width);
    struct rv_text name = {0};
    int column = 1;

    rv_draw_clear(&row); /* the chart's own legend is as narrow as the chart */
    print_name(lesson, reveal, &name);
    column = rv_draw_text(area, LEGEND_ROW, column, RV_ROLE_FAINT, "loss") + 3;
    column = rv_draw_text(area, LEGEND_ROW, column, RV_ROLE_VALIDATION, "O") + 1;
    column = rv_draw_text(area, LEGEND_ROW, column, RV_ROLE_TEXT, "validation") + 3;
    column = rv_draw_text(area, LEGEND_ROW, column, RV_ROLE_SNAPSHOT, "x") + 1;
    column = rv_draw_text(area, LEGEND_ROW, column, RV_ROLE_TEXT, rv_text_string(&name)) + 3;
    column = rv_draw_text(area, LEGEND_ROW, column, RV_ROLE_BOTH, "@") + 1;
    column = rv_draw_text(area, LEGEND_ROW, column, RV_ROLE_TEXT, "both") + 3;
    if (dots) {
        column = rv_draw_text(area, LEGEND_ROW, column, RV_ROLE_TRAINING, ".") + 1;
        rv_draw_text(area, LEGEND_ROW, column, RV_ROLE_TEXT, "training, epoch mean");
    }
    rv_text_release(&name);
}

/* The training mean only where it is what hides the curve: the eye has two curves to compare. */
static bool shows_mean(const struct rv_lesson *lesson, const struct rv_reveal *reveal)
{
    return !reveal->other && strcmp(column_of(lesson), "snapshot_loss") == 0;
}

static void draw_chart(const struct rv_lesson *lesson, const struct rv_reveal *reveal,
                       const struct rv_area *area)
{
    struct rv_curve_series series[3] = {
        {.mark = ".", .role = RV_ROLE_TRAINING},
        {.mark = "x", .role = RV_ROLE_SNAPSHOT, .meets = true},
        {.mark = "O", .role = RV_ROLE_VALIDATION, .meets = true, .stems = true}};
    double *mean = values_of(lesson->runs[0], "loss", &series[0].count);
    double *hidden = values_of(rv_reveal_hidden_run(lesson, reveal), column_of(lesson),
                               &series[1].count);
    double *failing = values_of(lesson->runs[0], "val_loss", &series[2].count);
    const size_t skip = shows_mean(lesson, reveal) ? 0 : 1;

    series[0].value = mean;
    series[1].value = hidden;
    series[2].value = failing;
    if (series[1].count > series[2].count) /* a longer run than the failing one */
        series[1].count = series[2].count;
    rv_curve_draw(area, &(struct rv_curve_chart){.x_label = "epoch",
                                                 .x_first = 1,
                                                 .no_braille = true,
                                                 .series = series + skip,
                                                 .series_count = 3 - skip});
    rv_free(mean);
    rv_free(hidden);
    rv_free(failing);
}

/* ---- The number ---- */

/* Where both are of one run: how much they jump together. Else how much of the severity is left. */
static double number_of(const struct rv_lesson *lesson, const struct rv_reveal *reveal,
                        const char **says)
{
    const struct rv_live_run *failing = lesson->runs[0];
    struct rv_text text = {0};
    double value, left;

    if (!reveal->other) {
        rv_text_printf(&text, "val_loss.follows.%s", column_of(lesson));
        value = measure(failing, rv_text_string(&text));
        rv_text_release(&text);
        *says = "jump together, in %";
        return value;
    }
    *says = lesson->scenario.looks == RV_LOOKS_JUMPS ? "% of the jumps left"
            : lesson->scenario.looks == RV_LOOKS_GAP ? "% of the gap left"
                                                     : "% of it left";
    value = rv_effect_run(&lesson->scenario, rv_live_run_epochs(failing),
                          rv_live_run_recipe(failing), rv_live_run_stopped(failing));
    left = rv_effect_run(&lesson->scenario, rv_live_run_epochs(reveal->other),
                         rv_live_run_recipe(reveal->other), rv_live_run_stopped(reveal->other));
    return isnan(left) ? left : fmax(left, 0) / value; /* fmax() would make a NaN 0 */
}

static void draw_jumps(const struct rv_lesson *lesson, const struct rv_reveal *reveal,
                       const struct rv_area *panel, int row)
{
    struct rv_text hidden = {0};
    char number[RV_NUMBER_SIZE];

    rv_text_printf(&hidden, "%s.fluctuation", column_of(lesson));
    rv_draw_text(panel, row, 0, RV_ROLE_FAINT, "jumps, this run");
    rv_draw_printf(panel, row + 1, 0, RV_ROLE_VALIDATION, "O %s",
                   rv_number_brief(measure(lesson->runs[0], "val_loss.fluctuation"), number));
    rv_draw_printf(panel, row + 1, 11, RV_ROLE_SNAPSHOT, "x %s",
                   rv_number_brief(measure(rv_reveal_hidden_run(lesson, reveal),
                                           rv_text_string(&hidden)),
                                   number));
    if (shows_mean(lesson, reveal))
        rv_draw_printf(panel, row + 2, 0, RV_ROLE_TRAINING, ". %s",
                       rv_number_brief(measure(lesson->runs[0], "loss.fluctuation"), number));
    rv_text_release(&hidden);
}

/* Where the case says what is better: that number of the run with the answer, and below it what it
 * was. A share of what is left would be none of a loss that grows, or of an accuracy. */
static bool draw_measured(const struct rv_lesson *lesson, const struct rv_reveal *reveal,
                          const struct rv_area *panel)
{
    const struct rv_scenario *scenario = &lesson->scenario;
    const struct rv_live_run *runs[] = {reveal->other, lesson->runs[0]};
    char number[2][RV_NUMBER_SIZE];

    if (!reveal->other || !*scenario->better.measure)
        return false;
    for (size_t i = 0; i < 2; i++)
        rv_number_severity(scenario,
                           rv_effect_run(scenario, rv_live_run_epochs(runs[i]),
                                         rv_live_run_recipe(runs[i]), rv_live_run_stopped(runs[i])),
                           number[i]);
    rv_draw_cut(panel, 0, 0, panel->width, RV_ROLE_STRONG, rv_effect_called(scenario));
    if (strspn(number[0], "0123456789.-% ") == strlen(number[0]))
        rv_draw_digits(panel, 1, 0, RV_ROLE_BOTH, number[0]);
    else
        rv_draw_text(panel, 1, 0, RV_ROLE_BOTH, number[0]);
    rv_draw_printf(panel, RV_DRAW_DIGIT_ROWS + 1, 0, RV_ROLE_FAINT, "as it was: %s", number[1]);
    return true;
}

static void draw_panel(const struct rv_lesson *lesson, const struct rv_reveal *reveal,
                       const struct rv_area *panel)
{
    const char *says;
    const double value = number_of(lesson, reveal, &says);
    char digits[16] = "-";

    if (draw_measured(lesson, reveal, panel))
        return;
    if (isfinite(value))
        snprintf(digits, sizeof digits, "%.0f", fmin(100 * value, 999));
    rv_draw_text(panel, 0, 0, RV_ROLE_STRONG, says);
    rv_draw_digits(panel, 1, 0, RV_ROLE_BOTH, digits);
    if (lesson->scenario.looks == RV_LOOKS_JUMPS && panel->height >= 10)
        draw_jumps(lesson, reveal, panel, 7);
}

/* ---- The page ---- */

static const char *sentence_of(const struct rv_lesson *lesson)
{
    return *lesson->scenario.hidden.says ? lesson->scenario.hidden.says
                                         : "This is the same run with the answer.";
}

void rv_reveal_draw_hidden(const struct rv_session *session, const struct rv_reveal *reveal,
                           const struct rv_area *area)
{
    const struct rv_lesson *lesson = session->lesson;
    const int table =
        lesson->choice_count ? rv_reveal_effects_rows(lesson, area->width) + 1 : 0;
    const int height = area->height - LEGEND_ROW - table;
    struct rv_area chart = rv_draw_part(area, LEGEND_ROW, 0, height, area->width - PANEL - 1);
    struct rv_area panel =
        rv_draw_part(area, LEGEND_ROW + 1, area->width - PANEL, height - 1, PANEL);
    struct rv_area effects = rv_draw_part(area, area->height - table + 1, 0, table, area->width);

    rv_draw_cut(area, 2, 1, area->width - 2, RV_ROLE_STRONG, sentence_of(lesson));
    draw_chart(lesson, reveal, &chart);
    draw_legend(lesson, reveal, area, shows_mean(lesson, reveal));
    draw_panel(lesson, reveal, &panel);
    if (table == 0)
        return;
    rv_draw_rule(area, area->height - table, false);
    rv_reveal_draw_effects(session, &effects);
}

void rv_reveal_say_hidden(const struct rv_session *session, const struct rv_reveal *reveal,
                          struct rv_text *out)
{
    const char *says;
    const double value = number_of(session->lesson, reveal, &says);

    rv_text_printf(out, "%s\n%.0f %s\n", sentence_of(session->lesson), 100 * value, says);
    rv_reveal_say_effects(session->lesson, out);
}
