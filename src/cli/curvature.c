/* `ravine curvature SCENARIO|RUN`: how steep the valley is where a run stands. */
#include "command/run_choice.h"
#include "command/output.h"
#include "plot/curvature_plot.h"
#include "experiment/replay.h"
#include "report/curvature_report.h"

#include "ravine/figure.h"
#include "ravine/folder.h"
#include "ravine/memory.h"
#include "ravine/parallel.h"
#include "ravine/print.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Steps of Lanczos a direction, for the density. */
#define DENSITY_STEPS 40

/* A run under way, and what has been measured of it. */
struct view {
    const struct rv_call *call;
    struct rv_run_choice choice;
    struct rv_curvature_options options;
    bool *wanted; /* one an epoch, from 0 */
    size_t epochs; /* of the recipe */
    struct rv_replay replay;
    double *before[3]; /* weights: at the end of the epoch before, before the last step, and before
                          the one before it */
    long steps;        /* of the last two, how many are known */
    struct rv_curvature *found;
    size_t count;
    struct rv_folder folder; /* with --out: of the figures */
};

/* ---- Epochs ---- */

static enum rv_status refuse_epochs(const struct view *view, struct rv_error *error)
{
    return rv_error_set(error, RV_USAGE, "--epochs: '%s' is no list of epochs from 0 to %zu, such "
                        "as 0,5,20-25", view->call->options.epochs, view->epochs);
}

/* A whole number at the text, which is moved behind it. */
static bool take_number(const char **text, size_t *number)
{
    char *end;

    if (!isdigit((unsigned char)**text))
        return false;
    *number = strtoul(*text, &end, 10);
    *text = end;
    return true;
}

/* "0,5,20-25", "all" or nothing. */
static enum rv_status choose_epochs(struct view *view, struct rv_error *error)
{
    const char *text = view->call->options.epochs;
    size_t first, last;

    view->epochs = (size_t)rv_run_choice_recipe(&view->choice)->train.epochs;
    view->wanted = rv_alloc(view->epochs + 1, sizeof *view->wanted);
    if (!text || strcmp(text, "all") == 0) {
        memset(view->wanted + 1, true, view->epochs * sizeof *view->wanted);
        return RV_OK;
    }
    do {
        text += text != view->call->options.epochs; /* the comma */
        if (!take_number(&text, &first))
            return refuse_epochs(view, error);
        last = first;
        if (*text == '-' && (text++, !take_number(&text, &last)))
            return refuse_epochs(view, error);
        if (first > last || last > view->epochs)
            return refuse_epochs(view, error);
        memset(view->wanted + first, true, (last - first + 1) * sizeof *view->wanted);
    } while (*text == ',');
    return *text ? refuse_epochs(view, error) : RV_OK;
}

/* The last epoch that is asked for: after it the run need not go on, unless it is compared. */
static size_t last_wanted(const struct view *view)
{
    size_t last = view->epochs;

    while (last && !view->wanted[last])
        last--;
    return last;
}

/* ---- The run ---- */

static enum rv_status open_run(struct view *view, struct rv_error *error)
{
    const struct rv_options *options = &view->call->options;
    enum rv_status status = rv_replay_create(rv_run_choice_recipe(&view->choice),
                                             view->choice.seed, &view->replay, error);

    if (!status)
        status = rv_curvature_check(view->replay.run, error);
    if (status)
        return status;
    if (view->choice.folder)
        rv_replay_compare(&view->replay, view->choice.folder,
                          &view->choice.experiment.results[view->choice.result]);
    for (int k = 0; k < 3; k++)
        view->before[k] = rv_alloc(view->replay.parameter_count, sizeof **view->before);
    view->found = rv_alloc(view->epochs + 1, sizeof *view->found);
    view->options =
        (struct rv_curvature_options){.top = (size_t)options->top,
                                      .examples = (size_t)options->examples,
                                      .probes = (size_t)options->probes,
                                      .steps = options->density ? DENSITY_STEPS : 0,
                                      .noise = true,
                                      .overshoot = true,
                                      .first_order = true};
    return RV_OK;
}

