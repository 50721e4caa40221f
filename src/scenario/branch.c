/* What `run --branch` and `run --shares` make of a scenario, as overrides: the printed scenario
 * repeats the run without the options.
 *
 * A branch at epoch E: every other variant is the first one up to the end of that epoch, and then
 * changes what it changes. Its override becomes that of the first variant and a change at E + 1, so
 * that one mechanism applies, checks and shows it: what cannot change during a run (data, network
 * shape, train.epochs) is refused where it is written, unless --variant leaves that variant out. Up
 * to the branch all variants make the same steps and have the same bits. What only says how a run
 * is recorded or evaluated beside its own protocol (record, protocols) needs no change; measures
 * count from the branch on. */
#include "scenario/internal.h"

#include "ravine/memory.h"
#include "recipe/internal.h"

#include <string.h>

/* ---- Branches ---- */

/* The whole number of a key of a section, or `otherwise`. */
static long number_at(const struct rv_node *map, const char *section, const char *key,
                      long otherwise)
{
    const struct rv_node *part = rv_node_get(map, section);
    const struct rv_node *value = part ? rv_node_get(part, key) : NULL;
    long number;

    return value && value->kind == RV_NODE_SCALAR && rv_text_to_integer(value->text, &number)
               ? number
               : otherwise;
}

static void put_number(struct rv_node *map, struct rv_position at, const char *key, long number)
{
    struct rv_text text = {0};

    rv_text_printf(&text, "%ld", number);
    rv_node_put(map, key, rv_node_scalar(at, rv_text_string(&text)));
    rv_text_release(&text);
}

/* Measures count from the epoch after the branch, in the first variant too. */
static void count_from(struct rv_node *override, const struct rv_node *base, long branch)
{
    long from = number_at(override, "record", "from", number_at(base, "record", "from", 1));
    struct rv_node *record = rv_node_get(override, "record");

    if (from > branch)
        return;
    if (!record) {
        rv_node_put(override, "record", rv_node_map(override->at));
        record = rv_node_get(override, "record");
    }
    put_number(record, override->at, "from", branch + 1);
}

/* Changes of the first variant up to the branch; those of a variant after it. A change before it
 * would not be the first variant's any more. */
static void take_changes(struct rv_node *list, const struct rv_node *override, long branch,
                         bool first, struct rv_report *report)
{
    const struct rv_node *changes = rv_node_get(override, "changes");

    for (size_t i = 0; changes && changes->kind == RV_NODE_LIST && i < changes->count; i++) {
        const struct rv_node *entry = changes->items[i];
        const struct rv_node *epoch = rv_node_get(entry, "epoch");
        long when = 0;

        if (epoch && epoch->kind == RV_NODE_SCALAR)
            rv_text_to_integer(epoch->text, &when);
        if (first ? when <= branch : when > branch || !epoch)
            rv_node_append(list, rv_node_copy(entry));
        else if (!first)
            rv_report_add(report, RV_INPUT, entry->at,
                          "this change, at epoch %ld, comes before the branch at the end of epoch "
                          "%ld",
                          when, branch);
    }
}

/* The keys that take over after the branch; those that hold for the whole run go to `override`. */
static struct rv_node *change_of(const struct rv_node *normal, struct rv_node *override,
                                 long branch, struct rv_report *report)
{
    static const char *const whole_run[] = {"record", "protocols"};
    struct rv_node *change = rv_node_map(normal->at), *rest = rv_node_map(normal->at);

    put_number(change, normal->at, "epoch", branch + 1);
    for (size_t i = 0; i < normal->count; i++) {
        const struct rv_node *entry = normal->items[i];
        bool whole = false;

        for (size_t k = 0; k < sizeof whole_run / sizeof *whole_run; k++)
            whole = whole || rv_text_same_name(entry->key, whole_run[k]);
        if (!rv_text_same_name(entry->key, "changes"))
            rv_node_put(whole ? rest : change, entry->key, rv_node_copy(entry));
    }
    rv_recipe_join(override, rest, false, report);
    rv_node_free(rest);
    return change;
}

