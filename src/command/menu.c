/* The menu with the options of a call: for `tui`, `case`, and `ravine` alone. */
#include "command/menu.h"
#include "command/output.h"

#include "ravine/tui.h"

#include <stdio.h>

enum { WIDTH = 80, HEIGHT = 24 };

/* "80x24" */
static enum rv_status read_size(const char *text, struct rv_tui_options *options,
                                struct rv_error *error)
{
    int end = 0;

    if (!text)
        return RV_OK;
    if (sscanf(text, "%4dx%4d%n", &options->width, &options->height, &end) < 2 || text[end] ||
        options->width < 1 || options->height < 1 || options->width > RV_TUI_CELLS_MOST ||
        options->height > RV_TUI_CELLS_MOST)
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
