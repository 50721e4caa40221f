/* The columns of the epoch table: the same for all runs, then those that the recipe asks for. */
#include "ravine/run.h"

#include "ravine/memory.h"
#include "ravine/text.h"

#define NAME(name, unit, help) #name,

static const char *const always[] = {RV_EPOCH_COLUMNS(NAME) NULL};
static const char *const metrics[] = {RV_METRIC_COLUMNS(NAME) NULL};
static const char *const halves[] = {RV_HALF_COLUMNS(NAME) NULL};
static const char *const flips[] = {RV_FLIP_COLUMNS(NAME) NULL};
static const char *const dead[] = {RV_DEAD_COLUMNS(NAME) NULL};
static const char *const walls[] = {RV_WALL_COLUMNS(NAME) NULL};
static const char *const endings[] = {"loss", "accuracy", "loss_se", NULL};

struct list {
    char **name;
    size_t count;
};

/* One more name, and the NULL behind it. */
static void add(struct list *list, const char *first, const char *second)
{
    struct rv_text text = {0};

    rv_text_printf(&text, "%s%s%s", first, *second ? "_" : "", second);
    list->name =
        rv_realloc(list->name, list->count, list->count + 2, sizeof *list->name);
    list->name[list->count++] = rv_strdup(rv_text_string(&text));
    list->name[list->count] = NULL;
    rv_text_release(&text);
}

static void add_all(struct list *list, const char *const *names)
{
    for (; *names; names++)
        add(list, *names, "");
}

char **rv_run_columns(const struct rv_recipe *recipe)
{
    struct list list = {0};
    bool network = !rv_recipe_on_surface(recipe);

    add_all(&list, always);
    if (recipe->record.metrics)
        add_all(&list, network ? metrics : walls);
    if (network && recipe->record.halves)
        add_all(&list, halves);
    if (network && recipe->record.flips)
        add_all(&list, flips);
    if (network && recipe->record.dead_units)
        add_all(&list, dead);
    for (size_t i = 0; i < recipe->protocol_count; i++)
        for (size_t e = 0; endings[e]; e++)
            add(&list, recipe->protocols[i].name, endings[e]);
    return list.name;
}

void rv_run_columns_free(char **columns)
{
    for (size_t i = 0; columns && columns[i]; i++)
        rv_free(columns[i]);
    rv_free(columns);
}
