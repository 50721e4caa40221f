/* What there is to run: axes, variants, seeds, measures; written and read back. See
 * ravine/sweep.h. */
#include "experiment/archive_parts.h"
#include "experiment/sweep_parts.h"

#include "ravine/memory.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Told of every run beside what documents of `run` tell. */
static const char *const also[] = {"loss.last", "val_accuracy.last"};

static void add_name(char ***names, size_t *count, const char *name)
{
    for (size_t i = 0; i < *count; i++)
        if (strcmp((*names)[i], name) == 0)
            return;
    *names = rv_memory_grow(*names, *count, sizeof **names);
    (*names)[(*count)++] = rv_strdup(name);
}

static void free_names(char **names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        rv_free(names[i]);
    rv_free(names);
}

void rv_sweep_plan_release(struct rv_sweep_plan *plan)
{
    for (size_t a = 0; a < plan->axis_count; a++) {
        rv_free(plan->axes[a].key);
        free_names(plan->axes[a].values, plan->axes[a].count);
    }
    free_names(plan->variants, plan->variant_count);
    free_names(plan->measures, plan->measure_count);
    rv_free(plan->scenario);
    rv_free(plan->title);
    rv_free(plan->fingerprint);
    *plan = (struct rv_sweep_plan){0};
}

/* ---- What is varied ---- */

/* Whether a recipe with this value of a key can be bound in every variant. */
static bool takes(const struct rv_sweep_call *call, const char *key, double number)
{
    struct rv_text text = {0};
    const char *values[1];
    bool right = true;

    rv_text_printf(&text, RV_VARIATION_PREFIX "%s=", key);
    rv_text_number(&text, number);
    values[0] = rv_text_string(&text);
    for (size_t v = 0; v < call->scenario->variant_count && right; v++) {
        struct rv_report report = {0};
        struct rv_recipe recipe = {0};

        if (!call->scenario->variants[v].selected)
            continue;
        right = rv_variation_recipe(call->variation, values, 1, v, &recipe, &report) == RV_OK;
        rv_recipe_release(&recipe);
        rv_report_release(&report);
    }
    rv_text_release(&text);
    return right;
}

/* A key of whole numbers takes the ends of the range and nothing between two of them. */
static bool is_whole(const struct rv_sweep_call *call, const char *key,
                     const struct rv_sweep_range *range)
{
    return fabs(range->low - round(range->low)) <= 0 &&
           fabs(range->high - round(range->high)) <= 0 && takes(call, key, range->low) &&
           !takes(call, key, range->low + 0.5);
}

static enum rv_status add_axis(const struct rv_sweep_call *call, const char *text,
                               struct rv_sweep_plan *plan, struct rv_error *error)
{
    struct rv_sweep_axis *axis = &plan->axes[plan->axis_count];
    struct rv_sweep_range range = {0};
    const char *values;
    enum rv_status status = rv_sweep_axis_key(text, axis, &values, error);

    if (status)
        return status;
    plan->axis_count++;
    for (size_t a = 0; a + 1 < plan->axis_count; a++)
        if (rv_text_same_name(plan->axes[a].key, axis->key))
            return rv_error_set(error, RV_USAGE, "--vary: the key '%s' is there twice", axis->key);
    if (rv_sweep_range_is(values)) {
        status = rv_sweep_range_read(values, axis, plan->sample > 0, &range, error);
        range.whole = !status && is_whole(call, axis->key, &range);
    }
    return status ? status
                  : rv_sweep_axis_fill(axis, values, &range, plan, (uint32_t)plan->axis_count,
                                       error);
}

/* Not more than can be kept, before anything is multiplied that could overflow. */
static enum rv_status count_runs(struct rv_sweep_plan *plan, struct rv_error *error)
{
    double runs = (double)plan->variant_count * (double)plan->seed_count;

    plan->cells = plan->sample ? plan->sample : 1;
    for (size_t a = 0; a < plan->axis_count && !plan->sample; a++)
        if ((double)plan->cells * (double)plan->axes[a].count <= RV_SWEEP_RUNS)
            plan->cells *= plan->axes[a].count;
        else
            runs = HUGE_VAL;
    runs *= (double)plan->cells;
    if (runs > RV_SWEEP_RUNS)
        return rv_error_set(error, RV_USAGE, "these are more than %d runs; fewer values or seeds, "
                            "or --sample N instead of the whole grid", RV_SWEEP_RUNS);
    plan->runs = (size_t)runs;
    return RV_OK;
}

/* Of all that acts on a run but the values that are varied. */
static char *fingerprint(const struct rv_scenario *scenario)
{
    struct rv_text all = {0};
    struct rv_tree tree = {0};

    rv_archive_scenario_tree(scenario, &tree);
    for (size_t v = 0; v < scenario->variant_count; v++) {
        char one[RV_FINGERPRINT_SIZE];

        rv_archive_fingerprint(tree.root, scenario->variants[v].name, one);
        rv_text_printf(&all, "%s%s", v ? " " : "", one);
    }
    rv_tree_release(&tree);
    return all.string ? all.string : rv_strdup("");
}

