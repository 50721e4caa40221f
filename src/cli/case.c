/* `ravine case`: the menu at a case that was not seen yet, its cause hidden. */
#include "command/menu.h"

static enum rv_status run(const struct rv_call *call)
{
    return rv_menu_run(call, true);
}

static const struct rv_option_sense senses[] = {
    { .option = RV_OPTION_SEED, .help = "Picks the case." },
};

const struct rv_command rv_command_case = {
    .type = { .name = "case", .summary = "The menu at a random case, its cause hidden." },
    .details = "The case is picked by a seed, which the screen says and --record keeps: without "
               "--seed the least one, from the number of cases seen on, that picks a case not seen "
               "yet.",
    .example = "ravine case --seed 3",
    .takes = {RV_TAKES(SEED), RV_TAKES(KEYS), RV_TAKES(DUMP), RV_TAKES(SIZE), RV_TAKES(RECORD),
              RV_TAKES(THEME), RV_TAKES(ASCII), RV_TAKES(PLAIN), RV_TAKES(THREADS)},
    .senses = senses,
    .sense_count = sizeof senses / sizeof *senses,
    .run = run,
};
