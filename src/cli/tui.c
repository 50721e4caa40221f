/* `ravine tui`: the classroom menu, in a terminal or driven by a file of keys. */
#include "command/menu.h"
#include "command/output.h"

#include "ravine/tui.h"

#include <stdio.h>

enum { WIDTH = 80, HEIGHT = 24, CELLS_MOST = 1000 };

/* "80x24" */
static enum rv_status read_size(const char *text, struct rv_tui_options *options,
                                struct rv_error *error)
{
    int end = 0;

    if (!text)
        return RV_OK;
    if (sscanf(text, "%4dx%4d%n", &options->width, &options->height, &end) < 2 || text[end] ||
        options->width < 1 || options->height < 1 || options->width > CELLS_MOST ||
        options->height > CELLS_MOST)
        return rv_error_set(error, RV_USAGE, "--size '%.40s': write columns x rows, as in 120x40",
                            text);
    return RV_OK;
}

enum rv_status rv_menu_run(const struct rv_call *call, bool any)
{
    struct rv_tui_options options = {
        .keys = call->options.keys,
        .dump = call->options.dump,
        .record = call->options.record,
        .width = WIDTH,
        .height = HEIGHT,
        .theme = rv_tui_themes[call->options.theme],
        .ascii = call->options.ascii,
        .plain = call->options.plain,
        .colors = call->options.color == RV_COLOR_ALWAYS,
        .open = call->words.count > 0 ? call->words.word[0] : NULL,
        .verbose = call->options.verbose,
        .any = any,
        .seed = call->options.seed,
        .threads = call->options.threads,
        .command = call->line,
        .stop = call->stop,
    };
    struct rv_error error = {0};
    enum rv_status status = read_size(call->options.size, &options, &error);

    if (!status && (options.dump || call->options.size) && !options.keys)
        status = rv_error_set(&error, RV_USAGE, "--dump and --size belong to --keys");
    if (!status)
        status = rv_tui_run(&options, &error);
    if (error.status)
        rv_output_error(&error, NULL, NULL);
    return status;
}

static enum rv_status run(const struct rv_call *call)
{
    return rv_menu_run(call, false);
}

const struct rv_command rv_command_tui = {
    .type = { .name = "tui",
              .summary = "The menu: predict, run, watch, reveal; also without a terminal." },
    .operands = "[SCENARIO]",
    .details = "`ravine` alone opens it too. SCENARIO opens at once. With --keys it runs without a "
               "terminal: each line of the file is a key as tmux names it (Down, Enter, Escape, "
               "Space, q, ?), or `wait N` (N engine steps) or `wait idle`; --dump writes the "
               "screen after the last one.",
    .example = "ravine tui --keys lesson.keys --dump screen.txt --size 80x24",
    .options = RV_TAKES(KEYS) | RV_TAKES(DUMP) | RV_TAKES(SIZE) | RV_TAKES(RECORD) |
               RV_TAKES(THEME) | RV_TAKES(ASCII) | RV_TAKES(PLAIN) |
               RV_TAKES(THREADS) | RV_TAKES(VERBOSE),
    .most = 1,
    .run = run,
};
