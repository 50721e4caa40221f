/* The answer to a training log as text and as JSON: see log_report.h. */
#include "report/log_report.h"

#include "ravine/chart.h"

#include <math.h>

enum { CHART_LINES = 12, LEFT_OUT_LINES = 3 };

/* ---- JSON ---- */

static void print_columns(const struct rv_log_run *run, struct rv_json *json)
{
    rv_json_object(json, "columns");
    for (size_t i = 0; i < run->column_count; i++) {
        const struct rv_log_column *column = &run->columns[i];
        const bool other = column->role == RV_LOG_OTHER;

        rv_json_string(json, other ? column->name : rv_log_role_text(column->role), column->name);
    }
    rv_json_end(json);
}

void rv_log_report_json(const struct rv_log *log, struct rv_json *json)
{
    const struct rv_log_run *run = &log->runs[log->chosen];

    rv_json_object(json, NULL);
    rv_json_string(json, "file", log->source);
    rv_json_string(json, "format", log->format);
    rv_json_unsigned(json, "runs", log->count);
    rv_json_unsigned(json, "run", log->chosen + 1);
    rv_json_unsigned(json, "epochs", run->epochs);
    print_columns(run, json);
    rv_json_object(json, "validation_examples");
    rv_json_number(json, "value", run->validation_examples);
    rv_json_string(json, "from", *run->validation_from ? run->validation_from : NULL);
    rv_json_end(json);
    rv_json_array(json, "left_out");
    for (size_t i = 0; i < log->left_out_count; i++)
        rv_json_string(json, NULL, log->left_out[i]);
    rv_json_end(json);
    rv_json_end(json);
}

/* ---- Text ---- */

static void print_head(const struct rv_log *log, const struct rv_log_run *run, struct rv_text *out)
{
    const double first = run->epochs ? run->epoch[0] : 0;
    const double last = run->epochs ? run->epoch[run->epochs - 1] : 0;

    rv_text_printf(out, "%s: read as %s, ", log->source, log->format);
    if (log->count > 1)
        rv_text_printf(out, "run %zu of %zu (--run N), ", log->chosen + 1, log->count);
    rv_text_printf(out, "%zu %s%s", run->epochs, run->steps ? "step" : "epoch",
                   run->epochs == 1 ? "" : "s");
    if (!run->counted && run->epochs)
        rv_text_printf(out, " (%g to %g%s)", first, last, run->excerpt ? ", an excerpt" : "");
    rv_text_add(out, "\n");
}

static void print_column(const struct rv_log_column *column, size_t epochs, struct rv_text *out)
{
    size_t missing = 0, not_finite = 0;

    for (size_t e = 0; e < epochs; e++) {
        missing += column->cells[e] == RV_LOG_MISSING;
        not_finite += column->cells[e] == RV_LOG_NAN || column->cells[e] == RV_LOG_INFINITE;
    }
    rv_text_printf(out, "  %-14s %s", rv_log_role_text(column->role), column->name);
    if (column->percent)
        rv_text_add(out, ", percent");
    if (column->error_rate)
        rv_text_add(out, ", the share that is wrong");
    if (missing)
        rv_text_printf(out, ", missing %zu times", missing);
    if (not_finite)
        rv_text_printf(out, ", no finite number %zu times", not_finite);
    rv_text_add(out, "\n");
}

static void print_columns_read(const struct rv_log_run *run, struct rv_text *out)
{
    size_t others = 0;

    for (size_t i = 0; i < run->column_count; i++)
        if (run->columns[i].role != RV_LOG_OTHER)
            print_column(&run->columns[i], run->epochs, out);
        else
            others++;
    if (others)
        rv_text_printf(out, "  and %zu other column%s\n", others, others == 1 ? "" : "s");
    if (!isnan(run->validation_examples))
        rv_text_printf(out, "  validation on %g examples (%s)\n", run->validation_examples,
                       run->validation_from);
}

static void print_left_out(const struct rv_log *log, struct rv_text *out)
{
    for (size_t i = 0; i < log->left_out_count && i < LEFT_OUT_LINES; i++)
        rv_text_printf(out, "  left out: %s\n", log->left_out[i]);
    if (log->left_out_count > LEFT_OUT_LINES)
        rv_text_printf(out, "  left out: %zu more kinds\n", log->left_out_count - LEFT_OUT_LINES);
}

static void print_chart(const struct rv_log_run *run, const struct rv_screen *screen,
                        struct rv_text *out)
{
    struct rv_chart_series series[2];
    size_t count = 0;

    for (int role = RV_LOG_LOSS; role <= RV_LOG_VAL_LOSS; role += RV_LOG_VAL_LOSS - RV_LOG_LOSS) {
        const struct rv_log_column *column = rv_log_find(run, (enum rv_log_role)role);

        if (column)
            series[count++] = (struct rv_chart_series){
                .name = role == RV_LOG_LOSS ? "training" : "validation",
                .mark = role == RV_LOG_LOSS ? "." : "O",
                .color = role == RV_LOG_LOSS ? NULL : "33;1",
                .value = column->values,
                .count = run->epochs,
            };
    }
    if (!count || run->epochs < 2)
        return;
    rv_chart_print(&(struct rv_chart){.title = "",
                                      .y_label = "loss",
                                      .x_label = run->steps ? "step" : "epoch",
                                      .x_first = (long)run->epoch[0],
                                      .width = screen->width,
                                      .height = CHART_LINES,
                                      .color = screen->color,
                                      .utf8 = screen->utf8,
                                      .series = series,
                                      .series_count = count},
                   out);
}

void rv_log_report_text(const struct rv_log *log, const struct rv_screen *screen,
                        struct rv_text *out)
{
    const struct rv_log_run *run = &log->runs[log->chosen];

    print_head(log, run, out);
    print_columns_read(run, out);
    print_left_out(log, out);
    print_chart(run, screen, out);
}
