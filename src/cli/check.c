/* `ravine check FILE...`: validates scenario files, runs nothing. */
#include "command/load.h"

#include "ravine/print.h"

#include <stdint.h>
#include <stdio.h>

static enum rv_status check(const struct rv_call *call, const char *file)
{
    struct rv_scenario scenario;
    enum rv_status status = rv_load_scenario(call, file, &scenario);

    if (status == RV_OK && !call->options.quiet)
        rv_print("%s: ok (%zu variant%s, %zu claim%s)\n", scenario.name, scenario.variant_count,
               scenario.variant_count == 1 ? "" : "s", scenario.claim_count,
               scenario.claim_count == 1 ? "" : "s");
    rv_scenario_release(&scenario);
    return status;
}

static enum rv_status run(const struct rv_call *call)
{
    enum rv_status worst = RV_OK;

    for (size_t i = 0; i < call->words.count && !*call->stop; i++)
        worst = rv_status_worse(worst, check(call, call->words.word[i]));
    return worst;
}

const struct rv_command rv_command_check = {
    .type = { .name = "check", .summary = "Checks scenario files and names all their mistakes." },
    .operands = "FILE...",
    .details = "Nothing is run and nothing is written. FILE is a path or the name of a scenario.",
    .example = "ravine check my-lesson.yaml",
    .takes = {RV_TAKES(SET), RV_TAKES(QUIET)},
    .least = 1,
    .most = SIZE_MAX,
    .run = run,
};
