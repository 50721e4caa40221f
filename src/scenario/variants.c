/* Base recipe and variants: read, changed by the options (sets.c, branch.c), bound; which of them
 * are selected.
 *
 * Variants that --variant leaves out are bound and checked like the others: claims, choices and
 * the printed scenario name them. */
#include "scenario/internal.h"

#include "ravine/memory.h"
#include "ravine/run.h"
#include "recipe/internal.h"

#include <string.h>

#define VARIANTS_MAXIMUM 100

struct reading {
    const struct rv_node *root;
    const struct rv_scenario_options *options;
    struct rv_scenario *scenario;
    struct rv_report *report;
};

/* A mistake of the base is found again in every variant: it is told once. */
static void append_new(struct rv_report *report, const struct rv_report *found, size_t since)
{
    for (size_t i = 0; i < found->count; i++) {
        const struct rv_error *error = &found->errors[i];
        bool known = false;

        for (size_t k = since; k < report->count && !known; k++) {
            const struct rv_error *other = &report->errors[k];

            known = other->line == error->line && other->column == error->column &&
                    strcmp(other->source, error->source) == 0 &&
                    strcmp(other->message, error->message) == 0;
        }
        if (!known)
            rv_report_append(report, error, (struct rv_position){0});
    }
}

/* A variant is an identifier in claims and a folder on disk. */
static bool good_name(const char *name)
{
    return *name >= 'a' && *name <= 'z' &&
           name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

/* The override is copied as it was written: `show` and the run folder print it so. */
static void add_variant(struct reading *r, const char *name, const struct rv_node *override)
{
    struct rv_variant *variant = &r->scenario->variants[r->scenario->variant_count++];

    variant->name = rv_strdup(name);
    variant->selected = true;
    if (override->kind == RV_NODE_MAP) {
        variant->override = rv_node_copy(override);
        return;
    }
    if (!rv_node_is_empty(override))
        rv_report_add(r->report, RV_INPUT, override->at,
                      "a variant is a map of recipe keys: {optimizer.learning_rate: 0.01}");
    variant->override = rv_node_map(override->at);
}

/* `variants:`; without it one variant, "base". */
static void read_variants(struct reading *r)
{
    const struct rv_node *map = rv_node_get(r->root, "variants");

    r->scenario->variants =
        rv_alloc(map && map->count ? map->count : 1, sizeof *r->scenario->variants);
    if (!map) {
        struct rv_node *nothing = rv_node_map(r->root->at);

        add_variant(r, "base", nothing);
        rv_node_free(nothing);
        return;
    }
    if (map->kind != RV_NODE_MAP || map->count == 0) {
        rv_report_add(r->report, RV_INPUT, map->at,
                      "'variants' is a map of names: {bouncing: {}, settled: {KEY: VALUE}}");
        return;
    }
    for (size_t i = 0; i < map->count && i < VARIANTS_MAXIMUM; i++) {
        if (good_name(map->items[i]->key))
            add_variant(r, map->items[i]->key, map->items[i]);
        else
            rv_report_add(r->report, RV_INPUT, map->items[i]->key_at,
                          "'%.80s' is no variant name: small letters, digits and _, a letter "
                          "first",
                          map->items[i]->key);
    }
    if (map->count > VARIANTS_MAXIMUM)
        rv_report_add(r->report, RV_INPUT, map->at, "more than %d variants", VARIANTS_MAXIMUM);
}

/* Marks one variant, or says which there are. */
static void select_named(struct reading *r, const char *what, const char *name,
                         struct rv_position at)
{
    struct rv_variant *variant = rv_scenario_variant(r->scenario, name);

    if (variant)
        variant->selected = true;
    else
        rv_scenario_unknown(r->scenario, what, name, at, r->report);
}

static void select_none(struct rv_scenario *scenario)
{
    for (size_t i = 0; i < scenario->variant_count; i++)
        scenario->variants[i].selected = false;
}

/* --variant, else `only:`, else all. */
static void select_variants(struct reading *r)
{
    const struct rv_node *only = rv_node_get(r->root, "only");

    if (r->options->variant_count) {
        select_none(r->scenario);
        for (size_t i = 0; i < r->options->variant_count; i++)
            select_named(r, "--variant", r->options->variants[i], (struct rv_position){0});
    } else if (only && only->kind == RV_NODE_LIST) {
        select_none(r->scenario);
        for (size_t i = 0; i < only->count; i++)
            select_named(r, "only",
                         only->items[i]->kind == RV_NODE_SCALAR ? only->items[i]->text : "",
                         only->items[i]->at);
    } else if (only) {
        rv_report_add(r->report, RV_INPUT, only->at, "'only' is a list of variants");
    }
}

/* Data files that the scenario names are beside it; those of --set where the user is. */
static void place_files(struct reading *r)
{
    struct rv_scenario *scenario = r->scenario;
    char *folder = rv_strdup(scenario->path), *slash = strrchr(folder, '/');

    if (slash)
        slash[1] = '\0';
    rv_recipe_place_files(scenario->recipe, slash ? folder : "", r->report);
    for (size_t i = 0; i < scenario->variant_count; i++)
        rv_recipe_place_files(scenario->variants[i].override, slash ? folder : "", r->report);
    rv_free(folder);
}

/* ---- Binding ---- */

/* A base of nothing but defaults would let a variant become a surface; its variants could not be
 * compared, and the printed base, with its data, could not be read back. */
static void check_kind(const struct reading *r, const struct rv_node *tree,
                       struct rv_report *found)
{
    const struct rv_node *surface = rv_node_get(tree, "surface");

    if (surface && !rv_node_get(r->scenario->recipe, "surface"))
        rv_report_add(found, RV_INPUT, surface->key_at,
                      "a variant cannot make a surface scenario of a network scenario: put "
                      "'surface' into the recipe");
}

/* What only a run can say: it is asked here, before anything is written. */
static void check_run(const struct rv_recipe *recipe, const struct rv_node *tree,
                      struct rv_report *found)
{
    struct rv_run_place place = {0};
    struct rv_error error = {0};

    if (rv_run_check(recipe, &place, &error) == RV_OK)
        return;
    error.line = 0; /* the data of its own are in order: the place is the recipe's */
    rv_report_append(found, &error,
                     place.change ? place.change->at
                                  : rv_recipe_place(tree, place.section, place.key));
}

/* A variant is bound as a whole recipe: every check of the base holds for it too. */
static void bind_variant(struct reading *r, struct rv_variant *variant, size_t since)
{
    struct rv_report found = {0};
    struct rv_node *tree = rv_recipe_merge(r->scenario->recipe, variant->override, &found);

    check_kind(r, tree, &found);
    if (rv_recipe_bind(tree, &variant->recipe, &found) == RV_OK && !found.count)
        check_run(&variant->recipe, tree, &found);
    variant->wrong = found.count && rv_report_status(&found) != RV_MISSING;
    append_new(r->report, &found, since);
    rv_report_release(&found);
    rv_node_free(tree);
}

void rv_scenario_variants(const struct rv_node *root, const struct rv_scenario_options *options,
                          struct rv_scenario *scenario, struct rv_report *report,
                          struct rv_text *notes)
{
    struct reading r = {root, options, scenario, report};
    struct rv_node *nothing = rv_node_map(root->at);
    const struct rv_node *recipe = rv_node_get(root, "recipe");
    size_t since = report->count;

    read_variants(&r);
    select_variants(&r);
    scenario->recipe = rv_recipe_compose(nothing, recipe ? recipe : nothing, report);
    place_files(&r);
    rv_scenario_apply_sets(options, scenario, report, notes);
    if (options->shares)
        rv_scenario_add_shares(scenario, report);
    rv_scenario_branch(scenario, options->branch, report);
    for (size_t i = 0; i < scenario->variant_count; i++)
        bind_variant(&r, &scenario->variants[i], since);
    rv_node_free(nothing);
}
