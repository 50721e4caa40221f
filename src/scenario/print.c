/* The effective scenario as YAML: the file of a run folder.
 *
 * It must repeat the run without the command line and without our defaults: --set is in the recipe
 * and the overrides, --seed and --seeds in `seeds`, --variant in `only`, and each parameter of the
 * base has its value; names of data files are absolute. Reading it gives the same recipes bit for
 * bit, and printing that the same text. Overrides stay as they were written: they are the
 * lesson. */
#include "scenario/internal.h"

#include "ravine/memory.h"

#include <string.h>

static const struct rv_position nowhere = {0};

static void put_choices(struct rv_node *map, const struct rv_scenario *scenario)
{
    struct rv_node *list = rv_node_list(nowhere);

    for (size_t i = 0; i < scenario->choice_count; i++) {
        struct rv_node *choice = rv_node_map(nowhere);

        rv_scenario_put_text(choice, "text", scenario->choices[i].text);
        rv_scenario_put_text(choice, "variant", scenario->choices[i].variant);
        rv_node_append(list, choice);
    }
    rv_node_put(map, "choices", list);
}

static void put_remedies(struct rv_node *map, const struct rv_scenario *scenario)
{
    struct rv_node *remedies = rv_node_map(nowhere);

    for (size_t i = 0; i < scenario->remedy_count; i++)
        rv_scenario_put_text(remedies, scenario->remedies[i].variant,
                             scenario->remedies[i].remedy->name);
    if (scenario->remedy_count)
        rv_node_put(map, "remedies", remedies);
    else
        rv_node_free(remedies);
}

/* The preset that a recipe without `network:` has, in the form that reading gives it. */
static struct rv_node *initial_network(void)
{
    const struct rv_section *section = rv_section_find("network");
    struct rv_node *map = rv_node_map(nowhere);

    rv_node_put(map, section->selector, rv_scenario_text_node(section->initial));
    return map;
}

/* Every parameter of the base, so that a later default cannot change an old run; but the network as
 * it was written: a preset follows the number of classes that a variant may change. */
static struct rv_node *recipe_node(const struct rv_scenario *scenario)
{
    const struct rv_node *network = rv_node_get(scenario->recipe, "network");
    struct rv_report ignored = {0};
    struct rv_recipe base = {0};
    struct rv_node *node;

    if (rv_recipe_bind(scenario->recipe, &base, &ignored) == RV_OK) {
        node = rv_recipe_tree(&base);
        if (!rv_recipe_on_surface(&base))
            rv_node_put(node, "network",
                        network ? rv_node_copy(network) : initial_network());
    } else {
        node = rv_node_copy(scenario->recipe);
    }
    rv_recipe_place_files(node, NULL, NULL);
    rv_recipe_release(&base);
    rv_report_release(&ignored);
    return node;
}

/* All variants, since claims and choices name them; `only` says which of them ran. */
static void put_variants(struct rv_node *map, const struct rv_scenario *scenario)
{
    struct rv_node *variants = rv_node_map(nowhere), *only = rv_node_list(nowhere);
    bool all = true;

    for (size_t i = 0; i < scenario->variant_count; i++) {
        const struct rv_variant *variant = &scenario->variants[i];

        struct rv_node *override = rv_node_copy(variant->override);

        rv_recipe_place_files(override, NULL, NULL);
        rv_node_put(variants, variant->name, override);
        all = all && variant->selected;
        if (variant->selected)
            rv_node_append(only, rv_scenario_text_node(variant->name));
    }
    rv_node_put(map, "variants", variants);
    if (all)
        rv_node_free(only);
    else
        rv_node_put(map, "only", only);
}

static void put_seeds(struct rv_node *map, const struct rv_scenario *scenario)
{
    struct rv_scenario_seeds seeds = {scenario->seed_first, scenario->seed_count,
                                      scenario->seed_demo};
    struct rv_node *node = rv_node_map(nowhere);

    for (const struct rv_param *p = rv_scenario_seed_params; p->kind != RV_KIND_END; p++) {
        struct rv_text text = {0};

        rv_param_print(p, &seeds, &text);
        rv_scenario_put_text(node, p->name, rv_text_string(&text));
        rv_text_release(&text);
    }
    rv_node_put(map, "seeds", node);
}

/* The order in which a person would write the file. */
void rv_scenario_print(const struct rv_scenario *scenario, struct rv_text *out)
{
    struct rv_node *map = rv_node_map(nowhere);

    for (size_t i = 0; i < rv_scenario_text_count; i++) {
        const struct rv_scenario_text *text = &rv_scenario_text_keys[i];
        const char *const *field =
            (const char *const *)(const void *)((const char *)scenario + text->offset);

        /* The choices stand before the answer. */
        if (strcmp(text->key, "answer") == 0 && scenario->choice_count)
            put_choices(map, scenario);
        rv_scenario_put_text(map, text->key, *field);
        if (strcmp(text->key, "cause") == 0)
            rv_scenario_put_names(map, "shows", scenario->shows, scenario->show_count);
    }
    rv_scenario_menu_put(map, scenario);
    rv_node_put(map, "recipe", recipe_node(scenario));
    put_seeds(map, scenario);
    put_variants(map, scenario);
    put_remedies(map, scenario);
    if (scenario->claim_count)
        rv_node_put(map, "claims",
                    rv_scenario_claims_node(scenario->claims, scenario->claim_count));
    rv_scenario_put_exercises(map, scenario);
    rv_scenario_put_names(map, "figures", scenario->figures, scenario->figure_count);
    rv_scenario_put_names(map, "may_diverge", scenario->may_diverge, scenario->may_diverge_count);
    if (scenario->is_long)
        rv_scenario_put_text(map, "long", "true");
    rv_node_print(map, out);
    rv_node_free(map);
}
