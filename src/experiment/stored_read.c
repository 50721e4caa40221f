/* Results that come with the program, read; every byte may be anybody's. See stored.h. */
#include "experiment/stored.h"

#include "experiment/archive_parts.h"

#include "ravine/folder.h"
#include "ravine/memory.h"
#include "ravine/vector.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The last line is the sum of all before. */
static bool sum_fits(const char *content)
{
    static const char key[] = "\nsum: \"";
    const char *at = strstr(content, key);
    struct rv_text body = {0}, sum = {0};
    bool fits;

    if (!at)
        return false;
    rv_text_add_bytes(&body, content, (size_t)(at + 1 - content));
    rv_text_printf(&sum, "sum: \"%016" PRIx64 "\"\n",
                   rv_text_hash(RV_TEXT_HASH, rv_text_string(&body)));
    fits = strcmp(at + 1, rv_text_string(&sum)) == 0;
    rv_text_release(&body);
    rv_text_release(&sum);
    return fits;
}

static bool says(const struct rv_node *root, const char *key, const char *expected)
{
    const char *text = rv_archive_entry_text(root, key);

    return text && strcmp(text, expected) == 0;
}

/* ---- One list a row ---- */

static bool read_number(const char *text, double *value)
{
    *value = strcmp(text, "inf") == 0 ? HUGE_VAL : strcmp(text, "-inf") == 0 ? -HUGE_VAL : RV_NAN;
    return !isnan(*value) || strcmp(text, "nan") == 0 || rv_text_to_real(text, value);
}

/* The row of that name, of one number a seed; NULL: it has not as many. */
static const struct rv_node *row_of(const struct rv_node *variant, const char *key, size_t count)
{
    const struct rv_node *row =
        variant && variant->kind == RV_NODE_MAP ? rv_node_get(variant, key) : NULL;

    if (!row || row->kind != RV_NODE_LIST || row->count != count)
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (row->items[i]->kind != RV_NODE_SCALAR)
            return NULL;
    return row;
}

static bool read_reals(const struct rv_node *row, double *values)
{
    bool good = row != NULL;

    for (size_t i = 0; good && i < row->count; i++)
        good = read_number(row->items[i]->text, &values[i]);
    return good;
}

static bool read_bits(const struct rv_node *row, struct rv_outcomes_run *runs)
{
    for (size_t i = 0; row && i < row->count; i++) {
        char *end;

        runs[i].bits = strtoull(row->items[i]->text, &end, 16);
        if (*end)
            return false;
    }
    return row != NULL;
}

static bool read_variant(const struct rv_node *node, size_t seeds, struct rv_outcomes_run *runs)
{
    enum { SEVERITY, LOSS, VAL_LOSS, VAL_ACCURACY, CURED, STUCK, DIVERGED, ROWS };
    static const char *const keys[ROWS] = {"severity", "loss",  "val_loss", "val_accuracy",
                                           "cured",    "stuck", "diverged"};
    double *values = rv_alloc(ROWS * seeds + 1, sizeof *values);
    bool good = read_bits(row_of(node, "bits", seeds), runs);

    for (size_t k = 0; k < ROWS; k++)
        good = good && read_reals(row_of(node, keys[k], seeds), values + k * seeds);
    for (size_t s = 0; good && s < seeds; s++) {
        runs[s].made = true;
        runs[s].severity = values[SEVERITY * seeds + s];
        runs[s].loss = values[LOSS * seeds + s];
        runs[s].val_loss = values[VAL_LOSS * seeds + s];
        runs[s].val_accuracy = values[VAL_ACCURACY * seeds + s];
        runs[s].cured = values[CURED * seeds + s] > 0;
        runs[s].stuck = values[STUCK * seeds + s] > 0;
        runs[s].diverged = values[DIVERGED * seeds + s] > 0;
    }
    rv_free(values);
    return good;
}

/* ---- All ---- */

static bool read_seeds(const struct rv_node *root, struct rv_stored *stored, size_t *count)
{
    const struct rv_node *list = rv_node_get(root, "seeds");
    bool good = list && list->kind == RV_NODE_LIST && list->count > 0;

    *count = good ? list->count : 0;
    stored->seeds = rv_alloc(*count + 1, sizeof *stored->seeds);
    for (size_t s = 0; good && s < *count; s++) {
        long seed = 0;

        good = list->items[s]->kind == RV_NODE_SCALAR &&
               rv_text_to_integer(list->items[s]->text, &seed) && seed > 0;
        stored->seeds[s] = (uint64_t)seed;
    }
    return good;
}

static size_t whole(const struct rv_node *map, const char *key)
{
    const double value = rv_archive_entry_number(map, key);

    return value >= 0 && value <= 1e6 ? (size_t)value : 0;
}

