/* Completion in zsh: see completion.h. */
#include "command/completion.h"

#include "ravine/memory.h"

#include <string.h>

/* In a specification of _arguments brackets and colons mean something. */
static void add_specification(struct rv_text *out, const struct rv_command *command, int index)
{
    const struct rv_option *option = &rv_options_table[index];
    char *help = rv_completion_sentence(option->param.help);
    struct rv_text words = {0};

    rv_text_printf(&words, "%s%s%s[", option->repeats ? "*" : "", option->param.name,
                   option->argument ? "=" : "");
    for (const char *at = help; *at; at++)
        rv_text_printf(&words, strchr("[]:\\", *at) ? "\\%c" : "%c", *at);
    rv_text_add(&words, "]");
    if (option->argument) {
        rv_text_printf(&words, ":%s:", "value");
        if (option->param.kind == RV_KIND_CHOICE) {
            rv_text_add(&words, "(");
            rv_completion_choices(&words, command, index);
            rv_text_add(&words, ")");
        } else if (index == RV_OPTION_SET) {
            rv_text_add(&words, "_ravine_set");
        } else if (rv_completion_takes_file(option)) {
            rv_text_add(&words, "_files");
        }
    }
    rv_text_add(out, " \\\n            ");
    rv_completion_quote(out, rv_text_string(&words), false);
    rv_text_release(&words);
    rv_free(help);
}

void rv_completion_zsh(const struct rv_registry *commands, struct rv_text *out)
{
    static const char *const operands[] = {
        [RV_OPERAND_NONE] = "",
        [RV_OPERAND_SCENARIO] = "'*:scenario:_ravine_names'",
        [RV_OPERAND_COMMAND] = "'*:command:_ravine_commands'",
        [RV_OPERAND_FILE] = "'*:file:_files'",
    };

    rv_text_add(out, "#compdef ravine\n# Completion of ravine's command lines in zsh.\n\n");
    rv_completion_functions(out);
    rv_text_add(out, "_ravine_names() { compadd -- $(_ravine_scenarios); _files; }\n\n"
                     "_ravine_set() {\n"
                     "    local key\n"
                     "    if compset -P 1 '*='; then\n"
                     "        key=${IPREFIX##*set=}; compadd -- $(_ravine_values ${key%=})\n"
                     "    else\n"
                     "        compadd -S = -- $=_ravine_keys\n"
                     "    fi\n}\n\n"
                     "_ravine_commands() {\n    local -a commands=(\n");
    for (size_t i = 0; i < commands->count; i++) {
        struct rv_text line = {0};

        rv_text_printf(&line, "%s:%s", commands->types[i]->name, commands->types[i]->summary);
        rv_text_add(out, "        ");
        rv_completion_quote(out, rv_text_string(&line), false);
        rv_text_add(out, "\n");
        rv_text_release(&line);
    }
    rv_text_add(out, "    )\n    _describe command commands\n}\n\n"
                     "_ravine() {\n"
                     "    if (( CURRENT == 2 )); then\n        _ravine_commands\n        return\n"
                     "    fi\n"
                     "    local command=$words[2]\n"
                     "    shift words\n    (( CURRENT-- ))\n"
                     "    case $command in\n");
    for (size_t i = 0; i < commands->count; i++) {
        const struct rv_command *command = (const struct rv_command *)commands->types[i];

        rv_text_printf(out, "    %s)\n        _arguments", command->type.name);
        for (int k = 0; k < RV_OPTION_COUNT; k++)
            if (rv_command_takes(command, k))
                add_specification(out, command, k);
        rv_text_printf(out, "%s%s ;;\n", rv_completion_operand(command) ? " \\\n            " : "",
                       operands[rv_completion_operand(command)]);
    }
    rv_text_add(out, "    esac\n}\n\n"
                     "if [ \"$funcstack[1]\" = _ravine ]; then _ravine \"$@\"; "
                     "else compdef _ravine ravine; fi\n");
}
