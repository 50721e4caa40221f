/* What must hold between sections.
 *
 * Each check here is for something that would run and give a number that means nothing: measures of
 * no epochs, a standard error of examples that are not there, a schedule that moves nothing. They
 * run last, on sections that are right by themselves, and point to the key that a person would
 * change. What a single value may be is in the tables; what data and layers, or surface and start,
 * say about each other is in bind_network.c and check_surface.c. */
#include "recipe/internal.h"

#include "ravine/memory.h"
#include "ravine/method.h"

#include <string.h>

struct checking {
    const struct rv_recipe *recipe;
    const struct rv_node *normal;
    struct rv_report *report;
};

/* A check between two sections points to the key that was written, however little of it was. */
struct rv_position rv_recipe_place(const struct rv_node *normal, const char *section,
                                   const char *key)
{
    const struct rv_node *map = rv_node_get(normal, section);
    const struct rv_node *entry = map && key ? rv_node_get(map, key) : NULL;

    if (entry)
        return entry->at;
    return map ? map->at : normal->at;
}

/* Every data configuration begins with the common rows (dataset.h). */
static const struct rv_data_common *data_of(const struct rv_recipe *recipe)
{
    return recipe->data.values;
}

/* Examples of the set that the protocol names; it may have none (`fresh: 0` is the default). */
static long set_size(const struct rv_recipe *recipe, int set)
{
    const struct rv_data_common *data = data_of(recipe);

    switch (set) {
    case RV_SET_TRAINING:
        return data->train;
    case RV_SET_FRESH:
        return data->fresh;
    default:
        return data->validation;
    }
}

/* A key of a protocol where it is written: there, else in `evaluate`. `name` NULL: the scenario's
 * own protocol. */
static struct rv_position protocol_place(const struct checking *c, const char *name,
                                         const char *key)
{
    const struct rv_node *map = rv_node_get(c->normal, "protocols");
    const struct rv_node *entry = name && map ? rv_node_get(map, name) : NULL;
    const struct rv_node *value = entry ? rv_node_get(entry, key) : NULL;

    return value ? value->at : rv_recipe_place(c->normal, "evaluate", key);
}

/* Whether dropout layers drop in evaluations by the protocol. */
static bool drops(const struct rv_evaluate *evaluate)
{
    return evaluate->dropout == RV_DROPOUT_ON ||
           (evaluate->dropout == RV_DROPOUT_AS_MODE && evaluate->mode == RV_MODE_TRAINING);
}

/* A protocol that asks for more examples than there are would silently evaluate fewer, and its
 * standard error would be a lie. Passes that are all alike have no average of their own. */
static void check_protocol(const struct checking *c, const struct rv_evaluate *evaluate,
                           const char *name)
{
    static const char *const sets[] = {"validation", "training", "fresh"};
    long size = set_size(c->recipe, evaluate->set);

    if (size == 0)
        rv_report_add(c->report, RV_INPUT, protocol_place(c, name, "set"),
                      "'set: fresh' needs fresh examples: data.fresh is 0");
    else if (evaluate->examples.choice != RV_EXAMPLES_ALL && evaluate->examples.number > size)
        rv_report_add(c->report, RV_INPUT, protocol_place(c, name, "examples"),
                      "'examples': %ld of %ld: the %s set is not so large",
                      evaluate->examples.number, size, sets[evaluate->set]);
    size = set_size(c->recipe, RV_SET_TRAINING);
    if (evaluate->recalibration.choice == RV_RECALIBRATION_FIRST &&
        evaluate->recalibration.number > size)
        rv_report_add(c->report, RV_INPUT, protocol_place(c, name, "recalibration"),
                      "'recalibration': %ld of %ld: the training set is not so large",
                      evaluate->recalibration.number, size);
    if (evaluate->samples > 1 && !drops(evaluate))
        rv_report_add(c->report, RV_INPUT, protocol_place(c, name, "samples"),
                      "'samples': %ld passes would all be the same: 'dropout: on' makes them "
                      "differ",
                      evaluate->samples);
}

