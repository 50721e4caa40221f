/* `ravine margin SCENARIO...`: how far each claim is from failing, over many seeds. */
#include "command/load.h"
#include "command/output.h"
#include "command/record.h"
#include "report/margin.h"

#include "ravine/print.h"

#include <stdint.h>

enum { SEEDS = 60 };

/* Nothing is written: what is wanted are the numbers. */
static enum rv_status run_scenario(const struct rv_call *call, const struct rv_scenario *scenario,
                                   struct rv_experiment *experiment)
{
    struct rv_error error = {0};
    enum rv_status status = rv_record_nothing(call, scenario, experiment);

    if (!status)
        status = rv_experiment_check_claims(experiment, &error);
    if (error.status)
        rv_output_error(&error, NULL, NULL);
    return status;
}

static enum rv_status measure(const struct rv_call *call, const char *file, struct rv_json *json,
                              struct rv_text *out)
{
    struct rv_scenario scenario = {0};
    struct rv_experiment experiment = {0};
    enum rv_status status = rv_load_scenario(call, file, &scenario);

    if (!status && call->options.seeds < 0)
        scenario.seed_count = SEEDS;
    if (!status)
        status = run_scenario(call, &scenario, &experiment);
    if (!status) {
        if (call->options.json)
            rv_margin_json(&experiment, json);
        else
            rv_margin_print(&experiment, &call->screen, out);
        status = rv_experiment_status(&experiment);
    }
    rv_experiment_release(&experiment);
    rv_scenario_release(&scenario);
    return status;
}

/* One document: of several scenarios an array. */
static enum rv_status run(const struct rv_call *call)
{
    struct rv_text out = {0};
    struct rv_json json = {.out = &out};
    enum rv_status worst = RV_OK;
    bool array = call->options.json && call->words.count > 1;

    if (array)
        rv_json_array(&json, NULL);
    for (size_t i = 0; i < call->words.count && !*call->stop; i++) {
        worst = rv_status_worse(worst, measure(call, call->words.word[i], &json, &out));
        if (call->options.json)
            continue;
        rv_output_text(&out);
        rv_text_clear(&out);
        rv_print_flush();
    }
    if (array)
        rv_json_end(&json);
    rv_output_text(&out);
    rv_text_release(&out);
    return worst;
}

static const struct rv_option_sense senses[] = {
    { .option = RV_OPTION_SEEDS, .help = "How many seeds, instead of 60." },
};

const struct rv_command rv_command_margin = {
    .type = { .name = "margin",
              .summary = "Tells how far each claim is from failing, over many seeds." },
    .operands = "SCENARIO...",
    .details = "Room is the factor by which a claim's bound could be tightened before it fails: "
               "3 * b against an a that is 4.5 times b has a room of 1.5. What decides is the "
               "share of the seeds on which the claim must hold, or the medians; beside it the "
               "5 %, 50 % and 95 % quantiles over the seeds. A room below 1.1 is marked tight: "
               "the claim may fail on other seeds. One above 5 is marked loose: the claim would "
               "hold of a far smaller effect. Claims about runs without randomness are exact and "
               "have none. Nothing is written.",
    .example = "ravine margin large-lr --seeds 20",
    .takes = {RV_TAKES(SET), RV_TAKES(SEED), RV_TAKES(SEEDS), RV_TAKES(VARIANT), RV_TAKES(THREADS),
              RV_TAKES(JSON), RV_TAKES(QUIET)},
    .senses = senses,
    .sense_count = sizeof senses / sizeof *senses,
    .least = 1,
    .most = SIZE_MAX,
    .run = run,
};
