/* How `run` ends: question, chart, table of variants, claims, within one screen of 80x24. */
#include "report/run_table.h"

#include "experiment/roles.h"
#include "report/verdicts.h"

#include "ravine/chart.h"
#include "ravine/memory.h"

#include <math.h>
#include <string.h>

enum {
    CHART_LEAST = 8, /* lines; a lower chart shows nothing */
    CHART_MOST = 15,
    CLAIMS_LEAST = 3, /* the tally and one failed claim */
    FOLDER_LINES = 1
};

/* ---- The chart: the failing run against the cured one, same seed ---- */

/* The same seed for both, so that what differs is the variant. */
static struct rv_run_roles roles_of(const struct rv_experiment *experiment)
{
    struct rv_run_roles roles = {
        .failing = rv_roles_failing(experiment), .cured = rv_roles_cured(experiment),
        .failing_run = RV_ROLES_NONE, .cured_run = RV_ROLES_NONE};

    if (roles.failing != RV_ROLES_NONE)
        roles.failing_run = rv_roles_run(experiment, roles.failing);
    if (roles.cured != RV_ROLES_NONE) {
        size_t run = rv_roles_run(experiment, roles.cured);

        if (experiment->results[run].seed == experiment->results[roles.failing_run].seed)
            roles.cured_run = run;
    }
    return roles;
}

/* The curve of one run as a series; the values are owned by the caller. */
static struct rv_chart_series make_series(const struct rv_experiment *experiment, size_t result,
                                          double **values)
{
    const struct rv_table *epochs = &experiment->results[result].epochs;
    int column = rv_table_find(epochs, "val_loss");

    *values = rv_alloc(epochs->rows + 1, sizeof **values);
    if (column >= 0)
        rv_table_column(epochs, column, *values);
    return (struct rv_chart_series){
        .name = experiment->scenario->variants[experiment->results[result].variant].name,
        .value = *values,
        .count = column >= 0 ? epochs->rows : 0,
    };
}

static void print_chart(const struct rv_run_report *report, const struct rv_run_roles *roles,
                        int height, struct rv_text *out)
{
    const struct rv_experiment *experiment = report->experiment;
    struct rv_chart_series series[2];
    double *values[2] = { NULL, NULL };
    struct rv_text title = {0};
    size_t count = 0;
    bool surface;

    if (roles->failing == RV_ROLES_NONE)
        return;
    surface = rv_recipe_on_surface(&experiment->scenario->variants[roles->failing].recipe);
    if (roles->cured_run != RV_ROLES_NONE) {
        series[count] = make_series(experiment, roles->cured_run, &values[count]);
        series[count].mark = RV_RUN_CURED_MARK;
        series[count].color = RV_RUN_CURED_COLOR;
        count++;
    }
    series[count] = make_series(experiment, roles->failing_run, &values[count]);
    series[count].mark = RV_RUN_FAILING_MARK; /* last: drawn over the other */
    series[count].color = RV_RUN_FAILING_COLOR;
    series[count].stems = true;
    count++;
    rv_text_printf(&title, "validation loss, seed %llu",
                   (unsigned long long)experiment->results[roles->failing_run].seed);
    rv_chart_print(&(struct rv_chart){
                       .title = rv_text_string(&title),
                       .y_label = surface ? "loss" : "loss (nats)",
                       .x_label = "epoch",
                       .x_first = 1,
                       .width = report->screen.width,
                       .height = height,
                       .color = report->screen.color,
                       .utf8 = report->screen.utf8,
                       .series = series,
                       .series_count = count,
                       }, out);
    rv_text_release(&title);
    rv_free(values[0]);
    rv_free(values[1]);
}

/* ---- The whole ---- */

/* Where it is and how long it took: the last line, next to the prompt. */
static void add_folder(const struct rv_run_report *report, struct rv_text *out)
{
    size_t runs = 0;

    for (size_t i = 0; i < report->experiment->result_count; i++)
        runs += report->experiment->results[i].made;
    rv_text_printf(out, "%s  %zu run%s in %.2f s", report->folder, runs, runs == 1 ? "" : "s",
                   report->experiment->seconds);
    if (report->figure_count > 0)
        rv_text_printf(out, ", %zu figure%s in %.2f s", report->figure_count,
                       report->figure_count == 1 ? "" : "s", report->figure_seconds);
    rv_text_add(out, "\n");
}

