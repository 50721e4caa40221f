/* `ravine plot RUN`: the figures of a run folder again. */
#include "command/figures.h"
#include "command/output.h"
#include "command/run_folder.h"

#include "ravine/archive.h"
#include "ravine/print.h"

#include <stdio.h>
#include <unistd.h>

static enum rv_status redraw(const struct rv_call *call, const char *folder,
                             struct rv_experiment *experiment)
{
    struct rv_error error = {0};
    size_t written = 0;
    enum rv_status status = rv_experiment_check_claims(experiment, &error);

    if (status) {
        rv_output_error(&error, NULL, NULL);
        return status;
    }
    status = rv_figures_draw(call, experiment, folder, &written);
    if (status == RV_OK)
        status = rv_figures_show(call, experiment, folder);
    if (!call->options.quiet)
        rv_print("%s/figures: %zu figure%s\n", folder, written, written == 1 ? "" : "s");
    return status;
}

/* Where there is no run, reading it says so, and nothing is written. */
static enum rv_status take(const char *path, struct rv_folder *folder)
{
    struct rv_text manifest = {0};
    struct rv_error error = {0};
    enum rv_status status = RV_OK;

    *folder = (struct rv_folder){0};
    rv_text_printf(&manifest, "%s/manifest.json", path);
    if (access(rv_text_string(&manifest), F_OK) == 0)
        status = rv_folder_own(path, folder, &error);
    if (!status && folder->path.length)
        status = rv_run_folder_sweep(folder, &error);
    if (status)
        rv_output_error(&error, NULL, NULL);
    rv_text_release(&manifest);
    return status;
}

static enum rv_status run(const struct rv_call *call)
{
    const char *folder = call->words.word[0];
    struct rv_scenario scenario = {0};
    struct rv_experiment experiment = {0};
    struct rv_report report = {0};
    struct rv_folder own;
    enum rv_status status = take(folder, &own);

    if (!status)
        status = rv_archive_read(folder, &scenario, &experiment, &report);
    rv_output_report(&report, NULL, NULL);
    if (!status)
        status = redraw(call, folder, &experiment);
    rv_report_release(&report);
    rv_experiment_release(&experiment);
    rv_scenario_release(&scenario);
    rv_folder_release(&own);
    return status;
}

const struct rv_command rv_command_plot = {
    .type = { .name = "plot", .summary = "Draws the figures of a run folder again." },
    .operands = "RUN",
    .details = "RUN is a folder that `ravine run` wrote. The figures go into RUN/figures.",
    .example = "ravine plot runs/large-lr-20250101-120000 --format pdf",
    .takes = {RV_TAKES(FORMAT), RV_TAKES(SHOW), RV_TAKES(QUIET)},
    .least = 1,
    .most = 1,
    .run = run,
};
