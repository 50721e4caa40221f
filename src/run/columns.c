/* The columns of the tables: their rows, and which of the epoch table a recipe asks for. */
#include "run/columns.h"

#include "ravine/memory.h"
#include "ravine/text.h"

#include <assert.h>
#include <string.h>

/* When a column of the epoch table is recorded; the key that asks for it. */
enum group { ALWAYS, METRICS, HALVES, FLIPS, DEAD_UNITS, WALL, CURVATURE };

#define KEY_ALWAYS NULL
#define KEY_METRICS "record.metrics"
#define KEY_HALVES "record.halves"
#define KEY_FLIPS "record.flips"
#define KEY_DEAD_UNITS "record.dead_units"
#define KEY_WALL "record.metrics"
#define KEY_CURVATURE "record.curvature.every"

static const enum group groups[] = {
#define X(NAME, name, group, unit, help) group,
#include "run/epoch_columns.def"
#undef X
};

const struct rv_column rv_epoch_columns[] = {
#define X(NAME, name, group, unit, help) {#name, unit, help, KEY_##group},
#include "run/epoch_columns.def"
#undef X
    {NULL, NULL, NULL, NULL}};

const struct rv_column rv_step_columns[] = {
#define X(NAME, name, unit, help) {#name, unit, help, NULL},
#include "run/step_columns.def"
#undef X
    {NULL, NULL, NULL, NULL}};

const struct rv_column rv_event_columns[] = {
#define X(NAME, name, kind, help) {#name, "", help, NULL},
#include "run/event_columns.def"
#undef X
    {NULL, NULL, NULL, NULL}};

/* The names alone; an empty macro argument leaves a name out. */
#define NAME_ALWAYS(name) name,
#define NAME_METRICS(name)
#define NAME_HALVES(name)
#define NAME_FLIPS(name)
#define NAME_DEAD_UNITS(name)
#define NAME_WALL(name)
#define NAME_CURVATURE(name)

const char *const rv_epoch_column_names[] = {
#define X(NAME, name, group, unit, help) NAME_##group(#name)
#include "run/epoch_columns.def"
#undef X
    NULL};

const char *const rv_step_column_names[] = {
#define X(NAME, name, unit, help) #name,
#include "run/step_columns.def"
#undef X
    NULL};

static_assert(sizeof groups / sizeof *groups == RV_EPOCH_COLUMN_COUNT &&
                  sizeof rv_epoch_columns / sizeof *rv_epoch_columns == RV_EPOCH_COLUMN_COUNT + 1 &&
                  sizeof rv_step_column_names / sizeof *rv_step_column_names ==
                      RV_STEP_COLUMN_COUNT + 1 &&
                  sizeof rv_event_columns / sizeof *rv_event_columns == RV_EVENT_COLUMN_COUNT + 1,
              "a row of a .def is one place, one column, one name");

static const char *const protocol_suffixes[] = {
    [RV_PROTOCOL_LOSS] = "loss",
    [RV_PROTOCOL_ACCURACY] = "accuracy",
    [RV_PROTOCOL_LOSS_SE] = "loss_se",
};
static_assert(sizeof protocol_suffixes / sizeof *protocol_suffixes == RV_PROTOCOL_COLUMN_COUNT,
              "every column of a protocol has a name");

static bool recorded(const struct rv_recipe *recipe, enum group group)
{
    bool network = !rv_recipe_on_surface(recipe);

    switch (group) {
    case ALWAYS:
        return true;
    case METRICS:
        return network && recipe->record.metrics;
    case HALVES:
        return network && recipe->record.halves;
    case FLIPS:
        return network && recipe->record.flips;
    case DEAD_UNITS:
        return network && recipe->record.dead_units;
    case WALL:
        return !network && recipe->record.metrics;
    case CURVATURE:
        return recipe->record.curvature.every == RV_RECORD_EPOCH;
    }
    return false;
}

char **rv_run_columns(const struct rv_recipe *recipe)
{
    size_t protocols = recipe->protocol_count * RV_PROTOCOL_COLUMN_COUNT, count = 0;
    char **names = rv_alloc(RV_EPOCH_COLUMN_COUNT + protocols + 1, sizeof *names);

    for (size_t c = 0; c < RV_EPOCH_COLUMN_COUNT; c++)
        if (recorded(recipe, groups[c]))
            names[count++] = rv_strdup(rv_epoch_columns[c].name);
    for (size_t i = 0; i < protocols; i++) {
        struct rv_text name = {0};

        rv_text_printf(&name, "%s_%s", recipe->protocols[i / RV_PROTOCOL_COLUMN_COUNT].name,
                       protocol_suffixes[i % RV_PROTOCOL_COLUMN_COUNT]);
        names[count++] = rv_strdup(rv_text_string(&name));
        rv_text_release(&name);
    }
    return names;
}

void rv_run_columns_free(char **columns)
{
    for (size_t i = 0; columns && columns[i]; i++)
        rv_free(columns[i]);
    rv_free(columns);
}

void rv_run_select_columns(const struct rv_recipe *recipe, const double *row,
                           const double *protocols, double *selected)
{
    for (size_t c = 0; c < RV_EPOCH_COLUMN_COUNT; c++)
        if (recorded(recipe, groups[c]))
            *selected++ = row[c];
    memcpy(selected, protocols,
           recipe->protocol_count * RV_PROTOCOL_COLUMN_COUNT * sizeof *selected);
}
