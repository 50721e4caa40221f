/* Results that come with the program, written: see stored.h. */
#include "experiment/stored.h"

#include "experiment/archive_parts.h"

#include "ravine/memory.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

char *rv_stored_path(const struct rv_scenario *scenario)
{
    static const char yaml[] = ".yaml";
    const size_t length = scenario->path ? strlen(scenario->path) : 0, end = sizeof yaml - 1;
    struct rv_text path = {0};

    if (length <= end || strcmp(scenario->path + length - end, yaml) != 0)
        return NULL;
    rv_text_add_bytes(&path, scenario->path, length - end);
    rv_text_add(&path, RV_STORED_EXTENSION);
    return path.string;
}

/* Of one claim: its comparison and what it asks for. */
void rv_stored_claim(const struct rv_claim *claim, char out[RV_FINGERPRINT_SIZE])
{
    struct rv_text text = {0};

    rv_text_printf(&text, "%s %d ", claim->says, claim->over_median);
    rv_text_number(&text, claim->share);
    snprintf(out, RV_FINGERPRINT_SIZE, "%016" PRIx64,
             rv_text_hash(RV_TEXT_HASH, rv_text_string(&text)));
    rv_text_release(&text);
}

/* Texts that are read aloud may change; what is run and measured may not. */
void rv_stored_fingerprint(const struct rv_scenario *scenario, struct rv_text *out)
{
    const struct rv_better *better = &scenario->better;
    struct rv_tree tree = {0};
    struct rv_text text = {0};

    rv_archive_scenario_tree(scenario, &tree);
    for (size_t v = 0; v < scenario->variant_count; v++) {
        char sum[RV_FINGERPRINT_SIZE];

        rv_archive_fingerprint(tree.root, scenario->variants[v].name, sum);
        rv_text_printf(&text, "%s %s\n", scenario->variants[v].name, sum);
    }
    rv_text_printf(&text, "%s\n%s\n%d\n%s\n", rv_looks_word(scenario->looks), better->measure,
                   better->direction, better->cure);
    rv_text_printf(out, "%016" PRIx64, rv_text_hash(RV_TEXT_HASH, rv_text_string(&text)));
    rv_text_release(&text);
    rv_tree_release(&tree);
}

/* ---- Writing ---- */

static void print_number(struct rv_text *out, double value)
{
    if (isfinite(value))
        rv_text_number(out, value);
    else
        rv_text_add(out, isnan(value) ? "nan" : value > 0 ? "inf" : "-inf");
}

static double severity(const struct rv_outcomes_run *run)
{
    return run->severity;
}

static double loss(const struct rv_outcomes_run *run)
{
    return run->loss;
}

static double val_loss(const struct rv_outcomes_run *run)
{
    return run->val_loss;
}

static double val_accuracy(const struct rv_outcomes_run *run)
{
    return run->val_accuracy;
}

static double cured(const struct rv_outcomes_run *run)
{
    return run->cured;
}

static double stuck(const struct rv_outcomes_run *run)
{
    return run->stuck;
}

static double diverged(const struct rv_outcomes_run *run)
{
    return run->diverged;
}

static void print_variant(const struct rv_outcomes *outcomes, size_t variant, struct rv_text *out)
{
    static const struct {
        const char *key;
        double (*of)(const struct rv_outcomes_run *run);
    } rows[] = {{"severity", severity}, {"loss", loss},   {"val_loss", val_loss},
                {"val_accuracy", val_accuracy}, {"cured", cured}, {"stuck", stuck},
                {"diverged", diverged}};
    const struct rv_outcomes_run *runs = &outcomes->runs[variant * outcomes->seed_count];

    rv_text_printf(out, "  %s:\n", outcomes->scenario->variants[variant].name);
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        rv_text_printf(out, "    %s: [", rows[k].key);
        for (size_t s = 0; s < outcomes->seed_count; s++) {
            rv_text_add(out, s ? ", " : "");
            print_number(out, rows[k].of(&runs[s]));
        }
        rv_text_add(out, "]\n");
    }
    rv_text_add(out, "    bits: [");
    for (size_t s = 0; s < outcomes->seed_count; s++)
        rv_text_printf(out, "%s%016" PRIx64, s ? ", " : "", runs[s].bits);
    rv_text_add(out, "]\n");
}

static void print_claims(const struct rv_experiment *experiment, struct rv_text *out)
{
    rv_text_add(out, "claims:\n");
    for (size_t c = 0; c < experiment->scenario->claim_count; c++) {
        const struct rv_claim_verdict *verdict = &experiment->verdicts[c];
        char claim[RV_FINGERPRINT_SIZE];

        rv_stored_claim(&experiment->scenario->claims[c], claim);
        rv_text_printf(out, "  - {claim: \"%s\", holds: %zu, of: %zu, passed: %d, exact: %d, "
                       "figures: \"%s\"}\n", claim, verdict->holds,
                       verdict->of, verdict->passed, verdict->exact,
                       verdict->figures ? verdict->figures : "");
    }
}

void rv_stored_print(const struct rv_experiment *experiment, struct rv_text *out)
{
    const struct rv_scenario *scenario = experiment->scenario;
    struct rv_outcomes outcomes;
    struct rv_text body = {0};

    rv_outcomes_create(scenario, experiment->seed_count, &outcomes);
    for (size_t r = 0; r < experiment->result_count; r++)
        rv_outcomes_note(&outcomes, experiment, r);
    rv_text_printf(&body,
                   "# %s on %zu seeds, made by `make catalogue`. An edited file is refused.\n",
                   scenario->name, experiment->seed_count);
    rv_text_add(&body, "engine: \"" RV_STORED_ENGINE "\"\ncase: \"");
    rv_stored_fingerprint(scenario, &body);
    rv_text_add(&body, "\"\nseeds: [");
    for (size_t s = 0; s < experiment->seed_count; s++)
        rv_text_printf(&body, "%s%" PRIu64, s ? ", " : "", experiment->seeds[s]);
    rv_text_add(&body, "]\nvariants:\n");
    for (size_t v = 0; v < scenario->variant_count; v++)
        print_variant(&outcomes, v, &body);
    if (scenario->claim_count)
        print_claims(experiment, &body);
    rv_text_add(out, rv_text_string(&body));
    rv_text_printf(out, "sum: \"%016" PRIx64 "\"\n",
                   rv_text_hash(RV_TEXT_HASH, rv_text_string(&body)));
    rv_text_release(&body);
    rv_outcomes_release(&outcomes);
}
