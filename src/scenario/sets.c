/* `--set`: how the command line changes the base and the variants, before anything is bound.
 *
 *     variant = bind(merge(merge(recipe, --set KEY=VALUE), override + --set VARIANT:KEY=VALUE))
 *
 * A --set changes the base before the variants apply, because a variant is a sentence about the
 * base ("this rate, a fifty times smaller one"): what it sets itself must survive. So a --set may
 * be hidden from a variant. Hidden from some it gives a note, since the comparison is then not the
 * one that was asked for; hidden from all it would do nothing and is an error. Whether it is
 * hidden is not read off the keys but tried: the variant is merged with and without it, and
 * compared. That is right for every way in which an override can set a value (a new type, a list,
 * a layer's name). */
#include "scenario/internal.h"

#include "ravine/memory.h"
#include "recipe/internal.h"

#include <string.h>

/* One --set. */
struct set {
    struct rv_node *override;   /* in normal form; owned; NULL after a mistake */
    struct rv_variant *variant; /* whose it is; NULL: of the base */
};

struct setting {
    const struct rv_scenario_options *options;
    struct rv_scenario *scenario;
    struct rv_report *report;
    struct rv_text *notes; /* may be NULL */
    struct set *sets;      /* as many as the options have */
};

static size_t count_sets(const struct setting *r)
{
    return r->options->set_count + r->options->varied_count;
}

/* The i-th --set, or what a sweep varies, which counts on behind them. */
static const char *set_text(const struct setting *r, size_t i)
{
    const size_t sets = r->options->set_count;

    return i < sets ? r->options->sets[i] : r->options->varied[i - sets];
}

/* What messages call the i-th --set. Positions keep the address, so that the scenario owns it. */
static void name_sets(struct setting *r)
{
    struct rv_scenario *scenario = r->scenario;

    scenario->set_sources = rv_alloc(count_sets(r) + 1, sizeof *scenario->set_sources);
    for (size_t i = 0; i < count_sets(r); i++) {
        struct rv_text source = {0};

        rv_text_printf(&source, "%s %s", i < r->options->set_count ? "--set" : "--vary",
                       set_text(r, i));
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

/* Whether the variant comes out the same from both bases: it sets the key itself. */
static bool hides(const struct rv_variant *variant, const struct rv_node *before,
                  const struct rv_node *after)
{
    struct rv_report ignored = {0};
    struct rv_node *x = rv_recipe_merge(before, variant->override, &ignored);
    struct rv_node *y = rv_recipe_merge(after, variant->override, &ignored);
    bool same = rv_node_equal(x, y);

    rv_node_free(x);
    rv_node_free(y);
    rv_report_release(&ignored);
    return same;
}

/* A --set that no selected variant feels is a mistake; one that some do not feel is a note. */
static void check_effect(struct setting *r, size_t set, const struct rv_node *before,
                         const struct rv_node *after)
{
    const struct rv_scenario *scenario = r->scenario;
    const char *source = scenario->set_sources[set];
    struct rv_text hiding = {0};
    size_t hidden = 0, selected = 0;

    if (rv_node_equal(before, after))
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
                      "%s VARIANT:KEY=VALUE",
                      rv_text_string(&hiding), set < r->options->set_count ? "--set" : "--vary");
    else if (hidden && r->notes)
        rv_text_printf(r->notes, "%s does not reach %s, which set%s this key %s\n", source,
                       rv_text_string(&hiding), hidden == 1 ? "s" : "",
                       hidden == 1 ? "itself" : "themselves");
    rv_text_release(&hiding);
}

/* The variant that a --set names; `skip` bytes of it are "VARIANT:". */
static struct rv_variant *find_variant(struct setting *r, size_t set, size_t skip)
{
    char *name = rv_strdup(set_text(r, set));
    struct rv_variant *variant;

    name[skip - 1] = '\0';
    variant = rv_scenario_variant(r->scenario, name);
    if (!variant)
        rv_scenario_unknown(r->scenario, "", name,
                            (struct rv_position){r->scenario->set_sources[set], 1, 1}, r->report);
    rv_free(name);
    return variant;
}

static void read_sets(struct setting *r)
{
    name_sets(r);
    r->sets = rv_alloc(count_sets(r) + 1, sizeof *r->sets);
    for (size_t i = 0; i < count_sets(r); i++) {
        size_t skip = prefix(set_text(r, i));
        struct rv_node *map;

        if (skip)
            r->sets[i].variant = find_variant(r, i, skip);
        if (skip && !r->sets[i].variant)
            continue;
        map = rv_recipe_assignment(r->scenario->set_sources[i], set_text(r, i), skip,
                                   r->report);
        if (map)
            r->sets[i].override = rv_recipe_normal(map, r->report);
        if (map)
            rv_recipe_place_files(r->sets[i].override, "", r->report);
        rv_node_free(map);
    }
}

static void release_sets(struct setting *r)
{
    for (size_t i = 0; i < count_sets(r); i++)
        rv_node_free(r->sets[i].override);
    rv_free(r->sets);
}

/* What the --set of the base (`variant` NULL) or of a variant say together, but for one of them:
 * SIZE_MAX leaves none out. */
static struct rv_node *join_sets(const struct setting *r, const struct rv_variant *variant,
                                 size_t without, struct rv_report *report)
{
    const struct rv_node **chosen = rv_alloc(count_sets(r) + 1, sizeof *chosen);
    struct rv_node *together;
    size_t count = 0;

    for (size_t i = 0; i < count_sets(r); i++)
        if (r->sets[i].override && r->sets[i].variant == variant && i != without)
            chosen[count++] = r->sets[i].override;
    together = rv_recipe_together(chosen, count, report);
    rv_free(chosen);
    return together;
}

/* Whether a --set of the base does something is seen by leaving it out. */
static void check_effects(struct setting *r, const struct rv_node *old)
{
    for (size_t i = 0; i < count_sets(r); i++) {
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
static void set_base(struct setting *r)
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
static void set_variant(struct setting *r, struct rv_variant *variant)
{
    struct rv_node *all = join_sets(r, variant, SIZE_MAX, r->report), *both;

    if (all->count) {
        both = rv_recipe_compose(variant->override, all, r->report);
        rv_node_free(variant->override);
        variant->override = both;
    }
    rv_node_free(all);
}

void rv_scenario_apply_sets(const struct rv_scenario_options *options,
                            struct rv_scenario *scenario, struct rv_report *report,
                            struct rv_text *notes)
{
    struct setting r = {.options = options, .scenario = scenario, .report = report,
                        .notes = notes};

    read_sets(&r);
    /* Variants first: whether a base key does nothing depends on what they set. */
    for (size_t i = 0; i < scenario->variant_count; i++)
        set_variant(&r, &scenario->variants[i]);
    set_base(&r);
    release_sets(&r);
}
