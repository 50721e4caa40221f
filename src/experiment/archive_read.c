/* Reading a run folder back; every file may be missing or spoiled. See ravine/archive.h. */
#include "experiment/archive_parts.h"

#include "ravine/folder.h"
#include "ravine/memory.h"
#include "ravine/tree.h"
#include "ravine/vector.h"

#include <string.h>

/* ---- Tables ---- */

/* `from` with the columns of `names` in their order: columns of another version of the program are
 * left out, those it did not have are empty. */
static void arrange(const struct rv_table *from, const char *const *names, struct rv_table *to)
{
    double *row;
    int *column;

    rv_table_init(to, names, from->rows);
    row = rv_alloc(to->columns, sizeof *row);
    column = rv_alloc(to->columns, sizeof *column);
    for (size_t c = 0; c < to->columns; c++)
        column[c] = rv_table_find(from, names[c]);
    for (size_t r = 0; r < from->rows; r++) {
        for (size_t c = 0; c < to->columns; c++)
            row[c] = column[c] < 0 ? RV_NAN : rv_table_at(from, r, column[c]);
        rv_table_append(to, row);
    }
    rv_free(column);
    rv_free(row);
}

/* Epochs must be 1, 2, 3, ...: measures count on it. */
static enum rv_status check_epochs(const char *path, const struct rv_table *table,
                                   struct rv_error *error)
{
    static const char *const needed[] = {"epoch", "loss", "val_loss"};
    struct rv_position at = {path, 1, 1};
    int epoch = rv_table_find(table, "epoch");

    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        if (rv_table_find(table, needed[i]) < 0)
            return rv_error_set_at(error, RV_INPUT, at, "the column '%s' is missing", needed[i]);
    for (size_t row = 0; row < table->rows; row++) {
        at.line = (int)row + 2;
        if (rv_table_at(table, row, epoch) != (double)(row + 1))
            return rv_error_set_at(error, RV_INPUT, at, "expected epoch %zu here", row + 1);
    }
    return RV_OK;
}

static enum rv_status read_table(const char *path, const char *const *names, bool epochs,
                                 struct rv_table *table, struct rv_error *error)
{
    struct rv_table raw;
    enum rv_status status = rv_table_read_csv(path, &raw, error);

    if (!status && epochs)
        status = check_epochs(path, &raw, error);
    if (!status)
        arrange(&raw, names, table);
    rv_table_release(&raw);
    return status;
}

/* ---- One run, and all ---- */

/* With the columns that a run of this recipe has. */
static enum rv_status read_epochs(const char *path, const struct rv_recipe *recipe,
                                  struct rv_table *table, struct rv_error *error)
{
    char **names = rv_run_columns(recipe);
    enum rv_status status =
        read_table(path, (const char *const *)(void *)names, true, table, error);

    rv_run_columns_free(names);
    return status;
}

/* Without a summary the run was not saved to the end; then it does not count. */
static void read_result(const char *folder, const struct rv_node *manifest,
                        struct rv_experiment *experiment, size_t index, struct rv_report *report)
{
    struct rv_result *result = &experiment->results[index];
    struct rv_position nowhere = {0};
    struct rv_error error = {0};
    struct rv_text path = {0};
    size_t mistakes = report->count;

    if (rv_file_absent(rv_archive_run_path(&path, folder, experiment, index, RV_ARCHIVE_SUMMARY)))
        goto done;
    rv_archive_read_summary(rv_text_string(&path), manifest, experiment, index, report);
    if (read_epochs(rv_archive_run_path(&path, folder, experiment, index, RV_ARCHIVE_EPOCHS),
                    &experiment->scenario->variants[result->variant].recipe, &result->epochs,
                    &error))
        rv_report_append(report, &error, nowhere);
    if (rv_file_absent(rv_archive_run_path(&path, folder, experiment, index, RV_ARCHIVE_STEPS)))
        rv_table_init(&result->steps, rv_step_column_names, 0);
    else if (read_table(rv_text_string(&path), rv_step_column_names, false, &result->steps, &error))
        rv_report_append(report, &error, nowhere);
    if (!rv_file_absent(rv_archive_run_path(&path, folder, experiment, index, RV_ARCHIVE_EVENTS)) &&
        rv_archive_read_events(rv_text_string(&path), result, &error))
        rv_report_append(report, &error, nowhere);
    rv_archive_run_path(&path, folder, experiment, index, RV_ARCHIVE_WEIGHTS);
    if (!rv_file_absent(rv_text_string(&path)) &&
        rv_npy_read(rv_text_string(&path), &result->parameters, &result->parameter_count, &error))
        rv_report_append(report, &error, nowhere);
    rv_archive_run_path(&path, folder, experiment, index, RV_ARCHIVE_STATISTICS);
    if (!rv_file_absent(rv_text_string(&path)) &&
        rv_npy_read(rv_text_string(&path), &result->statistics, &result->statistics_count, &error))
        rv_report_append(report, &error, nowhere);
    result->made = report->count == mistakes;
done:
    rv_text_release(&path);
}

/* Names of the variants that were run, NULL-terminated; they belong to the tree. NULL and a report
 * when the manifest has none. */
static const char **get_variants(const char *path, const struct rv_node *root, size_t *count,
                                 struct rv_report *report)
{
    const struct rv_node *list = root->kind == RV_NODE_MAP ? rv_node_get(root, "variants") : NULL;
    bool good = list && list->kind == RV_NODE_LIST && list->count;
    const char **names;

