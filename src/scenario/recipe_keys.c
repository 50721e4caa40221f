/* `recipe`, `variants` and `only` in the printed scenario, the file of a run folder.
 *
 * It must repeat the run without the command line and without our defaults: --set is in the recipe
 * and the overrides, --variant in `only`, and each parameter of the base has its value; names of
 * data files are absolute. Reading it gives the same recipes bit for bit, and printing that the
 * same text. Overrides stay as they were written: they are the lesson. */
#include "scenario/internal.h"

#include "ravine/memory.h"

#include <string.h>

/* The preset that a recipe without `network:` has, in the form that reading gives it. */
static struct rv_node *initial_network(void)
{
    const struct rv_section *section = rv_section_find("network");
    struct rv_node *map = rv_node_map(RV_NOWHERE);

    rv_node_put(map, section->selector, rv_scenario_text_node(section->initial));
    return map;
}

/* Every parameter of the base, so that a later default cannot change an old run; but the network as
 * it was written: a preset follows the number of classes that a variant may change. */
void rv_scenario_print_recipe(const struct rv_scenario *scenario, struct rv_node *map)
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
    rv_node_put(map, "recipe", node);
}

/* All variants, since claims and choices name them; `only` says which of them ran. */
void rv_scenario_print_variants(const struct rv_scenario *scenario, struct rv_node *map)
{
    struct rv_node *variants = rv_node_map(RV_NOWHERE);

    for (size_t i = 0; i < scenario->variant_count; i++) {
        struct rv_node *override = rv_node_copy(scenario->variants[i].override);

        rv_recipe_place_files(override, NULL, NULL);
        rv_node_put(variants, scenario->variants[i].name, override);
    }
    rv_node_put(map, "variants", variants);
}

void rv_scenario_print_only(const struct rv_scenario *scenario, struct rv_node *map)
{
    struct rv_node *only = rv_node_list(RV_NOWHERE);

    for (size_t i = 0; i < scenario->variant_count; i++)
        if (scenario->variants[i].selected)
            rv_node_append(only, rv_scenario_text_node(scenario->variants[i].name));
    if (only->count < scenario->variant_count)
        rv_node_put(map, "only", only);
    else
        rv_node_free(only);
}