static void branch_variant(struct rv_scenario *scenario, struct rv_variant *variant,
                           const struct rv_node *first, long branch, struct rv_report *report)
{
    struct rv_node *normal = rv_recipe_normal(variant->override, report);
    struct rv_node *override = rv_node_copy(first), *list = rv_node_list(variant->override->at);
    struct rv_node *change = change_of(normal, override, branch, report);

    take_changes(list, first, branch, true, report);
    if (change->count > 1)
        rv_node_append(list, change);
    else
        rv_node_free(change);
    take_changes(list, normal, branch, false, report);
    if (list->count)
        rv_node_put(override, "changes", list);
    else
        rv_node_free(list);
    count_from(override, scenario->recipe, branch);
    rv_node_free(normal);
    rv_node_free(variant->override);
    variant->override = override;
}

/* The branch comes before the last epoch that counts: what is wrong with the option is told of the
 * option, and not of a key that it would add to the file. Mistakes of the recipe itself are left to
 * its binding. */
static bool in_range(const struct rv_scenario *scenario, long branch, struct rv_report *report)
{
    struct rv_report ignored = {0};
    struct rv_node *tree =
        rv_recipe_merge(scenario->recipe, scenario->variants[0].override, &ignored);
    struct rv_recipe recipe = {0};
    struct rv_position option = {"--branch", 0, 0};
    const char *what = "the run ends with epoch";
    long last = 0;

    if (rv_recipe_bind(tree, &recipe, &ignored) == RV_OK ||
        rv_report_status(&ignored) == RV_MISSING)
        last = recipe.train.epochs;
    if (recipe.record.to && recipe.record.to < last) {
        last = recipe.record.to;
        what = "'record.to' is";
    }
    rv_recipe_release(&recipe);
    rv_report_release(&ignored);
    rv_node_free(tree);
    if (last == 0 || branch < last)
        return true;
    if (last == 1)
        rv_report_add(report, RV_INPUT, option, "nothing can follow a branch here: %s 1", what);
    else
        rv_report_add(report, RV_INPUT, option, "%ld is out of range: from 1 to %ld, since %s %ld",
                      branch, last - 1, what, last);
    return false;
}

void rv_scenario_branch(struct rv_scenario *scenario, long branch, struct rv_report *report)
{
    struct rv_node *first;

    if (branch <= 0 || scenario->variant_count == 0 || !in_range(scenario, branch, report))
        return;
    first = rv_recipe_normal(scenario->variants[0].override, report);
    for (size_t i = 1; i < scenario->variant_count; i++)
        if (scenario->variants[i].selected)
            branch_variant(scenario, &scenario->variants[i], first, branch, report);
    count_from(first, scenario->recipe, branch);
    rv_node_free(scenario->variants[0].override);
    scenario->variants[0].override = first;
}

/* ---- Shares ---- */

/* The counterfactual protocols, each with one repair more than the one before: see shares.c.
 * The last is the loss that is trained: with the class weights that it has. */
#define REPAIRED_STATISTICS "statistics: recalibrated"
#define REPAIRED_MODE REPAIRED_STATISTICS ", mode: inference, dropout: off, samples: 1"
#define REPAIRED_EXAMPLES REPAIRED_MODE ", examples: all, order: given, reduce: examples"
#define REPAIRED_WEIGHTING REPAIRED_EXAMPLES ", class_weights: true"
#define REPAIRED_SCALING REPAIRED_WEIGHTING ", scaling: training"
static const char protocols[] =
    "protocols:\n"
    "  share_statistics: {" REPAIRED_STATISTICS "}\n"
    "  share_mode: {" REPAIRED_MODE "}\n"
    "  share_examples: {" REPAIRED_EXAMPLES "}\n"
    "  share_weighting: {" REPAIRED_WEIGHTING "}\n"
    "  share_scaling: {" REPAIRED_SCALING "}\n"
    "  share_training: {" REPAIRED_SCALING ", set: training}\n";

static void add_protocols(struct rv_scenario *scenario, struct rv_report *report)
{
    struct rv_tree tree = {0};
    struct rv_node *base;

    if (rv_tree_parse("--shares", protocols, &tree, report))
        RV_BUG("the protocols of --shares");
    rv_node_set_source(tree.root, "--shares");
    base = rv_recipe_compose(scenario->recipe, tree.root, report);
    rv_node_free(scenario->recipe);
    scenario->recipe = base;
    rv_tree_release(&tree);
}

void rv_scenario_add_shares(struct rv_scenario *scenario, struct rv_report *report)
{
    if (rv_node_get(scenario->recipe, "surface")) {
        rv_report_add(report, RV_INPUT, (struct rv_position){"--shares", 0, 0},
                      "a surface scenario has no protocols to tell the jumps apart by");
        return;
    }
    add_protocols(scenario, report);
}
