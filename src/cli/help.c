/* `ravine help [COMMAND]` */
#include "command/command.h"
#include "command/output.h"

static enum rv_status run(const struct rv_call *call)
{
    struct rv_text help = {0};
    struct rv_error error = {0};

    if (call->words.count == 0) {
        rv_commands_print_help(call->commands, call->screen.width, &help);
    } else {
        const struct rv_type *type = rv_registry_get(call->commands, call->words.word[0], &error);
        if (!type) {
            rv_output_error(&error, NULL, NULL);
            return RV_USAGE;
        }
        rv_options_print_help((const struct rv_command *)type, call->screen.width, &help);
    }
    rv_output_text(&help);
    rv_text_release(&help);
    return RV_OK;
}

const struct rv_command rv_command_help = {
    .type = { .name = "help", .summary = "Lists the commands, or shows the options of one." },
    .operands = "[COMMAND]",
    .example = "ravine help run",
    .most = 1,
    .run = run,
};
