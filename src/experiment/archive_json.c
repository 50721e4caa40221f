/* The document of `run --json` (DESIGN.md, section 2), and the parts that the manifest shares. */
#include "experiment/archive_parts.h"
#include "scenario/claim.h"

#include "ravine/memory.h"

#include <string.h>

/* Told for every variant, whatever the claims name. */
static const char *const always[] = {"fluctuation", "last", "best", "val_accuracy.largest_drop"};

#define ALWAYS_COUNT (sizeof always / sizeof always[0])

/* Measures, each once. */
struct calls {
    struct rv_measure_call *call; /* owned */
    char **names;                 /* owned, as are its entries */
    size_t count;
};

static bool same_call(const struct rv_measure_call *a, const struct rv_measure_call *b)
{
    return a->type == b->type && strcmp(a->curve, b->curve) == 0 &&
           strcmp(a->other, b->other) == 0;
}

static void add_call(struct calls *calls, const struct rv_measure_call *call)
{
    struct rv_text name = {0};

    for (size_t i = 0; i < calls->count; i++)
        if (same_call(&calls->call[i], call))
            return;
    calls->call = rv_memory_grow(calls->call, calls->count, sizeof *calls->call);
    calls->names = rv_memory_grow(calls->names, calls->count, sizeof *calls->names);
    rv_measure_print(call, &name);
    calls->names[calls->count] = name.string;
    calls->call[calls->count++] = *call;
}

static void release_calls(struct calls *calls)
{
    for (size_t i = 0; i < calls->count; i++)
        rv_free(calls->names[i]);
    rv_free(calls->names);
    rv_free(calls->call);
}

/* Those that are always told and those that the claims name. */
static struct calls find_calls(const struct rv_scenario *scenario)
{
    struct calls calls = {0};
    struct rv_report ignored = {0};

    for (size_t i = 0; i < ALWAYS_COUNT; i++) {
        struct rv_measure_call call;

        if (rv_measure_parse(always[i], rv_epoch_column_names, &call, NULL))
            RV_BUG("no measure '%s'", always[i]);
        add_call(&calls, &call);
    }
    for (size_t c = 0; c < scenario->claim_count; c++) {
        struct rv_claim_form form;

        if (!rv_claim_parse(&scenario->claims[c], scenario, &form, &ignored))
            for (size_t t = 0; t < form.term_count; t++)
                add_call(&calls, &form.terms[t].call);
        rv_claim_release(&form);
    }
    rv_report_release(&ignored);
    return calls;
}

void rv_archive_measure_names(const struct rv_scenario *scenario, char ***names, size_t *count)
{
    struct calls calls = find_calls(scenario);

    *names = calls.names;
    *count = calls.count;
    rv_free(calls.call);
}

static void print_epochs(const struct rv_table *epochs, struct rv_json *json)
{
    rv_json_array(json, "epochs");
    for (size_t row = 0; row < epochs->rows; row++) {
        rv_json_line(json, 5);
        rv_json_object(json, NULL);
        for (size_t c = 0; c < epochs->columns; c++)
            rv_json_number(json, epochs->names[c], rv_table_at(epochs, row, (int)c));
        rv_json_end(json);
    }
    rv_json_end(json);
}

static void print_run(const struct rv_experiment *experiment, size_t result, bool epochs,
                      const struct calls *calls, struct rv_json *json)
{
    const struct rv_result *it = &experiment->results[result];

    rv_json_line(json, 4);
    rv_json_object(json, NULL);
    rv_json_unsigned(json, "seed", it->seed);
    rv_json_string(json, "stopped", rv_stopped_text(it->stopped));
    if (epochs)
        print_epochs(&it->epochs, json);
    rv_json_line(json, 5);
    rv_json_object(json, "measures");
    for (size_t i = 0; i < calls->count; i++)
        rv_json_number(json, calls->names[i],
                       rv_experiment_measure(experiment, result, &calls->call[i]));
    rv_json_end(json);
    rv_json_end(json);
}

static void print_variant(const struct rv_experiment *experiment, size_t variant, bool epochs,
                          const struct calls *calls, struct rv_json *json)
{
    rv_json_line(json, 2);
    rv_json_object(json, NULL);
    rv_json_string(json, "name", experiment->scenario->variants[variant].name);
    rv_json_array(json, "runs");
    for (size_t s = 0; s < experiment->seed_count; s++) {
        size_t result = variant * experiment->seed_count + s;

        if (experiment->results[result].made)
            print_run(experiment, result, epochs, calls, json);
    }
    rv_json_end(json);
    rv_json_line(json, 3);
    rv_json_object(json, "measures");
    for (size_t i = 0; i < calls->count; i++) {
        struct rv_summary summary = rv_experiment_summary(experiment, variant, &calls->call[i]);

        rv_json_line(json, 4);
        rv_json_object(json, calls->names[i]);
        rv_json_number(json, "median", summary.median);
        rv_json_number(json, "low", summary.low);
        rv_json_number(json, "high", summary.high);
        rv_json_end(json);
    }
    rv_json_end(json);
    rv_json_end(json);
}

