/* The summary of a run read back: what it says, and whether it is the run whose place it lies in.
 * See archive_parts.h; JSON is YAML. */
#include "experiment/archive_parts.h"

#include "ravine/memory.h"
#include "ravine/vector.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The text of a scalar entry, or NULL. */
const char *rv_archive_entry_text(const struct rv_node *map, const char *key)
{
    const struct rv_node *node = map->kind == RV_NODE_MAP ? rv_node_get(map, key) : NULL;

    return node && node->kind == RV_NODE_SCALAR ? node->text : NULL;
}

double rv_archive_entry_number(const struct rv_node *map, const char *key)
{
    const char *text = rv_archive_entry_text(map, key);
    double value;

    return text && rv_text_to_real(text, &value) ? value : RV_NAN;
}

bool rv_archive_find_stopped(const char *text, enum rv_stopped *stopped)
{
    static const enum rv_stopped all[] = {
#define X(name, words) RV_##name##_RUN,
        RV_STOPPED_LIST(X)
#undef X
    };

    for (size_t i = 0; text && i < sizeof all / sizeof all[0]; i++)
        if (strcmp(rv_stopped_text(all[i]), text) == 0) {
            *stopped = all[i];
            return true;
        }
    return false;
}

static bool says(const struct rv_node *map, const char *key, const char *expected)
{
    const char *text = rv_archive_entry_text(map, key);

    return text && strcmp(text, expected) == 0;
}

/* A folder of a version that knew no fingerprints has none in its manifest either. */
static bool fingerprint_fits(const struct rv_node *summary, const struct rv_node *manifest,
                             const char *expected)
{
    bool old = manifest->kind == RV_NODE_MAP && !rv_node_get(manifest, RV_ARCHIVE_FINGERPRINTS) &&
               !rv_archive_entry_text(summary, RV_ARCHIVE_FINGERPRINT);

    return old || says(summary, RV_ARCHIVE_FINGERPRINT, expected);
}

/* Its variant, its seed, its recipe. */
static void check_place(const char *path, const struct rv_node *summary,
                        const struct rv_node *manifest, const struct rv_experiment *experiment,
                        size_t result, struct rv_report *report)
{
    const struct rv_position at = {path, 1, 1};
    const struct rv_scenario *scenario = experiment->scenario;
    const char *variant = scenario->variants[experiment->results[result].variant].name;
    char seed[24], expected[RV_FINGERPRINT_SIZE];

    snprintf(seed, sizeof seed, "%" PRIu64, experiment->results[result].seed);
    rv_archive_fingerprint(scenario->tree.root, variant, expected);
    if (!says(summary, "variant", variant) || !says(summary, "seed", seed))
        rv_report_add(report, RV_INPUT, at, "this is not the run of '%s' on seed %s, in whose "
                      "place it lies", variant, seed);
    else if (!fingerprint_fits(summary, manifest, expected))
        rv_report_add(report, RV_INPUT, at, "this run is of another recipe than that of '%s' in "
                      RV_ARCHIVE_SCENARIO " (fingerprint %s)", variant, expected);
}

enum { CLASSES = 1000000 }; /* more than any data set has */

/* Folders of earlier versions do not say: nothing is known to be wrong. */
static void read_condition(const struct rv_node *summary, struct rv_result *result)
{
    const char *text = rv_archive_entry_text(summary, "condition");
    const char *class = rv_archive_entry_text(summary, "untrained_class");
    long number;

    for (int c = RV_RUN_WELL + 1; text && c <= RV_RUN_CHANCE; c++)
        if (strcmp(text, rv_run_condition_text((enum rv_run_condition)c)) == 0)
            result->condition = (enum rv_run_condition)c;
    if (class && rv_text_to_integer(class, &number) && number >= 0 && number < CLASSES)
        result->untrained = (int)number + 1;
}

void rv_archive_read_summary(const char *path, const struct rv_node *manifest,
                             struct rv_experiment *experiment, size_t index,
                             struct rv_report *report)
{
    struct rv_result *result = &experiment->results[index];
    struct rv_tree tree = {0};
    const struct rv_node *note;

    if (rv_tree_read(path, &tree, report)) {
        rv_tree_release(&tree);
        return;
    }
    if (!rv_archive_find_stopped(rv_archive_entry_text(tree.root, "stopped"), &result->stopped))
        rv_report_add(report, RV_INPUT, (struct rv_position){path, 1, 1},
                      "'stopped' is missing or unknown");
    else
        check_place(path, tree.root, manifest, experiment, index, report);
    result->seconds = rv_archive_entry_number(tree.root, "seconds");
    note = tree.root->kind == RV_NODE_MAP ? rv_node_get(tree.root, "note") : NULL;
    if (note && note->kind == RV_NODE_SCALAR && note->quoted)
        result->note = rv_strdup(note->text);
    read_condition(tree.root, result);
    rv_tree_release(&tree);
}
