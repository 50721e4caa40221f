/* Everything that has a name. */
#include "report/catalogue.h"
#include "report/glossary.h"

#include "ravine/figure.h"
#include "ravine/memory.h"
#include "ravine/syllabus.h"

/* NULL is the place of the commands, which stand above this folder: callers bring them. */
static const struct rv_registry *const registries[] = {
    &rv_optimizers, &rv_schedules, &rv_surfaces, &rv_noises,  &rv_layers, &rv_losses,
    &rv_datasets,   &rv_measures,  &rv_figures,  &rv_presets, NULL,
    &rv_syllabus_causes, &rv_syllabus_diagnostics, &rv_syllabus_networks, &rv_syllabus_remedies,
    &rv_syllabus_folk_claims, &rv_syllabus_lessons, &rv_glossary,
};

const struct rv_registry *rv_catalogue_at(const struct rv_registry *commands, size_t k)
{
    if (k >= sizeof registries / sizeof *registries)
        return NULL;
    return registries[k] ? registries[k] : commands;
}

const struct rv_registry *rv_catalogue_find(const struct rv_registry *commands, const char *word)
{
    const struct rv_registry *registry;

    for (size_t k = 0; (registry = rv_catalogue_at(commands, k)); k++)
        if (rv_text_same_name(registry->plural, word) || rv_text_same_name(registry->kind, word))
            return registry;
    return NULL;
}

const char **rv_catalogue_plurals(const struct rv_registry *commands, const char *const *more)
{
    const struct rv_registry *registry;
    const char **names = NULL;
    size_t count = 0;

    for (; (registry = rv_catalogue_at(commands, count)); count++) {
        names = rv_memory_grow(names, count, sizeof *names);
        names[count] = registry->plural;
    }
    for (; more && *more; more++) {
        names = rv_memory_grow(names, count, sizeof *names);
        names[count++] = *more;
    }
    names = rv_memory_grow(names, count, sizeof *names);
    names[count] = NULL;
    return names;
}
