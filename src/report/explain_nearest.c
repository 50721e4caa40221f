/* The nearest of all names that rv_explain() knows: see explain.h. */
#include "report/catalogue.h"
#include "report/explain.h"

#include "ravine/memory.h"
#include "ravine/recipe.h"
#include "ravine/run.h"
#include "scenario/keys.h"

/* A growing NULL-terminated list of all terms, for the nearest one. */
struct names {
    const char **name;
    size_t count;
};

static void add_name(struct names *names, const char *name)
{
    names->name = rv_memory_grow(names->name, names->count + 1, sizeof *names->name);
    names->name[names->count++] = name;
}

static void add_params(struct names *names, const struct rv_type *type)
{
    for (const struct rv_param *row = type ? type->params : NULL; row && row->kind; row++)
        add_name(names, row->name);
}

const char *rv_explain_nearest(const struct rv_registry *commands, const char *word)
{
    const struct rv_registry *registry;
    struct names names = {0};
    const char *nearest;

    for (size_t k = 0; (registry = rv_catalogue_at(commands, k)); k++) {
        add_name(&names, registry->plural);
        for (size_t i = 0; i < registry->count; i++) {
            add_name(&names, registry->types[i]->name);
            add_params(&names, registry->types[i]);
        }
    }
    for (size_t i = 0; i < rv_section_count; i++) {
        if (!rv_sections[i].bare)
            add_name(&names, rv_sections[i].name);
        add_params(&names, rv_sections[i].type);
    }
    for (size_t i = 0; i < rv_recipe_key_count; i++) {
        add_name(&names, rv_recipe_keys[i].name);
        add_params(&names, rv_recipe_keys[i].type);
    }
    for (const struct rv_scenario_key *key = rv_scenario_keys; key->name; key++) {
        add_name(&names, key->name);
        add_params(&names, key->type);
    }
    for (size_t i = 0; rv_epoch_columns[i].name; i++)
        add_name(&names, rv_epoch_columns[i].name);
    add_name(&names, "claims");
    add_name(&names, "shares");
    nearest = rv_text_nearest(word, names.name);
    rv_free(names.name);
    return nearest;
}
