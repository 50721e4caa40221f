/* Freeing a scenario. */
#include "scenario/internal.h"

#include "ravine/memory.h"

void rv_scenario_release(struct rv_scenario *scenario)
{
    rv_scenario_release_keys(scenario);
    for (size_t i = 0; i < scenario->choice_count; i++) {
        rv_free(scenario->choices[i].text);
        rv_free(scenario->choices[i].variant);
        rv_free(scenario->choices[i].reason);
    }
    for (size_t i = 0; i < scenario->variant_count; i++) {
        rv_free(scenario->variants[i].name);
        rv_node_free(scenario->variants[i].override);
        rv_recipe_release(&scenario->variants[i].recipe);
    }
    for (size_t i = 0; i < scenario->remedy_count; i++)
        rv_free(scenario->remedies[i].variant);
    rv_scenario_release_names(scenario->set_sources, scenario->set_count);
    rv_free(scenario->choices);
    rv_free(scenario->variants);
    rv_scenario_release_claims(scenario->claims, scenario->claim_count);
    rv_scenario_release_exercises(scenario);
    rv_free(scenario->remedies);
    rv_node_free(scenario->recipe);
    rv_free(scenario->name);
    rv_free(scenario->path);
    rv_free(scenario->lines.keras);
    rv_free(scenario->lines.pytorch);
    rv_tree_release(&scenario->tree);
    *scenario = (struct rv_scenario){0};
}
