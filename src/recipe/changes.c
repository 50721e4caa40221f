/* Changes during a run: each entry of `changes` is an override with a time. They are put in order
 * and bound one on top of the other, so that every recipe that will ever be in force was checked
 * before the first step: a run does not fail in its 13th epoch because of a word in its file.
 *
 * Change k holds the whole recipe from then on, base and changes 1 .. k merged. A run therefore
 * swaps one pointer, and rewinding to any epoch is the same swap; nothing is ever undone. The price
 * is a copy of the recipe for each change, a few KiB.
 *
 * Times by step and by epoch are put in one order by the step before which they apply. Changes at
 * the same time keep the order of the file, so that the later one wins, as it would in a map. */
#include "recipe/internal.h"

#include "ravine/memory.h"
#include "yaml/typed.h"

/* The time of an entry; the same table reads and documents it. */
struct moment {
    long epoch, step;
};

static const struct rv_param moment_params[] = {
    RV_INTEGER(struct moment, epoch, .minimum = 1, .maximum = 10000, .unit = "epochs",
               .help = "Before the first step of this epoch, from 1."),
    RV_INTEGER(struct moment, step, .minimum = 1, .maximum = 1e9, .unit = "steps",
               .help = "Before this step of the run, from 1."),
    RV_PARAM_END,
};

/* One entry of the list while it is prepared. The override is in normal form, because that is what
 * is merged into the tree of the recipes before it. */
struct entry {
    struct moment moment;
    double order;            /* the step before which it applies */
    struct rv_node *override; /* normal form; owned */
    struct rv_position at;
};

struct changing {
    const struct rv_recipe *base;
    struct rv_report *report;
    struct entry *entries;
    size_t count;
};

/* Steps of an epoch; those of a surface are written down. Oversampling makes epochs longer by an
 * amount that only the labels tell; it is left out, so that the order of a change by step and one
 * by epoch may then be off by that. */
static double epoch_steps(const struct rv_recipe *recipe, long batch)
{
    long train;

    if (rv_recipe_on_surface(recipe))
        return (double)recipe->train.steps_per_epoch;
    train = ((const struct rv_data_common *)recipe->data.values)->train * recipe->train.passes;
    return (double)((train + batch - 1) / batch);
}

/* Keys of the entry itself; all others are the override. No section has one of these names, and
 * none may get one. */
static bool is_time(const char *key)
{
    return rv_text_same_name(key, "epoch") || rv_text_same_name(key, "step");
}

/* Values that a normal form sets. */
static size_t count_leaves(const struct rv_node *map)
{
    size_t count = 0;

    for (size_t i = 0; i < map->count; i++)
        count += map->items[i]->kind == RV_NODE_MAP ? count_leaves(map->items[i]) : 1;
    return count;
}

/* Reads the time and splits off the override. Returns false after a mistake. The keys are not typed
 * here: what they may be depends on the recipe that they meet, which is bound later. */
static bool read_entry(struct changing *c, const struct rv_node *item, struct entry *entry)
{
    struct rv_typed typed = {.owner = "a change", .table = {{moment_params, &entry->moment}}};
    struct rv_node *times = rv_node_map(item->at), *keys = rv_node_map(item->at);
    size_t before = c->report->count;

    for (size_t i = 0; i < item->count; i++)
        rv_node_append(is_time(item->items[i]->key) ? times : keys,
                       rv_node_copy(item->items[i]));
    rv_typed_bind(&typed, times, c->report);
    if (times->count != 1 && c->report->count == before)
        rv_report_add(c->report, RV_INPUT, item->at,
                      "a change has one time: {epoch: 13, KEY: VALUE} or {step: 400, ...}");
    if (rv_node_get(keys, "changes"))
        rv_report_add(c->report, RV_INPUT, rv_node_get(keys, "changes")->key_at,
                      "a change has no changes inside: add another entry to the list");
    entry->at = item->at;
    entry->override = rv_recipe_normal(keys, c->report);
    if (c->report->count == before && count_leaves(entry->override) == 0)
        rv_report_add(c->report, RV_INPUT, item->at, "this changes nothing: add KEY: VALUE");
    entry->order = entry->moment.epoch
                       ? (double)(entry->moment.epoch - 1) *
                                 epoch_steps(c->base, c->base->train.batch) + 1
                       : (double)entry->moment.step;
    rv_node_free(times);
    rv_node_free(keys);
    return c->report->count == before;
}

/* The smallest batch that any recipe of the run has: no run has more steps. */
static long smallest_batch(const struct changing *c)
{
    long least = c->base->train.batch;

    for (size_t i = 0; i < c->count; i++) {
        const struct rv_node *train = rv_node_get(c->entries[i].override, "train");
        const struct rv_node *batch = rv_node_get(train, "batch");
        long value;

        if (batch && batch->kind == RV_NODE_SCALAR && rv_text_to_integer(batch->text, &value) &&
            value >= 1 && value < least)
            least = value;
    }
    return least;
}

/* A change that never happens is a mistake. How many steps an oversampled run has depends on its
 * labels, so that there only epochs are checked. */
static void check_time(struct changing *c, const struct entry *entry)
{
    long epochs = c->base->train.epochs;
    double steps = (double)epochs * epoch_steps(c->base, smallest_batch(c));

    if (entry->moment.epoch > epochs)
        rv_report_add(c->report, RV_INPUT, entry->at,
                      "epoch %ld is beyond the run of %ld epochs", entry->moment.epoch, epochs);
    else if (!c->base->train.oversample && (double)entry->moment.step > steps)
        rv_report_add(c->report, RV_INPUT, entry->at, "step %ld is beyond the run of %.0f steps",
                      entry->moment.step, steps);
}

