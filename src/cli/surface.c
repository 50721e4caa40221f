/* `ravine surface NAME`: optimizers on a surface from one start, theory beside measurement.
 *
 * The options become a scenario with one variant an optimizer, so that surface, recipe, run, folder
 * and figures are those of `ravine run`, and the scenario.yaml in the folder repeats the call. */
#include "command/figures.h"
#include "report/theory_table.h"
#include "command/output.h"
#include "command/run_folder.h"
#include "command/surface_scenario.h"

#include "ravine/archive.h"
#include "ravine/clock.h"
#include "ravine/memory.h"
#include "ravine/print.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SCREEN_LINES = 24, LINES_AROUND = 5 };

/* Without --optimizer: descent whose steepest direction bounces, rate × curvature at the minimum
 * and at the start at most this. */
static const double bounce = 1.9;

struct exhibit {
    const struct rv_call *call;
    struct rv_surface_scenario optimizers;
    struct rv_scenario scenario;
    struct rv_theory_row *runs; /* one a variant */
    struct rv_experiment experiment;
    struct rv_folder folder;
    size_t figures;
};

/* ---- Reading ---- */

static enum rv_status read_text(struct exhibit *e, double rate)
{
    const struct rv_options *options = &e->call->options;
    const struct rv_scenario_options changes = {
        .sets = options->sets.word,
        .set_count = options->sets.count,
        .seed_first = options->seed,
        .seed_count = -1,
    };
    struct rv_text yaml = {0}, notes = {0};
    struct rv_report report = {0};
    enum rv_status status = rv_surface_scenario_print(&e->optimizers, e->call->words.word[0],
                                                      options->start, rate, &yaml, &report);

    if (!status)
        status = rv_scenario_parse(e->call->words.word[0], rv_text_string(&yaml), &changes,
                                   &e->scenario, &report, &notes);
    rv_output_report(&report, &e->scenario.tree, &options->sets);
    if (!options->quiet)
        rv_output_notes(&notes);
    rv_text_release(&yaml);
    rv_text_release(&notes);
    rv_report_release(&report);
    return status;
}

/* A rate of three digits at which the steepest direction bounces; 0 where no curvature is known. */
static double bouncing_rate(const struct exhibit *e)
{
    struct rv_forecast *forecast = NULL;
    double steepest = 0, rate, unit;

    if (rv_forecast_create(&e->scenario.variants[0].recipe, 1, NULL, &forecast, NULL) == RV_OK)
        steepest = fmax(forecast->direction[0].curvature, forecast->start_most);
    rv_forecast_free(forecast);
    if (!(steepest > 0) || !isfinite(steepest))
        return 0;
    rate = bounce / steepest;
    unit = pow(10, floor(log10(rate)) - 2);
    return floor(rate / unit * (1 + 1e-12)) * unit;
}

/* Whether the call says something of the optimizer. */
static bool chosen(const struct rv_call *call)
{
    bool set = call->options.optimizers.count > 0;

    for (size_t i = 0; i < call->options.sets.count; i++)
        set |= strncmp(call->options.sets.word[i], "optimizer", strlen("optimizer")) == 0;
    return set;
}

/* Names are looked for before any text is made of them: a message about a line that nobody wrote
 * helps nobody. */
static enum rv_status check_names(const struct exhibit *e, struct rv_error *error)
{
    enum rv_status status = RV_OK;

    if (!rv_registry_get(&rv_surfaces, e->call->words.word[0], error))
        return error->status;
    for (size_t i = 0; i < e->optimizers.count && !status; i++) {
        char *name = rv_strdup(e->optimizers.optimizer[i]);

        name[strcspn(name, ":")] = '\0';
        if (!rv_registry_get(&rv_optimizers, name, error))
            status = error->status;
        rv_free(name);
    }
    return status;
}

static enum rv_status read_call(struct exhibit *e)
{
    struct rv_error error = {0};
    enum rv_status status =
        rv_surface_scenario_open(&e->call->options.optimizers, &e->optimizers, &error);

    if (!status)
        status = check_names(e, &error);
    if (status) {
        rv_output_error(&error, NULL, NULL);
        return status;
    }
    status = read_text(e, 0);
    if (!status && !chosen(e->call)) {
        const double rate = bouncing_rate(e);

        rv_scenario_release(&e->scenario);
        status = read_text(e, rate);
    }
    return status;
}

/* ---- Forecast and run ---- */

/* The recipe in force at the end: what is measured after the burn-in. */
static const struct rv_recipe *last_recipe(const struct rv_recipe *recipe)
{
    return recipe->change_count ? recipe->changes[recipe->change_count - 1].recipe : recipe;
}

