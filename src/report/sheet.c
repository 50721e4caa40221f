/* What a page for students shows in every format: see sheet.h. */
#include "report/sheet.h"

#include "experiment/effect.h"

#include "ravine/memory.h"
#include "ravine/vector.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

const char *const rv_sheet_questions[RV_SHEET_OPEN] = {
    "What in the curve or in the table speaks for your answer?",
    "What would you measure to be sure? Name one number or one curve.",
    "Draw the validation loss that you expect after your change.",
};

const struct rv_sheet_column rv_sheet_columns[RV_SHEET_COLUMNS] = {
    {"training loss", "loss", false},
    {"training accuracy", "accuracy", true},
    {"validation loss", "val_loss", false},
    {"validation accuracy", "val_accuracy", true},
};

double *rv_sheet_curve(const struct rv_sheet *sheet, size_t variant, const char *column,
                       size_t *count)
{
    const struct rv_table *epochs =
        &sheet->shown->results[variant * sheet->shown->seed_count].epochs;
    int at = rv_table_find(epochs, column);
    double *values = rv_alloc(epochs->rows + 1, sizeof *values);

    for (size_t row = 0; row < epochs->rows; row++)
        values[row] = at < 0 ? RV_NAN : rv_table_at(epochs, row, at);
    *count = epochs->rows;
    return values;
}

size_t rv_sheet_variant(const struct rv_sheet *sheet, const char *name)
{
    for (size_t v = 0; name && v < sheet->scenario->variant_count; v++)
        if (strcmp(sheet->scenario->variants[v].name, name) == 0)
            return v;
    return SIZE_MAX;
}

void rv_sheet_measured(const struct rv_sheet *sheet, size_t variant, struct rv_text *out)
{
    const struct rv_summary summary = rv_effect_summary(sheet->tried, variant);

    rv_effect_print_range(sheet->scenario, &summary, out);
}

void rv_sheet_number(const struct rv_sheet_column *column, double value, struct rv_text *out)
{
    if (column->accuracy && isfinite(value))
        rv_text_printf(out, "%.0f %%", 100 * value);
    else
        rv_text_brief(out, value);
}
