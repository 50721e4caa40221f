/* The page for students as text. */
#include "report/sheet.h"

#include "experiment/effect.h"
#include "experiment/roles.h"

#include "ravine/chart.h"
#include "ravine/memory.h"

#include <string.h>

enum { WIDTH = 80, CHART_LINES = 20 };

static void add_chart(const struct rv_sheet *sheet, struct rv_text *out)
{
    size_t count;
    double *validation = rv_sheet_curve(sheet, 0, "val_loss", &count);
    double *training = rv_sheet_curve(sheet, 0, "loss", &count);
    struct rv_chart_series series[] = {
        {.name = "training (mean over the epoch)", .mark = ".", .value = training, .count = count},
        {.name = "validation", .mark = "O", .value = validation, .count = count, .stems = true},
    };
    struct rv_chart chart = {.title = "", .y_label = "loss", .x_label = "epoch", .x_first = 1,
                             .width = WIDTH, .height = CHART_LINES, .series = series,
                             .series_count = 2};

    rv_chart_print(&chart, out);
    rv_free(validation);
    rv_free(training);
}

static void add_table(const struct rv_sheet *sheet, struct rv_text *out)
{
    double *values[RV_SHEET_COLUMNS];
    size_t count = 0;

    rv_text_add(out, "\nepoch ");
    for (size_t c = 0; c < RV_SHEET_COLUMNS; c++) {
        values[c] = rv_sheet_curve(sheet, 0, rv_sheet_columns[c].column, &count);
        rv_text_printf(out, "%s%19s", c ? " " : "", rv_sheet_columns[c].heading);
    }
    rv_text_add(out, "\n");
    for (size_t row = count > RV_SHEET_LAST ? count - RV_SHEET_LAST : 0; row < count; row++) {
        rv_text_printf(out, "%5zu ", row + 1);
        for (size_t c = 0; c < RV_SHEET_COLUMNS; c++) {
            struct rv_text cell = {0};

            rv_sheet_number(&rv_sheet_columns[c], values[c][row], &cell);
            rv_text_printf(out, "%s%19s", c ? " " : "", rv_text_string(&cell));
            rv_text_release(&cell);
        }
        rv_text_add(out, "\n");
    }
    for (size_t c = 0; c < RV_SHEET_COLUMNS; c++)
        rv_free(values[c]);
}

static void add_solution(const struct rv_sheet *sheet, struct rv_text *out)
{
    const struct rv_scenario *scenario = sheet->scenario;

    rv_text_printf(out, "\n\n\fCase %zu: the answer\n\n", sheet->number);
    rv_text_printf(out, "%s%s%s%s\n\n", scenario->title ? scenario->title : scenario->name,
                   scenario->cause ? " (" : "", scenario->cause ? scenario->cause : "",
                   scenario->cause ? ")" : "");
    for (size_t i = 0; i < scenario->choice_count; i++) {
        const struct rv_choice *choice = &scenario->choices[i];
        bool right = rv_roles_is_answer(scenario, choice->variant);

        const size_t variant = rv_sheet_variant(sheet, choice->variant);

        rv_text_printf(out, "%c  %s%s", (char)('A' + (i < 26 ? i : 25)), choice->text,
                       right ? "   <- right" : "");
        if (variant != SIZE_MAX) { /* "none of these" runs nothing */
            rv_text_printf(out, "; %s ", rv_effect_called(scenario));
            rv_sheet_measured(sheet, variant, out);
        }
        rv_text_add(out, "\n");
        if (choice->reason)
            rv_text_wrap(out, choice->reason, 3, WIDTH);
    }
    rv_text_printf(out, "   as it was; %s ", rv_effect_called(scenario));
    rv_sheet_measured(sheet, 0, out);
    rv_text_add(out, "\n\n");
    if (scenario->reveal)
        rv_text_wrap(out, scenario->reveal, 0, WIDTH);
}

void rv_sheet_text(const struct rv_sheet *sheet, struct rv_text *out)
{
    const struct rv_scenario *scenario = sheet->scenario;

    rv_text_printf(out, "Case %-30zu Name __________________  Date ________\n\n", sheet->number);
    if (scenario->symptom)
        rv_text_wrap(out, scenario->symptom, 0, WIDTH);
    rv_text_add(out, "\n");
    add_chart(sheet, out);
    add_table(sheet, out);
    rv_text_add(out, "\n");
    if (scenario->question)
        rv_text_wrap(out, scenario->question, 0, WIDTH);
    for (size_t i = 0; i < scenario->choice_count; i++)
        rv_text_printf(out, "[ ] %c  %s\n", (char)('A' + (i < 26 ? i : 25)),
                       scenario->choices[i].text);
    for (size_t i = 0; i < RV_SHEET_OPEN; i++)
        rv_text_printf(out, "\n%zu. %s\n", i + 1, rv_sheet_questions[i]);
    if (sheet->tried)
        add_solution(sheet, out);
}
