/* Writing an experiment into a run folder: see ravine/archive.h. */
#include "experiment/archive_parts.h"
#include "scenario/claim.h"

#include "ravine/memory.h"
#include "ravine/tree.h"
#include "ravine/vector.h"

#include <inttypes.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#define CPUINFO "/proc/cpuinfo"
#define CPUINFO_LIMIT ((size_t)1 << 22)
#define TIME_SIZE 32

/* ---- Paths ---- */

const char *rv_archive_path(struct rv_text *path, const char *folder, const char *file)
{
    rv_text_clear(path);
    rv_text_printf(path, "%s/%s", folder, file);
    return rv_text_string(path);
}

const char *rv_archive_run_path(struct rv_text *path, const char *folder,
                                const struct rv_experiment *experiment, size_t result,
                                const char *file)
{
    const struct rv_result *it = &experiment->results[result];

    rv_text_clear(path);
    rv_text_printf(path, "%s/%s/seed-%" PRIu64 "%s%s", folder,
                   experiment->scenario->variants[it->variant].name, it->seed, *file ? "/" : "",
                   file);
    return rv_text_string(path);
}

/* As it is: what must not reach a terminal is escaped already (JSON) or quoted (YAML, CSV). */
static enum rv_status write_text(const char *path, const struct rv_text *text,
                                 struct rv_error *error)
{
    return rv_file_write(path, rv_text_string(text), text->length, error);
}

/* ---- The manifest ---- */

