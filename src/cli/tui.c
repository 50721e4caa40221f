/* `ravine tui`: the classroom menu, in a terminal or driven by a file of keys. */
#include "command/menu.h"

static enum rv_status run(const struct rv_call *call)
{
    return rv_menu_run(call, false);
}

static const struct rv_option_sense senses[] = {
    { .option = RV_OPTION_VERBOSE,
      .help = "Say afterwards how long frames and steps took." },
};

const struct rv_command rv_command_tui = {
    .type = { .name = "tui",
              .summary = "The menu: predict, run, watch, reveal; also without a terminal." },
    .operands = "[SCENARIO]",
    .details = "`ravine` alone opens it too. SCENARIO opens at once. With --keys it runs without a "
               "terminal: each line of the file is a key as tmux names it (Down, Enter, Escape, "
               "Space, q, ?), or `wait N` (N engine steps) or `wait idle`; --dump writes the "
               "screen after the last one.",
    .example = "ravine tui --keys lesson.keys --dump screen.txt --size 80x24",
    .takes = {RV_TAKES(KEYS), RV_TAKES(DUMP), RV_TAKES(SIZE), RV_TAKES(RECORD), RV_TAKES(THEME),
              RV_TAKES(ASCII), RV_TAKES(PLAIN), RV_TAKES(THREADS), RV_TAKES(VERBOSE)},
    .senses = senses,
    .sense_count = sizeof senses / sizeof *senses,
    .most = 1,
    .run = run,
};
