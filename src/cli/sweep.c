/* `ravine sweep SCENARIO --vary KEY=V1,V2,...`: many recipes of one scenario, one table.
 *
 * Everything that can be wrong is found first: every cell of the grid is bound and checked before
 * the folder is made. */
#include "command/load.h"
#include "command/output.h"
#include "command/sweep_folder.h"
#include "command/sweep_join.h"
#include "report/sweep_report.h"

#include "ravine/memory.h"
#include "ravine/print.h"

#include <string.h>

/* One call: what it needs until its end. */
struct sweep_job {
    const struct rv_call *call;
    struct rv_scenario scenario;
    struct rv_scenario_options options;
    struct rv_variation *variation;
    struct rv_sweep_plan plan;
    struct rv_folder folder;
    struct rv_text out; /* the folder that was asked for; empty: none */
};

/* ---- What is wrong ---- */

/* Reads the scenario with one value of every axis, `last` of axis `a`, for its mistakes and notes:
 * among them that every variant sets the key itself. */
static void read_with(struct sweep_job *job, size_t a, bool last, struct rv_report *report,
                      struct rv_text *notes)
{
    const struct rv_sweep_plan *plan = &job->plan;
    struct rv_scenario_options options = job->options;
    char *varied[RV_SWEEP_AXES] = {0};
    struct rv_scenario scenario = {0};
    struct rv_report found = {0};

    for (size_t i = 0; i < plan->axis_count; i++) {
        const struct rv_sweep_axis *axis = &plan->axes[i];
        struct rv_text text = {0};

        rv_text_printf(&text, "%s=%s", axis->key,
                       axis->values[i == a && last ? axis->count - 1 : 0]);
        varied[i] = text.string;
    }
    options.varied = (const char *const *)(void *)varied;
    options.varied_count = plan->axis_count;
    if (rv_scenario_parse(job->scenario.path, job->scenario.tree.content, &options, &scenario,
                          &found, notes))
        for (size_t i = 0; i < found.count; i++) {
            bool known = false;

            for (size_t k = 0; k < report->count; k++)
                known = known || strcmp(report->errors[k].message, found.errors[i].message) == 0;
            if (!known)
                rv_report_append(report, &found.errors[i], (struct rv_position){0});
        }
    rv_report_release(&found);
    rv_scenario_release(&scenario);
    for (size_t i = 0; i < plan->axis_count; i++)
        rv_free(varied[i]);
}

/* The notes on one key; those on --set were printed when the scenario was read. */
static bool print_notes(const struct rv_text *notes, const char *key)
{
    struct rv_text start = {0}, one = {0};
    const char *line = rv_text_string(notes);
    bool said;

    rv_text_printf(&start, RV_VARIATION_PREFIX "%s=", key);
    while (*line) {
        const size_t length = strcspn(line, "\n");

        if (strncmp(line, rv_text_string(&start), start.length) == 0) {
            rv_text_add_bytes(&one, line, length);
            rv_text_add(&one, "\n");
        }
        line += length + (line[length] == '\n');
    }
    rv_output_notes(&one);
    said = one.length > 0;
    rv_text_release(&start);
    rv_text_release(&one);
    return said;
}

static enum rv_status check_axes(struct sweep_job *job, struct rv_report *report)
{
    for (size_t a = 0; a < job->plan.axis_count; a++)
        for (int last = 0; last < 2; last++) {
            struct rv_text notes = {0};
            bool said;

            read_with(job, a, last, report, &notes);
            said = !job->call->options.quiet && print_notes(&notes, job->plan.axes[a].key);
            rv_text_release(&notes);
            if (said)
                break;
        }
    return rv_report_status(report);
}

static enum rv_status plan(struct sweep_job *job)
{
    const struct rv_options *options = &job->call->options;
    const struct rv_sweep_call request = {
        .scenario = &job->scenario,
        .variation = job->variation,
        .varied = options->vary.word,
        .varied_count = options->vary.count,
        .sample = (size_t)options->sample,
    };
    struct rv_report report = {0};
    struct rv_error error = {0};
    enum rv_status status = rv_sweep_plan_create(&request, &job->plan, &report);

    if (!status)
        status = check_axes(job, &report);
    if (!status)
        status = rv_sweep_check(&job->plan, job->variation, &report);
    if (!status && options->part && rv_sweep_plan_part(&job->plan, options->part, &error))
        status = rv_report_append(&report, &error, (struct rv_position){0});
    rv_output_report(&report, &job->scenario.tree, &options->sets);
    rv_report_release(&report);
    return status;
}

