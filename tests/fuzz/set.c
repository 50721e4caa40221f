/* `--set`: assignments to a scenario, one a line. What is accepted is printed as a scenario that
 * reads back to the same, without them. */
#include "fuzz.h"

#include "ravine/scenario.h"

#define WORDS 16

static const char file[] =
    "recipe:\n"
    "  data: {set: gratings, classes: 2, size: 8, train: 96, validation: 64}\n"
    "  network: [{conv2d: {filters: 4, kernel: 3, name: first}}, batchnorm, relu, global_avgpool,\n"
    "            {dense: {units: 2}}]\n"
    "  loss: {name: cross_entropy}\n"
    "  optimizer: {name: sgd}\n"
    "variants:\n"
    "  base: {}\n"
    "  other: {optimizer.learning_rate: 0.01}\n";

/* What --set made of it, without --set. */
static void check_print(const struct rv_scenario *scenario)
{
    struct rv_text once = {0}, twice = {0}, notes = {0};
    struct rv_scenario again = {0};
    struct rv_report report = {0};

    rv_scenario_print(scenario, &once);
    must(rv_scenario_parse("p", rv_text_string(&once), NULL, &again, &report, &notes) == RV_OK);
    rv_scenario_print(&again, &twice);
    must_equal(rv_text_string(&once), rv_text_string(&twice));
    rv_scenario_release(&again);
    rv_report_release(&report);
    rv_text_release(&once);
    rv_text_release(&twice);
    rv_text_release(&notes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size);
    const char *words[WORDS];
    struct rv_scenario_options options = {.sets = words, .seed_first = -1, .seed_count = -1};
    struct rv_scenario scenario = {0};
    struct rv_report report = {0};
    struct rv_text notes = {0};
    enum rv_status status;

    for (char *word = text; word && options.set_count < WORDS;) {
        char *end = strchr(word, '\n');

        words[options.set_count++] = word;
        if (end)
            *end++ = '\0';
        word = end;
    }
    status = rv_scenario_parse("s", file, &options, &scenario, &report, &notes);
    must((status == RV_OK) == (report.count == 0));
    if (status == RV_OK)
        check_print(&scenario);
    rv_scenario_release(&scenario);
    rv_report_release(&report);
    rv_text_release(&notes);
    free(text);
    return 0;
}
