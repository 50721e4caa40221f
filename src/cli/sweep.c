/* `ravine sweep SCENARIO --vary KEY=V1,V2,...`: many recipes of one scenario, one table.
 *
 * Everything that can be wrong is found first: every cell of the grid is bound and checked before
 * the folder is made. */
#include "command/load.h"
#include "command/output.h"
#include "command/sweep_figures.h"
#include "command/sweep_folder.h"
#include "command/sweep_join.h"
#include "command/sweep_notes.h"
#include "experiment/sweep_ranks.h"
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
    struct rv_ranks ranks;
};

/* ---- What is wrong ---- */

static enum rv_status make_plan(struct sweep_job *job, struct rv_report *report)
{
    const struct rv_options *options = &job->call->options;
    const struct rv_sweep_call request = {
        .scenario = &job->scenario,
        .variation = job->variation,
        .varied = options->vary.word,
        .varied_count = options->vary.count,
        .sample = (size_t)options->sample,
    };

    return rv_sweep_plan_create(&request, &job->plan, report);
}

static enum rv_status plan(struct sweep_job *job)
{
    const struct rv_options *options = &job->call->options;
    struct rv_report report = {0};
    struct rv_error error = {0};
    enum rv_status status = make_plan(job, &report);

    if (!status)
        status = rv_sweep_notes_check(job->call, &job->scenario, &job->options, &job->plan,
                                      &report);
    if (!status)
        status = rv_sweep_check(&job->plan, job->variation, &report);
    if (!status && options->part && rv_sweep_plan_part(&job->plan, options->part, &error))
        status = rv_report_append(&report, &error, (struct rv_position){0});
    rv_output_report(&report, &job->scenario.tree, &options->sets);
    rv_report_release(&report);
    return status;
}

/* ---- Running ---- */

static int threads_of(const struct sweep_job *job)
{
    return job->ranks.count > 1 ? job->ranks.count - 1 : (int)job->call->options.threads;
}

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
        rv_sweep_report_plan(&job->plan, estimate, threads_of(job), &text);
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
    if (rv_sweep_estimate(&job->plan, job->variation, threads_of(job), &estimate, &error)) {
        rv_output_error(&error, NULL, NULL);
        return error.status;
    }
    print_estimate(job, &estimate);
    return RV_OK;
}

/* On the cores of this process, or on the ranks of mpirun. */
static void advance_slice(const struct sweep_job *job, struct rv_sweep *sweep,
                          struct rv_sweep_ranks *master, struct rv_experiment_event *event)
{
    if (job->ranks.count > 1)
        rv_sweep_ranks_advance(master, 0.2, event);
    else
        rv_sweep_advance(sweep, 0.2, (int)job->call->options.threads, event);
}

/* Of the whole: a part has not all runs of its cells. */
static enum rv_status draw(const struct sweep_job *job, const struct rv_sweep_results *results)
{
    if (job->call->options.no_plots || job->plan.parts || results->done < job->plan.runs)
        return RV_OK;
    return rv_sweep_figures_draw(job->call, results, rv_text_string(&job->folder.path));
}

/* Until all is done, or the call is stopped. */
static enum rv_status advance(const struct sweep_job *job, struct rv_sweep *sweep,
                              struct rv_error *error)
{
    const struct rv_call *call = job->call;
    struct rv_progress progress = rv_progress_begin(call->options.quiet);
    struct rv_experiment_event event = {.what = RV_SLICE_DONE};
    struct rv_sweep_ranks master = {0};
    struct rv_text journal = {0};
    enum rv_status status = RV_OK;

    if (job->ranks.count > 1)
        rv_sweep_ranks_begin(sweep, &job->ranks, &master);
    rv_sweep_folder_file(&journal, rv_text_string(&job->folder.path), RV_SWEEP_JOURNAL);
    sweep->stop = call->stop;
    while (event.what != RV_ALL_DONE && !status) {
        advance_slice(job, sweep, &master, &event);
        if (event.what == RV_RUN_DONE)
            status = rv_sweep_journal_add(rv_text_string(&journal), &sweep->results, event.result,
                                          error);
        if (event.what == RV_SLICE_DONE)
            rv_progress_show(&progress, sweep->results.done, sweep->planned,
                             (double)sweep->results.done / (double)sweep->planned);
    }
    rv_progress_end(&progress);
    rv_sweep_ranks_release(&master);
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
    if (status) {
        rv_output_error(&error, NULL, NULL);
    } else {
        status = draw(job, &sweep->results);
        print_results(job, &sweep->results);
    }
    if (sweep->interrupted) {
        rv_print_error("interrupted after %zu of %zu runs; the same call with --out %s goes on\n",
                       sweep->results.done, sweep->planned, rv_text_string(&job->folder.path));
        status = rv_status_worse(status, RV_INTERRUPTED);
    }
    rv_sweep_free(sweep);
    return status;
}

/* ---- The call ---- */

static enum rv_status load(struct sweep_job *job)
{
    const struct rv_options *options = &job->call->options;
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
    return RV_OK;
}

/* A rank of mpirun that is not the first: what it would say, that one has said. */
static void run_rank(struct sweep_job *job)
{
    struct rv_call quiet = *job->call;
    struct rv_report ignored = {0};

    quiet.options.quiet = true;
    job->call = &quiet;
    if (rv_sweep_ranks_may_begin(&job->ranks) && load(job) == RV_OK &&
        make_plan(job, &ignored) == RV_OK)
        rv_sweep_ranks_work(&job->plan, job->variation, &job->ranks, quiet.stop);
    rv_report_release(&ignored);
}

static enum rv_status run_scenario(struct sweep_job *job)
{
    const struct rv_options *options = &job->call->options;
    struct rv_error error = {0};
    enum rv_status status = load(job);

    if (!status)
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
    if (!status) {
        status = draw(job, &results);
        print_results(job, &results);
    }
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
    rv_ranks_begin(&job.ranks);
    if (job.ranks.rank > 0) {
        run_rank(&job);
        status = RV_OK;
    } else {
        status = call->options.join ? join(&job) : run_scenario(&job);
        rv_sweep_ranks_dismiss(&job.ranks);
    }
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
              RV_TAKES(FORCE), RV_TAKES(THREADS), RV_TAKES(FORMAT), RV_TAKES(NO_PLOTS),
              RV_TAKES(JSON), RV_TAKES(QUIET)},
    .most = 1,
    .run = run,
};