/* ---- Running ---- */

static void print_estimate(const struct sweep_job *job, const struct rv_sweep_estimate *estimate)
{
    const struct rv_options *options = &job->call->options;
    struct rv_text text = {0};

    if (options->json && options->dry_run) {
        struct rv_json json = {.out = &text};

        rv_json_object(&json, NULL);
        rv_json_unsigned(&json, "runs", rv_sweep_runs_of_part(&job->plan));
        rv_json_unsigned(&json, "done", 0);
        rv_json_null(&json, "table");
        rv_json_array(&json, "cells");
        rv_json_end(&json);
        rv_json_number(&json, "seconds", estimate->seconds);
        rv_json_number(&json, "memory_bytes", estimate->bytes_memory);
        rv_json_number(&json, "disk_bytes", estimate->bytes_disk);
        rv_json_end(&json);
    } else {
        rv_sweep_report_plan(&job->plan, estimate, (int)options->threads, &text);
    }
    rv_output_text(&text);
    rv_print_flush();
    rv_text_release(&text);
}

/* Said before the first run; not where nobody reads it. */
static enum rv_status say_plan(const struct sweep_job *job)
{
    const struct rv_options *options = &job->call->options;
    struct rv_sweep_estimate estimate;
    struct rv_error error = {0};

    if (!options->dry_run && (options->quiet || options->json))
        return RV_OK;
    if (rv_sweep_estimate(&job->plan, job->variation, (int)options->threads, &estimate, &error)) {
        rv_output_error(&error, NULL, NULL);
        return error.status;
    }
    print_estimate(job, &estimate);
    return RV_OK;
}

/* Until all is done, or the call is stopped. */
static enum rv_status advance(const struct sweep_job *job, struct rv_sweep *sweep,
                              struct rv_error *error)
{
    const struct rv_call *call = job->call;
    struct rv_progress progress = rv_progress_begin(call->options.quiet);
    struct rv_experiment_event event = {.what = RV_SLICE_DONE};
    struct rv_text journal = {0};
    enum rv_status status = RV_OK;

    rv_sweep_folder_file(&journal, rv_text_string(&job->folder.path), RV_SWEEP_JOURNAL);
    sweep->stop = call->stop;
    while (event.what != RV_ALL_DONE && !status) {
        rv_sweep_advance(sweep, 0.2, (int)call->options.threads, &event);
        if (event.what == RV_RUN_DONE)
            status = rv_sweep_journal_add(rv_text_string(&journal), &sweep->results, event.result,
                                          error);
        if (event.what == RV_SLICE_DONE)
            rv_progress_show(&progress, sweep->results.done, sweep->planned,
                             (double)sweep->results.done / (double)sweep->planned);
    }
    rv_progress_end(&progress);
    rv_text_release(&journal);
    if (!status && sweep->error.status) {
        *error = sweep->error;
        status = error->status;
    }
    return status;
}

/* The document, or the table of the cells. */
static void print_results(const struct sweep_job *job, const struct rv_sweep_results *results)
{
    const struct rv_options *options = &job->call->options;
    struct rv_text text = {0}, table = {0};
    struct rv_json json = {.out = &text};

    rv_sweep_folder_file(&table, rv_text_string(&job->folder.path), RV_SWEEP_TABLE);
    if (options->json) {
        rv_sweep_json(results, rv_text_string(&table), &json);
    } else if (!options->quiet) {
        rv_sweep_report_cells(results, &text);
        rv_text_printf(&text, "%s\n", rv_text_string(&table));
    }
    rv_output_text(&text);
    rv_text_release(&text);
    rv_text_release(&table);
}

static enum rv_status compute(struct sweep_job *job)
{
    const struct rv_options *options = &job->call->options;
    struct rv_error error = {0};
    struct rv_sweep *sweep;
    enum rv_status status;

    rv_sweep_create(&job->plan, job->variation, &sweep);
    status = rv_sweep_folder_begin(&job->folder, options->force, &job->scenario, &sweep->results,
                                   &error);
    if (!status && sweep->results.done && !options->quiet)
        rv_print_error("note: goes on: %zu of %zu runs are there already\n", sweep->results.done,
                       sweep->planned);
    if (!status)
        status = advance(job, sweep, &error);
    if (!status) /* after an interruption the table of what there is */
        status = rv_sweep_folder_end(&job->folder, &sweep->results, &error);
    if (status)
        rv_output_error(&error, NULL, NULL);
    else
        print_results(job, &sweep->results);
    if (!status && sweep->interrupted) {
        rv_print_error("interrupted after %zu of %zu runs; the same call with --out %s goes on\n",
                       sweep->results.done, sweep->planned, rv_text_string(&job->folder.path));
        status = RV_INTERRUPTED;
    }
    rv_sweep_free(sweep);
    return status;
}

