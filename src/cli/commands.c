/* The registry of commands, and the program: find the command, parse, run, report. */
#include "cli/commands.h"

#include "command/command.h"
#include "command/output.h"

#include "ravine/archive.h"
#include "ravine/network.h"
#include "ravine/print.h"
#include "ravine/tui.h"

#include <stdio.h>
#include <string.h>

#define X(name) extern const struct rv_command rv_command_##name;
#include "cli/commands.def"
#undef X

static const struct rv_type *const types[] = {
#define X(name) &rv_command_##name.type,
#include "cli/commands.def"
#undef X
};

static const struct rv_registry commands = {
    .kind = "command",
    .plural = "commands",
    .types = types,
    .count = sizeof types / sizeof *types,
};

static enum rv_status print_version(void)
{
    rv_print("ravine %s\n%s\n", rv_archive_version(), rv_archive_build());
    return RV_OK;
}

static enum rv_status print_help(const struct rv_command *command)
{
    struct rv_text help = {0};
    int width = rv_output_screen(RV_COLOR_NEVER).width;

    if (command)
        rv_options_print_help(command, width, &help);
    else
        rv_commands_print_help(&commands, width, &help);
    rv_output_text(&help);
    rv_text_release(&help);
    return RV_OK;
}

/* Wrong usage prints one line and where to look, not the whole help: the line must be seen. */
static enum rv_status run_command(const struct rv_command *command, int argc, char *const *argv,
                                  const volatile sig_atomic_t *stop)
{
    struct rv_call call = { .command = command, .commands = &commands, .stop = stop };
    struct rv_error error = {0};
    enum rv_status status = rv_options_parse(argc, argv, &call, &error);

    if (status) {
        rv_print_error("ravine %s: %s\n", command->type.name, error.message);
        rv_print_error("'ravine %s -h' shows its options.\n", command->type.name);
        status = RV_USAGE;
    } else if (call.options.help) {
        status = print_help(command);
    } else {
        call.screen = rv_output_screen(call.options.color);
        status = command->run(&call);
    }
    rv_options_release(&call);
    return status;
}

/* Without a command: the menu; where there is no terminal for it the help, as an error. */
static enum rv_status no_command(const volatile sig_atomic_t *stop)
{
    static char name[] = "tui";
    char *const words[] = { name, NULL };
    struct rv_text help = {0};

    if (rv_tui_usable())
        return run_command(&rv_command_tui, 1, words, stop);
    rv_commands_print_help(&commands, rv_output_screen(RV_COLOR_NEVER).width, &help);
    rv_print_error_text(&help);
    rv_text_release(&help);
    return RV_USAGE;
}

static enum rv_status dispatch(int argc, char *const *argv, const volatile sig_atomic_t *stop)
{
    struct rv_error error = {0};
    const struct rv_type *type;

    if (rv_kernels_select(NULL, &error)) { /* a RAVINE_ISA that does not work here */
        rv_output_error(&error, NULL, NULL);
        return RV_USAGE;
    }
    if (argc < 2)
        return no_command(stop);
    if (strcmp(argv[1], "--version") == 0)
        return print_version();
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return print_help(NULL);
    if (argv[1][0] == '-') {
        rv_print_error("ravine: '%s': options come after the command; 'ravine -h' lists them\n",
                argv[1]);
        return RV_USAGE;
    }
    type = rv_registry_get(&commands, argv[1], &error);
    if (!type) {
        rv_print_error("ravine: %s\n", error.message);
        return RV_USAGE;
    }
    return run_command((const struct rv_command *)type, argc - 1, argv + 1, stop);
}

/* What was printed may still sit in a buffer: a full disk shows only when that is flushed. */
int rv_commands_main(int argc, char *const *argv, const volatile sig_atomic_t *stop)
{
    enum rv_status status = dispatch(argc, argv, stop);
    struct rv_error error = {0};

    if (rv_print_close(&error)) {
        rv_print_error("ravine: %s\n", error.message);
        status = rv_status_worse(status, error.status);
    }
    if (*stop)
        status = rv_status_worse(status, RV_INTERRUPTED);
    return rv_status_exit(status);
}
