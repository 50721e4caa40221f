/* The sections of a recipe, one row each. To add one: a field in struct rv_recipe and a row here;
 * binding, printing, `explain` and the menu follow.
 *
 * `where` says which of the two kinds of recipe has the section. A name may have a row for each
 * kind (train, evaluate): both fill the same struct through tables of their own, so that code
 * which reads recipe->train.epochs need not ask what is trained, while a key without meaning for
 * the kind is refused. Selector, registry and first type must be alike in both rows, because
 * merging works on overrides, which do not know their kind. */
#include "recipe/internal.h"

#include "ravine/memory.h"

#include <stddef.h>

#define AT(field) offsetof(struct rv_recipe, field)

/* Rows name their members only where few have them. The order is that of printing. */
const struct rv_section rv_sections[] = {
    {"surface", "name", &rv_surfaces, NULL, AT(surface), "quadratic",
     "The surface that optimizers run on; it makes the recipe one of a surface.",
     .where = RV_WHERE_SURFACE},
    {"path", NULL, NULL, &rv_path_type, AT(path), NULL, "Where paths begin, and how many.",
     .where = RV_WHERE_SURFACE, .bare = true},
    {"noise", "name", &rv_noises, NULL, AT(noise), "none",
     "What is added to the gradient: the part of mini-batches.", .where = RV_WHERE_SURFACE},
    {"validation", NULL, NULL, &rv_twin_type, AT(validation), NULL,
     "The surface that validation sees: the same one moved, turned, re-scaled.",
     .where = RV_WHERE_SURFACE},
    {"data", "set", &rv_datasets, NULL, AT(data), "gratings", "The examples and how many.",
     .where = RV_WHERE_NETWORK},
    {"split", NULL, NULL, &rv_split_type, AT(split), NULL,
     "How the pool is cut into training and validation examples.", .where = RV_WHERE_NETWORK},
    {"scale", NULL, NULL, &rv_scale_type, AT(scale), NULL, "Feature scaling of both sets.",
     .where = RV_WHERE_NETWORK},
    {"augment", NULL, NULL, &rv_augment_type, AT(augment), NULL,
     "Random changes of training examples; off unless given.", .where = RV_WHERE_NETWORK},
    {"network", "preset", &rv_presets, NULL, AT(layers), "tiny-cnn",
     "A list of layers, or the name of a preset.", .where = RV_WHERE_NETWORK},
    {"initial", NULL, NULL, &rv_initial_type, AT(initial), NULL,
     "First weights from files, instead of drawn ones.", .where = RV_WHERE_NETWORK,
     .optional = true},
    {"loss", "name", &rv_losses, NULL, AT(loss), "cross_entropy",
     "What is minimised, with class weights and L1, L2.", .where = RV_WHERE_NETWORK},
    {"optimizer", "name", &rv_optimizers, NULL, AT(optimizer), "sgd", "The update rule or method.",
     .where = RV_WHERE_BOTH},
    {"clip", NULL, NULL, &rv_clip_type, AT(clip), NULL, "Gradient clipping; off unless given.",
     .where = RV_WHERE_BOTH},
    {"schedule", "name", &rv_schedules, NULL, AT(schedule), "constant",
     "The learning rate along the run.", .where = RV_WHERE_BOTH},
    {"momentum_schedule", NULL, NULL, &rv_momentum_schedule_type, AT(momentum_schedule), NULL,
     "A line from one momentum to another; off unless given.", .where = RV_WHERE_BOTH},
    {"average", NULL, NULL, &rv_average_type, AT(average), NULL,
     "Averages of the weights, used where evaluate.parameters names them.",
     .where = RV_WHERE_BOTH},
    {"train", NULL, NULL, &rv_train_type, AT(train), NULL, "Batch, epochs, order.",
     .where = RV_WHERE_NETWORK},
    {"train", NULL, NULL, &rv_train_surface_type, AT(train), NULL,
     "Of a surface: the length of the run.", .where = RV_WHERE_SURFACE},
    {"early_stopping", NULL, NULL, &rv_early_stopping_type, AT(early_stopping), NULL,
     "An early end when validation stops improving; off unless given.", .where = RV_WHERE_BOTH},
    {"evaluate", NULL, NULL, &rv_evaluate_type, AT(evaluate), NULL, "The validation protocol.",
     .where = RV_WHERE_NETWORK},
    {"evaluate", NULL, NULL, &rv_evaluate_surface_type, AT(evaluate), NULL,
     "Of a surface: which point of the path is evaluated, and when.", .where = RV_WHERE_SURFACE},
    {"record", NULL, NULL, &rv_record_type, AT(record), NULL,
     "What is recorded, and the epochs that measures use.", .where = RV_WHERE_BOTH},
};
const size_t rv_section_count = sizeof rv_sections / sizeof *rv_sections;

