/* Freeing a recipe, with those of its changes and of its pretraining. */
#include "ravine/recipe.h"

#include "ravine/memory.h"

static void release_pretrain(struct rv_pretrain *pretrain)
{
    if (pretrain->recipe)
        rv_recipe_release(pretrain->recipe);
    rv_free(pretrain->recipe);
    rv_free(pretrain->fresh);
    rv_node_free(pretrain->written);
    *pretrain = (struct rv_pretrain){0};
}

/* Recursion ends: the recipe of a change has no changes itself. */
void rv_recipe_release(struct rv_recipe *recipe)
{
    rv_config_release(&recipe->surface);
    rv_config_release(&recipe->noise);
    rv_config_release(&recipe->data);
    rv_config_release(&recipe->loss);
    rv_config_release(&recipe->optimizer);
    rv_config_release(&recipe->schedule);
    for (size_t i = 0; i < recipe->layer_count; i++)
        rv_layer_spec_release(&recipe->layers[i]);
    rv_free(recipe->layers);
    rv_free(recipe->protocols);
    release_pretrain(&recipe->pretrain);
    for (size_t i = 0; i < recipe->change_count; i++) {
        rv_recipe_release(recipe->changes[i].recipe);
        rv_free(recipe->changes[i].recipe);
        rv_free(recipe->changes[i].keys);
    }
    rv_free(recipe->changes);
    *recipe = (struct rv_recipe){0};
}