static void check_protocols(const struct checking *c)
{
    check_protocol(c, &c->recipe->evaluate, NULL);
    for (size_t i = 0; i < c->recipe->protocol_count; i++)
        check_protocol(c, &c->recipe->protocols[i].evaluate, c->recipe->protocols[i].name);
}

/* Sets with sessions have a row that begins with the word: how many, or the column of a file. The
 * table is asked, so that a new data set needs no entry in a list here. With one session there is
 * nothing to divide: validation would be empty or everything. */
static void check_sessions(const struct checking *c)
{
    const struct rv_config *data = &c->recipe->data;
    const struct rv_param *row = data->type->params;
    const char *order = c->recipe->split.order == RV_SPLIT_GROUP ? "group" : "session";

    if (c->recipe->split.copies > 1 && c->recipe->split.order == RV_SPLIT_GROUP)
        return; /* each example and its copies are one */
    while (row->kind != RV_KIND_END && strncmp(row->name, "session", strlen("session")) != 0 &&
           strcmp(row->name, "group") != 0)
        row++;
    if (row->kind == RV_KIND_END)
        rv_report_add(c->report, RV_INPUT, rv_recipe_place(c->normal, "split", "order"),
                      "'order: %s': the data set %s has no sessions", order, data->type->name);
    else if (row->kind == RV_KIND_TEXT && !*RV_CONST_FIELD(char, row, data->values))
        rv_report_add(c->report, RV_INPUT, rv_recipe_place(c->normal, "split", "order"),
                      "'order: %s' needs the column that tells examples which belong together: "
                      "data.%s", order, row->name);
    else if (row->kind == RV_KIND_INTEGER && rv_param_number(row, data->values) < 2)
        rv_report_add(c->report, RV_INPUT, rv_recipe_place(c->normal, "split", "order"),
                      "'order: %s' needs at least two sessions: data.%s is %g", order, row->name,
                      rv_param_number(row, data->values));
}

/* A set says itself whether its examples differ in difficulty; a row that begins with `hard` is
 * what would make them. */
static void check_difficulties(const struct checking *c)
{
    const struct rv_config *data = &c->recipe->data;
    const struct rv_dataset_type *type = (const struct rv_dataset_type *)(const void *)data->type;
    const struct rv_param *row = data->type->params;

    if (type->graded && type->graded(data->values))
        return;
    while (row->kind != RV_KIND_END && strncmp(row->name, "hard", strlen("hard")) != 0)
        row++;
    if (row->kind == RV_KIND_END)
        rv_report_add(c->report, RV_INPUT, rv_recipe_place(c->normal, "split", "order"),
                      "'order: difficulty': the data set %s has no difficulties",
                      data->type->name);
    else
        rv_report_add(c->report, RV_INPUT, rv_recipe_place(c->normal, "split", "order"),
                      "'order: difficulty' needs examples that differ in it: set data.%s",
                      row->name);
}

static void check_split(const struct checking *c)
{
    const struct rv_split *split = &c->recipe->split;
    const struct rv_data_common *data = data_of(c->recipe);

    if (split->order == RV_SPLIT_SESSION || split->order == RV_SPLIT_GROUP)
        check_sessions(c);
    else if (split->order == RV_SPLIT_FOLD &&
             split->folds * data->validation > data->train + data->validation)
        rv_report_add(c->report, RV_INPUT, rv_recipe_place(c->normal, "split", "folds.count"),
                      "%ld folds of %ld validation examples are more than the pool of %ld: set "
                      "data.validation to at most %ld", split->folds, data->validation,
                      data->train + data->validation,
                      (data->train + data->validation) / split->folds);
    else if (c->recipe->split.order == RV_SPLIT_DIFFICULTY)
        check_difficulties(c);
}

