/* Live runs are made and changed here: see live_run.h. Every change goes through the tree, so that
 * the file of a live run says all that happened in it. */
#include "lesson/live_run_internal.h"

#include "ravine/memory.h"
#include "ravine/scenario.h"

#include <string.h>

static const struct rv_position nowhere = {0};

/* ---- Making ---- */

/* Recipe and run of a tree. Takes nothing over. */
static enum rv_status build(const struct rv_node *tree, uint64_t seed, struct rv_recipe **recipe,
                            struct rv_run **run, struct rv_report *report)
{
    struct rv_error error = {0};
    size_t before = report->count;
    enum rv_status status;

    *run = NULL;
    *recipe = rv_alloc(1, sizeof **recipe);
    status = rv_recipe_bind(tree, *recipe, report);
    if (status == RV_OK) {
        status = rv_run_create(*recipe, seed, run, &error);
        if (status)
            rv_report_append(report, &error, nowhere);
    }
    if (status == RV_OK)
        return RV_OK;
    if (report->count == before)
        rv_report_add(report, status, nowhere, "%s", rv_status_text(status));
    rv_recipe_release(*recipe);
    rv_free(*recipe);
    *recipe = NULL;
    return status;
}

static size_t count_changes(const struct rv_node *tree)
{
    const struct rv_node *changes = rv_node_get(tree, "changes");

    return changes && changes->kind == RV_NODE_LIST ? changes->count : 0;
}

/* Takes the tree over. */
static enum rv_status make(struct rv_node *tree, size_t planned, uint64_t seed, const char *label,
                           struct rv_live_run **out, struct rv_report *report)
{
    struct rv_live_run *live = rv_alloc(1, sizeof *live);
    enum rv_status status;

    live->tree = tree;
    live->planned = planned;
    live->seed = seed;
    live->label = rv_strdup(label);
    live->at.between = true;
    status = build(tree, seed, &live->recipe, &live->run, report);
    if (status) {
        rv_live_run_free(live);
        return status;
    }
    rv_live_run_make_room(live);
    rv_live_run_keep(live, 0);
    *out = live;
    return RV_OK;
}

enum rv_status rv_live_run_create(const struct rv_node *tree, uint64_t seed, const char *label,
                                  struct rv_live_run **live, struct rv_report *report)
{
    return make(rv_node_copy(tree), count_changes(tree), seed, label, live, report);
}

/* ---- Changing ---- */

static struct rv_node *number_node(long number)
{
    struct rv_text text = {0};
    struct rv_node *node;

    rv_text_printf(&text, "%ld", number);
    node = rv_node_scalar(nowhere, rv_text_string(&text));
    rv_text_release(&text);
    return node;
}

/* Whether an entry of `changes` has taken over at that place. */
static bool applied(const struct rv_node *entry, const struct rv_live_run_place *at)
{
    const struct rv_node *epoch = rv_node_get(entry, "epoch"), *step = rv_node_get(entry, "step");
    long n = 0;

    if (epoch && rv_text_to_integer(epoch->text, &n))
        return n <= at->epoch + (at->between ? 0 : 1); /* due at the start of that epoch */
    return step && rv_text_to_integer(step->text, &n) && n <= at->step;
}

/* Drops what was changed by hand and lies ahead of the place: it belongs to a future that is
 * given up. */
static void drop_ahead(struct rv_node *tree, size_t planned, const struct rv_live_run_place *at)
{
    struct rv_node *changes = rv_node_get(tree, "changes");

    if (!changes)
        return;
    for (size_t i = changes->count; i-- > planned;)
        if (!applied(changes->items[i], at)) {
            rv_node_free(changes->items[i]);
            for (size_t k = i + 1; k < changes->count; k++)
                changes->items[k - 1] = changes->items[k];
            changes->count--;
        }
}

/* {epoch: 13, KEY: VALUE}, or {step: 400, ...} in the middle of an epoch. */
static void append_change(struct rv_node *tree, const struct rv_node *override,
                          const struct rv_live_run_place *at, enum rv_live when)
{
    struct rv_node *changes = rv_node_get(tree, "changes"), *entry = rv_node_map(nowhere);

    if (at->between || when == RV_LIVE_EPOCH)
        rv_node_put(entry, "epoch", number_node(at->epoch + (at->between ? 1 : 2)));
    else
        rv_node_put(entry, "step", number_node(at->step + 1));
    for (size_t i = 0; i < override->count; i++)
        rv_node_put(entry, override->items[i]->key, rv_node_copy(override->items[i]));
    if (!changes) {
        changes = rv_node_list(nowhere);
        rv_node_put(tree, "changes", changes);
    }
    rv_node_append(changes, entry);
}

/* The new run goes on from the state of the old one where both keep it alike. Else nothing of it
 * can be used, and the steps up to here are made again: they are the same, bit for bit. */
static void hand_over(struct rv_live_run *live, struct rv_recipe *recipe, struct rv_run *run)
{
    if (rv_run_state_fits(run, live->run)) {
        unsigned char *block = rv_alloc(1, rv_run_state_size(run));

        rv_run_state_save(live->run, block);
        rv_run_state_restore(run, block);
        rv_free(block);
        for (size_t e = (size_t)live->at.epoch + 1; e < live->copies; e++) {
            rv_free(live->kept[e]);
            live->kept[e] = NULL;
        }
    } else {
        rv_live_run_forget(live);
        live->made = 0;
    }
    rv_run_free(live->run);
    rv_recipe_release(live->recipe);
    rv_free(live->recipe);
    live->run = run;
    live->recipe = recipe;
    if (live->made == 0)
        rv_live_run_keep(live, 0);
}

