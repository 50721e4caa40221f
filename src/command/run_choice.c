/* Which run a command is about: see run_choice.h. */
#include "command/run_choice.h"

#include "command/load.h"
#include "command/output.h"
#include "experiment/roles.h"

#include "ravine/archive.h"
#include "ravine/print.h"

#include <string.h>
#include <sys/stat.h>

static bool is_folder(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* The variant that is asked for, or the failing one. */
static enum rv_status find_variant(const struct rv_options *options, struct rv_run_choice *choice,
                                   struct rv_error *error)
{
    const struct rv_scenario *scenario = &choice->scenario;
    const char *wanted = options->variants.count ? options->variants.word[0] : NULL;

    choice->variant = rv_roles_failing(&choice->experiment);
    if (choice->variant == RV_ROLES_NONE)
        return rv_error_set(error, RV_INPUT, "'%s' has no run that was saved to its end",
                            choice->folder);
    for (size_t v = 0; wanted && v < scenario->variant_count; v++)
        if (strcmp(scenario->variants[v].name, wanted) == 0) {
            choice->variant = v;
            return RV_OK;
        }
    if (wanted)
        return rv_error_set(error, RV_USAGE, "'%s' has no variant '%s'", choice->folder, wanted);
    return RV_OK;
}

/* Whether the weights of a run can be made again from what the folder has of it. */
static enum rv_status check_result(const struct rv_run_choice *choice,
                                   const struct rv_result *result, struct rv_error *error)
{
    const char *variant = rv_run_choice_variant(choice);
    unsigned long long seed = (unsigned long long)result->seed;

    if (!result->made)
        return rv_error_set(error, RV_INPUT, "'%s' has no run of '%s' on seed %llu",
                            choice->folder, variant, seed);
    if (result->stopped != RV_FINISHED_RUN)
        return rv_error_set(error, RV_INPUT, "'%s': the run of '%s' on seed %llu %s",
                            choice->folder, variant, seed,
                            result->stopped == RV_DIVERGED_RUN ? "diverged"
                                                               : "did not come to its end");
    if (!result->parameters)
        return rv_error_set(error, RV_INPUT,
                            "'%s' has no weights of '%s' on seed %llu to compare with "
                            "(record.weights)",
                            choice->folder, variant, seed);
    return RV_OK;
}

static enum rv_status find_result(const struct rv_options *options, struct rv_run_choice *choice,
                                  struct rv_error *error)
{
    const struct rv_experiment *experiment = &choice->experiment;
    size_t asked = RV_ROLES_NONE;
    enum rv_status status = find_variant(options, choice, error);

    if (status)
        return status;
    choice->result = rv_roles_run(experiment, choice->variant);
    for (size_t i = 0; options->seed >= 0 && i < experiment->result_count; i++)
        if (experiment->results[i].variant == choice->variant &&
            experiment->results[i].seed == (uint64_t)options->seed)
            asked = i;
    if (options->seed >= 0)
        choice->result = asked;
    if (choice->result == RV_ROLES_NONE)
        return rv_error_set(error, RV_INPUT, "'%s' has no run of '%s'%s", choice->folder,
                            rv_run_choice_variant(choice),
                            options->seed >= 0 ? " on that seed" : "");
    choice->seed = experiment->results[choice->result].seed;
    return check_result(choice, &experiment->results[choice->result], error);
}

static enum rv_status open_folder(const struct rv_call *call, struct rv_run_choice *choice)
{
    struct rv_report report = {0};
    struct rv_error error = {0};
    enum rv_status status = rv_archive_check_version(choice->folder, &error);

    if (!status && call->options.sets.count)
        status = rv_error_set(&error, RV_USAGE, "--set is for scenarios: '%s' is a run",
                              choice->folder);
    if (!status)
        status = rv_archive_read(choice->folder, &choice->scenario, &choice->experiment, &report);
    rv_output_report(&report, NULL, NULL);
    rv_report_release(&report);
    if (!status)
        status = find_result(&call->options, choice, &error);
    if (error.status)
        rv_output_error(&error, NULL, NULL);
    return status;
}

static enum rv_status open_scenario(const struct rv_call *call, struct rv_run_choice *choice)
{
    const struct rv_options *options = &call->options;
    const struct rv_scenario *scenario = &choice->scenario;
    enum rv_status status = rv_load_scenario(call, call->words.word[0], &choice->scenario);

    if (status)
        return status;
    while (choice->variant + 1 < scenario->variant_count &&
           !scenario->variants[choice->variant].selected)
        choice->variant++;
    choice->seed =
        options->seed >= 0 ? (uint64_t)options->seed : rv_roles_demo_seed(&choice->scenario);
    return RV_OK;
}

enum rv_status rv_run_choice_open(const struct rv_call *call, struct rv_run_choice *choice)
{
    const char *name = call->words.word[0];

    *choice = (struct rv_run_choice){.folder = is_folder(name) ? name : NULL};
    if (call->options.variants.count > 1) {
        rv_print_error("ravine %s: --variant names one variant here\n",
                       call->command->type.name);
        return RV_USAGE;
    }
    return choice->folder ? open_folder(call, choice) : open_scenario(call, choice);
}

void rv_run_choice_release(struct rv_run_choice *choice)
{
    rv_experiment_release(&choice->experiment);
    rv_scenario_release(&choice->scenario);
}

const struct rv_recipe *rv_run_choice_recipe(const struct rv_run_choice *choice)
{
    return &choice->scenario.variants[choice->variant].recipe;
}

const char *rv_run_choice_variant(const struct rv_run_choice *choice)
{
    return choice->scenario.variants[choice->variant].name;
}
