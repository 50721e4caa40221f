/* Everything that has a name. */
#include "report/catalogue.h"

#include "command/command.h"

#include "ravine/figure.h"
#include "ravine/memory.h"
#include "ravine/syllabus.h"

const struct rv_registry *const rv_catalogue[] = {
    &rv_optimizers, &rv_schedules, &rv_surfaces, &rv_noises,  &rv_layers,   &rv_losses,
    &rv_datasets,   &rv_measures,  &rv_figures,  &rv_presets, &rv_commands,
    &rv_syllabus_causes, &rv_syllabus_diagnostics, &rv_syllabus_networks, &rv_syllabus_remedies,
    &rv_syllabus_folk_claims, NULL,
};

#define X(name, unit, help) { #name, unit, help },
const struct rv_catalogue_column rv_catalogue_epoch_columns[] = {
    RV_EPOCH_COLUMNS(X) RV_METRIC_COLUMNS(X) RV_HALF_COLUMNS(X) RV_FLIP_COLUMNS(X)
    RV_DEAD_COLUMNS(X) RV_WALL_COLUMNS(X)
    { "NAME_loss, NAME_accuracy, NAME_loss_se", "", "of the protocol NAME of `protocols`" },
    { NULL, NULL, NULL },
};
const struct rv_catalogue_column rv_catalogue_step_columns[] = {
    RV_STEP_COLUMNS(X) { NULL, NULL, NULL },
};
#undef X

const struct rv_registry *rv_catalogue_find(const char *word)
{
    for (size_t i = 0; rv_catalogue[i]; i++)
        if (rv_text_same_name(rv_catalogue[i]->plural, word) ||
            rv_text_same_name(rv_catalogue[i]->kind, word))
            return rv_catalogue[i];
    return NULL;
}

const char **rv_catalogue_plurals(const char *const *more)
{
    size_t count = 0, extra = 0;
    const char **names;

    while (rv_catalogue[count])
        count++;
    while (more && more[extra])
        extra++;
    names = rv_alloc(count + extra + 1, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = rv_catalogue[i]->plural;
    for (size_t i = 0; i < extra; i++)
        names[count + i] = more[i];
    return names;
}