static enum rv_status predict(struct exhibit *e)
{
    const struct rv_call *call = e->call;
    const bool measured = !call->options.predict;
    const size_t count = e->scenario.variant_count;
    const size_t directions =
        call->options.json ? RV_THEORY_TABLE_DIRECTIONS
                           : rv_theory_table_fitting(count, SCREEN_LINES - LINES_AROUND, measured);
    enum rv_status worst = RV_OK;

    e->runs = rv_alloc(count, sizeof *e->runs);
    for (size_t v = 0; v < count; v++) {
        const struct rv_variant *variant = &e->scenario.variants[v];

        worst = rv_status_worse(worst, rv_theory_table_open(&e->runs[v], variant->name,
                                                            last_recipe(&variant->recipe),
                                                            (uint64_t)e->scenario.seed_first,
                                                            directions));
    }
    if (worst && call->options.predict)
        rv_print_error("ravine: %s\n", e->runs[0].reason ? e->runs[0].reason : "no forecast");
    return call->options.predict ? worst : RV_OK;
}

/* Steps that are left out: until the start is forgotten, but at least half stays to measure. */
static long burn_in(const struct rv_theory_row *run, const struct rv_run *live)
{
    const long planned = rv_run_steps_planned(live);
    const double settle = run->forecast ? rv_forecast_settle(run->forecast) : 0;

    return settle > 0 && settle < (double)planned / 2 ? (long)ceil(settle) : planned / 2;
}

static enum rv_status measure(struct exhibit *e, size_t v)
{
    struct rv_theory_row *run = &e->runs[v];
    const double begun = rv_clock_elapsed();
    struct rv_run *live = NULL;
    struct rv_error error = {0};
    enum rv_status status = rv_run_create(&e->scenario.variants[v].recipe,
                                          (uint64_t)e->scenario.seed_first, &live, &error);

    if (!status) {
        run->burn_in = burn_in(run, live);
        const struct rv_chain_options options = {.burn_in = run->burn_in,
                                                 .directions = run->shown,
                                                 .count = run->shown_count,
                                                 .stop = e->call->stop};

        status = rv_chain_measure(live, run->forecast, &options, &run->chain, &error);
    }
    if (!status) {
        run->measured = true;
        rv_experiment_keep(&e->experiment, v, live, rv_clock_elapsed() - begun);
        status = rv_archive_result(rv_text_string(&e->folder.path), &e->experiment, v,
                                   &error);
    }
    if (status)
        rv_output_error(&error, NULL, NULL);
    rv_run_free(live);
    return status;
}

/* 1. folder, 2. every optimizer, 3. manifest, 4. figures. */
static enum rv_status run_all(struct exhibit *e)
{
    const struct rv_call *call = e->call;
    const char *folder;
    struct rv_error error = {0};
    enum rv_status status = rv_run_folder_take(e->scenario.name, call->options.out,
                                               call->options.force, &e->folder, &error);

    folder = rv_text_string(&e->folder.path);
    if (!status)
        status = rv_experiment_create(&e->scenario, &e->experiment, &error);
    if (!status)
        status = rv_run_folder_clear(&e->folder, &error);
    if (!status) {
        e->experiment.command = rv_strdup(call->line);
        status = rv_archive_begin(folder, &e->experiment, call->line, &error);
    }
    if (error.status)
        rv_output_error(&error, NULL, NULL);
    for (size_t v = 0; v < e->scenario.variant_count && !status && !*call->stop; v++)
        status = measure(e, v);
    e->experiment.interrupted = *call->stop != 0;
    if (!status) {
        status = rv_experiment_check_claims(&e->experiment, &error);
        if (!status)
            status = rv_archive_end(folder, &e->experiment, call->line, &error);
        if (status)
            rv_output_error(&error, NULL, NULL);
    }
    if (!status && !call->options.no_plots && !*call->stop && e->scenario.figure_count)
        status = rv_figures_draw(call, &e->experiment, folder, &e->figures);
    return rv_status_worse(status, *call->stop ? RV_INTERRUPTED : RV_OK);
}

/* ---- Printing ---- */

static void print_start(const struct rv_forecast *forecast, struct rv_text *out)
{
    for (size_t i = 0; i < forecast->dimension && i < 3; i++) {
        rv_text_add(out, i ? ", " : ", start (");
        rv_text_brief(out, forecast->start[i]);
    }
    rv_text_add(out, forecast->dimension > 3 ? ", ...)" : ")");
}

