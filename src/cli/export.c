/* `ravine export SCENARIO|RUN DIR`: a run as files, and scripts that repeat it elsewhere. */
#include "command/load.h"
#include "command/output.h"

#include "ravine/export.h"
#include "ravine/folder.h"
#include "ravine/print.h"

#include <unistd.h>

/* A folder of `ravine run` has the scenario in it. */
static void find(const char *word, struct rv_text *name)
{
    rv_text_printf(name, "%s/scenario.yaml", word);
    if (access(rv_text_string(name), F_OK) == 0)
        return;
    rv_text_clear(name);
    rv_text_add(name, word);
}

/* The variant that --variant names, else the first one. */
static const struct rv_variant *variant_of(const struct rv_scenario *scenario)
{
    for (size_t v = 0; v < scenario->variant_count; v++)
        if (scenario->variants[v].selected)
            return &scenario->variants[v];
    return &scenario->variants[0];
}

static enum rv_status write_folder(const struct rv_call *call, const struct rv_export *export,
                            struct rv_error *error)
{
    const char *out = call->words.word[1];
    struct rv_folder folder = {0};
    enum rv_status status = rv_folder_create(export->scenario, out, call->options.force, &folder,
                                             error);

    if (!status)
        status = rv_export_write(export, out, error);
    rv_folder_release(&folder);
    if (!status && !call->options.quiet)
        rv_print("%s: %s, variant %s, seed %llu; python3 %s/pytorch.py repeats it\n", out,
                 export->scenario, export->variant, (unsigned long long)export->seed, out);
    return status;
}

/* One file; one that is there already may be somebody's. */
static enum rv_status write_recorder(const struct rv_call *call)
{
    const char *folder = call->words.count ? call->words.word[0] : ".";
    struct rv_text path = {0}, script = {0};
    struct rv_error error = {0};
    enum rv_status status = RV_OK;

    rv_text_printf(&path, "%s/ravine_recorder.py", folder);
    if (call->words.count > 1)
        status = rv_error_set(&error, RV_USAGE, "with --recorder, export takes a folder alone");
    else if (!call->options.force && !rv_file_absent(rv_text_string(&path)))
        status = rv_error_set(&error, RV_USAGE, "'%s' is there already; --force replaces it",
                              rv_text_string(&path));
    if (!status)
        status = rv_folder_make(folder, &error);
    rv_recorder_print(call->options.recorder, &script);
    if (!status)
        status = rv_file_write(rv_text_string(&path), rv_text_string(&script), script.length,
                               &error);
    if (status)
        rv_output_error(&error, NULL, NULL);
    else if (!call->options.quiet)
        rv_print("%s: for %s; its first lines say how it is used\n", rv_text_string(&path),
                 rv_recorder_names[call->options.recorder]);
    rv_text_release(&path);
    rv_text_release(&script);
    return status;
}

static enum rv_status write_run(const struct rv_call *call)
{
    struct rv_scenario scenario = {0};
    struct rv_error error = {0};
    struct rv_text name = {0};
    enum rv_status status;

    find(call->words.word[0], &name);
    status = rv_load_scenario(call, rv_text_string(&name), &scenario);
    if (!status) {
        const struct rv_variant *variant = variant_of(&scenario);
        const struct rv_export export = {scenario.name, variant->name, &variant->recipe,
                                         (uint64_t)scenario.seed_first};

        status = rv_export_check(&export, &error);
        if (!status)
            status = write_folder(call, &export, &error);
    }
    if (error.status)
        rv_output_error(&error, NULL, NULL);
    rv_scenario_release(&scenario);
    rv_text_release(&name);
    return status;
}

static enum rv_status run(const struct rv_call *call)
{
    struct rv_error error = {0};

    if (call->options.recorder)
        return write_recorder(call);
    if (call->words.count == 2)
        return write_run(call);
    rv_error_set(&error, RV_USAGE,
                 "'export' takes a scenario or a run and the folder to write: ravine export "
                 "large-lr exported");
    rv_output_error(&error, NULL, NULL);
    return RV_USAGE;
}

static const struct rv_option_sense senses[] = {
    { .option = RV_OPTION_SEED, .help = "The seed of the run, instead of the scenario's first." },
    { .option = RV_OPTION_VARIANT, .help = "The variant, instead of the first." },
    { .option = RV_OPTION_FORCE, .help = "Write into a folder that is not empty." },
};

const struct rv_command rv_command_export = {
    .type = { .name = "export",
              .summary = "Writes a run as .npy files, and a PyTorch script that repeats it." },
    .operands = "[SCENARIO|RUN] DIR",
    .details = "Makes one run in double and writes into DIR: data, the order of every epoch, masks "
               "of dropout, first and final weights and running statistics, epochs.csv, and "
               "pytorch.py, which needs torch and numpy alone. It computes every step itself, "
               "prints its epochs beside those of ravine, and ends with the largest relative "
               "difference; above 1e-6 its exit status is 1. With --recorder no run is made: DIR "
               "gets a script that is put beside a training of your own.",
    .example = "ravine export large-lr exported --variant bouncing",
    .takes = {RV_TAKES(SET), RV_TAKES(SEED), RV_TAKES(VARIANT), RV_TAKES(FORCE),
              RV_TAKES(WEIGHTS_FROM), RV_TAKES(RECORDER), RV_TAKES(QUIET)},
    .senses = senses,
    .sense_count = sizeof senses / sizeof *senses,
    .least = 0,
    .most = 2,
    .run = run,
};