static enum rv_status measure(struct view *view, struct rv_error *error)
{
    struct rv_curvature_path path = {.epoch = view->replay.epochs ? view->before[0] : NULL,
                                     .step = view->steps > 0 ? view->before[1] : NULL,
                                     .other = view->steps > 1 ? view->before[2] : NULL};

    return rv_curvature_measure(view->replay.run, &view->options, &path,
                                &view->found[view->count++], error);
}

/* One step, with the weights before it kept; what is wanted at its end is measured. */
static enum rv_status advance(struct view *view, struct rv_error *error)
{
    struct rv_replay *replay = &view->replay;
    size_t bytes = replay->parameter_count * sizeof **view->before, epoch = replay->epochs;
    double *room = view->before[2];
    enum rv_status status;

    view->before[2] = view->before[1];
    view->before[1] = room;
    memcpy(room, rv_run_parameters(replay->run), bytes);
    view->steps += !rv_run_pretraining(replay->run, NULL, NULL);
    status = rv_replay_advance(replay, 0, error);
    if (status || replay->epochs == epoch)
        return status;
    if (view->wanted[replay->epochs] && !(replay->over && rv_run_stopped(replay->run) ==
                                                              RV_DIVERGED_RUN))
        status = measure(view, error);
    memcpy(view->before[0], rv_run_parameters(replay->run), bytes);
    return status;
}

/* Before the first step: pretraining is over. */
static enum rv_status begin(struct view *view, struct rv_error *error)
{
    struct rv_replay *replay = &view->replay;
    enum rv_status status = RV_OK;

    while (!status && rv_run_pretraining(replay->run, NULL, NULL) && !*view->call->stop)
        status = rv_replay_advance(replay, 0, error);
    memcpy(view->before[0], rv_run_parameters(replay->run),
           replay->parameter_count * sizeof **view->before);
    if (!status && view->wanted[0])
        status = measure(view, error);
    return status;
}

static enum rv_status follow(struct view *view, struct rv_error *error)
{
    struct rv_progress progress = rv_progress_begin(view->call->options.quiet);
    size_t last = last_wanted(view), end = view->choice.folder ? view->epochs : last;
    enum rv_status status = begin(view, error);

    while (!status && !view->replay.over && view->replay.epochs < end && !*view->call->stop) {
        status = advance(view, error);
        rv_progress_show(&progress, 0, 1, (double)view->replay.epochs / (double)end);
    }
    rv_progress_end(&progress);
    return !status && *view->call->stop ? RV_INTERRUPTED : status;
}

/* ---- The end ---- */

/* A run that diverged has epochs before that; whether it may is the scenario's to say. */
static enum rv_status outcome(const struct view *view)
{
    const char *variant = rv_run_choice_variant(&view->choice);

    if (rv_run_stopped(view->replay.run) != RV_DIVERGED_RUN)
        return RV_OK;
    return rv_scenario_may_diverge(&view->choice.scenario, variant) ? RV_OK : RV_DIVERGED;
}

static void print(const struct view *view)
{
    const struct rv_curvature_report report = {
        .scenario = view->choice.scenario.name,
        .variant = rv_run_choice_variant(&view->choice),
        .seed = view->choice.seed,
        .epochs = view->found,
        .count = view->count,
        .diverged = rv_run_stopped(view->replay.run) == RV_DIVERGED_RUN ? "diverged" : NULL};
    struct rv_text out = {0};
    struct rv_json json = {.out = &out};

    if (view->call->options.json)
        rv_curvature_report_json(&report, &json);
    else if (!view->call->options.quiet)
        rv_curvature_report_print(&report, &view->call->screen, &out);
    rv_output_text(&out);
    rv_text_release(&out);
}

/* One of the two figures. */
static enum rv_status draw_one(const struct view *view, const char *name, bool spectrum)
{
    struct rv_plot plot = {0};
    struct rv_text where = {0};
    struct rv_error error = {0};
    enum rv_status status;

