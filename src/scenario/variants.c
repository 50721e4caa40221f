/* Base recipe and variants: what --set changes, merging, binding, which are selected.
 *
 *     variant = bind(merge(merge(recipe, --set KEY=VALUE), override + --set VARIANT:KEY=VALUE))
 *
 * A --set changes the base before the variants apply, because a variant is a sentence about the
 * base ("this rate, a fifty times smaller one"): what it sets itself must survive. So a --set may
 * be hidden from a variant. Hidden from some it gives a note, since the comparison is then not the
 * one that was asked for; hidden from all it would do nothing and is an error. Whether it is
 * hidden is not read off the keys but tried: the variant is merged with and without it, and
 * compared. That is right for every way in which an override can set a value (a new type, a list,
 * a layer's name).
 *
 * Variants that --variant leaves out are bound and checked like the others: claims, choices and
 * the printed scenario name them. */
#include "scenario/internal.h"

#include "ravine/memory.h"
#include "recipe/internal.h"

#include <string.h>

#define VARIANTS_MAXIMUM 100

/* One --set. */
struct set {
    struct rv_node *override;   /* in normal form; owned; NULL after a mistake */
    struct rv_variant *variant; /* whose it is; NULL: of the base */
};

struct reading {
    const struct rv_node *root;
    const struct rv_scenario_options *options;
    struct rv_scenario *scenario;
    struct rv_report *report;
    struct rv_text *notes; /* may be NULL */
    struct set *sets;      /* as many as the options have */
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

/* ---- --set ---- */

/* What messages call the i-th --set. Positions keep the address, so that the scenario owns it. */
static void name_sets(struct reading *r)
{
    struct rv_scenario *scenario = r->scenario;

    scenario->set_sources = rv_alloc(r->options->set_count + 1, sizeof *scenario->set_sources);
    for (size_t i = 0; i < r->options->set_count; i++) {
        struct rv_text source = {0};

        rv_text_printf(&source, "--set %s", r->options->sets[i]);
        scenario->set_sources[scenario->set_count++] = rv_strdup(rv_text_string(&source));
        rv_text_release(&source);
    }
}

/* Bytes of "VARIANT:" in front of a --set, 0 when there is none. */
static size_t prefix(const char *set)
{
    size_t length = strcspn(set, ":=");

    return set[length] == ':' ? length + 1 : 0;
}

/* Equal when printed: positions do not count. */
static bool same_tree(const struct rv_node *a, const struct rv_node *b)
{
    struct rv_text x = {0}, y = {0};
    bool same;

    rv_node_print(a, &x);
    rv_node_print(b, &y);
    same = strcmp(rv_text_string(&x), rv_text_string(&y)) == 0;
    rv_text_release(&x);
    rv_text_release(&y);
    return same;
}

/* Whether the variant comes out the same from both bases: it sets the key itself. */
static bool hides(const struct rv_variant *variant, const struct rv_node *before,
                  const struct rv_node *after)
{
    struct rv_report ignored = {0};
    struct rv_node *x = rv_recipe_merge(before, variant->override, &ignored);
    struct rv_node *y = rv_recipe_merge(after, variant->override, &ignored);
    bool same = same_tree(x, y);

    rv_node_free(x);
    rv_node_free(y);
    rv_report_release(&ignored);
    return same;
}

/* A --set that no selected variant feels is a mistake; one that some do not feel is a note. */
static void check_effect(struct reading *r, size_t set, const struct rv_node *before,
                         const struct rv_node *after)
{
    const struct rv_scenario *scenario = r->scenario;
    const char *source = scenario->set_sources[set];
    struct rv_text hiding = {0};
    size_t hidden = 0, selected = 0;

    if (same_tree(before, after))
        return;
    for (size_t i = 0; i < scenario->variant_count; i++) {
        if (!scenario->variants[i].selected)
            continue;
        selected++;
        if (!hides(&scenario->variants[i], before, after))
            continue;
        rv_text_printf(&hiding, "%s%s", hidden++ ? ", " : "", scenario->variants[i].name);
    }
    if (hidden && hidden == selected)
        rv_report_add(r->report, RV_INPUT, (struct rv_position){source, 1, 1},
                      "this would do nothing: every variant sets the key itself (%s); use "
                      "--set VARIANT:KEY=VALUE",
                      rv_text_string(&hiding));
    else if (hidden && r->notes)
        rv_text_printf(r->notes, "%s does not reach %s, which set%s this key %s\n", source,
                       rv_text_string(&hiding), hidden == 1 ? "s" : "",
                       hidden == 1 ? "itself" : "themselves");
    rv_text_release(&hiding);
}

/* The variant that a --set names; `skip` bytes of it are "VARIANT:". */
static struct rv_variant *find_variant(struct reading *r, size_t set, size_t skip)
{
    char *name = rv_strdup(r->options->sets[set]);
    struct rv_variant *variant;