/* Measures of no epochs are NaN and every claim about them false: better told before the run. */
static void check_record(const struct checking *c)
{
    const struct rv_record *record = &c->recipe->record;
    long epochs = c->recipe->train.epochs;

    if (record->from > epochs)
        rv_report_add(c->report, RV_INPUT, rv_recipe_place(c->normal, "record", "from"),
                      "'from': epoch %ld is beyond the run of %ld epochs", record->from, epochs);
    if (record->to > epochs)
        rv_report_add(c->report, RV_INPUT, rv_recipe_place(c->normal, "record", "to"),
                      "'to': epoch %ld is beyond the run of %ld epochs", record->to, epochs);
    else if (record->to && record->to < record->from)
        rv_report_add(c->report, RV_INPUT, rv_recipe_place(c->normal, "record", "to"),
                      "'to': epoch %ld lies before 'from', epoch %ld", record->to, record->from);
}

/* A unit inside a residual block is not in the list and not looked at. */
static void check_dead_units(const struct checking *c)
{
    bool found = !c->recipe->record.dead_units;

    for (size_t i = 0; i < c->recipe->layer_count && !found; i++)
        found = c->recipe->layers[i].enabled &&
                strcmp(c->recipe->layers[i].config.type->name, "relu") == 0;
    if (!found)
        rv_report_add(c->report, RV_INPUT, rv_recipe_place(c->normal, "record", "dead_units"),
                      "'dead_units' needs a relu in the list of layers");
}

/* A schedule for a parameter that the optimizer lacks could never do anything. */
static void check_momentum(const struct checking *c)
{
    const struct rv_optimizer_type *optimizer =
        (const struct rv_optimizer_type *)(const void *)c->recipe->optimizer.type;

    if (c->recipe->momentum_schedule.epochs > 0 && !optimizer->momentum)
        rv_report_add(c->report, RV_INPUT, rv_recipe_place(c->normal, "momentum_schedule", NULL),
                      "the optimizer %s has no momentum that a schedule could set",
                      optimizer->type.name);
}

/* ---- Methods ---- */

static bool has_dropout(const struct rv_layer_spec *layers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (layers[i].enabled && (strcmp(layers[i].config.type->name, "dropout") == 0 ||
                                  has_dropout(layers[i].inner, layers[i].inner_count)))
            return true;
    return false;
}

static bool has_noise(const struct rv_config *noise)
{
    const struct rv_noise_type *type = (const struct rv_noise_type *)(const void *)noise->type;

    return (type->add || type->add_normal) && (!type->active || type->active(noise->values));
}

const char *rv_recipe_inexact(const struct rv_recipe *recipe)
{
    if (rv_recipe_on_surface(recipe))
        return has_noise(&recipe->noise) ? "noise on the gradient" : NULL;
    if (recipe->train.batch < data_of(recipe)->train || recipe->train.oversample)
        return "a mini-batch that is not the whole training set (train.batch, train.oversample)";
    if (rv_augment_active(&recipe->augment))
        return "augmentation";
    return has_dropout(recipe->layers, recipe->layer_count) ? "dropout" : NULL;
}

/* A method takes gradients where it likes: cut ones would be those of no objective. How many
 * parameters a network has is known when the run is made. */
static void check_method(const struct checking *c)
{
    const struct rv_type *optimizer = c->recipe->optimizer.type;
    const struct rv_clip *clip = &c->recipe->clip;
    size_t replicas = rv_recipe_on_surface(c->recipe) ? (size_t)c->recipe->path.replicas : 1;
    struct rv_error error = {0};

    if (rv_method_check(optimizer, rv_recipe_inexact(c->recipe), replicas, 1, &error))
        rv_report_append(c->report, &error, rv_recipe_place(c->normal, "optimizer", "name"));
    else if (rv_optimizer_is_method(optimizer) && (clip->value > 0 || clip->norm > 0))
        rv_report_add(c->report, RV_INPUT, rv_recipe_place(c->normal, "clip", NULL),
                      "the method %s uses gradients as they are: 'clip' has no place",
                      optimizer->name);
}

/* All but the first two hold for any path, so that surfaces have them too. */
void rv_recipe_check(const struct rv_recipe *recipe, const struct rv_node *normal,
                     struct rv_report *report)
{
    const struct checking c = {recipe, normal, report};

    if (!rv_recipe_on_surface(recipe)) {
        check_protocols(&c);
        check_split(&c);
        check_dead_units(&c);
    }
    check_record(&c);
    check_momentum(&c);
    check_method(&c);
}
