/* Freeing a scenario. */
#include "scenario/internal.h"

#include "ravine/memory.h"

/* A list of owned texts. */
static void release_names(char **names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        rv_free(names[i]);
    rv_free(names);
}

void rv_scenario_release(struct rv_scenario *scenario)
{
    for (size_t i = 0; i < rv_scenario_text_count; i++)
        rv_free(*(char **)(void *)((char *)scenario + rv_scenario_text_keys[i].offset));
    for (size_t i = 0; i < scenario->choice_count; i++) {
        rv_free(scenario->choices[i].text);
        rv_free(scenario->choices[i].variant);
    }
    for (size_t i = 0; i < scenario->variant_count; i++) {
        rv_free(scenario->variants[i].name);
        rv_node_free(scenario->variants[i].override);
        rv_recipe_release(&scenario->variants[i].recipe);
    }
    for (size_t i = 0; i < scenario->remedy_count; i++)
        rv_free(scenario->remedies[i].variant);
    release_names(scenario->shows, scenario->show_count);
    release_names(scenario->figures, scenario->figure_count);
    release_names(scenario->may_diverge, scenario->may_diverge_count);
    release_names(scenario->set_sources, scenario->set_count);
    rv_free(scenario->choices);
    rv_free(scenario->variants);
    rv_scenario_release_claims(scenario->claims, scenario->claim_count);
    rv_scenario_release_exercises(scenario);
    rv_free(scenario->remedies);
    rv_node_free(scenario->recipe);
    rv_free(scenario->name);
    rv_free(scenario->path);
    rv_tree_release(&scenario->tree);
    *scenario = (struct rv_scenario){0};
}