static void print_text(const struct exhibit *e, struct rv_text *out)
{
    const struct rv_recipe *recipe = &e->scenario.variants[0].recipe;
    const struct rv_forecast *forecast = e->runs[0].forecast;
    const long steps = recipe->train.steps_per_epoch * recipe->train.epochs;

    rv_text_add(out, recipe->surface.type->name);
    if (forecast) {
        rv_text_printf(out, ", %zu dimension%s", forecast->dimension,
                       forecast->dimension == 1 ? "" : "s");
        print_start(forecast, out);
    }
    rv_text_printf(out, ", %ld steps, %ld path%s, seed %ld\n", steps, recipe->path.replicas,
                   recipe->path.replicas == 1 ? "" : "s", e->scenario.seed_first);
    if (forecast)
        rv_text_printf(out, "theory: %s\n\n", rv_forecast_basis_text(forecast->basis));
    rv_theory_table_print(e->runs, e->scenario.variant_count, &e->call->screen,
                          SCREEN_LINES - LINES_AROUND, out);
    if (e->folder.path.length)
        rv_text_printf(out, "%s  %zu run%s, %zu figure%s\n", rv_text_string(&e->folder.path),
                       e->scenario.variant_count, e->scenario.variant_count == 1 ? "" : "s",
                       e->figures, e->figures == 1 ? "" : "s");
}

static void print_json(const struct exhibit *e, struct rv_text *out)
{
    const struct rv_recipe *recipe = &e->scenario.variants[0].recipe;
    struct rv_surface *surface = NULL;
    struct rv_json json = {.out = out, .compact = true};

    rv_json_object(&json, NULL);
    rv_json_string(&json, "surface", recipe->surface.type->name);
    if (rv_surface_create(&recipe->surface, recipe->path.start.count, NULL, &surface, NULL) ==
        RV_OK)
        rv_json_unsigned(&json, "dimension", rv_surface_dimension(surface));
    rv_surface_free(surface);
    rv_theory_json(e->runs, e->scenario.variant_count, &json);
    rv_json_end(&json);
}

static void print(const struct exhibit *e)
{
    struct rv_text out = {0};

    if (e->call->options.json)
        print_json(e, &out);
    else if (!e->call->options.quiet)
        print_text(e, &out);
    rv_output_text(&out);
    rv_text_release(&out);
}

static enum rv_status run(const struct rv_call *call)
{
    struct exhibit e = {.call = call};
    enum rv_status status = read_call(&e);

    if (!status)
        status = predict(&e);
    if (!status && !call->options.predict)
        status = run_all(&e);
    if (!status || (e.runs && e.runs[0].measured))
        print(&e);
    rv_experiment_release(&e.experiment);
    for (size_t v = 0; e.runs && v < e.scenario.variant_count; v++)
        rv_theory_table_release(&e.runs[v]);
    rv_free(e.runs);
    rv_run_folder_release(&e.folder);
    rv_scenario_release(&e.scenario);
    rv_surface_scenario_release(&e.optimizers);
    return status;
}

static const struct rv_option_sense senses[] = {
    { .option = RV_OPTION_OUT, .help = "The folder to write, instead of runs/NAME-TIMESTAMP." },
    { .option = RV_OPTION_SEED, .help = "The seed of the noise; 1 without it." },
};

const struct rv_command rv_command_surface = {
    .type = { .name = "surface",
              .summary = "Runs optimizers on a surface, theory beside measurement." },
    .operands = "NAME",
    .details = "NAME is a surface that `ravine list surfaces` shows. All optimizers begin at one "
               "start. The table gives, for each direction of the valley, what theory says and "
               "what was measured; --json has all directions and numbers. Without --optimizer it "
               "is sgd at a rate whose steepest direction bounces. Noise, replicas and the number "
               "of steps are keys of the recipe: --set noise.name=gaussian --set replicas=1000 "
               "--set train.epochs=40.",
    .example = "ravine surface quadratic --optimizer sgd:learning_rate=0.019,adam",
    .takes = {RV_TAKES(SET), RV_TAKES(SEED), RV_TAKES(OPTIMIZER), RV_TAKES(START),
              RV_TAKES(PREDICT), RV_TAKES(OUT), RV_TAKES(FORCE), RV_TAKES(FORMAT),
              RV_TAKES(NO_PLOTS), RV_TAKES(JSON), RV_TAKES(QUIET)},
    .senses = senses,
    .sense_count = sizeof senses / sizeof *senses,
    .least = 1,
    .most = 1,
    .run = run,
};
