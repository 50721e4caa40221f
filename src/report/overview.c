/* The table of several scenarios: see report/overview.h. */
#include "report/overview.h"


#include <string.h>

void rv_overview_begin(struct rv_overview *overview, const struct rv_screen *screen, int width,
                       struct rv_text *out)
{
    int heading = rv_text_columns("scenario");

    *overview =
        (struct rv_overview){.screen = *screen, .width = width > heading ? width : heading};
    rv_text_pad(out, "scenario", overview->width + 2);
    rv_text_add(out, "  claims held   runs       time  folder\n");
}

/* "12.34 s", "3 min 5 s" */
static void add_time(double seconds, struct rv_text *out)
{
    long whole = (long)(seconds + 0.5);

    if (whole < 60)
        rv_text_printf(out, "%.2f s", seconds);
    else
        rv_text_printf(out, "%ld min %ld s", whole / 60, whole % 60);
}

static size_t count_runs(const struct rv_experiment *experiment)
{
    size_t runs = 0;

    for (size_t i = 0; i < experiment->result_count; i++)
        runs += experiment->results[i].made;
    return runs;
}

/* "9 of 9", in red where one failed. */
static void add_claims(const struct rv_overview *overview, const struct rv_experiment *experiment,
                       struct rv_text *out)
{
    struct rv_tally tally = rv_verdicts_count(experiment);
    bool red = overview->screen.color && !rv_tally_good(&tally);
    struct rv_text words = {0};

    if (experiment->interrupted)
        rv_text_add(&words, "interrupted");
    else if (tally.checked + tally.exact == 0)
        rv_text_add(&words, tally.all ? "not checked" : "none");
    else if (tally.checked == 0)
        rv_text_printf(&words, "exact %zu of %zu", tally.exact_held, tally.exact);
    else
        rv_text_printf(&words, "%zu of %zu", tally.held, tally.checked);
    if (red)
        rv_text_style(out, "31;1");
    rv_text_printf(out, "%13s", rv_text_string(&words));
    if (red)
        rv_text_style(out, "0");
    rv_text_release(&words);
}

void rv_overview_add(struct rv_overview *overview, const struct rv_run_report *report,
                     struct rv_text *out)
{
    const struct rv_experiment *experiment = report->experiment;
    struct rv_tally tally = rv_verdicts_count(experiment);
    struct rv_text time = {0};
    size_t runs = count_runs(experiment);

    rv_text_pad(out, experiment->scenario->name, overview->width + 2);
    add_claims(overview, experiment, out);
    add_time(experiment->seconds, &time);
    rv_text_printf(out, "%7zu%11s  %s\n", runs, rv_text_string(&time), report->folder);
    rv_text_release(&time);
    rv_run_report_print_failures(report, &overview->failures);
    overview->scenarios++;
    overview->runs += runs;
    overview->tally.held += tally.held;
    overview->tally.checked += tally.checked;
    overview->tally.exact_held += tally.exact_held;
    overview->tally.exact += tally.exact;
    overview->seconds += experiment->seconds;
}

void rv_overview_skip(struct rv_overview *overview, const char *name, const char *why,
                      struct rv_text *out)
{
    rv_text_pad(out, name, overview->width + 2);
    rv_text_printf(out, "  skipped: %s\n", why);
    overview->skipped++;
}

void rv_overview_end(struct rv_overview *overview, struct rv_text *out)
{
    rv_text_printf(out, "%zu scenarios", overview->scenarios);
    if (overview->skipped)
        rv_text_printf(out, " (%zu skipped)", overview->skipped);
    rv_text_add(out, ": ");
    rv_tally_print(&overview->tally, out);
    rv_text_printf(out, ", %zu runs in ", overview->runs);
    add_time(overview->seconds, out);
    rv_text_add(out, "\n");
    rv_text_append(out, &overview->failures, overview->failures.length);
    rv_text_release(&overview->failures);
    *overview = (struct rv_overview){0};
}