/* A claim that is not in the file was written later: it is not checked. */
static void read_claim(const struct rv_node *list, const struct rv_claim *claim,
                       struct rv_claim_verdict *verdict)
{
    char wanted[RV_FINGERPRINT_SIZE];

    rv_stored_claim(claim, wanted);
    for (size_t i = 0; list && list->kind == RV_NODE_LIST && i < list->count; i++) {
        const struct rv_node *item = list->items[i];
        const char *figures = rv_archive_entry_text(item, "figures");

        if (!says(item, "claim", wanted))
            continue;
        *verdict = (struct rv_claim_verdict){.checked = true,
                                             .holds = whole(item, "holds"),
                                             .of = whole(item, "of"),
                                             .passed = whole(item, "passed") == 1,
                                             .exact = whole(item, "exact") == 1,
                                             .figures = figures ? rv_strdup(figures) : NULL};
        return;
    }
}

static bool read_all(const struct rv_node *root, const struct rv_scenario *scenario,
                     struct rv_stored *stored)
{
    const struct rv_node *variants = rv_node_get(root, "variants");
    size_t seeds;
    bool good = read_seeds(root, stored, &seeds) && variants && variants->kind == RV_NODE_MAP;

    if (!good)
        return false;
    rv_outcomes_create(scenario, seeds, &stored->outcomes);
    for (size_t v = 0; good && v < scenario->variant_count; v++)
        good = read_variant(rv_node_get(variants, scenario->variants[v].name), seeds,
                            &stored->outcomes.runs[v * seeds]);
    stored->claims = rv_alloc(scenario->claim_count + 1, sizeof *stored->claims);
    for (size_t c = 0; c < scenario->claim_count; c++)
        read_claim(rv_node_get(root, "claims"), &scenario->claims[c], &stored->claims[c]);
    return good;
}

static enum rv_status read_tree(const char *path, const struct rv_tree *tree,
                                const struct rv_scenario *scenario, struct rv_stored *stored,
                                struct rv_error *error)
{
    struct rv_text fingerprint = {0};
    enum rv_status status = RV_OK;

    rv_stored_fingerprint(scenario, &fingerprint);
    if (!sum_fits(tree->content) || tree->root->kind != RV_NODE_MAP)
        status = rv_error_set(error, RV_INPUT, "%s was edited: no stored results", path);
    else if (!says(tree->root, "engine", RV_STORED_ENGINE))
        status = rv_error_set(error, RV_INPUT,
                              "the program computes otherwise now: no stored results");
    else if (!says(tree->root, "case", rv_text_string(&fingerprint)))
        status = rv_error_set(error, RV_INPUT, "the case was changed: no stored results");
    else if (!read_all(tree->root, scenario, stored))
        status = rv_error_set(error, RV_INPUT, "%s is not whole: no stored results", path);
    rv_text_release(&fingerprint);
    return status;
}

enum rv_status rv_stored_parse(const struct rv_scenario *scenario, const char *path,
                               const char *content, struct rv_stored *stored,
                               struct rv_error *error)
{
    struct rv_report report = {0};
    struct rv_tree tree = {0};
    enum rv_status status = rv_tree_parse(path, content, &tree, &report);

    *stored = (struct rv_stored){0};
    if (status)
        status = rv_error_set(error, RV_INPUT, "%s cannot be read: no stored results", path);
    else
        status = read_tree(path, &tree, scenario, stored, error);
    rv_tree_release(&tree);
    rv_report_release(&report);
    return status;
}

#define SIZE_LIMIT (1 << 20) /* bytes; the largest of ours has a fiftieth */

enum rv_status rv_stored_read(const struct rv_scenario *scenario, struct rv_stored *stored,
                              struct rv_error *error)
{
    char *path = rv_stored_path(scenario), *content = NULL;
    enum rv_status status;
    size_t size;

    *stored = (struct rv_stored){0};
    if (!path || rv_file_absent(path)) {
        rv_free(path);
        return rv_error_set(error, RV_MISSING, "no stored results of this case");
    }
    status = rv_file_read(path, SIZE_LIMIT, &content, &size, error);
    if (status)
        status = rv_error_set(error, RV_INPUT, "%s cannot be read: no stored results", path);
    else
        status = rv_stored_parse(scenario, path, content, stored, error);
    rv_free(content);
    rv_free(path);
    return status;
}

void rv_stored_release(struct rv_stored *stored)
{
    for (size_t c = 0; stored->claims && c < stored->outcomes.scenario->claim_count; c++)
        rv_free(stored->claims[c].figures);
    rv_free(stored->claims);
    rv_free(stored->seeds);
    rv_outcomes_release(&stored->outcomes);
    *stored = (struct rv_stored){0};
}
