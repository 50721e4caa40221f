/* `ravine landscape SCENARIO|RUN`: the loss over a plane of weight space, around the jump. */
#include "command/output.h"
#include "command/run_choice.h"
#include "command/run_folder.h"
#include "plot/landscape_plot.h"
#include "report/landscape_report.h"

#include "ravine/figure.h"

#include "ravine/print.h"

#include <math.h>

static const double slice = 0.2; /* seconds between two looks at Ctrl-C */

struct drawing {
    const struct rv_call *call;
    struct rv_run_choice choice;
    struct rv_folder folder;
    struct rv_run_landscape *landscape;
    struct rv_text figure; /* the path of the picture, when it was drawn */
};

/* ---- Work ---- */

/* How long it will take, from the evaluations of the path; and what it takes of memory. */
static void announce(const struct drawing *it, double spent)
{
    const struct rv_run_landscape *l = it->landscape;
    const struct rv_landscape_grid *grid = rv_landscape_grid(l->grid);
    const size_t done = rv_landscape_done(l->grid), all = rv_landscape_total(l->grid);

    if (it->call->options.quiet || !done)
        return;
    rv_print_error("note: %zu points, about %.0f s and %.1f MB\n", grid->columns * grid->rows,
                   ceil(spent * (double)(all - done) / (double)done),
                   (double)rv_landscape_bytes(l->grid) / 1e6);
}

static enum rv_status work(struct drawing *it, struct rv_error *error)
{
    const struct rv_run_landscape *l = it->landscape;
    struct rv_progress progress = rv_progress_begin(it->call->options.quiet);
    enum rv_status status = RV_OK;
    bool more = true, announced = false;

    while (!status && more && !*it->call->stop) {
        status = rv_run_landscape_advance(it->landscape, slice, &more, error);
        if (status || !rv_run_landscape_ready(l) || l->seconds == 0)
            continue;
        if (!announced)
            announce(it, l->seconds);
        announced = true;
        rv_progress_show(&progress, 0, 1, (double)rv_landscape_done(l->grid) /
                                              (double)rv_landscape_total(l->grid));
    }
    rv_progress_end(&progress);
    return !status && more ? RV_INTERRUPTED : status;
}

static enum rv_status make(struct drawing *it, const struct rv_landscape_choice *choice)
{
    const struct rv_options *options = &it->call->options;
    struct rv_text name = {0};
    struct rv_error error = {0};
    enum rv_status status =
        rv_run_landscape_create(rv_run_choice_recipe(&it->choice), it->choice.seed, choice,
                                &it->landscape, &error);

    if (!status && it->choice.folder)
        rv_run_landscape_compare(it->landscape, it->choice.folder,
                                 &it->choice.experiment.results[it->choice.result]);
    rv_text_printf(&name, "%s-landscape", it->choice.scenario.name);
    if (!status)
        status = rv_folder_create(rv_text_string(&name), options->out, options->force,
                                  &it->folder, &error);
    if (!status)
        status = work(it, &error);
    if (!status)
        status = rv_run_landscape_write(it->landscape, rv_text_string(&it->folder.path),
                                        &error);
    if (error.status)
        rv_output_error(&error, NULL, NULL);
    rv_text_release(&name);
    return status;
}

/* A missing gnuplot takes the picture, not the arrays. */
static enum rv_status draw(struct drawing *it)
{
    struct rv_plot plot = {0};
    struct rv_error error = {0};
    enum rv_status status;

    if (it->call->options.no_plots)
        return RV_OK;
    rv_landscape_plot(it->landscape, it->choice.scenario.name, rv_run_choice_variant(&it->choice),
                      &plot);
    status = rv_plot_write(&plot, "landscape", it->call->line,
                           (enum rv_figure_format)it->call->options.format,
                           rv_text_string(&it->folder.path), &it->figure, &error);
    if (status)
        rv_output_error(&error, NULL, NULL);
    rv_plot_release(&plot);
    return status;
}

static void print(const struct drawing *it)
{
    const struct rv_landscape_report report = {
        .landscape = it->landscape,
        .scenario = it->choice.scenario.name,
        .variant = rv_run_choice_variant(&it->choice),
        .folder = rv_text_string(&it->folder.path),
        .figure = it->figure.length ? rv_text_string(&it->figure) : NULL};
    struct rv_text out = {0};
    struct rv_json json = {.out = &out};

    if (it->call->options.json)
        rv_landscape_report_json(&report, &json);
    else if (!it->call->options.quiet)
        rv_landscape_report_print(&report, it->call->screen.width, &out);
    rv_output_text(&out);
    rv_text_release(&out);
}

static enum rv_status choose(const struct rv_call *call, struct rv_landscape_choice *choice)
{
    struct rv_error error = {0};

    *choice = RV_LANDSCAPE_CHOICE_DEFAULT;
    choice->threads = (int)call->options.threads;
    choice->points = (size_t)call->options.points;
    choice->statistics = call->options.statistics - 1;
    if (call->options.plane && rv_landscape_choice_parse(call->options.plane, choice, &error))
        rv_output_error(&error, NULL, NULL);
    return error.status;
}

static enum rv_status run(const struct rv_call *call)
{
    struct drawing it = {.call = call};
    struct rv_landscape_choice choice;
    enum rv_status status = choose(call, &choice);

    if (!status)
        status = rv_run_choice_open(call, &it.choice);
    if (!status)
        status = make(&it, &choice);
    if (!status) {
        status = draw(&it);
        print(&it);
    }
    rv_text_release(&it.figure);
    rv_run_landscape_free(it.landscape);
    rv_run_folder_release(&it.folder);
    rv_run_choice_release(&it.choice);
    return status;
}

static const struct rv_option_sense senses[] = {
    { .option = RV_OPTION_SEED, .help = "The seed of the run; without it the one that is shown "
                                        "first." },
    { .option = RV_OPTION_VARIANT, .help = "The variant; without it the first one." },
    { .option = RV_OPTION_OUT, .help = "The folder to write, instead of "
                                       "runs/NAME-landscape-TIMESTAMP." },
    { .option = RV_OPTION_FORCE, .help = "Write into a folder that is not empty." },
    { .option = RV_OPTION_THREADS, .help = "Points at the same time; without it, one on each core. "
                                           "The results do not depend on it." },
};

const struct rv_command rv_command_landscape = {
    .type = { .name = "landscape",
              .summary = "Draws the loss over a plane of weight space, around the largest jump." },
    .operands = "SCENARIO|RUN",
    .details = "The run is made again, and of a run folder every epoch must be what the folder "
               "has. The largest jump of the validation loss is found, a plane it through the "
               "weights before it, after it and one epoch later, and training and validation loss "
               "evaluated on a grid from -0.8 to 1.8 times the jump both ways: the arrays go into "
               "train.npy, validation.npy and landscape.vtk.",
    .example = "ravine landscape large-lr --points 17",
    .takes = {RV_TAKES(SET), RV_TAKES(WEIGHTS_FROM), RV_TAKES(SEED), RV_TAKES(VARIANT),
              RV_TAKES(PLANE), RV_TAKES(POINTS), RV_TAKES(STATISTICS), RV_TAKES(OUT),
              RV_TAKES(FORCE), RV_TAKES(THREADS), RV_TAKES(FORMAT), RV_TAKES(NO_PLOTS),
              RV_TAKES(JSON), RV_TAKES(QUIET)},
    .senses = senses,
    .sense_count = sizeof senses / sizeof *senses,
    .least = 1,
    .most = 1,
    .run = run,
};