/* UTC, such as 2024-05-17T08:05:09Z. */
static void print_time(time_t when, char out[TIME_SIZE])
{
    struct tm utc;

    out[0] = '\0';
    if (gmtime_r(&when, &utc))
        strftime(out, TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

/* A member in a line of its own. */
static void print_entry(const char *key, const char *value, struct rv_json *json)
{
    rv_json_line(json, 1);
    rv_json_string(json, key, value);
}

/* The processor's name as Linux tells it; nothing elsewhere. */
static void print_processor(struct rv_json *json)
{
    char *content = NULL, *name = NULL;

    if (!rv_file_read(CPUINFO, CPUINFO_LIMIT, &content, NULL, NULL))
        name = strstr(content, "model name");
    if (name)
        name = strchr(name, ':');
    if (name) {
        name += 1 + strspn(name + 1, " \t");
        name[strcspn(name, "\n")] = '\0';
    }
    print_entry("cpu", name, json);
    rv_free(content);
}

static void print_machine(struct rv_json *json)
{
    struct utsname system;
    struct rv_text text = {0};

    print_entry("isa", rv_kernels_isa(), json);
    print_processor(json);
    if (uname(&system) >= 0)
        rv_text_printf(&text, "%s %s %s", system.sysname, system.release, system.machine);
    print_entry("machine", text.string, json);
    rv_text_release(&text);
}

static void print_variants(const struct rv_scenario *scenario, struct rv_json *json)
{
    rv_json_line(json, 1);
    rv_json_array(json, "variants");
    for (size_t v = 0; v < scenario->variant_count; v++)
        if (scenario->variants[v].selected)
            rv_json_string(json, NULL, scenario->variants[v].name);
    rv_json_end(json);
}

/* Those who read the folder know by it that each summary has one. */
static void print_fingerprints(const struct rv_scenario *scenario, struct rv_json *json)
{
    struct rv_tree tree;

    rv_archive_scenario_tree(scenario, &tree);
    rv_json_line(json, 1);
    rv_json_object(json, RV_ARCHIVE_FINGERPRINTS);
    for (size_t v = 0; v < scenario->variant_count; v++) {
        char fingerprint[RV_FINGERPRINT_SIZE];

        if (!scenario->variants[v].selected)
            continue;
        rv_archive_fingerprint(tree.root, scenario->variants[v].name, fingerprint);
        rv_json_string(json, scenario->variants[v].name, fingerprint);
    }
    rv_json_end(json);
    rv_tree_release(&tree);
}

/* JSON, and therefore also YAML: the tree reader reads it back. `ended` NULL: still running. */
static enum rv_status write_manifest(const char *folder, const struct rv_experiment *experiment,
                                     const char *command, const char *started, const char *ended,
                                     struct rv_error *error)
{
    struct rv_text out = {0}, path = {0};
    struct rv_json json = {.out = &out};
    enum rv_status status;

    rv_json_object(&json, NULL);
    print_entry("ravine", rv_archive_version(), &json);
    print_entry("git", rv_archive_git(), &json);
    print_entry("compiler", rv_archive_compiler(), &json);
    print_entry("flags", rv_archive_flags(), &json);
    print_machine(&json);
    print_entry("command", command, &json);
    print_entry("scenario", experiment->scenario->name, &json);
    rv_json_line(&json, 1);
    rv_archive_json_seeds(experiment, &json);
    print_variants(experiment->scenario, &json);
    print_fingerprints(experiment->scenario, &json);
    print_entry("started", started, &json);
    print_entry("ended", ended, &json);
    rv_json_line(&json, 1);
    rv_json_number(&json, "seconds", ended ? experiment->seconds : RV_NAN);
    rv_json_line(&json, 1);
    if (ended)
        rv_json_boolean(&json, "interrupted", experiment->interrupted);
    else
        rv_json_null(&json, "interrupted");
    rv_json_line(&json, 1);
    rv_archive_json_claims(experiment, true, &json);
    rv_json_line(&json, 0);
    rv_json_end(&json);
    status = write_text(rv_archive_path(&path, folder, RV_ARCHIVE_MANIFEST), &out, error);
    rv_text_release(&out);
    rv_text_release(&path);
    return status;
}

/* The manifest first: from then on the folder is that of a run, and without scenario.yaml of one
 * that was killed before it began. */
enum rv_status rv_archive_begin(const char *folder, const struct rv_experiment *experiment,
                                const char *command, struct rv_error *error)
{
    struct rv_text text = {0}, path = {0};
    char started[TIME_SIZE];
    enum rv_status status;

    print_time(time(NULL), started);
    status = write_manifest(folder, experiment, command, started, NULL, error);
    rv_scenario_print(experiment->scenario, &text);
    if (!status) {
        unlink(rv_archive_path(&path, folder, RV_ARCHIVE_REPLACED));
        status = write_text(rv_archive_path(&path, folder, RV_ARCHIVE_SCENARIO), &text, error);
    }
    rv_text_release(&text);
    rv_text_release(&path);
    return status;
}

/* When the manifest that is there says the experiment began; else reckoned back from now. */
static void find_start(const char *folder, const struct rv_experiment *experiment,
                       char out[TIME_SIZE])
{
    struct rv_report ignored = {0};
    struct rv_tree tree = {0};
    struct rv_text path = {0};

    print_time(time(NULL) - (time_t)experiment->seconds, out);
    if (!rv_tree_read(rv_archive_path(&path, folder, RV_ARCHIVE_MANIFEST), &tree, &ignored)) {
        const struct rv_node *node = tree.root->kind == RV_NODE_MAP
                                         ? rv_node_get(tree.root, "started") : NULL;

        if (node && node->kind == RV_NODE_SCALAR && strlen(node->text) < TIME_SIZE)
            memcpy(out, node->text, strlen(node->text) + 1);
    }
    rv_tree_release(&tree);
    rv_report_release(&ignored);
    rv_text_release(&path);
}

enum rv_status rv_archive_end(const char *folder, const struct rv_experiment *experiment,
                              const char *command, struct rv_error *error)
{
    char started[TIME_SIZE], ended[TIME_SIZE];

    find_start(folder, experiment, started);
    print_time(time(NULL), ended);
    return write_manifest(folder, experiment, command, started, ended, error);
}

/* ---- One run ---- */

/* All measures of val_loss that need no second curve. */
static void print_measures(const struct rv_experiment *experiment, size_t result,
                           struct rv_json *json)
{
    rv_json_line(json, 1);
    rv_json_object(json, "measures");
    for (size_t m = 0; m < rv_measures.count; m++) {
        struct rv_measure_call call;

        if (rv_measure_parse(rv_measures.types[m]->name, rv_epoch_column_names, &call, NULL))
            continue; /* compares two curves */
        rv_json_line(json, 2);
        rv_json_number(json, call.type->type.name,
                       rv_experiment_measure(experiment, result, &call));
    }
    rv_json_end(json);
}

static void print_last(const struct rv_table *epochs, struct rv_json *json)
{
    rv_json_line(json, 1);
    rv_json_object(json, "last");
    for (size_t c = 0; c < epochs->columns && epochs->rows; c++) {
        rv_json_line(json, 2);
        rv_json_number(json, epochs->names[c], rv_table_at(epochs, epochs->rows - 1, (int)c));
    }
    rv_json_end(json);
}

static void print_summary(const struct rv_experiment *experiment, size_t result,
                          struct rv_text *out)
{
    const struct rv_result *it = &experiment->results[result];
    const char *variant = experiment->scenario->variants[it->variant].name;
    char fingerprint[RV_FINGERPRINT_SIZE];
    struct rv_json json = {.out = out};
    struct rv_tree tree;

    rv_archive_scenario_tree(experiment->scenario, &tree);
    rv_archive_fingerprint(tree.root, variant, fingerprint);
    rv_tree_release(&tree);
    rv_json_object(&json, NULL);
    print_entry("scenario", experiment->scenario->name, &json);
    print_entry("variant", variant, &json);
    print_entry(RV_ARCHIVE_FINGERPRINT, fingerprint, &json);
    rv_json_line(&json, 1);
    rv_json_unsigned(&json, "seed", it->seed);
    print_entry("stopped", rv_stopped_text(it->stopped), &json);
    rv_json_line(&json, 1);
    rv_json_number(&json, "seconds", it->seconds);
    print_entry("note", it->note, &json);
    print_entry("condition", it->condition ? rv_run_condition_text(it->condition) : NULL, &json);
    rv_json_line(&json, 1);
    if (it->untrained)
        rv_json_integer(&json, "untrained_class", it->untrained - 1);
    else
        rv_json_null(&json, "untrained_class");
    print_measures(experiment, result, &json);
    print_last(&it->epochs, &json);
    rv_json_line(&json, 0);
    rv_json_end(&json);
}

/* An array of the run, where there is one. `rows` 0: one dimension. */
static enum rv_status write_array(const char *path, const double *values, size_t rows,
                                  size_t columns, struct rv_error *error)
{
    if (!values)
        return RV_OK;
    return rv_npy_write(path, values, rows ? (size_t[]){rows, columns} : (size_t[]){columns},
                        rows ? 2 : 1, error);
}

static enum rv_status write_weights(const char *folder, const struct rv_experiment *experiment,
                                    size_t result, struct rv_error *error)
{
    const struct rv_result *it = &experiment->results[result];
    const struct {
        const char *file;
        const double *values;
        size_t rows, columns;
    } arrays[] = {
        {RV_ARCHIVE_WEIGHTS, it->parameters, 0, it->parameter_count},
        {RV_ARCHIVE_STATISTICS, it->statistics, 0, it->statistics_count},
        {RV_ARCHIVE_EPOCH_WEIGHTS, it->epoch_parameters, it->epochs.rows, it->parameter_count},
        {RV_ARCHIVE_EPOCH_STATISTICS, it->epoch_statistics, it->epochs.rows,
         it->statistics_count},
    };
    struct rv_text path = {0};
    enum rv_status status = rv_folder_make(
        rv_archive_run_path(&path, folder, experiment, result, "weights"), error);

    for (size_t i = 0; i < sizeof arrays / sizeof *arrays && !status; i++)
        status = write_array(
            rv_archive_run_path(&path, folder, experiment, result, arrays[i].file),
            arrays[i].values, arrays[i].rows, arrays[i].columns, error);
    rv_text_release(&path);
    return status;
}

enum rv_status rv_archive_result(const char *folder, const struct rv_experiment *experiment,
                                 size_t result, struct rv_error *error)
{
    const struct rv_result *it = &experiment->results[result];
    struct rv_text file[4] = {{0}}, path = {0};
    static const char *const name[4] = {RV_ARCHIVE_EPOCHS, RV_ARCHIVE_STEPS, RV_ARCHIVE_EVENTS,
                                        RV_ARCHIVE_SUMMARY};
    enum rv_status status;

    if (!it->made)
        return RV_OK;
    status = rv_folder_make(rv_archive_run_path(&path, folder, experiment, result, ""), error);
    if (!status && it->parameters)
        status = write_weights(folder, experiment, result, error);
    rv_table_print_csv(&it->epochs, &file[0]);
    if (it->steps.rows)
        rv_table_print_csv(&it->steps, &file[1]);
    rv_archive_print_events(it, &file[2]);
    print_summary(experiment, result, &file[3]);
    for (int f = 0; f < 4 && !status; f++)
        if (file[f].length)
            status = write_text(
                rv_archive_run_path(&path, folder, experiment, result, name[f]), &file[f], error);
    for (int f = 0; f < 4; f++)
        rv_text_release(&file[f]);
    rv_text_release(&path);
    /* The folder was good when the run began: whatever fails now is a failure of writing. */
    if (status && error)
        error->status = RV_WRITE;
    return status ? RV_WRITE : RV_OK;
}
