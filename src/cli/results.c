/* `ravine results RUNS`: run folders as the stored results of their cases. */
#include "command/command.h"
#include "command/output.h"
#include "experiment/stored.h"
#include "experiment/archive_parts.h"

#include "ravine/archive.h"
#include "ravine/folder.h"
#include "ravine/memory.h"
#include "ravine/print.h"

#include <stdio.h>
#include <string.h>

/* The variant of the run folder whose recipe is that of variant `v` of the case as it is now. */
static size_t same_variant(const struct rv_scenario *now, const struct rv_scenario *run, size_t v)
{
    struct rv_tree of_now = {0}, of_run = {0};
    char sum[RV_FINGERPRINT_SIZE], other[RV_FINGERPRINT_SIZE];
    size_t found = SIZE_MAX;

    rv_archive_scenario_tree(now, &of_now);
    rv_archive_scenario_tree(run, &of_run);
    rv_archive_fingerprint(of_now.root, now->variants[v].name, sum);
    for (size_t r = 0; r < run->variant_count && found == SIZE_MAX; r++) {
        rv_archive_fingerprint(of_run.root, run->variants[r].name, other);
        if (strcmp(sum, other) == 0)
            found = r;
    }
    rv_tree_release(&of_now);
    rv_tree_release(&of_run);
    return found;
}

/* The results of the folder in the order of the case; they stay the folder's. */
static enum rv_status arrange(const struct rv_scenario *now, const struct rv_experiment *run,
                              struct rv_experiment *arranged, struct rv_error *error)
{
    const size_t seeds = run->seed_count;

    *arranged = (struct rv_experiment){
        .scenario = now, .seeds = run->seeds, .seed_count = seeds,
        .result_count = now->variant_count * seeds,
        .results = rv_alloc(now->variant_count * seeds + 1, sizeof *arranged->results)};
    for (size_t v = 0; v < now->variant_count; v++) {
        size_t from = same_variant(now, run->scenario, v);

        for (size_t s = 0; s < seeds; s++) {
            struct rv_result *result = &arranged->results[v * seeds + s];

            if (from != SIZE_MAX)
                *result = run->results[from * seeds + s];
            result->variant = v;
            if (!result->made)
                return rv_error_set(error, RV_INPUT,
                                    "'%s' has no run of the variant '%s' as it is now", now->name,
                                    now->variants[v].name);
        }
    }
    return RV_OK;
}

static enum rv_status write_file(const struct rv_experiment *arranged, const char *folder,
                                 struct rv_error *error)
{
    char *topic = rv_scenario_topic(arranged->scenario->path);
    struct rv_text path = {0}, content = {0};
    enum rv_status status;

    rv_text_printf(&path, "%s/%s", folder, topic);
    status = rv_folder_make(rv_text_string(&path), error);
    rv_text_printf(&path, "/%s" RV_STORED_EXTENSION, arranged->scenario->name);
    rv_stored_print(arranged, &content);
    if (!status)
        status = rv_file_write_text(rv_text_string(&path), &content, error);
    if (!status)
        rv_print("%s\n", rv_text_string(&path));
    rv_text_release(&path);
    rv_text_release(&content);
    rv_free(topic);
    return status;
}

/* The case as it is now, the runs of the folder, and the file. */
static enum rv_status store(const struct rv_scenario *run, const struct rv_experiment *runs,
                            const char *folder, struct rv_report *report)
{
    struct rv_scenario now = {0};
    struct rv_experiment arranged = {0};
    struct rv_error error = {0};
    char *path = rv_scenario_find(run->name, &error);
    enum rv_status status = path ? rv_scenario_read(path, NULL, &now, report, NULL) : error.status;

    if (!status)
        status = arrange(&now, runs, &arranged, &error);
    if (!status)
        status = rv_experiment_check_claims(&arranged, &error);
    if (!status)
        status = write_file(&arranged, folder, &error);
    if (error.status)
        rv_report_append(report, &error, (struct rv_position){0});
    arranged.seeds = NULL; /* results and seeds are the folder's */
    arranged.result_count = 0;
    rv_experiment_release(&arranged);
    rv_scenario_release(&now);
    rv_free(path);
    return status;
}

static enum rv_status read_folder(const char *runs, const char *name, const char *out)
{
    struct rv_scenario scenario = {0};
    struct rv_experiment experiment = {0};
    struct rv_report report = {0};
    struct rv_text folder = {0};
    enum rv_status status = RV_OK;

    rv_text_printf(&folder, "%s/%s/manifest.json", runs, name);
    if (name[0] != '.' && !rv_file_absent(rv_text_string(&folder))) {
        rv_text_clear(&folder);
        rv_text_printf(&folder, "%s/%s", runs, name);
        status = rv_archive_read(rv_text_string(&folder), &scenario, &experiment, &report);
        if (!status)
            status = store(&scenario, &experiment, out, &report);
        rv_experiment_release(&experiment);
        rv_scenario_release(&scenario);
    }
    rv_output_report(&report, NULL, NULL);
    rv_report_release(&report);
    rv_text_release(&folder);
    return status;
}

static enum rv_status run(const struct rv_call *call)
{
    const char *runs = call->words.word[0], *out = call->options.out ? call->options.out : ".";
    enum rv_status status = RV_OK;
    struct rv_error error = {0};
    int reason;
    char **names = rv_folder_names(runs, &reason);

    if (reason) {
        status = rv_error_set(&error, RV_INPUT, "cannot read the folder '%s': %s", runs,
                              rv_error_reason(reason));
        rv_output_error(&error, NULL, NULL);
    }
    for (size_t i = 0; names[i]; i++)
        status = rv_status_worse(status, read_folder(runs, names[i], out));
    rv_folder_free_names(names);
    return status;
}

static const struct rv_option_sense senses[] = {
    { .option = RV_OPTION_OUT, .help = "The folder of scenarios to write into, instead of this "
                                       "one." },
};

const struct rv_command rv_command_results = {
    .type = { .name = "results",
              .summary = "Writes the results that come with the program from run folders." },
    .operands = "RUNS",
    .details = "RUNS is a folder of run folders, as `ravine run --all --seeds 20 --out RUNS` makes "
               "it. For each case TOPIC/NAME.results goes into the folder of --out, or here: the "
               "numbers of every run, and what became of each claim. In the menu the reveal shows "
               "them at once. A run of a recipe that the case has not any more is refused.",
    .example = "ravine results runs/all --out scenarios",
    .takes = {RV_TAKES(OUT)},
    .senses = senses,
    .sense_count = sizeof senses / sizeof *senses,
    .least = 1,
    .most = 1,
    .run = run,
};
