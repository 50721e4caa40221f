/* `ravine run SCENARIO...`: variants x seeds, recorded, claims checked, figures drawn.
 *
 * Everything that can be wrong with the input is found first: all scenarios are read and all
 * folders made before the first run begins. */
#include "report/run_report.h"
#include "command/data_lines.h"
#include "command/figures.h"
#include "command/load.h"
#include "command/output.h"
#include "command/record.h"
#include "command/run_folder.h"
#include "report/overview.h"
#include "report/shares.h"

#include "ravine/archive.h"
#include "ravine/clock.h"
#include "ravine/memory.h"
#include "ravine/print.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* One scenario of the call. */
struct job {
    struct rv_scenario scenario;
    struct rv_folder folder;
    bool ready; /* read without mistakes; false: left out */
    const char *skipped; /* why it is left out, when that is no mistake of ours; else NULL */
};

/* Notes of the runs ("EMA: statistics were recalibrated"), each once. */
static void print_notes(const struct rv_call *call, const struct rv_experiment *experiment)
{
    const char *last = NULL;

    for (size_t i = 0; i < experiment->result_count && !call->options.quiet; i++) {
        const char *note = experiment->results[i].note;
        if (note && (!last || strcmp(note, last) != 0)) {
            const struct rv_scenario *scenario = experiment->scenario;
            rv_print_error("note: %s: %s\n",
                    scenario->variants[experiment->results[i].variant].name, note);
            last = note;
        }
    }
}

/* Runs and records. The worst status; `experiment` holds what there is. */
static enum rv_status compute(const struct rv_call *call, struct job *job,
                              struct rv_experiment *experiment)
{
    const char *folder = rv_text_string(&job->folder.path);
    struct rv_error error = {0}, unsaved = {0};
    enum rv_status status = rv_run_folder_clear(&job->folder, &error);

    if (!status)
        status = rv_archive_begin(folder, experiment, call->line, &error);
    if (!status)
        status = rv_record(call, folder, experiment, &unsaved, &error);
    if (!status)
        status = rv_experiment_check_claims(experiment, &error);
    if (!status)
        status = rv_archive_end(folder, experiment, call->line, &error);
    if (error.status)
        rv_output_error(&error, NULL, NULL);
    if (unsaved.status)
        rv_output_error(&unsaved, NULL, NULL);
    return rv_status_worse(status, unsaved.status);
}

/* After an interruption no figures: whoever pressed Ctrl-C waits for the prompt. */
static enum rv_status draw(const struct rv_call *call, struct rv_run_report *report)
{
    double begun = rv_clock_elapsed();
    enum rv_status status;

    if (call->options.no_plots || *call->stop)
        return RV_OK;
    status = rv_figures_draw(call, report->experiment, report->folder, &report->figure_count);
    report->figure_seconds = rv_clock_elapsed() - begun;
    return status;
}

/* Where the results go: the text of the document, the table of several, or a screen each. */
struct output {
    struct rv_text text; /* not printed yet */
    struct rv_json json; /* into the text */
    struct rv_overview overview;
    bool table;
};

/* One of four: document, failures only, one row of several, or the screen. */
static void print_result(const struct rv_call *call, const struct rv_run_report *report,
                         struct output *output)
{
    struct rv_text *out = &output->text;

    if (call->options.json)
        rv_archive_json(report->experiment, report->folder, call->options.json_full,
                        &output->json);
    else if (call->options.quiet)
        rv_run_report_print_failures(report, out);
    else if (output->table)
        rv_overview_add(&output->overview, report, out);
    else
        rv_run_report_print(report, out);
    if (call->options.shares && !call->options.json && !call->options.quiet)
        rv_shares_print(report->experiment, out);
    if (output->json.depth) /* in an array */
        rv_json_end_line(&output->json);
    rv_output_text(out);
    rv_print_flush();
}

/* 1. run and record, 2. check claims, 3. draw, 4. print. A failure of a later step keeps what
 * the earlier ones wrote; the worst status of all is the answer. */
