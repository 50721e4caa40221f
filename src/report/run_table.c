/* The table of variants at the end of `run`, ranked by what the case measures. */
#include "report/run_table.h"

#include "experiment/effect.h"

#include "ravine/memory.h"

#include <math.h>
#include <string.h>

enum { NAME_MOST = 22 }; /* columns of a variant's name */

static const struct rv_result *result_at(const struct rv_experiment *experiment, size_t variant,
                                         size_t seed)
{
    return &experiment->results[variant * experiment->seed_count + seed];
}

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

/* Four decimals, so that numbers that stand below each other can be compared at a glance; one that
 * would be written as 0 is written as it is. */
static void add_number(struct rv_text *out, double value)
{
    if (value == 0)
        rv_text_add(out, "0");
    else if (isfinite(value) && fabs(value) < 5e-5)
        rv_text_printf(out, "%.0e", value);
    else if (isfinite(value) && fabs(value) < 1000)
        rv_text_printf(out, fabs(value) < 10 ? "%.4f" : "%.2f", value);
    else
        rv_text_brief(out, value);
}

/* "95 %" of a share of right answers, else as above. */
static void add_measured(struct rv_text *out, const struct rv_scenario *scenario, double value)
{
    if (rv_effect_in_percent(scenario) && isfinite(value))
        rv_text_printf(out, "%.0f %%", 100 * value);
    else
        add_number(out, value);
}

/* "0.2052  0.0681 .. 0.3190": the median, and the range over the seeds, where they differ. */
static void add_range(struct rv_text *out, const struct rv_experiment *experiment, size_t variant)
{
    const struct rv_scenario *scenario = experiment->scenario;
    const struct rv_summary severity = rv_effect_summary(experiment, variant);
    const struct rv_summary summary = rv_effect_shown_range(scenario, &severity);
    struct rv_text median = {0}, range = {0};

    add_measured(&median, scenario, summary.median);
    rv_text_printf(out, " %7s", rv_text_string(&median));
    if (summary.count > 1 && summary.low < summary.high) {
        add_measured(&range, scenario, summary.low);
        rv_text_add(&range, " .. ");
        add_measured(&range, scenario, summary.high);
    }
    rv_text_add(out, "  ");
    rv_text_pad(out, rv_text_string(&range), 16);
    rv_text_release(&median);
    rv_text_release(&range);
}

/* "O bouncing": with the mark that it has in the chart. */
static void add_name(const struct rv_run_report *report, const struct rv_run_roles *roles,
                     size_t variant, int width, struct rv_text *out)
{
    struct rv_text name = {0};
    const char *mark = variant == roles->failing ? RV_RUN_FAILING_MARK
                       : variant == roles->cured ? RV_RUN_CURED_MARK
                                                 : " ";
    const char *color = variant == roles->failing ? RV_RUN_FAILING_COLOR : RV_RUN_CURED_COLOR;

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

/* After the name: what the case measures, last loss and accuracy, and what went otherwise than
 * planned. */
static void add_variant(const struct rv_run_report *report, size_t variant, struct rv_text *out)
{
    const struct rv_experiment *experiment = report->experiment;
    size_t whole = count_stopped(experiment, variant, RV_FINISHED_RUN);
    size_t diverged = count_stopped(experiment, variant, RV_DIVERGED_RUN);
    struct rv_summary loss = summary_of(experiment, variant, "val_loss.last");
    struct rv_summary accuracy = summary_of(experiment, variant, "val_accuracy.last");
    struct rv_text number = {0}, condition = {0};

    add_range(out, experiment, variant);
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

/* The selected variants as the case ranks them, into `order`: the first, which fails, then the best
 * one, and so on; those without a number last. Returns how many. */
static size_t rank(const struct rv_experiment *experiment, size_t *order)
{
    const struct rv_scenario *scenario = experiment->scenario;
    double *severity = rv_alloc(scenario->variant_count + 1, sizeof *severity);
    size_t count = 0;

    for (size_t v = 0; v < scenario->variant_count; v++) {
        size_t place = count;

        if (!scenario->variants[v].selected)
            continue;
        severity[v] = rv_effect_summary(experiment, v).median;
        for (; place > 1 && (severity[v] < severity[order[place - 1]] ||
                             (isnan(severity[order[place - 1]]) && !isnan(severity[v]))); place--)
            order[place] = order[place - 1];
        order[place] = v;
        count++;
    }
    rv_free(severity);
    return count;
}

static void print_heading(const struct rv_experiment *experiment, int width, struct rv_text *out)
{
    const char *called = rv_effect_called(experiment->scenario);
    const char *range = experiment->seed_count > 1 ? "median, range" : "";

    rv_text_pad(out, "  variant", width + 2);
    if (rv_text_columns(called) <= 8)
        rv_text_printf(out, "%8s  %-16s", called, range);
    else
        rv_text_printf(out, "  %-24s", called);
    rv_text_printf(out, "%9s%9s\n", "val loss", "accuracy");
}

void rv_run_table_print(const struct rv_run_report *report, const struct rv_run_roles *roles,
                        size_t lines, struct rv_text *out)
{
    const struct rv_experiment *experiment = report->experiment;
    int width = name_width(experiment->scenario);
    size_t *order = rv_alloc(experiment->scenario->variant_count + 1, sizeof *order);
    size_t variants = rank(experiment, order), printed = 0;

    print_heading(experiment, width, out);
    for (; printed < variants; printed++) {
        if (printed + 2 >= lines && variants - printed > 1) {
            rv_text_printf(out, "  ... and %zu variants more\n", variants - printed);
            break;
        }
        add_name(report, roles, order[printed], width, out);
        add_variant(report, order[printed], out);
    }
    rv_free(order);
}