enum rv_status rv_sweep_plan_create(const struct rv_sweep_call *call,
                                    struct rv_sweep_plan *plan, struct rv_report *report)
{
    const struct rv_scenario *scenario = call->scenario;
    struct rv_position nowhere = {0};
    struct rv_error error = {0};

    *plan = (struct rv_sweep_plan){.sample = call->sample};
    plan->scenario = rv_strdup(scenario->name);
    plan->title = rv_strdup(scenario->title ? scenario->title : "");
    plan->fingerprint = fingerprint(scenario);
    plan->seed_first = (uint64_t)scenario->seed_first;
    plan->seed_count = (size_t)scenario->seed_count;
    for (size_t v = 0; v < scenario->variant_count; v++)
        if (scenario->variants[v].selected)
            add_name(&plan->variants, &plan->variant_count, scenario->variants[v].name);
    rv_archive_measure_names(scenario, &plan->measures, &plan->measure_count);
    for (size_t i = 0; i < sizeof also / sizeof *also; i++)
        add_name(&plan->measures, &plan->measure_count, also[i]);
    if (call->varied_count == 0)
        rv_report_add(report, RV_USAGE, nowhere, "--vary KEY=V1,V2,... is missing");
    if (call->varied_count > RV_SWEEP_AXES)
        rv_report_add(report, RV_USAGE, nowhere, "more than %d keys are varied", RV_SWEEP_AXES);
    for (size_t i = 0; i < call->varied_count && i < RV_SWEEP_AXES; i++)
        if (add_axis(call, call->varied[i], plan, &error))
            rv_report_append(report, &error, nowhere);
    if (!report->count && count_runs(plan, &error))
        rv_report_append(report, &error, nowhere);
    return rv_report_status(report);
}

enum rv_status rv_sweep_plan_part(struct rv_sweep_plan *plan, const char *text,
                                  struct rv_error *error)
{
    const char *slash = strchr(text, '/');
    char *first = rv_strdup(text);
    long part = 0, parts = 0;
    bool right = slash != NULL;

    if (slash)
        first[slash - text] = '\0';
    right = right && rv_text_to_integer(first, &part) && rv_text_to_integer(slash + 1, &parts) &&
            part >= 1 && part <= parts && parts <= RV_SWEEP_RUNS;
    rv_free(first);
    if (!right)
        return rv_error_set(error, RV_USAGE, "--part %.80s: it is I/N, from 1/N to N/N", text);
    plan->part = (size_t)part;
    plan->parts = (size_t)parts;
    return RV_OK;
}

bool rv_sweep_is_mine(const struct rv_sweep_plan *plan, size_t run)
{
    return plan->parts == 0 || run % plan->parts == plan->part - 1;
}

size_t rv_sweep_runs_of_part(const struct rv_sweep_plan *plan)
{
    if (plan->parts == 0)
        return plan->runs;
    return plan->runs / plan->parts + (plan->part <= plan->runs % plan->parts);
}

const char *rv_sweep_value(const struct rv_sweep_plan *plan, size_t cell, size_t axis)
{
    size_t below = 1; /* cells for one step of this axis */

    if (plan->sample)
        return plan->axes[axis].values[cell];
    for (size_t a = axis + 1; a < plan->axis_count; a++)
        below *= plan->axes[a].count;
    return plan->axes[axis].values[cell / below % plan->axes[axis].count];
}

/* ---- Written, read back ---- */

static void print_names(struct rv_json *json, const char *key, char *const *names, size_t count)
{
    rv_json_line(json, 1);
    rv_json_array(json, key);
    for (size_t i = 0; i < count; i++)
        rv_json_string(json, NULL, names[i]);
    rv_json_end(json);
}

void rv_sweep_plan_print(const struct rv_sweep_plan *plan, struct rv_text *out)
{
    struct rv_json json = {.out = out};

    rv_json_object(&json, NULL);
    rv_json_string(&json, "ravine", rv_archive_version());
    rv_json_string(&json, "scenario", plan->scenario);
    rv_json_string(&json, "title", plan->title);
    rv_json_string(&json, "fingerprint", plan->fingerprint);
    rv_json_unsigned(&json, "sample", plan->sample);
    rv_json_unsigned(&json, "seed", plan->seed_first);
    rv_json_unsigned(&json, "seeds", plan->seed_count);
    rv_json_unsigned(&json, "part", plan->part);
    rv_json_unsigned(&json, "parts", plan->parts);
    print_names(&json, "variants", plan->variants, plan->variant_count);
    print_names(&json, "measures", plan->measures, plan->measure_count);
    rv_json_line(&json, 1);
    rv_json_array(&json, "axes");
    for (size_t a = 0; a < plan->axis_count; a++) {
        rv_json_line(&json, 2);
        rv_json_object(&json, NULL);
        rv_json_string(&json, "key", plan->axes[a].key);
        rv_json_boolean(&json, "log", plan->axes[a].log);
        print_names(&json, "values", plan->axes[a].values, plan->axes[a].count);
        rv_json_end(&json);
    }
    rv_json_end(&json);
    rv_json_end(&json);
}

