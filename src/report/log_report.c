/* The answer to a training log in at most 40 lines: see log_report.h. */
#include "report/log_report.h"

#include "ravine/chart.h"

#include <math.h>
#include <string.h>

enum { CHART_LINES = 10, LEFT_OUT = 2, REASONS = 2 };

/* ---- What was read ---- */

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
    rv_text_printf(out, "%s = %s", rv_log_role_text(column->role), column->name);
    if (column->percent)
        rv_text_add(out, ", percent");
    if (column->error_rate)
        rv_text_add(out, ", the share that is wrong");
    if (missing)
        rv_text_printf(out, ", missing %zu times", missing);
    if (not_finite)
        rv_text_printf(out, ", no finite number %zu times", not_finite);
    rv_text_add(out, "; ");
}

/* One paragraph: columns, validation examples, what was left out. */
static void print_read(const struct rv_log *log, const struct rv_log_run *run, int width,
                       struct rv_text *out)
{
    struct rv_text prose = {0};
    size_t others = 0;

    for (size_t i = 0; i < run->column_count; i++)
        if (run->columns[i].role != RV_LOG_OTHER)
            print_column(&run->columns[i], run->epochs, &prose);
        else
            others++;
    if (others)
        rv_text_printf(&prose, "%zu other column%s; ", others, others == 1 ? "" : "s");
    if (!isnan(run->validation_examples))
        rv_text_printf(&prose, "validation on %g examples (%s); ", run->validation_examples,
                       run->validation_from);
    for (size_t i = 0; i < log->left_out_count && i < LEFT_OUT; i++)
        rv_text_printf(&prose, "left out: %s; ", log->left_out[i]);
    if (log->left_out_count > LEFT_OUT)
        rv_text_printf(&prose, "left out: %zu more kinds; ", log->left_out_count - LEFT_OUT);
    rv_text_trim(&prose);
    if (prose.length)
        prose.string[prose.length - 1] = '.';
    rv_text_wrap(out, rv_text_string(&prose), 2, width);
    rv_text_release(&prose);
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

/* ---- What it says ---- */

void rv_log_report_odds(double odds, struct rv_text *out)
{
    if (odds >= 100)
        rv_text_add(out, "over 100 to 1");
    else if (odds >= 1)
        rv_text_printf(out, odds >= 9.5 ? "%.0f to 1" : "%.2g to 1", odds);
    else if (odds > 0.01)
        rv_text_printf(out, odds <= 0.105 ? "1 to %.0f" : "1 to %.2g", 1 / odds);
    else
        rv_text_add(out, "1 to over 100");
}

size_t rv_log_report_causes(const struct rv_diagnosis *diagnosis)
{
    size_t count = 0;

    while (count < diagnosis->cause_count && count < RV_LOG_REPORT_CAUSES &&
           (count == 0 || diagnosis->causes[count].verdict != RV_DIAGNOSIS_UNLIKELY))
        count++;
    return count;
}

/* "  for: sentence (x 3.2)", cut to the width. */
static void print_reasons(const struct rv_diagnosis *diagnosis, const char *what,
                          const struct rv_diagnosis_reason *reasons, size_t count,
                          const struct rv_screen *screen, struct rv_text *out)
{
    struct rv_text line = {0};

    for (size_t i = 0; i < count; i++) {
        rv_text_clear(&line);
        rv_text_printf(&line, "     %s (x %.2g) %s", what, reasons[i].factor,
                       diagnosis->evidence[reasons[i].evidence].text);
        rv_text_cut(out, rv_text_string(&line), screen->width, screen->utf8);
        rv_text_add(out, "\n");
    }
    rv_text_release(&line);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void print_causes(const struct rv_diagnosis *diagnosis, const struct rv_screen *screen,
                         struct rv_text *out)
{
    const size_t causes = rv_log_report_causes(diagnosis);

    rv_text_add(out, "\n");
    for (size_t i = 0; i < causes; i++) {
        const struct rv_diagnosis_cause *cause = &diagnosis->causes[i];
        /* So that five causes leave room for what to do. */
        const size_t most = causes > 2 && i > 0 ? 1 : REASONS;
        struct rv_text line = {0};

        rv_text_printf(&line, "  %zu. %s (%s, ", i + 1, rv_diagnosis_verdict_text(cause->verdict),
                       cause->name);
        rv_log_report_odds(cause->odds, &line);
        rv_text_printf(&line, "): %s", cause->text);
        rv_text_cut(out, rv_text_string(&line), screen->width, screen->utf8);
        rv_text_add(out, "\n");
        print_reasons(diagnosis, "for", cause->for_it, least(cause->for_count, most), screen, out);
        print_reasons(diagnosis, "against", cause->against, least(cause->against_count, 1), screen,
                      out);
        rv_text_release(&line);
    }
}

void rv_log_report_unknown(const struct rv_log_run *run, struct rv_text *out)
{
    const struct rv_log_facts *facts = &run->facts;
    const struct {
        bool unknown;
        const char *option;
    } rows[] = {
        {isnan(facts->batch), "--batch"},
        {isnan(run->validation_examples), "--validation"},
        {isnan(facts->classes), "--classes"},
        {isnan(facts->rate), "--rate"},
        {!*facts->optimizer, "--optimizer"},
        {facts->batchnorm == RV_LOG_UNKNOWN, "--batchnorm"},
        {facts->shuffled == RV_LOG_UNKNOWN, "--shuffled"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].unknown)
            rv_text_printf(out, "%s%s", out->length ? ", " : "", rows[i].option);
}

/* "A log does not tell A from B or C": the first pair, and what else A is not told from. */
static void print_untold(const struct rv_diagnosis *diagnosis, int width, struct rv_text *out)
{
    struct rv_text prose = {0};

    for (size_t i = 0; i < diagnosis->cannot_tell_count; i++) {
        if (i == 0)
            rv_text_printf(&prose, "A log does not tell %s from %s", diagnosis->cannot_tell[i][0],
                           diagnosis->cannot_tell[i][1]);
        else if (strcmp(diagnosis->cannot_tell[i][0], diagnosis->cannot_tell[0][0]) == 0 &&
                 prose.length + strlen(diagnosis->cannot_tell[i][1]) + 8 < (size_t)width)
            rv_text_printf(&prose, " or %s", diagnosis->cannot_tell[i][1]); /* within a line */
    }
    if (prose.length) {
        rv_text_add(&prose, ".");
        rv_text_wrap(out, rv_text_string(&prose), 2, width);
    }
    rv_text_release(&prose);
}

static void print_next(const struct rv_diagnosis *diagnosis, int width, struct rv_text *out)
{
    struct rv_text prose = {0};

    print_untold(diagnosis, width, out);
    if (diagnosis->next_count) {
        rv_text_clear(&prose);
        rv_text_printf(&prose, "Next: %s", diagnosis->next[0].text);
        rv_text_wrap(out, rv_text_string(&prose), 2, width);
        rv_text_printf(out, "    Keras    %s\n    PyTorch  %s\n", diagnosis->next[0].keras,
                       diagnosis->next[0].pytorch);
    }
    rv_text_release(&prose);
}

static void print_nearest(const struct rv_diagnosis *diagnosis, struct rv_text *out)
{
    for (size_t i = 0; i < diagnosis->nearest_count; i++)
        rv_text_printf(out, "  %s ravine run %s --variant %s\n",
                       i ? "               " : "Looks most like", diagnosis->nearest[i].scenario,
                       diagnosis->nearest[i].variant);
}

void rv_log_report_text(const struct rv_log *log, const struct rv_diagnosis *diagnosis,
                        const struct rv_screen *screen, struct rv_text *out)
{
    const struct rv_log_run *run = &log->runs[log->chosen];
    struct rv_text unknown = {0}, prose = {0};

    print_head(log, run, out);
    print_read(log, run, screen->width, out);
    print_chart(run, screen, out);
    print_causes(diagnosis, screen, out);
    print_next(diagnosis, screen->width, out);
    print_nearest(diagnosis, out);
    rv_log_report_unknown(run, &unknown);
    if (unknown.length) {
        rv_text_printf(&prose, "Not known, and told by options: %s.", rv_text_string(&unknown));
        rv_text_wrap(out, rv_text_string(&prose), 2, screen->width);
    }
    rv_text_release(&unknown);
    rv_text_release(&prose);
}
