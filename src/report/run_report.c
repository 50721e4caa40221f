/* How `run` ends: question, chart, table of variants, claims, within one screen of 80x24. */
#include "report/run_report.h"

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
    FOLDER_LINES = 1,
    NAME_MOST = 22 /* columns of a variant's name */
};

/* ---- The chart: the failing run against the cured one, same seed ---- */

/* What the chart shows; RV_ROLES_NONE: none. */
struct roles {
    size_t failing, cured;         /* variants */
    size_t failing_run, cured_run; /* results; of one seed */
};

static const char failing_mark[] = "O", failing_color[] = "33;1";
static const char cured_mark[] = "+", cured_color[] = "36;1";

static const struct rv_result *result_at(const struct rv_experiment *experiment, size_t variant,
                                         size_t seed)
{
    return &experiment->results[variant * experiment->seed_count + seed];
}

/* The same seed for both, so that what differs is the variant. */
static struct roles roles_of(const struct rv_experiment *experiment)
{
    struct roles roles = {rv_roles_failing(experiment), rv_roles_cured(experiment), RV_ROLES_NONE,
                          RV_ROLES_NONE};

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

static void print_chart(const struct rv_run_report *report, const struct roles *roles, int height,
                        struct rv_text *out)
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
        series[count].mark = cured_mark;
        series[count].color = cured_color;
        count++;
    }
    series[count] = make_series(experiment, roles->failing_run, &values[count]);
    series[count].mark = failing_mark; /* last: drawn over the other */
    series[count].color = failing_color;
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

/* ---- The table: one row a variant ---- */

/* Runs of a variant that ended so. */
static size_t count_stopped(const struct rv_experiment *experiment, size_t variant,
                            enum rv_stopped stopped)
{
    size_t count = 0;

    for (size_t s = 0; s < experiment->seed_count; s++) {
        const struct rv_result *result = result_at(experiment, variant, s);
        count += result->made && result->stopped == stopped;
    }
    return count;
}

/* The measures here are written in the source: a name that does not parse is a bug. */
static struct rv_summary summary_of(const struct rv_experiment *experiment, size_t variant,
                                    const char *measure)
{
    struct rv_measure_call call;
    struct rv_error error = {0};

    if (rv_measure_parse(measure, rv_epoch_column_names, &call, &error))
        RV_BUG("measure '%s': %s", measure, error.message);
    return rv_experiment_summary(experiment, variant, &call);
}

/* Four decimals, so that numbers that stand below each other can be compared at a glance. */
static void add_number(struct rv_text *out, double value)
{
    if (isfinite(value) && fabs(value) < 1000)
        rv_text_printf(out, fabs(value) < 10 ? "%.4f" : "%.2f", value);
    else
        rv_text_brief(out, value);
}

/* "0.2052  0.0681 .. 0.3190": the median, and the range over the seeds. */
static void add_range(struct rv_text *out, struct rv_summary summary, size_t seeds)
{
    struct rv_text median = {0}, range = {0};

    add_number(&median, summary.median);
    rv_text_printf(out, " %7s", rv_text_string(&median));
    if (seeds > 1 && summary.count > 1) {
        add_number(&range, summary.low);
        rv_text_add(&range, " .. ");
        add_number(&range, summary.high);
    }
    rv_text_add(out, "  ");
    rv_text_pad(out, rv_text_string(&range), 16);
    rv_text_release(&median);
    rv_text_release(&range);
}

/* "O bouncing": with the mark that it has in the chart. */
static void add_name(const struct rv_run_report *report, const struct roles *roles, size_t variant,
                     int width, struct rv_text *out)
{
    struct rv_text name = {0};
    const char *mark = variant == roles->failing ? failing_mark
                       : variant == roles->cured ? cured_mark
                                                 : " ";
    const char *color = variant == roles->failing ? failing_color : cured_color;

    if (report->screen.color && *mark != ' ')
        rv_text_style(out, color);
    rv_text_add(out, mark);
    if (report->screen.color && *mark != ' ')
        rv_text_style(out, "0");
    rv_text_add(out, " ");
    rv_text_cut(&name, report->experiment->scenario->variants[variant].name, width,
                  report->screen.utf8);
    rv_text_pad(out, rv_text_string(&name), width);
    rv_text_release(&name);
}