static enum rv_status run_job(const struct rv_call *call, struct job *job,
                              struct output *output)
{
    struct rv_experiment experiment = {0};
    struct rv_run_report report = {
        .experiment = &experiment,
        .folder = rv_text_string(&job->folder.path),
        .screen = call->screen,
    };
    struct rv_error error = {0};
    enum rv_status status = rv_experiment_create(&job->scenario, &experiment, &error);

    if (status) {
        rv_output_error(&error, NULL, NULL);
        rv_experiment_release(&experiment);
        return status;
    }
    experiment.command = rv_strdup(call->line);
    if (!call->options.json && !call->options.quiet && !output->table)
        rv_data_lines_print(call, &job->scenario);
    status = compute(call, job, &experiment);
    status = rv_status_worse(status, rv_experiment_status(&experiment));
    status = rv_status_worse(status, draw(call, &report));
    print_notes(call, &experiment);
    print_result(call, &report, output);
    if (report.figure_count)
        status = rv_status_worse(status, rv_figures_show(call, &experiment, report.folder));
    rv_experiment_release(&experiment);
    rv_run_folder_release(&job->folder);
    return status;
}

/* ---- Before the first run ---- */

/* All of them, even after a mistake, so that every mistake of every file is seen at once. A missing
 * data set leaves its own scenario out and no other. */
static enum rv_status read_jobs(const struct rv_call *call, const char *const *names,
                                struct job *jobs, size_t count)
{
    enum rv_status worst = RV_OK;

    for (size_t i = 0; i < count; i++) {
        enum rv_status status = rv_load_scenario(call, names[i], &jobs[i].scenario);
        jobs[i].ready = status == RV_OK;
        if (status == RV_MISSING)
            jobs[i].skipped = "a data set is missing";
        /* Whoever means a long one names it. */
        if (jobs[i].ready && call->options.all && jobs[i].scenario.is_long) {
            jobs[i].ready = false;
            jobs[i].skipped = "it takes long; run it by its name";
        }
        worst = rv_status_worse(worst, status);
    }
    return worst;
}

/* Two files of one name in different folders would share DIR/NAME. */
static bool name_taken(const struct job *jobs, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (jobs[k].ready && strcmp(jobs[k].scenario.name, jobs[i].scenario.name) == 0)
            return true;
    return false;
}

static enum rv_status make_folder(const struct rv_call *call, struct job *jobs, size_t i,
                                  size_t count)
{
    const char *name = jobs[i].scenario.name, *out = call->options.out;
    struct rv_text inner = {0};
    struct rv_error error = {0};
    enum rv_status status;

    if (out && count > 1) {
        rv_text_printf(&inner, "%s/%s", out, name);
        out = rv_text_string(&inner);
    }
    if (out && name_taken(jobs, i))
        status = rv_error_set(&error, RV_USAGE, "two scenarios are called '%s': one --out folder "
                              "cannot hold both", name);
    else
        status = rv_run_folder_take(name, out, call->options.force, &jobs[i].folder, &error);
    if (status)
        rv_output_error(&error, NULL, NULL);
    rv_text_release(&inner);
    return status;
}

static enum rv_status make_folders(const struct rv_call *call, struct job *jobs, size_t count)
{
    enum rv_status status = RV_OK;

    for (size_t i = 0; i < count && !status; i++)
        if (jobs[i].ready)
            status = make_folder(call, jobs, i, count);
    return status;
}

static void release_jobs(struct job *jobs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        rv_run_folder_release(&jobs[i].folder);
        rv_scenario_release(&jobs[i].scenario);
    }
    rv_free(jobs);
}

static void begin_overview(const struct rv_call *call, const struct job *jobs, size_t count,
                           struct rv_overview *overview)
{
    struct rv_text out = {0};
    int width = 0;

    for (size_t i = 0; i < count; i++)
        if (jobs[i].ready || jobs[i].skipped) {
            int columns = rv_text_columns(jobs[i].scenario.name);

            width = columns > width ? columns : width;
        }
    rv_overview_begin(overview, &call->screen, width, &out);
    for (size_t i = 0; i < count; i++)
        if (jobs[i].skipped)
            rv_overview_skip(overview, jobs[i].scenario.name, jobs[i].skipped, &out);
    rv_output_text(&out);
    rv_text_release(&out);
    rv_print_flush();
}

