/* The help of a command and of the program, from their tables. */
#include "command/command.h"

#include <ctype.h>
#include <string.h>

/* What the option does in this command, what it takes, its default. */
void rv_options_describe(const struct rv_command *command, int index, struct rv_text *out)
{
    const struct rv_option_sense *sense = rv_options_sense(command, index);
    struct rv_param param = rv_options_table[index].param;
    struct rv_text range = {0};

    if (sense && sense->choices)
        param.choices = sense->choices;
    rv_text_add(out, sense && sense->help ? sense->help : param.help);
    if (param.kind == RV_KIND_INTEGER || param.kind == RV_KIND_CHOICE) {
        rv_param_print_range(&param, &range);
        rv_text_printf(out, " It takes %s.", rv_text_string(&range));
    }
    if (param.kind == RV_KIND_CHOICE)
        rv_text_printf(out, " Default: %s.",
                       sense && sense->initial ? sense->initial : param.choices[0]);
    rv_text_release(&range);
}

/* "  -q, --quiet" or "      --seed N", then what it does. */
static void print_option(const struct rv_command *command, int index, int width,
                         struct rv_text *out)
{
    const struct rv_option *option = &rv_options_table[index];
    const struct rv_option_sense *sense = rv_options_sense(command, index);
    struct rv_text head = {0}, prose = {0};
    enum { INDENT = 10 };

    if (option->letter)
        rv_text_printf(&head, "  -%c, %s", option->letter, option->param.name);
    else
        rv_text_printf(&head, "      %s", option->param.name);
    if (option->argument)
        rv_text_printf(&head, " %s", option->argument);
    if (sense && sense->word)
        rv_text_printf(&head, "[=%s]", option->word);
    rv_text_printf(out, "%s\n", rv_text_string(&head));
    rv_options_describe(command, index, &prose);
    rv_text_wrap(out, rv_text_string(&prose), INDENT, width);
    rv_text_release(&head);
    rv_text_release(&prose);
}

void rv_options_print_help(const struct rv_command *command, int width, struct rv_text *out)
{
    rv_text_printf(out, "usage: ravine %s [OPTION...]%s%s\n\n", command->type.name,
                   command->operands ? " " : "", command->operands ? command->operands : "");
    rv_text_wrap(out, command->type.summary, 0, width);
    if (command->details) {
        rv_text_add(out, "\n");
        rv_text_wrap(out, command->details, 0, width);
    }
    rv_text_add(out, "\n");
    for (int i = 0; i < RV_OPTION_COUNT; i++)
        if (rv_command_takes(command, i))
            print_option(command, i, width, out);
    rv_text_printf(out, "\nexample: %s\n", command->example);
}

void rv_commands_print_help(const struct rv_registry *commands, int width, struct rv_text *out)
{
    size_t column = 0;

    rv_text_add(out, "usage: ravine COMMAND [OPTION...] [OPERAND...]\n\n");
    rv_text_wrap(out,
                 "Shows why validation loss fluctuates: trains tiny networks on toy data, each "
                 "cause beside its remedy, on the same random numbers.",
                 0, width);
    rv_text_add(out, "\n");
    for (size_t i = 0; i < commands->count; i++)
        if (strlen(commands->types[i]->name) > column)
            column = strlen(commands->types[i]->name);
    for (size_t i = 0; i < commands->count; i++)
        rv_text_printf(out, "  %-*s  %s\n", (int)column, commands->types[i]->name,
                       commands->types[i]->summary);
    rv_text_add(out, "\n");
    rv_text_wrap(out,
                 "`ravine COMMAND -h` shows the options of a command, `ravine --version` the "
                 "version. Exit status: 0 done and all claims held; 1 a claim failed, a run "
                 "diverged or writing failed; 2 wrong usage or input; 3 a tool or a data set is "
                 "missing; 70 a bug in ravine; 130 interrupted.",
                 0, width);
    rv_text_add(out, "\nstart with: ravine list\n            ravine run large-lr\n");
}

void rv_commands_print_reference(const struct rv_registry *commands, struct rv_text *out)
{
    rv_text_printf(out, "\n## %c%s\n", toupper((unsigned char)commands->plural[0]),
                   commands->plural + 1);
    for (size_t i = 0; i < commands->count; i++) {
        const struct rv_type *type = commands->types[i];

        rv_text_printf(out, "\n### %s\n\n%s\n\n```text\n", type->name, type->summary);
        rv_options_print_help((const struct rv_command *)type, 80, out);
        rv_text_add(out, "```\n");
    }
}
