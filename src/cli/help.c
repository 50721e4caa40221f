/* `ravine help [COMMAND]` */
#include "command/command.h"
#include "command/completion.h"
#include "command/output.h"

/* In the order of rv_completion_shells. */
static void (*const completions[])(const struct rv_registry *commands, struct rv_text *out) = {
    NULL, rv_completion_bash, rv_completion_zsh, rv_completion_fish,
};

static void print(const struct rv_call *call, const struct rv_command *command,
                  struct rv_text *out)
{
    if (call->options.completion)
        completions[call->options.completion](call->commands, out);
    else if (call->options.man && command)
        rv_manual_print_command(command, out);
    else if (call->options.man)
        rv_manual_print(call->commands, out);
    else if (command)
        rv_options_print_help(command, call->screen.width, out);
    else
        rv_commands_print_help(call->commands, call->screen.width, out);
}

static enum rv_status run(const struct rv_call *call)
{
    const struct rv_type *type = NULL;
    struct rv_text help = {0};
    struct rv_error error = {0};

    if (call->words.count > 0) {
        type = rv_registry_get(call->commands, call->words.word[0], &error);
        if (!type) {
            rv_output_error(&error, NULL, NULL);
            return RV_USAGE;
        }
    }
    print(call, (const struct rv_command *)type, &help);
    rv_output_text(&help);
    rv_text_release(&help);
    return RV_OK;
}

const struct rv_command rv_command_help = {
    .type = { .name = "help", .summary = "Lists the commands, or shows the options of one." },
    .operands = "[COMMAND]",
    .details = "With --man the page of the program or of a command for man(1), with --completion "
               "what a shell needs to complete command lines: both are what `make install` puts "
               "in its places.",
    .example = "ravine help run",
    .takes = {RV_TAKES(MAN), RV_TAKES(COMPLETION)},
    .most = 1,
    .run = run,
};