const struct rv_recipe_key rv_recipe_keys[] = {
    {"protocols",
     "Further validation protocols by name, {NAME: {keys of evaluate}}, evaluated at every epoch "
     "on the same parameters: columns NAME_loss, NAME_accuracy, NAME_loss_se. Keys that are not "
     "given are those of evaluate.",
     NULL, true},
    {"pretrain",
     "What the network is trained on before the run: an override of the recipe. Layers of equal "
     "place, type and shape then take its parameters and statistics, but for those named in "
     "fresh: [LAYER, ...]. none: no pretraining.",
     &rv_pretrain_type, true},
    {"changes",
     "Keys that take over during the run: [{epoch: 13, KEY: VALUE}, {step: 400, ...}].", NULL,
     false},
};
const size_t rv_recipe_key_count = sizeof rv_recipe_keys / sizeof *rv_recipe_keys;

bool rv_recipe_is_nested(const char *key)
{
    for (size_t i = 0; i < rv_recipe_key_count; i++)
        if (rv_recipe_keys[i].nested && rv_text_same_name(key, rv_recipe_keys[i].name))
            return true;
    return false;
}

const char *rv_recipe_kind(enum rv_where where)
{
    return where == RV_WHERE_SURFACE ? "a surface scenario" : "a network scenario";
}

const struct rv_section *rv_section_in(const char *name, enum rv_where where)
{
    for (size_t i = 0; i < rv_section_count; i++)
        if (!rv_sections[i].bare && ((unsigned)rv_sections[i].where & (unsigned)where) &&
            rv_text_same_name(rv_sections[i].name, name))
            return &rv_sections[i];
    return NULL;
}

/* Enough for merging: selector, registry and first type are alike in all rows of a name. */
const struct rv_section *rv_section_find(const char *name)
{
    return rv_section_in(name, RV_WHERE_BOTH);
}

/* Few rows are bare, their tables are short: a search is as good as a list. */
const struct rv_section *rv_section_bare(const char *key)
{
    for (size_t i = 0; i < rv_section_count; i++)
        if (rv_sections[i].bare && rv_params_find(rv_sections[i].type->params, key))
            return &rv_sections[i];
    return NULL;
}

/* Counted first, filled second: keys of bare sections stand where their section does. */
const char **rv_section_names(void)
{
    size_t count = 0, room = 1 + rv_recipe_key_count;
    const char **names;

    for (size_t i = 0; i < rv_section_count; i++, room++)
        for (const struct rv_param *p = rv_sections[i].bare ? rv_sections[i].type->params : NULL;
             p && p->kind != RV_KIND_END; p++)
            room++;
    names = rv_alloc(room, sizeof *names);
    for (size_t i = 0; i < rv_section_count; i++) {
        const struct rv_section *section = &rv_sections[i];

        for (const struct rv_param *p = section->bare ? section->type->params : NULL;
             p && p->kind != RV_KIND_END; p++)
            names[count++] = p->name;
        if (!section->bare && rv_section_find(section->name) == section)
            names[count++] = section->name;
    }
    for (size_t i = 0; i < rv_recipe_key_count; i++)
        names[count++] = rv_recipe_keys[i].name;
    return names;
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

/* A network is a list and no struct of one type: it has neither. */
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
