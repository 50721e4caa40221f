/* Claims: refused with a place, or arithmetic that muParser works out without a complaint. */
#include "fuzz.h"

#include "ravine/vector.h"
#include "scenario/claim.h"

static const char file[] = "recipe:\n"
                           "  surface: {name: quadratic}\n"
                           "  optimizer: {name: sgd}\n"
                           "variants:\n"
                           "  base: {}\n"
                           "  other: {optimizer.learning_rate: 0.01}\n";

/* Read once; it lasts as long as the process. */
static const struct rv_scenario *get_scenario(void)
{
    static struct rv_scenario scenario;

    if (!scenario.variant_count) {
        struct rv_report report = {0};
        struct rv_text notes = {0};

        must(rv_scenario_parse("s", file, NULL, &scenario, &report, &notes) == RV_OK);
        rv_report_release(&report);
        rv_text_release(&notes);
    }
    return &scenario;
}

/* Whatever the values, it holds or not; a value that does not exist never makes it hold. */
static void check_values(const struct rv_claim_form *form)
{
    double *values = malloc((form->term_count + 1) * sizeof *values);

    must(values);
    for (size_t t = 0; t < form->term_count; t++)
        values[t] = 2.385 - (double)t;
    rv_claim_holds(form, values);
    free(values);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size);
    const struct rv_claim claim = {.says = text, .share = 1, .at = {"s", 3, 1}};
    struct rv_claim_form form;
    struct rv_report report = {0};

    if (rv_claim_parse(&claim, get_scenario(), &form, &report) == RV_OK)
        check_values(&form);
    else
        must(report.count > 0);
    rv_claim_release(&form);
    rv_report_release(&report);
    free(text);
    return 0;
}