/* ---- The call ---- */

static enum rv_status run_scenario(struct sweep_job *job)
{
    const struct rv_options *options = &job->call->options;
    struct rv_error error = {0};
    enum rv_status status = rv_load_scenario(job->call, job->call->words.word[0], &job->scenario);

    if (status)
        return status;
    job->options = (struct rv_scenario_options){
        .sets = options->sets.word,
        .set_count = options->sets.count,
        .variants = options->variants.word,
        .variant_count = options->variants.count,
        .seed_first = options->seed,
        .seed_count = options->seeds,
    };
    rv_variation_create(&job->scenario, &job->options, &job->variation);
    status = plan(job);
    if (status || options->dry_run)
        return status ? status : say_plan(job);
    if (options->out)
        rv_text_add(&job->out, options->out);
    if (job->plan.parts)
        rv_text_printf(&job->out, "/part-%zu-of-%zu", job->plan.part, job->plan.parts);
    status = rv_sweep_folder_take(&job->plan, options->out ? rv_text_string(&job->out) : NULL,
                                  options->force, &job->folder, &error);
    if (status)
        rv_output_error(&error, NULL, NULL);
    if (!status)
        status = say_plan(job);
    return status ? status : compute(job);
}

static enum rv_status join(struct sweep_job *job)
{
    const struct rv_options *options = &job->call->options;
    struct rv_sweep_results results;
    struct rv_report report = {0};
    struct rv_error error = {0};
    enum rv_status status = rv_sweep_join_read(options->join, &job->plan, &results, &report);

    rv_output_report(&report, NULL, NULL);
    rv_report_release(&report);
    if (!status)
        status = rv_sweep_join_take(options->join, &job->plan, options->force, &job->folder,
                                    &error);
    if (!status)
        status = rv_sweep_join_write(&job->folder, &results, &error);
    if (error.status)
        rv_output_error(&error, NULL, NULL);
    if (!status)
        print_results(job, &results);
    rv_sweep_results_release(&results);
    return status;
}

/* What excludes each other; NULL: nothing. */
static const char *refuse(const struct rv_call *call)
{
    const struct rv_options *options = &call->options;

    if (options->join && (call->words.count || options->vary.count || options->sets.count ||
                          options->part || options->out || options->dry_run || options->sample))
        return "--join DIR stands alone: what the parts are is in DIR";
    if (!options->join && call->words.count == 0)
        return "SCENARIO is missing";
    if (!options->join && options->vary.count == 0)
        return "--vary KEY=V1,V2,... is missing";
    if (options->part && !options->out)
        return "--part needs --out DIR, the same for all parts";
    return NULL;
}

static enum rv_status run(const struct rv_call *call)
{
    struct sweep_job job = {.call = call};
    const char *mistake = refuse(call);
    enum rv_status status;

    if (mistake) {
        rv_print_error("ravine sweep: %s\n'ravine sweep -h' shows its options.\n", mistake);
        return RV_USAGE;
    }
    status = call->options.join ? join(&job) : run_scenario(&job);
    rv_folder_release(&job.folder);
    rv_variation_free(job.variation);
    rv_sweep_plan_release(&job.plan);
    rv_scenario_release(&job.scenario);
    rv_text_release(&job.out);
    return status;
}

const struct rv_command rv_command_sweep = {
    .type = { .name = "sweep",
              .summary = "Runs a scenario on a grid of values, into one table." },
    .operands = "[SCENARIO]",
    .details = "Every combination of the values on every seed and variant. The table has one row "
               "a run; the same call with the same --out goes on where it was stopped. Claims are "
               "not checked: they are about the scenario as it is.",
    .example = "ravine sweep large-lr --vary train.batch=8,32 --seeds 3 --dry-run",
    .takes = {RV_TAKES(SET), RV_TAKES(VARY), RV_TAKES(SAMPLE), RV_TAKES(SEED), RV_TAKES(SEEDS),
              RV_TAKES(VARIANT), RV_TAKES(PART), RV_TAKES(JOIN), RV_TAKES(DRY_RUN), RV_TAKES(OUT),
              RV_TAKES(FORCE), RV_TAKES(THREADS), RV_TAKES(JSON), RV_TAKES(QUIET)},
    .most = 1,
    .run = run,
};
