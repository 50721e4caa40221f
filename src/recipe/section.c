/* The sections of a recipe, one row each. To add one: a field in struct rv_recipe and a row here;
 * binding, printing, `explain` and the menu follow. */
#include "ravine/recipe.h"

#include <stddef.h>

#define AT(field) offsetof(struct rv_recipe, field)

const struct rv_section rv_sections[] = {
    {"data", "set", &rv_datasets, NULL, AT(data), "gratings", "The examples and how many."},
    {"split", NULL, NULL, &rv_split_type, AT(split), NULL,
     "How the pool is cut into training and validation examples."},
    {"scale", NULL, NULL, &rv_scale_type, AT(scale), NULL, "Feature scaling of both sets."},
    {"augment", NULL, NULL, &rv_augment_type, AT(augment), NULL,
     "Random changes of training examples; off unless given."},
    {"network", "preset", &rv_presets, NULL, AT(layers), "tiny-cnn",
     "A list of layers, or the name of a preset."},
    {"loss", "name", &rv_losses, NULL, AT(loss), "cross_entropy",
     "What is minimised, with class weights and L1, L2."},
    {"optimizer", "name", &rv_optimizers, NULL, AT(optimizer), "sgd", "The update rule."},
    {"clip", NULL, NULL, &rv_clip_type, AT(clip), NULL, "Gradient clipping; off unless given."},
    {"schedule", "name", &rv_schedules, NULL, AT(schedule), "constant",
     "The learning rate along the run."},
    {"momentum_schedule", NULL, NULL, &rv_momentum_schedule_type, AT(momentum_schedule), NULL,
     "A line from one momentum to another; off unless given."},
    {"average", NULL, NULL, &rv_average_type, AT(average), NULL,
     "Averages of the weights, used where evaluate.parameters names them."},
    {"train", NULL, NULL, &rv_train_type, AT(train), NULL, "Batch, epochs, order."},
    {"evaluate", NULL, NULL, &rv_evaluate_type, AT(evaluate), NULL, "The validation protocol."},
    {"record", NULL, NULL, &rv_record_type, AT(record), NULL,
     "What is recorded, and the epochs that measures use."},
};
const size_t rv_section_count = sizeof rv_sections / sizeof *rv_sections;

const struct rv_section *rv_section_find(const char *name)
{
    for (size_t i = 0; i < rv_section_count; i++)
        if (rv_text_same_name(rv_sections[i].name, name))
            return &rv_sections[i];
    return NULL;
}

/* The const_cast of C: a recipe is const to most callers, binding fills it. */
static void *field(const struct rv_section *section, const struct rv_recipe *recipe)
{
    union {
        const struct rv_recipe *recipe;
        char *bytes;
    } place = {.recipe = recipe};

    return place.bytes + section->offset;
}

const struct rv_type *rv_section_type(const struct rv_section *section,
                                      const struct rv_recipe *recipe)
{
    if (section->registry == &rv_presets)
        return NULL;
    if (section->registry)
        return ((const struct rv_config *)field(section, recipe))->type;
    return section->type;
}

void *rv_section_values(const struct rv_section *section, const struct rv_recipe *recipe)
{
    if (section->registry == &rv_presets)
        return NULL;
    if (section->registry)
        return ((const struct rv_config *)field(section, recipe))->values;
    return field(section, recipe);
}
