/* Scenarios as workloads: see workloads.h. */
#include "command/workloads.h"

#include "bench/surface.h"
#include "command/load.h"
#include "command/output.h"

#include "ravine/dataset.h"
#include "ravine/memory.h"
#include "ravine/optimizer.h"

#include <ctype.h>
#include <string.h>

/* Mini-batches wander through that many examples, or through so many numbers if that is less. */
enum { EXAMPLES = 1024, NUMBERS = 16 << 20 };

bool rv_workloads_are_named(const char *word)
{
    bool known = rv_text_same_name(word, RV_BENCH_SURFACE_NAME);

    for (size_t i = 0; i < rv_bench_workload_count; i++)
        known |= rv_text_same_name(word, rv_bench_workloads[i].name);
    return known;
}

/* "W9": nobody calls a scenario so. */
static bool looks_named(const char *word)
{
    return tolower((unsigned char)*word) == 'w' && word[1] != '\0' &&
           word[1 + strspn(word + 1, "0123456789")] == '\0';
}

/* What cannot be measured here, as the end of a sentence; NULL: nothing. */
static const char *refused(const struct rv_recipe *recipe)
{
    if (rv_recipe_on_surface(recipe))
        return "runs on a surface: W4 measures those";
    if (rv_optimizer_is_method(recipe->optimizer.type))
        return "trains by a method, whose steps are several passes: choose an update rule with "
               "--set optimizer.name=sgd";
    return NULL;
}

static enum rv_status add(const struct rv_scenario *scenario, const struct rv_variant *variant,
                          struct rv_workloads *w, struct rv_error *error)
{
    const struct rv_recipe *recipe = &variant->recipe;
    struct rv_bench_workload load = { .name = scenario->name, .network = variant->name,
                                      .recipe = recipe, .kind = RV_BENCH_TRAINING, .layers = true };
    const char *why = refused(recipe);
    enum rv_status status;

    if (why)
        return rv_error_set(error, RV_USAGE, "%s: the variant %s %s", scenario->name,
                            variant->name, why);
    status = ((const struct rv_dataset_type *)recipe->data.type)
                 ->describe(recipe->data.values, &load.shape, &load.classes, error);
    if (status)
        return status;
    load.batch = (size_t)recipe->train.batch;
    load.examples = NUMBERS / rv_shape_size(load.shape);
    load.examples = load.examples < EXAMPLES ? load.examples : EXAMPLES;
    load.examples = load.examples < load.batch ? load.batch : load.examples;
    w->load = rv_memory_grow(w->load, w->count, sizeof *w->load);
    w->load[w->count++] = load;
    return RV_OK;
}

/* Scenarios are made first: workloads point into them. */
static enum rv_status add_variants(const struct rv_call *call, struct rv_workloads *w)
{
    struct rv_error error = {0};
    enum rv_status status = RV_OK;

    for (size_t s = 0; s < w->scenario_count && !status; s++) {
        const struct rv_scenario *scenario = &w->scenarios[s];
        const size_t most = call->options.variants.count ? scenario->variant_count : 1;

        for (size_t v = 0; v < most && v < scenario->variant_count && !status; v++)
            if (scenario->variants[v].selected)
                status = add(scenario, &scenario->variants[v], w, &error);
    }
    if (status)
        rv_output_error(&error, NULL, NULL);
    return status;
}

static enum rv_status refuse(struct rv_error *error)
{
    rv_output_error(error, NULL, NULL);
    return error->status;
}

enum rv_status rv_workloads_read(const struct rv_call *call, struct rv_workloads *workloads)
{
    const struct rv_options *options = &call->options;
    struct rv_error error = {0};
    enum rv_status status = RV_OK;

    *workloads = (struct rv_workloads){ .scenarios = rv_alloc(call->words.count + 1,
                                                              sizeof *workloads->scenarios) };
    for (size_t i = 0; i < call->words.count && !status; i++) {
        const char *word = call->words.word[i];

        if (rv_workloads_are_named(word))
            continue;
        if (looks_named(word)) {
            (void)rv_error_set(&error, RV_USAGE,
                               "there is no workload '%s': W1, W2, W3, W4, W5, W6, W7, or a "
                               "scenario",
                               word);
            return refuse(&error);
        }
        status = rv_load_scenario(call, word, &workloads->scenarios[workloads->scenario_count++]);
    }
    if (status)
        return status;
    if (workloads->scenario_count == 0 && (options->sets.count || options->variants.count)) {
        (void)rv_error_set(&error, RV_USAGE, "'%s' is of a scenario, and none is named",
                           options->sets.count ? "--set" : "--variant");
        return refuse(&error);
    }
    return add_variants(call, workloads);
}

void rv_workloads_release(struct rv_workloads *workloads)
{
    for (size_t s = 0; s < workloads->scenario_count; s++)
        rv_scenario_release(&workloads->scenarios[s]);
    rv_free(workloads->scenarios);
    rv_free(workloads->load);
}