/* A text or a whole number of the document; the report gets what is missing. */
static const char *get_text(const struct rv_node *map, const char *key, struct rv_report *report)
{
    const char *text = rv_archive_entry_text(map, key);

    if (!text)
        rv_report_add(report, RV_INPUT, map->at, "'%s' is missing", key);
    return text ? text : "";
}

static size_t get_count(const struct rv_node *map, const char *key, double most,
                        struct rv_report *report)
{
    const double number = rv_archive_entry_number(map, key);

    if (!(number >= 0 && number <= most && floor(number) >= number)) {
        rv_report_add(report, RV_INPUT, map->at, "'%s' is missing or no whole number up to %.0f",
                      key, most);
        return 0;
    }
    return (size_t)number;
}

static void get_names(const struct rv_node *map, const char *key, char ***names, size_t *count,
                      struct rv_report *report)
{
    const struct rv_node *list = rv_node_get(map, key);

    if (!list || list->kind != RV_NODE_LIST || list->count == 0) {
        rv_report_add(report, RV_INPUT, map->at, "the list '%s' is missing", key);
        return;
    }
    for (size_t i = 0; i < list->count; i++) {
        *names = rv_memory_grow(*names, *count, sizeof **names);
        (*names)[(*count)++] =
            rv_strdup(list->items[i]->kind == RV_NODE_SCALAR ? list->items[i]->text : "");
    }
}

static void get_axes(const struct rv_node *root, struct rv_sweep_plan *plan,
                     struct rv_report *report)
{
    const struct rv_node *list = rv_node_get(root, "axes");

    for (size_t a = 0; list && list->kind == RV_NODE_LIST && a < list->count; a++) {
        struct rv_sweep_axis *axis = &plan->axes[plan->axis_count];

        if (list->items[a]->kind != RV_NODE_MAP || plan->axis_count == RV_SWEEP_AXES) {
            rv_report_add(report, RV_INPUT, list->items[a]->at, "this is no axis of a sweep");
            return;
        }
        plan->axis_count++;
        axis->key = rv_strdup(get_text(list->items[a], "key", report));
        axis->log = strcmp(get_text(list->items[a], "log", report), "true") == 0;
        get_names(list->items[a], "values", &axis->values, &axis->count, report);
        if (plan->sample && axis->count != plan->sample)
            rv_report_add(report, RV_INPUT, list->items[a]->at, "a sample has %zu values",
                          plan->sample);
    }
    if (plan->axis_count == 0)
        rv_report_add(report, RV_INPUT, root->at, "the list 'axes' is missing");
}

static void get_all(const struct rv_node *root, struct rv_sweep_plan *plan,
                    struct rv_report *report)
{
    struct rv_error error = {0};

    plan->scenario = rv_strdup(get_text(root, "scenario", report));
    plan->title = rv_strdup(get_text(root, "title", report));
    plan->fingerprint = rv_strdup(get_text(root, "fingerprint", report));
    plan->sample = get_count(root, "sample", RV_SWEEP_RUNS, report);
    plan->seed_first = get_count(root, "seed", 2147483647, report);
    plan->seed_count = get_count(root, "seeds", RV_SWEEP_RUNS, report);
    plan->part = get_count(root, "part", RV_SWEEP_RUNS, report);
    plan->parts = get_count(root, "parts", RV_SWEEP_RUNS, report);
    get_names(root, "variants", &plan->variants, &plan->variant_count, report);
    get_names(root, "measures", &plan->measures, &plan->measure_count, report);
    get_axes(root, plan, report);
    if (!report->count && (plan->seed_count == 0 || plan->part > plan->parts ||
                           (plan->part == 0) != (plan->parts == 0)))
        rv_report_add(report, RV_INPUT, root->at, "these are no seeds and parts of a sweep");
    if (!report->count && count_runs(plan, &error))
        rv_report_append(report, &error, root->at);
}

enum rv_status rv_sweep_plan_read(const char *path, struct rv_sweep_plan *plan,
                                  struct rv_report *report)
{
    struct rv_tree tree = {0};
    enum rv_status status = rv_tree_read(path, &tree, report);

    *plan = (struct rv_sweep_plan){0};
    if (!status && tree.root->kind != RV_NODE_MAP)
        status = rv_report_add(report, RV_INPUT, tree.root->at, "this is no sweep");
    if (!status)
        get_all(tree.root, plan, report);
    rv_tree_release(&tree);
    return status ? status : rv_report_status(report);
}