/* Several documents are an array, several results a table; a scenario is printed as soon as it is
 * done. */
static enum rv_status run_jobs(const struct rv_call *call, struct job *jobs, size_t count)
{
    bool several = count > 1 || call->options.all;
    bool array = call->options.json && several;
    struct output output = {.json.out = &output.text};
    enum rv_status worst = RV_OK;

    output.table = several && !call->options.json && !call->options.quiet;
    if (array)
        rv_json_array(&output.json, NULL);
    if (output.table)
        begin_overview(call, jobs, count, &output.overview);
    for (size_t i = 0; i < count && !*call->stop; i++)
        if (jobs[i].ready)
            worst = rv_status_worse(worst, run_job(call, &jobs[i], &output));
    if (array)
        rv_json_end(&output.json);
    if (output.table)
        rv_overview_end(&output.overview, &output.text);
    rv_output_text(&output.text);
    rv_text_release(&output.text);
    return worst;
}

static enum rv_status run_names(const struct rv_call *call, const char *const *names, size_t count)
{
    struct job *jobs = rv_alloc(count, sizeof *jobs);
    enum rv_status status = read_jobs(call, names, jobs, count);

    if (status == RV_OK || status == RV_MISSING)
        status = rv_status_worse(status, make_folders(call, jobs, count));
    if (status == RV_OK || status == RV_MISSING)
        status = rv_status_worse(status, run_jobs(call, jobs, count));
    release_jobs(jobs, count);
    return status;
}

static enum rv_status run_all(const struct rv_call *call)
{
    struct rv_report unread = {0};
    char **paths = rv_scenario_list(&unread);
    size_t count = 0;
    enum rv_status status = rv_report_status(&unread);

    while (paths[count])
        count++;
    rv_output_report(&unread, NULL, NULL);
    rv_report_release(&unread);
    if (!status)
        status = run_names(call, (const char *const *)paths, count);
    for (size_t i = 0; i < count; i++)
        rv_free(paths[i]);
    rv_free(paths);
    return status;
}

static enum rv_status run(const struct rv_call *call)
{
    if (call->options.all == (call->words.count > 0)) {
        rv_print_error("ravine run: %s\n'ravine run -h' shows its options.\n",
                call->options.all ? "--all and names exclude each other"
                                  : "SCENARIO... is missing");
        return RV_USAGE;
    }
    if (call->options.all)
        return run_all(call);
    return run_names(call, call->words.word, call->words.count);
}

static const struct rv_option_sense senses[] = {
    {.option = RV_OPTION_JSON, .word = true,
     .help = "Print one JSON document instead of text: measures and claims; with =full the epochs "
             "of every run, too."},
};

const struct rv_command rv_command_run = {
    .type = { .name = "run",
              .summary = "Runs the variants of a scenario over its seeds and checks its claims." },
    .operands = "SCENARIO...",
    .details = "SCENARIO is a name that `ravine list` shows, the number of a case, or the path of "
               "a file. Runs, figures and the scenario as it was run go into a folder. Variants "
               "share data, initial weights and mini-batch order, so that only their own change "
               "tells them apart.",
    .example = "ravine run large-lr --seeds 5 --set optimizer.momentum=0.9",
    .takes = {RV_TAKES(SET), RV_TAKES(WEIGHTS_FROM), RV_TAKES(SEED), RV_TAKES(SEEDS),
              RV_TAKES(VARIANT), RV_TAKES(BRANCH), RV_TAKES(SHARES), RV_TAKES(OUT),
              RV_TAKES(FORCE), RV_TAKES(THREADS), RV_TAKES(FORMAT), RV_TAKES(NO_PLOTS),
              RV_TAKES(ALL), RV_TAKES(SHOW), RV_TAKES(JSON), RV_TAKES(QUIET), RV_TAKES(VERBOSE)},
    .senses = senses,
    .sense_count = sizeof senses / sizeof *senses,
    .most = SIZE_MAX,
    .run = run,
};