    rv_text_printf(&where, "%s, %s, seed %llu", view->choice.scenario.name,
                   rv_run_choice_variant(&view->choice), (unsigned long long)view->choice.seed);
    if (spectrum)
        rv_curvature_plot_spectrum(&view->found[view->count - 1], rv_text_string(&where), &plot);
    else
        rv_curvature_plot_epochs(view->found, view->count, rv_text_string(&where), &plot);
    status = rv_plot_write(&plot, name, view->call->line,
                           (enum rv_figure_format)view->call->options.format,
                           rv_text_string(&view->folder.path), NULL, &error);
    if (status)
        rv_output_error(&error, NULL, NULL);
    rv_plot_release(&plot);
    rv_text_release(&where);
    return status;
}

static enum rv_status draw(const struct view *view)
{
    enum rv_status status = RV_OK;

    if (!view->folder.path.length || !view->count)
        return RV_OK;
    status = draw_one(view, "curvature", false);
    if (view->call->options.density)
        status = rv_status_worse(status, draw_one(view, "spectrum", true));
    return status;
}

static void release(struct view *view)
{
    rv_folder_release(&view->folder);
    for (size_t i = 0; i < view->count; i++)
        rv_curvature_release(&view->found[i]);
    rv_free(view->found);
    for (int k = 0; k < 3; k++)
        rv_free(view->before[k]);
    rv_free(view->wanted);
    rv_replay_release(&view->replay);
    rv_run_choice_release(&view->choice);
}

static enum rv_status run(const struct rv_call *call)
{
    struct view view = {.call = call};
    struct rv_error error = {0};
    enum rv_status status = rv_run_choice_open(call, &view.choice);

    rv_parallel_inside(call->options.threads ? (int)call->options.threads : rv_parallel_cores());

    if (!status)
        status = choose_epochs(&view, &error);
    if (!status)
        status = open_run(&view, &error);
    if (!status && call->options.out)
        status = rv_folder_create(view.choice.scenario.name, call->options.out,
                                  call->options.force, &view.folder, &error);
    if (!status)
        status = follow(&view, &error);
    if (error.status)
        rv_output_error(&error, NULL, NULL);
    if (!status) {
        print(&view);
        status = rv_status_worse(outcome(&view), draw(&view));
    }
    release(&view);
    return status;
}

static const struct rv_option_sense senses[] = {
    { .option = RV_OPTION_SEED, .help = "The seed of the run; without it the one that is shown "
                                        "first." },
    { .option = RV_OPTION_VARIANT, .help = "The variant; without it the first one." },
    { .option = RV_OPTION_OUT, .help = "The folder for figures: the eigenvalues over the epochs "
                                       "beside the limit, with --density the spectrum of the last "
                                       "epoch. Without it none are drawn." },
    { .option = RV_OPTION_FORCE, .help = "Write into a folder that is not empty." },
    { .option = RV_OPTION_THREADS, .help = "Threads of wide layers; without it, one on each core. "
                                           "The results do not depend on it." },
};

const struct rv_command rv_command_curvature = {
    .type = { .name = "curvature",
              .summary = "Measures how steep the valley is where a run stands, beside the limit of "
                         "its optimizer." },
    .operands = "SCENARIO|RUN",
    .details = "The run is made again, and of a run folder every epoch must be what the folder "
               "has. At the end of each epoch: the largest eigenvalues of the Hessian of the "
               "training loss and their residuals, its trace, the share of the optimizer's limit, "
               "the share of the last step and of the epoch's way along the steepest direction, "
               "and the noise scale of the gradient.",
    .example = "ravine curvature large-lr --epochs 1,5,25",
    .takes = {RV_TAKES(SET), RV_TAKES(WEIGHTS_FROM), RV_TAKES(SEED), RV_TAKES(VARIANT),
              RV_TAKES(EPOCHS), RV_TAKES(TOP), RV_TAKES(EXAMPLES), RV_TAKES(PROBES),
              RV_TAKES(DENSITY), RV_TAKES(OUT), RV_TAKES(FORCE), RV_TAKES(FORMAT),
              RV_TAKES(THREADS), RV_TAKES(JSON), RV_TAKES(QUIET)},
    .senses = senses,
    .sense_count = sizeof senses / sizeof *senses,
    .least = 1,
    .most = 1,
    .run = run,
};
