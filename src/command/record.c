/* Runs an experiment at the console: see record.h. */
#include "command/record.h"

#include "command/output.h"
#include "report/epochs.h"

#include "ravine/archive.h"
#include "ravine/print.h"

#include <math.h>

/* What is done while the runs go on. */
struct recorder {
    const char *folder;
    struct rv_progress progress;
    bool lines;            /* one an epoch */
    struct rv_error error; /* the first that writing gave */
};

/* One line an epoch: with -v for every run, else where there is but one run. The progress line
 * gives way to it. */
static void print_epoch(struct recorder *recorder, const struct rv_experiment *experiment,
                        const struct rv_experiment_event *event)
{
    struct rv_text out = {0};

    rv_progress_end(&recorder->progress);
    rv_epochs_print(experiment, event->result, event->row, experiment->runs_planned > 1, &out);
    rv_output_text(&out);
    rv_print_flush();
    rv_text_release(&out);
}

/* A run is on the disk as soon as it is over: whatever happens later, it stays. Only the first
 * error is kept; a full disk gives the same one for every run that follows. */
static void save(struct recorder *recorder, const struct rv_experiment *experiment, size_t result)
{
    struct rv_error error = {0};

    if (rv_archive_result(recorder->folder, experiment, result, &error) && !recorder->error.status)
        recorder->error = error;
}

static void show_progress(struct recorder *recorder, const struct rv_experiment *experiment)
{
    double share = experiment->epochs_planned
                       ? (double)experiment->epochs_done / (double)experiment->epochs_planned
                       : 0;

    rv_progress_show(&recorder->progress, experiment->runs_done, experiment->runs_planned, share);
}

/* At the end of a slice threads wait for the last step of the others. Where steps are so long that
 * this counts, slices grow, until a slice is some fifty steps long. A run that is alone makes
 * nobody wait. */
static double next_slice(const struct rv_experiment *experiment, double slice, double spent)
{
    const double some = 0.02, most = 30; /* share of a slice; seconds */

    return experiment->runs_planned > 1 && spent > (1 + some) * slice ? fmin(2 * slice, most)
                                                                      : slice;
}

enum rv_status rv_record(const struct rv_call *call, const char *folder,
                         struct rv_experiment *experiment, struct rv_error *unsaved,
                         struct rv_error *error)
{
    struct recorder recorder = {
        .folder = folder,
        .lines = (experiment->runs_planned == 1 || call->options.verbose) && !call->options.json &&
                 !call->options.quiet,
        .progress = rv_progress_begin(call->options.quiet),
    };
    struct rv_experiment_event event = {.what = RV_SLICE_DONE};
    double slice = 0.2, spent = 0;

    experiment->stop = call->stop;
    while (event.what != RV_ALL_DONE) {
        rv_experiment_advance(experiment, slice, (int)call->options.threads, &event);
        if (event.what == RV_EPOCH_DONE && recorder.lines)
            print_epoch(&recorder, experiment, &event);
        if (event.what == RV_RUN_DONE)
            save(&recorder, experiment, event.result);
        if (event.what == RV_SLICE_DONE) {
            show_progress(&recorder, experiment);
            slice = next_slice(experiment, slice, experiment->seconds - spent);
            spent = experiment->seconds;
        }
    }
    rv_progress_end(&recorder.progress);
    *unsaved = recorder.error;
    *error = experiment->error;
    return error->status;
}

enum rv_status rv_record_nothing(const struct rv_call *call, const struct rv_scenario *scenario,
                                 struct rv_experiment *experiment)
{
    struct rv_error error = {0};
    enum rv_status status = rv_experiment_create(scenario, experiment, &error);

    if (!status) {
        experiment->stop = call->stop;
        status = rv_experiment_run(experiment, (int)call->options.threads, &error);
    }
    if (error.status)
        rv_output_error(&error, NULL, NULL);
    return status;
}