/* Two blanks and the words, as far as the line has room for them. */
static void add_cut(const struct rv_run_report *report, const char *words, struct rv_text *out)
{
    const char *row = strrchr(rv_text_string(out), '\n');
    int left = report->screen.width - rv_text_columns(row ? row + 1 : rv_text_string(out)) - 2;

    if (!*words || left < 1)
        return;
    rv_text_add(out, "  ");
    rv_text_cut(out, words, left, report->screen.utf8);
}

/* After the name: jumps, last loss and accuracy, and what went otherwise than planned. */
static void add_variant(const struct rv_run_report *report, size_t variant, struct rv_text *out)
{
    const struct rv_experiment *experiment = report->experiment;
    size_t whole = count_stopped(experiment, variant, RV_FINISHED_RUN);
    size_t diverged = count_stopped(experiment, variant, RV_DIVERGED_RUN);
    struct rv_summary jumps = summary_of(experiment, variant, "fluctuation");
    struct rv_summary loss = summary_of(experiment, variant, "val_loss.last");
    struct rv_summary accuracy = summary_of(experiment, variant, "val_accuracy.last");
    struct rv_text number = {0}, condition = {0};

    add_range(out, jumps, experiment->seed_count);
    add_number(&number, loss.median);
    rv_text_printf(out, " %8s", rv_text_string(&number));
    rv_text_clear(&number);
    if (isfinite(accuracy.median))
        rv_text_printf(&number, "%.0f %%", 100 * accuracy.median);
    else
        rv_text_add(&number, "-");
    rv_text_printf(out, " %8s", rv_text_string(&number));
    if (diverged)
        rv_text_printf(out, "  %zu diverged", diverged);
    else if (whole < experiment->seed_count)
        rv_text_printf(out, "  %zu finished", whole);
    rv_experiment_print_condition(experiment, variant, &condition);
    add_cut(report, rv_text_string(&condition), out);
    rv_text_release(&condition);
    rv_text_add(out, "\n");
    rv_text_release(&number);
}

/* Columns for names, so that the widest fits as far as NAME_MOST allows. */
static int name_width(const struct rv_scenario *scenario)
{
    int width = 8;

    for (size_t v = 0; v < scenario->variant_count; v++) {
        int columns = rv_text_columns(scenario->variants[v].name);
        width = columns > width ? columns : width;
    }
    return width > NAME_MOST ? NAME_MOST : width;
}

/* At most `lines` lines, with the heading. */
static void print_table(const struct rv_run_report *report, const struct roles *roles, size_t lines,
                        struct rv_text *out)
{
    const struct rv_experiment *experiment = report->experiment;
    int width = name_width(experiment->scenario);
    size_t variants = 0, printed = 0;

    for (size_t v = 0; v < experiment->scenario->variant_count; v++)
        variants += experiment->scenario->variants[v].selected;
    rv_text_pad(out, "  variant", width + 2);
    rv_text_printf(out, "%8s  %-16s%9s%9s\n", "jumps",
                   experiment->seed_count > 1 ? "median, range" : "", "val loss", "accuracy");
    for (size_t v = 0; v < experiment->scenario->variant_count; v++) {
        if (!experiment->scenario->variants[v].selected)
            continue;
        if (printed + 2 >= lines && variants - printed > 1) {
            rv_text_printf(out, "  ... and %zu variants more\n", variants - printed);
            return;
        }
        add_name(report, roles, v, width, out);
        add_variant(report, v, out);
        printed++;
    }
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
    const struct roles roles = roles_of(report->experiment);
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
    print_table(report, &roles, rows, out);
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