static bool runs_diverged(const struct rv_experiment *experiment)
{
    for (size_t i = 0; i < experiment->result_count; i++)
        if (experiment->results[i].made && experiment->results[i].stopped == RV_DIVERGED_RUN)
            return true;
    return false;
}

static size_t count_lines(const struct rv_text *text)
{
    size_t lines = 0;

    for (const char *at = rv_text_string(text); *at; at++)
        lines += *at == '\n';
    return lines;
}

/* The first `lines` lines; the last of them says so when there are more. */
static void add_lines(const struct rv_text *text, size_t lines, struct rv_text *out)
{
    const char *at = rv_text_string(text);
    bool whole = count_lines(text) <= lines;

    for (size_t i = 0; *at && i + (whole ? 0 : 1) < lines; i++)
        at += strcspn(at, "\n") + 1;
    rv_text_append(out, text, (size_t)(at - rv_text_string(text)));
    if (!whole && lines > 0)
        rv_text_add(out, "  ... (the rest is in manifest.json)\n");
}

static void add_claims(const struct rv_run_report *report, struct rv_text *out)
{
    rv_verdicts_print_tally(report->experiment, &report->screen, out);
    rv_text_add(out, "\n");
    rv_verdicts_print_failures(report->experiment, &report->screen, out);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Every line is accounted for: question, table, claims, folder; the chart takes what is left.
 * Claims that failed are more important than the chart: where not both fit, it is left out. */
void rv_run_report_print(const struct rv_run_report *report, struct rv_text *out)
{
    const struct rv_scenario *scenario = report->experiment->scenario;
    const char *head = scenario->question ? scenario->question
                       : scenario->title  ? scenario->title
                                          : scenario->name;
    const struct rv_run_roles roles = roles_of(report->experiment);
    struct rv_text question = {0}, claims = {0};
    size_t questions, rows = 1, lines, spare, chart;

    rv_text_wrap(&question, head, 0, report->screen.width);
    add_claims(report, &claims);
    for (size_t v = 0; v < scenario->variant_count; v++)
        rows += scenario->variants[v].selected;

    lines = count_lines(&claims);
    questions = least(count_lines(&question), lines > 1 ? 1 : 2);
    spare = RV_RUN_REPORT_LINES - questions - FOLDER_LINES;
    rows = least(rows, spare - CHART_LEAST - CLAIMS_LEAST);
    spare -= rows;
    chart = lines + CHART_LEAST <= spare ? least(spare - lines, CHART_MOST) : 0;
    lines = least(lines, spare - chart);

    if (questions < count_lines(&question)) {
        rv_text_cut(out, head, report->screen.width, report->screen.utf8);
        rv_text_add(out, "\n");
    } else {
        rv_text_add(out, rv_text_string(&question));
    }
    if (chart > 0)
        print_chart(report, &roles, (int)chart, out);
    rv_run_table_print(report, &roles, rows, out);
    add_lines(&claims, lines, out);
    add_folder(report, out);
    rv_text_release(&question);
    rv_text_release(&claims);
}

void rv_run_report_print_failures(const struct rv_run_report *report, struct rv_text *out)
{
    const struct rv_experiment *experiment = report->experiment;
    struct rv_tally tally = rv_verdicts_count(experiment);
    bool bad = rv_experiment_status(experiment) == RV_DIVERGED;

    if (rv_tally_good(&tally) && !bad)
        return;
    rv_text_printf(out, "%s: ", experiment->scenario->name);
    rv_verdicts_print_tally(report->experiment, &report->screen, out);
    rv_text_add(out, bad && runs_diverged(experiment) ? "; a run diverged\n" : "\n");
    rv_verdicts_print_failures(report->experiment, &report->screen, out);
}