    name[skip - 1] = '\0';
    variant = rv_scenario_variant(r->scenario, name);
    if (!variant)
        rv_scenario_unknown(r->scenario, "", name,
                            (struct rv_position){r->scenario->set_sources[set], 1, 1}, r->report);
    rv_free(name);
    return variant;
}

static void read_sets(struct reading *r)
{
    name_sets(r);
    r->sets = rv_alloc(r->options->set_count + 1, sizeof *r->sets);
    for (size_t i = 0; i < r->options->set_count; i++) {
        size_t skip = prefix(r->options->sets[i]);
        struct rv_node *map;

        if (skip)
            r->sets[i].variant = find_variant(r, i, skip);
        if (skip && !r->sets[i].variant)
            continue;
        map = rv_recipe_assignment(r->scenario->set_sources[i], r->options->sets[i], skip,
                                   r->report);
        if (map)
            r->sets[i].override = rv_recipe_normal(map, r->report);
        rv_node_free(map);
    }
}

static void release_sets(struct reading *r)
{
    for (size_t i = 0; i < r->options->set_count; i++)
        rv_node_free(r->sets[i].override);
    rv_free(r->sets);
}

/* What the --set of the base (`variant` NULL) or of a variant say together, but for one of them:
 * SIZE_MAX leaves none out. */
static struct rv_node *join_sets(const struct reading *r, const struct rv_variant *variant,
                                 size_t without, struct rv_report *report)
{
    const struct rv_node **chosen = rv_alloc(r->options->set_count + 1, sizeof *chosen);
    struct rv_node *together;
    size_t count = 0;

    for (size_t i = 0; i < r->options->set_count; i++)
        if (r->sets[i].override && r->sets[i].variant == variant && i != without)
            chosen[count++] = r->sets[i].override;
    together = rv_recipe_together(chosen, count, report);
    rv_free(chosen);
    return together;
}

/* Whether a --set of the base does something is seen by leaving it out. */
static void check_effects(struct reading *r, const struct rv_node *old)
{
    for (size_t i = 0; i < r->options->set_count; i++) {
        struct rv_report ignored = {0};
        struct rv_node *others, *before;

        if (!r->sets[i].override || r->sets[i].variant)
            continue;
        others = join_sets(r, NULL, i, &ignored);
        before = rv_recipe_merge(old, others, &ignored);
        check_effect(r, i, before, r->scenario->recipe);
        rv_node_free(others);
        rv_node_free(before);
        rv_report_release(&ignored);
    }
}

/* All at once, so that their order does not matter. */
static void set_base(struct reading *r)
{
    size_t mistakes = r->report->count;
    struct rv_node *old = r->scenario->recipe, *all = join_sets(r, NULL, SIZE_MAX, r->report);

    if (all->count) {
        r->scenario->recipe = rv_recipe_merge(old, all, r->report);
        if (r->report->count == mistakes)
            check_effects(r, old);
        rv_node_free(old);
    }
    rv_node_free(all);
}

/* Becomes part of the override, so that the printed scenario repeats the run without options. */
static void set_variant(struct reading *r, struct rv_variant *variant)
{
    struct rv_node *all = join_sets(r, variant, SIZE_MAX, r->report), *both;

    if (all->count) {
        both = rv_recipe_compose(variant->override, all, r->report);
        rv_node_free(variant->override);
        variant->override = both;
    }
    rv_node_free(all);
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

/* A variant is bound as a whole recipe: every check of the base holds for it too. */
static void bind_variant(struct reading *r, struct rv_variant *variant, size_t since)
{
    struct rv_report found = {0};
    struct rv_node *tree = rv_recipe_merge(r->scenario->recipe, variant->override, &found);

    check_kind(r, tree, &found);
    (void)rv_recipe_bind(tree, &variant->recipe, &found); /* the report counts */
    variant->wrong = found.count && rv_report_status(&found) != RV_MISSING;
    append_new(r->report, &found, since);
    rv_report_release(&found);
    rv_node_free(tree);
}

void rv_scenario_variants(const struct rv_node *root, const struct rv_scenario_options *options,
                          struct rv_scenario *scenario, struct rv_report *report,
                          struct rv_text *notes)
{
    struct reading r = {.root = root, .options = options, .scenario = scenario, .report = report,
                        .notes = notes};
    struct rv_node *nothing = rv_node_map(root->at);
    const struct rv_node *recipe = rv_node_get(root, "recipe");
    size_t since = report->count;

    read_variants(&r);
    select_variants(&r);
    read_sets(&r);
    scenario->recipe = rv_recipe_compose(nothing, recipe ? recipe : nothing, report);
    /* Variants first: whether a base key does nothing depends on what they set. */
    for (size_t i = 0; i < scenario->variant_count; i++)
        set_variant(&r, &scenario->variants[i]);
    set_base(&r);
    release_sets(&r);
    if (options->shares)
        rv_scenario_add_shares(scenario, report);
    rv_scenario_branch(scenario, options->branch, report);
    for (size_t i = 0; i < scenario->variant_count; i++)
        bind_variant(&r, &scenario->variants[i], since);
    rv_node_free(nothing);
}