    for (size_t i = 0; good && i < list->count; i++)
        good = list->items[i]->kind == RV_NODE_SCALAR;
    if (!good) {
        rv_report_add(report, RV_INPUT, (struct rv_position){path, 1, 1},
                      "'variants' is not a list of names");
        return NULL;
    }
    names = rv_alloc(list->count + 1, sizeof *names);
    for (size_t i = 0; i < list->count; i++)
        names[i] = list->items[i]->text;
    *count = list->count;
    return names;
}

/* The scenario as it was run. That a data file is not on this machine does not matter here. */
static enum rv_status read_scenario(const char *folder, const char *manifest,
                                    const struct rv_node *root, struct rv_scenario *scenario,
                                    struct rv_report *report)
{
    struct rv_scenario_options options = {.seed_first = -1, .seed_count = -1};
    struct rv_report found = {0};
    struct rv_text notes = {0}, path = {0};
    const char *name = rv_archive_entry_text(root, "scenario");
    const char **variants = get_variants(manifest, root, &options.variant_count, report);
    enum rv_status status;

    if (!variants)
        return RV_INPUT;
    options.variants = variants;
    status = rv_scenario_read(rv_archive_path(&path, folder, RV_ARCHIVE_SCENARIO), &options,
                              scenario, &found, &notes);
    if (status == RV_MISSING)
        status = RV_OK;
    for (size_t i = 0; status && i < found.count; i++)
        rv_report_append(report, &found.errors[i], (struct rv_position){0});
    if (!status && name) {
        rv_free(scenario->name);
        scenario->name = rv_strdup(name);
    }
    rv_free(variants);
    rv_report_release(&found);
    rv_text_release(&notes);
    rv_text_release(&path);
    return status;
}

/* All runs of a scenario that was read, and the verdicts on them. */
static enum rv_status read_experiment(const char *folder, const struct rv_node *root,
                                      const struct rv_scenario *scenario,
                                      struct rv_experiment *experiment, struct rv_report *report)
{
    const char *interrupted = rv_archive_entry_text(root, "interrupted");
    struct rv_position nowhere = {0};
    struct rv_error error = {0};
    size_t mistakes = report->count;

    if (rv_experiment_create(scenario, experiment, &error))
        return rv_report_append(report, &error, nowhere);
    for (size_t i = 0; i < experiment->result_count; i++)
        read_result(folder, root, experiment, i, report);
    /* A program that was killed never wrote "false". */
    experiment->interrupted = !interrupted || strcmp(interrupted, "false") != 0;
    experiment->seconds = rv_archive_entry_number(root, "seconds");
    if (report->count == mistakes && rv_experiment_check_claims(experiment, &error))
        rv_report_append(report, &error, nowhere);
    if (report->count == mistakes)
        return RV_OK;
    rv_experiment_release(experiment);
    return rv_report_status(report);
}

enum rv_status rv_archive_read(const char *folder, struct rv_scenario *scenario,
                               struct rv_experiment *experiment, struct rv_report *report)
{
    static const char *const needed[] = {RV_ARCHIVE_MANIFEST, RV_ARCHIVE_SCENARIO};
    struct rv_tree manifest = {0};
    struct rv_text path = {0};
    enum rv_status status = RV_OK;

    *scenario = (struct rv_scenario){0};
    *experiment = (struct rv_experiment){0};
    for (size_t i = 0; i < sizeof needed / sizeof *needed && !status; i++)
        if (rv_file_absent(rv_archive_path(&path, folder, needed[i])))
            status = rv_report_add(report, RV_INPUT, (struct rv_position){0},
                                   "'%s' is not a run folder: it has no %s", folder, needed[i]);
    rv_archive_path(&path, folder, RV_ARCHIVE_MANIFEST);
    if (!status)
        status = rv_tree_read(rv_text_string(&path), &manifest, report);
    if (!status) {
        status = read_scenario(folder, rv_text_string(&path), manifest.root, scenario, report);
        if (!status)
            status = read_experiment(folder, manifest.root, scenario, experiment, report);
        if (!status) {
            const struct rv_node *command = rv_node_get(manifest.root, "command");

            if (command && command->kind == RV_NODE_SCALAR)
                experiment->command = rv_strdup(command->text);
        }
    }
    if (status)
        rv_scenario_release(scenario);
    rv_tree_release(&manifest);
    rv_text_release(&path);
    return status;
}

enum rv_status rv_archive_check_version(const char *folder, struct rv_error *error)
{
    struct rv_tree manifest = {0};
    struct rv_report report = {0};
    struct rv_text path = {0};
    const char *version = NULL;
    enum rv_status status = RV_OK;

    rv_archive_path(&path, folder, RV_ARCHIVE_MANIFEST);
    if (!rv_file_absent(rv_text_string(&path)) &&
        rv_tree_read(rv_text_string(&path), &manifest, &report) == RV_OK &&
        manifest.root->kind == RV_NODE_MAP)
        version = rv_archive_entry_text(manifest.root, "ravine");
    if (version && strcmp(version, rv_archive_version()) != 0)
        status = rv_error_set(error, RV_INPUT,
                              "'%s' was made by ravine %s, this is %s; run it anew: "
                              "ravine run %s/%s",
                              folder, version, rv_archive_version(), folder, RV_ARCHIVE_SCENARIO);
    rv_tree_release(&manifest);
    rv_report_release(&report);
    rv_text_release(&path);
    return status;
}