/* Not checked: there is no number and no verdict. */
static void print_verdict(const struct rv_claim_verdict *verdict, struct rv_json *json)
{
    static const char *const keys[] = {"holds", "of", "required", "passed"};

    if (!verdict || !verdict->checked) {
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
            rv_json_null(json, keys[k]);
        return;
    }
    rv_json_unsigned(json, keys[0], verdict->holds);
    rv_json_unsigned(json, keys[1], verdict->of);
    rv_json_unsigned(json, keys[2], verdict->required);
    rv_json_boolean(json, keys[3], verdict->passed);
}

static void print_claim(const struct rv_claim *claim, const struct rv_claim_verdict *verdict,
                        bool details, bool interrupted, struct rv_json *json)
{
    rv_json_line(json, 2);
    rv_json_object(json, NULL);
    rv_json_string(json, "text", claim->says);
    print_verdict(verdict, json);
    if (interrupted)
        rv_json_unsigned(json, "seeds", verdict ? verdict->seeds : 0);
    if (details) {
        rv_json_string(json, "sentence", claim->sentence);
        rv_json_string(json, "figures", verdict ? verdict->figures : NULL);
        rv_json_string(json, "missing", verdict ? verdict->missing : NULL);
    }
    rv_json_end(json);
}

void rv_archive_json_claims(const struct rv_experiment *experiment, bool details,
                            struct rv_json *json)
{
    const struct rv_scenario *scenario = experiment->scenario;

    rv_json_array(json, "claims");
    for (size_t c = 0; c < scenario->claim_count; c++)
        print_claim(&scenario->claims[c],
                    experiment->verdicts ? &experiment->verdicts[c] : NULL, details,
                    experiment->interrupted, json);
    rv_json_end(json);
}

void rv_archive_json_seeds(const struct rv_experiment *experiment, struct rv_json *json)
{
    rv_json_array(json, "seeds");
    for (size_t s = 0; s < experiment->seed_count; s++)
        rv_json_unsigned(json, NULL, experiment->seeds[s]);
    rv_json_end(json);
}

/* Parts of one variant, of its jumps or of its level. */
static void print_share_parts(const struct rv_experiment *experiment, size_t variant,
                              enum rv_share_of of, struct rv_json *json)
{
    struct rv_share_part parts[RV_SHARE_COUNT];
    size_t count = rv_experiment_share_parts(experiment, variant, of, parts);

    rv_json_line(json, 2);
    rv_json_object(json, NULL);
    rv_json_string(json, "variant", experiment->scenario->variants[variant].name);
    rv_json_string(json, "of", rv_share_of_names[of]);
    rv_json_array(json, "parts");
    for (size_t i = 0; i < count; i++) {
        rv_json_line(json, 4);
        rv_json_object(json, NULL);
        rv_json_string(json, "name", rv_share_names[parts[i].part]);
        rv_json_number(json, "median", parts[i].summary.median);
        rv_json_number(json, "low", parts[i].summary.low);
        rv_json_number(json, "high", parts[i].summary.high);
        rv_json_end(json);
    }
    rv_json_end(json);
    rv_json_end(json);
}

/* Where the protocols of --shares are in the recipe; nothing without them. */
static void print_shares(const struct rv_experiment *experiment, struct rv_json *json)
{
    const struct rv_scenario *scenario = experiment->scenario;

    if (!rv_experiment_has_shares(experiment))
        return;
    rv_json_line(json, 1);
    rv_json_array(json, "shares");
    for (size_t v = 0; v < scenario->variant_count; v++) {
        if (!scenario->variants[v].selected)
            continue;
        print_share_parts(experiment, v, RV_SHARE_OF_JUMPS, json);
        print_share_parts(experiment, v, RV_SHARE_OF_LEVEL, json);
    }
    rv_json_end(json);
}

void rv_archive_json(const struct rv_experiment *experiment, const char *folder, bool epochs,
                     struct rv_json *json)
{
    const struct rv_scenario *scenario = experiment->scenario;
    struct calls calls = find_calls(scenario);

    rv_json_object(json, NULL);
    rv_json_string(json, "ravine", rv_archive_version());
    rv_json_string(json, "scenario", scenario->name);
    rv_archive_json_seeds(experiment, json);
    rv_json_line(json, 1);
    rv_json_array(json, "variants");
    for (size_t v = 0; v < scenario->variant_count; v++)
        if (scenario->variants[v].selected)
            print_variant(experiment, v, epochs, &calls, json);
    rv_json_end(json);
    rv_json_line(json, 1);
    rv_archive_json_claims(experiment, false, json);
    print_shares(experiment, json);
    rv_json_line(json, 1);
    rv_json_string(json, "folder", folder);
    rv_json_end(json);
    release_calls(&calls);
}
