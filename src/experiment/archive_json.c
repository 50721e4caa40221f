/* The document of `run --json` (DESIGN.md, section 2), and the parts that the manifest shares. */
#include "experiment/archive_parts.h"
#include "scenario/claim.h"

#include "ravine/memory.h"

#include <inttypes.h>
#include <string.h>

/* Told for every variant, whatever the claims name. */
static const char *const always[] = {"fluctuation", "last", "best", "val_accuracy.largest_drop"};

#define ALWAYS_COUNT (sizeof always / sizeof always[0])

/* Measures, each once. */
struct calls {
    struct rv_measure_call *call; /* owned */
    size_t count;
};

static bool same_call(const struct rv_measure_call *a, const struct rv_measure_call *b)
{
    return a->type == b->type && strcmp(a->curve, b->curve) == 0 &&
           strcmp(a->other, b->other) == 0;
}

static void add_call(struct calls *calls, const struct rv_measure_call *call)
{
    for (size_t i = 0; i < calls->count; i++)
        if (same_call(&calls->call[i], call))
            return;
    calls->call = rv_memory_grow(calls->call, calls->count, sizeof *calls->call);
    calls->call[calls->count++] = *call;
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

/* `"NAME":` of a measure. */
static void print_name(const struct rv_measure_call *call, struct rv_text *out)
{
    rv_text_add(out, "\"");
    rv_measure_print(call, out);
    rv_text_add(out, "\": ");
}

static void print_epochs(const struct rv_table *epochs, struct rv_text *out)
{
    rv_text_add(out, "[");
    for (size_t row = 0; row < epochs->rows; row++) {
        rv_text_add(out, row ? ",\n     {" : "\n     {");
        for (size_t c = 0; c < epochs->columns; c++) {
            rv_text_add(out, c ? ", " : "");
            rv_text_json_string(out, epochs->names[c]);
            rv_text_add(out, ": ");
            rv_text_json_number(out, rv_table_at(epochs, row, (int)c));
        }
        rv_text_add(out, "}");
    }
    rv_text_add(out, "]");
}

/* `"shares": {...}` with what there is of them; nothing where the run has none. */
static void print_shares(const struct rv_experiment *experiment, size_t result,
                         struct rv_text *out)
{
    double share[RV_SHARE_COUNT];

    if (!rv_experiment_shares(experiment, result, share))
        return;
    rv_text_add(out, ",\n     \"shares\": {");
    for (size_t k = 0; k < RV_SHARE_COUNT; k++) {
        rv_text_printf(out, "%s\"%s\": ", k ? ", " : "", rv_share_names[k]);
        rv_text_json_number(out, share[k]);
    }
    rv_text_add(out, "}");
}

static void print_run(const struct rv_experiment *experiment, size_t result,
                      const struct calls *calls, struct rv_text *out)
{
    const struct rv_result *it = &experiment->results[result];

    rv_text_printf(out, "    {\"seed\": %" PRIu64 ", \"stopped\": ", it->seed);
    rv_text_json_string(out, rv_stopped_text(it->stopped));
    rv_text_add(out, ", \"epochs\": ");
    print_epochs(&it->epochs, out);
    rv_text_add(out, ",\n     \"measures\": {");
    for (size_t i = 0; i < calls->count; i++) {
        rv_text_add(out, i ? ", " : "");
        print_name(&calls->call[i], out);
        rv_text_json_number(out, rv_experiment_measure(experiment, result, &calls->call[i]));
    }
    rv_text_add(out, "}");
    print_shares(experiment, result, out);
    rv_text_add(out, "}");
}

static void print_variant(const struct rv_experiment *experiment, size_t variant,
                          const struct calls *calls, struct rv_text *out)
{
    bool first = true;

    rv_text_add(out, "  {\"name\": ");
    rv_text_json_string(out, experiment->scenario->variants[variant].name);
    rv_text_add(out, ", \"runs\": [");
    for (size_t s = 0; s < experiment->seed_count; s++) {
        size_t result = variant * experiment->seed_count + s;

        if (!experiment->results[result].made)
            continue;
        rv_text_add(out, first ? "\n" : ",\n");
        print_run(experiment, result, calls, out);
        first = false;
    }
    rv_text_add(out, "],\n   \"measures\": {");
    for (size_t i = 0; i < calls->count; i++) {
        struct rv_summary summary = rv_experiment_summary(experiment, variant, &calls->call[i]);

        rv_text_add(out, i ? ",\n    " : "\n    ");
        print_name(&calls->call[i], out);
        rv_text_add(out, "{\"median\": ");
        rv_text_json_number(out, summary.median);
        rv_text_add(out, ", \"low\": ");
        rv_text_json_number(out, summary.low);
        rv_text_add(out, ", \"high\": ");
        rv_text_json_number(out, summary.high);
        rv_text_add(out, "}");
    }
    rv_text_add(out, "}}");
}

static void print_text(const char *key, const char *text, struct rv_text *out)
{
    rv_text_printf(out, ", \"%s\": ", key);
    if (text)
        rv_text_json_string(out, text);
    else
        rv_text_add(out, "null");
}

static void print_claim(const struct rv_claim *claim, const struct rv_claim_verdict *verdict,
                        bool details, bool interrupted, struct rv_text *out)
{
    rv_text_add(out, "{\"text\": ");
    rv_text_json_string(out, claim->says);
    /* Not checked: there is no number and no verdict. */
    if (verdict && verdict->checked)
        rv_text_printf(out, ", \"holds\": %zu, \"of\": %zu, \"required\": %zu, \"passed\": %s",
                       verdict->holds, verdict->of, verdict->required,
                       verdict->passed ? "true" : "false");
    else
        rv_text_add(out, ", \"holds\": null, \"of\": null, \"required\": null, \"passed\": null");
    if (interrupted)
        rv_text_printf(out, ", \"seeds\": %zu", verdict ? verdict->seeds : 0);
    if (details) {
        print_text("sentence", claim->sentence, out);
        print_text("figures", verdict ? verdict->figures : NULL, out);
        print_text("missing", verdict ? verdict->missing : NULL, out);
    }
    rv_text_add(out, "}");
}

void rv_archive_json_claims(const struct rv_experiment *experiment, bool details,
                            struct rv_text *out)
{
    const struct rv_scenario *scenario = experiment->scenario;

    rv_text_add(out, "\"claims\": [");
    for (size_t c = 0; c < scenario->claim_count; c++) {
        rv_text_add(out, c ? ",\n  " : "\n  ");
        print_claim(&scenario->claims[c],
                    experiment->verdicts ? &experiment->verdicts[c] : NULL, details,
                    experiment->interrupted, out);
    }
    rv_text_add(out, "]");
}

void rv_archive_json_seeds(const struct rv_experiment *experiment, struct rv_text *out)
{
    rv_text_add(out, "[");
    for (size_t s = 0; s < experiment->seed_count; s++)
        rv_text_printf(out, "%s%" PRIu64, s ? ", " : "", experiment->seeds[s]);
    rv_text_add(out, "]");
}

void rv_archive_json(const struct rv_experiment *experiment, const char *folder,
                     struct rv_text *out)
{
    const struct rv_scenario *scenario = experiment->scenario;
    struct calls calls = find_calls(scenario);
    bool first = true;

    rv_text_add(out, "{\"ravine\": ");
    rv_text_json_string(out, rv_archive_version());
    rv_text_add(out, ", \"scenario\": ");
    rv_text_json_string(out, scenario->name);
    rv_text_add(out, ", \"seeds\": ");
    rv_archive_json_seeds(experiment, out);
    rv_text_add(out, ",\n \"variants\": [");
    for (size_t v = 0; v < scenario->variant_count; v++) {
        if (!scenario->variants[v].selected)
            continue;
        rv_text_add(out, first ? "\n" : ",\n");
        print_variant(experiment, v, &calls, out);
        first = false;
    }
    rv_text_add(out, "],\n ");
    rv_archive_json_claims(experiment, false, out);
    rv_text_add(out, ",\n \"folder\": ");
    if (folder)
        rv_text_json_string(out, folder);
    else
        rv_text_add(out, "null");
    rv_text_add(out, "}\n");
    rv_free(calls.call);
}
