/* Stored results of a case: whatever the bytes between the head that is right and the sum that is
 * right, they are read, with a number for every run, or refused in words. */
#include "fuzz.h"

#include "experiment/stored.h"

#include <inttypes.h>

static const char yaml[] = "recipe:\n"
                           "  surface: {name: quadratic}\n"
                           "  start: [1, 1]\n"
                           "  train: {steps_per_epoch: 1, epochs: 3}\n"
                           "  optimizer: {name: sgd, learning_rate: 0.001}\n"
                           "better: {measure: val_loss.last, cure: changed.last <= before.last}\n"
                           "variants: {large: {}, small: {optimizer.learning_rate: 0.0005}}\n"
                           "claims: [small.last > large.last]\n";

static void check(const struct rv_scenario *scenario, const char *content)
{
    struct rv_stored stored;
    struct rv_error error = {0};

    if (rv_stored_parse(scenario, "f", content, &stored, &error) == RV_OK) {
        must(stored.outcomes.seed_count > 0);
        for (size_t v = 0; v < scenario->variant_count; v++)
            must(rv_outcomes_effect(&stored.outcomes, v).of <= stored.outcomes.seed_count);
    } else {
        must(error.status && *error.message);
    }
    rv_stored_release(&stored);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size);
    struct rv_scenario scenario = {0};
    struct rv_report report = {0};
    struct rv_text whole = {0};

    must(rv_scenario_parse("f", yaml, NULL, &scenario, &report, NULL) == RV_OK);
    check(&scenario, text);
    rv_text_add(&whole, "engine: \"" RV_STORED_ENGINE "\"\ncase: \"");
    rv_stored_fingerprint(&scenario, &whole);
    rv_text_printf(&whole, "\"\n%s\n", text);
    rv_text_printf(&whole, "sum: \"%016" PRIx64 "\"\n",
                   rv_text_hash(RV_TEXT_HASH, rv_text_string(&whole)));
    check(&scenario, rv_text_string(&whole));
    rv_text_release(&whole);
    rv_scenario_release(&scenario);
    rv_report_release(&report);
    free(text);
    return 0;
}
