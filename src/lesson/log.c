/* The log of a lesson: see log.h. */
#include "lesson/log.h"

#include "ravine/chart.h"
#include "ravine/memory.h"

#include <math.h>
#include <stdint.h>

enum { CHART_WIDTH = 76, CHART_HEIGHT = 18 };

static void print_head(const struct rv_lesson *lesson, struct rv_text *out)
{
    const struct rv_scenario *scenario = &lesson->scenario;

    rv_text_printf(out, "# %s\n\n", scenario->title ? scenario->title : scenario->name);
    if (scenario->symptom)
        rv_text_printf(out, "%s\n\n", scenario->symptom);
    rv_text_printf(out, "Scenario `%s`, shown on seed %llu.\n\n", scenario->name,
                   (unsigned long long)rv_live_run_seed(lesson->runs[0]));
    if (scenario->question)
        rv_text_printf(out, "**%s**\n\n", scenario->question);
}

static void print_choice(const struct rv_lesson *lesson, size_t choice, struct rv_text *out)
{
    const struct rv_effect effect = rv_lesson_effect(lesson, choice);

    rv_text_printf(out, "| %s | %d | %d | ", lesson->scenario.choices[choice].text,
                   lesson->vote.now.of[0][choice], lesson->vote.now.of[1][choice]);
    rv_effect_print_range(&lesson->scenario, &effect.severity, out);
    rv_text_printf(out, " | %zu of %zu | %s%s |\n", effect.calmer, effect.of,
                   rv_effect_word_in(&lesson->scenario, effect.word),
                   rv_lesson_is_answer(lesson, choice) ? " (the answer)" : "");
}

static void print_votes(const struct rv_lesson *lesson, struct rv_text *out)
{
    const struct rv_scenario *scenario = &lesson->scenario;
    struct rv_effect was;

    if (!lesson->trials || lesson->choice_count == 0)
        return;
    was = rv_trials_effect(lesson->trials, 0);
    rv_text_printf(out, "| choice | votes | after discussion | %s: median [range] | %s on | |\n",
                   rv_effect_called(scenario), rv_effect_less(scenario));
    rv_text_add(out, "|---|---:|---:|---|---|---|\n");
    for (size_t i = 0; i < lesson->choice_count; i++)
        print_choice(lesson, i, out);
    rv_text_add(out, "| (as it was) | | | ");
    rv_effect_print(scenario, was.severity.median, out);
    rv_text_add(out, " | | |\n\n");
}

/* The failing run as it stands on the screen, so that the log says something without pictures. */
static void print_chart(const struct rv_lesson *lesson, struct rv_text *out)
{
    const struct rv_table *epochs = rv_live_run_epochs(lesson->runs[0]);
    double *values = rv_alloc(2 * epochs->rows + 1, sizeof *values);
    struct rv_chart_series series[] = {
        {.name = "training, epoch mean", .mark = ".", .value = values + epochs->rows,
         .count = epochs->rows},
        {.name = "validation", .mark = "O", .value = values, .count = epochs->rows,
         .stems = true}};

    rv_table_column(epochs, rv_table_find(epochs, "val_loss"), values);
    rv_table_column(epochs, rv_table_find(epochs, "loss"), values + epochs->rows);
    rv_text_add(out, "```text\n");
    rv_chart_print(&(struct rv_chart){.title = "the failing run", .y_label = "loss",
                                      .x_label = "epoch", .x_first = 1, .width = CHART_WIDTH,
                                      .height = CHART_HEIGHT, .series = series,
                                      .series_count = 2},
                   out);
    rv_text_add(out, "```\n\n");
    rv_free(values);
}

static void print_remedy(const struct rv_lesson *lesson, struct rv_text *out)
{
    const struct rv_scenario *scenario = &lesson->scenario;

    if (scenario->reveal)
        rv_text_printf(out, "%s\n\n", scenario->reveal);
    if (scenario->lines.keras)
        rv_text_printf(out, "- Keras: `%s`\n", scenario->lines.keras);
    if (scenario->lines.pytorch)
        rv_text_printf(out, "- PyTorch: `%s`\n", scenario->lines.pytorch);
    if (scenario->lines.keras || scenario->lines.pytorch)
        rv_text_add(out, "\n");
}

static void print_changed_runs(const struct rv_lesson *lesson, struct rv_text *out)
{
    if (lesson->run_count < 2)
        return;
    rv_text_add(out, "Runs that were changed by hand (`ravine run` repeats them):\n\n");
    for (size_t i = 1; i < lesson->run_count; i++)
        rv_text_printf(out, "- `by-hand-%zu.yaml`: %s, seed %llu\n", i,
                       rv_live_run_label(lesson->runs[i]),
                       (unsigned long long)rv_live_run_seed(lesson->runs[i]));
    rv_text_add(out, "\n");
}

void rv_log_print(const struct rv_lesson *lesson, char *const *figures, size_t figure_count,
                  struct rv_text *out)
{
    print_head(lesson, out);
    print_chart(lesson, out);
    print_votes(lesson, out);
    print_remedy(lesson, out);
    print_changed_runs(lesson, out);
    for (size_t i = 0; i < figure_count; i++)
        rv_text_printf(out, "![%s](%s)\n\n", figures[i], figures[i]);
}