enum rv_status rv_live_run_change(struct rv_live_run *live, const struct rv_node *override,
                                  enum rv_live when, struct rv_report *report)
{
    struct rv_node *tree = rv_node_copy(live->tree);
    struct rv_recipe *recipe;
    struct rv_run *run;
    enum rv_status status;

    if (live->rewound)
        drop_ahead(tree, live->planned, &live->at);
    append_change(tree, override, &live->at, when);
    status = build(tree, live->seed, &recipe, &run, report);
    if (status) {
        rv_node_free(tree);
        return status;
    }
    rv_node_free(live->tree);
    live->tree = tree;
    live->rewound = false;
    hand_over(live, recipe, run);
    return RV_OK;
}

/* ---- Other live runs from this one ---- */

enum rv_status rv_live_run_branch(const struct rv_live_run *live, long epoch, const char *label,
                                  struct rv_live_run **out, struct rv_report *report)
{
    struct rv_node *tree = rv_node_copy(live->tree);
    struct rv_live_run_place at;
    struct rv_live_run *branch;
    enum rv_status status;

    epoch = epoch < 0 ? 0 : epoch > live->at.epoch ? live->at.epoch : epoch;
    at = (struct rv_live_run_place){live->ends[epoch], epoch, true};
    drop_ahead(tree, live->planned, &at);
    status = make(tree, live->planned, live->seed, label, &branch, report);
    if (status)
        return status;
    branch->at = at;
    memcpy(branch->ends, live->ends, (size_t)(epoch + 1) * sizeof *branch->ends);
    if (rv_run_state_fits(branch->run, live->run)) {
        long from = 0;

        for (long e = 0; e <= epoch; e++)
            if (live->kept[e]) {
                rv_run_state_restore(branch->run, live->kept[e]);
                rv_live_run_keep(branch, e);
                from = e;
            }
        branch->made = branch->ends[from];
    }
    *out = branch;
    return RV_OK;
}

enum rv_status rv_live_run_copy(const struct rv_live_run *live, const char *label,
                                struct rv_live_run **out, struct rv_report *report)
{
    struct rv_live_run *copy;
    enum rv_status status = make(rv_node_copy(live->tree), live->planned, live->seed, label, &copy,
                                 report);
    const size_t size = rv_run_state_size(live->run);
    unsigned char *block;

    if (status)
        return status;
    for (long e = 1; e <= live->at.epoch; e++)
        if (live->kept[e])
            copy->kept[e] = rv_memdup(live->kept[e], size);
    memcpy(copy->ends, live->ends, live->copies * sizeof *copy->ends);
    block = rv_alloc(1, size);
    rv_run_state_save(live->run, block);
    rv_run_state_restore(copy->run, block);
    rv_free(block);
    copy->at = live->at;
    copy->made = live->made;
    copy->rewound = live->rewound;
    copy->sample = live->sample;
    *out = copy;
    return RV_OK;
}

/* Changes by hand become settings from the first step on, in the order in which they were made. */
static struct rv_node *fold(const struct rv_node *tree, size_t planned, struct rv_report *report)
{
    struct rv_node *folded = rv_node_copy(tree);
    const struct rv_node *changes = rv_node_get(tree, "changes");
    struct rv_node *left = rv_node_get(folded, "changes");

    while (left && left->count > planned)
        rv_node_free(left->items[--left->count]);
    if (!changes)
        return folded;
    for (size_t i = planned; i < changes->count; i++) {
        struct rv_node *override = rv_node_map(nowhere), *next;

        for (size_t k = 0; k < changes->items[i]->count; k++) {
            const struct rv_node *entry = changes->items[i]->items[k];

            if (!rv_text_same_name(entry->key, "epoch") && !rv_text_same_name(entry->key, "step"))
                rv_node_put(override, entry->key, rv_node_copy(entry));
        }
        next = rv_recipe_merge(folded, override, report);
        rv_node_free(override);
        rv_node_free(folded);
        folded = next;
    }
    return folded;
}

enum rv_status rv_live_run_anew(const struct rv_live_run *live, const struct rv_node *override,
                                uint64_t seed, const char *label, struct rv_live_run **anew,
                                struct rv_report *report)
{
    size_t before = report->count;
    struct rv_node *tree = fold(live->tree, live->planned, report), *merged;

    if (override) {
        merged = rv_recipe_merge(tree, override, report);
        rv_node_free(tree);
        tree = merged;
    }
    if (report->count > before) {
        rv_node_free(tree);
        return rv_report_status(report);
    }
    return make(tree, live->planned, seed, label, anew, report);
}

/* ---- Its file ---- */

/* Read once more, so that what is written is known to be right, and has every value in it. */
enum rv_status rv_live_run_print(const struct rv_live_run *live, const char *title,
                                 struct rv_text *out, struct rv_report *report)
{
    struct rv_node *root = rv_node_map(nowhere), *seeds = rv_node_map(nowhere);
    struct rv_node *name = rv_node_scalar(nowhere, title);
    struct rv_scenario scenario;
    struct rv_text yaml = {0};
    enum rv_status status;

    name->quoted = true;
    rv_node_put(root, "title", name);
    rv_node_put(root, "recipe", rv_node_copy(live->tree));
    rv_node_put(seeds, "first", number_node((long)live->seed));
    rv_node_put(seeds, "count", number_node(1));
    rv_node_put(root, "seeds", seeds);
    rv_node_print(root, &yaml);
    status = rv_scenario_parse("run", rv_text_string(&yaml), NULL, &scenario, report, NULL);
    if (status == RV_OK)
        rv_scenario_print(&scenario, out);
    rv_scenario_release(&scenario);
    rv_node_free(root);
    rv_text_release(&yaml);
    return status;
}