/* Insertion keeps the order of the file among equal times, which a sort of C's need not. */
static void add_entry(struct changing *c, struct entry entry)
{
    size_t place = c->count++;

    while (place && c->entries[place - 1].order > entry.order) {
        c->entries[place] = c->entries[place - 1];
        place--;
    }
    c->entries[place] = entry;
}

/* ---- Binding ---- */

/* "optimizer.learning_rate: 0.01, clip.norm: 1": what events and marks show, and what
 * rv_recipe_tree() reads back. */
static void print_leaves(const struct rv_node *map, const char *prefix, struct rv_text *out)
{
    for (size_t i = 0; i < map->count; i++) {
        const struct rv_node *entry = map->items[i];
        struct rv_text path = {0};

        rv_text_printf(&path, "%s%s%s", prefix, *prefix ? "." : "", entry->key);
        if (entry->kind == RV_NODE_MAP) {
            print_leaves(entry, rv_text_string(&path), out);
        } else {
            rv_text_printf(out, "%s%s: ", out->length ? ", " : "", rv_text_string(&path));
            rv_node_print_inline(entry, out);
        }
        rv_text_release(&path);
    }
}

/* Binds the entry on top of `tree` (the recipe in force until then), which it becomes part of. In
 * this order: keys that can never change are told by name; then the merged recipe is bound, with
 * every check that a file has; then networks are compared, which needs both to be right. A data
 * file that is missing does not stop the list: everything else about it can still be checked. */
static void bind_entry(struct changing *c, const struct entry *entry, struct rv_node *tree,
                       struct rv_recipe *owner)
{
    const struct rv_recipe *before =
        owner->change_count ? owner->changes[owner->change_count - 1].recipe : owner;
    struct rv_change *change = &owner->changes[owner->change_count];
    struct rv_text keys = {0};
    size_t mistakes = c->report->count;
    struct rv_recipe *recipe;

    rv_recipe_refuse_fixed(entry->override, before, c->report);
    if (c->report->count > mistakes)
        return;
    rv_recipe_join(tree, entry->override, true, c->report);
    if (c->report->count > mistakes)
        return;
    recipe = rv_alloc(1, sizeof *recipe);
    (void)rv_recipe_bind_normal(tree, recipe, c->report); /* the report counts */
    if (c->report->count == mistakes && rv_node_get(entry->override, "network"))
        rv_recipe_compare_networks(before, recipe, entry->at, c->report);
    if (c->report->count > mistakes && rv_report_status(c->report) != RV_MISSING) {
        rv_recipe_release(recipe);
        rv_free(recipe);
        return;
    }
    print_leaves(entry->override, "", &keys);
    *change = (struct rv_change){.epoch = entry->moment.epoch,
                                 .step = entry->moment.step,
                                 .recipe = recipe,
                                 .at = entry->at,
                                 .keys = rv_strdup(rv_text_string(&keys))};
    owner->change_count++;
    rv_text_release(&keys);
}

/* Drops the complaint about a missing data file that every bound change repeats. Binding stops at
 * the first entry with a mistake: the ones after it build on it. */
static void bind_all(struct changing *c, const struct rv_node *normal, struct rv_recipe *recipe)
{
    struct rv_node *tree = rv_node_copy(normal);
    struct rv_report *report = c->report, own = {0};
    size_t mistakes = 0;

    c->report = &own;
    recipe->changes = rv_alloc(c->count, sizeof *recipe->changes);
    for (size_t i = 0; i < c->count && mistakes == 0; i++) {
        bind_entry(c, &c->entries[i], tree, recipe);
        for (size_t k = 0; k < own.count; k++) {
            if (own.errors[k].status == RV_MISSING)
                continue;
            rv_report_append(report, &own.errors[k], c->entries[i].at);
            mistakes++;
        }
        own.count = 0;
    }
    c->report = report;
    rv_report_release(&own);
    rv_node_free(tree);
}

/* Times and keys of all entries are read before any is bound: the order in time is not that of
 * the file. */
void rv_recipe_bind_changes(const struct rv_node *changes, const struct rv_node *normal,
                            struct rv_recipe *recipe, struct rv_report *report)
{
    struct changing c = {.base = recipe, .report = report};
    size_t before = report->count;

    if (!changes || rv_node_is_empty(changes))
        return;
    if (changes->kind != RV_NODE_LIST) {
        rv_report_add(report, RV_INPUT, changes->at,
                      "'changes' is a list: [{epoch: 13, KEY: VALUE}]");
        return;
    }
    c.entries = rv_alloc(changes->count + 1, sizeof *c.entries);
    for (size_t i = 0; i < changes->count; i++) {
        struct entry entry = {0};

        if (changes->items[i]->kind != RV_NODE_MAP)
            rv_report_add(report, RV_INPUT, changes->items[i]->at,
                          "a change is a map: {epoch: 13, KEY: VALUE}");
        else if (read_entry(&c, changes->items[i], &entry))
            add_entry(&c, entry);
        else
            rv_node_free(entry.override);
    }
    for (size_t i = 0; i < c.count; i++)
        check_time(&c, &c.entries[i]);
    if (report->count == before && c.count)
        bind_all(&c, normal, recipe);
    for (size_t i = 0; i < c.count; i++)
        rv_node_free(c.entries[i].override);
    rv_free(c.entries);
}
