/* Completion in bash: see completion.h. */
#include "command/completion.h"

static void add_bash_command(struct rv_text *out, const struct rv_command *command)
{
    static const char *const operands[] = {
        [RV_OPERAND_NONE] = ":", [RV_OPERAND_FILE] = "files",
        [RV_OPERAND_SCENARIO] = "words \"$(_ravine_scenarios)\"; files",
        [RV_OPERAND_COMMAND] = "words \"$_ravine_commands\"",
    };

    rv_text_printf(out, "    %s)\n        case $option in\n", command->type.name);
    for (int i = 0; i < RV_OPTION_COUNT; i++) {
        const struct rv_option *option = &rv_options_table[i];

        if (!rv_command_takes(command, i) || !option->argument)
            continue;
        rv_text_printf(out, "        %s) ", option->param.name);
        if (option->param.kind == RV_KIND_CHOICE) {
            rv_text_add(out, "words '");
            rv_completion_choices(out, command, i);
            rv_text_add(out, "'");
        } else if (i == RV_OPTION_SET) {
            rv_text_add(out, "settings");
        } else if (rv_completion_takes_file(option)) {
            rv_text_add(out, "files");
        } else {
            rv_text_add(out, ":");
        }
        rv_text_add(out, " ;;\n");
    }
    rv_text_add(out, "        *)\n            case $word in\n            -*) words '");
    for (int i = 0; i < RV_OPTION_COUNT; i++)
        if (rv_command_takes(command, i))
            rv_text_printf(out, "%s ", rv_options_table[i].param.name);
    rv_text_printf(out, "' ;;\n            *) %s ;;\n            esac ;;\n        esac ;;\n",
                   operands[rv_completion_operand(command)]);
}

/* bash makes a word of its own of each "=": `--set a=b` is four words. */
static const char bash_head[] =
    "_ravine() {\n"
    "    local word=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD-1]} key=\n"
    "    COMPREPLY=()\n"
    "    words() { COMPREPLY+=($(compgen -W \"$1\" -- \"$word\")); }\n"
    "    files() { COMPREPLY+=($(compgen -f -- \"$word\")); compopt -o filenames; }\n"
    "    settings() {\n"
    "        if [ -n \"$key\" ]; then words \"$(_ravine_values \"$key\")\"\n"
    "        else\n"
    "            words \"$_ravine_keys\"\n"
    "            compopt -o nospace\n"
    "            COMPREPLY=(\"${COMPREPLY[@]/%/=}\")\n"
    "        fi\n"
    "    }\n"
    "    [ \"$word\" = = ] && { word=; option==; COMP_CWORD=$((COMP_CWORD + 1)); }\n"
    "    if [ \"$option\" = = ] && [ \"$COMP_CWORD\" -gt 2 ]; then\n"
    "        key=${COMP_WORDS[COMP_CWORD-2]}\n"
    "        option=${COMP_WORDS[COMP_CWORD-3]}\n"
    "        case $key in --*) option=$key key= ;; esac\n"
    "    fi\n"
    "    [ \"$COMP_CWORD\" -eq 1 ] && { words \"$_ravine_commands\"; return; }\n"
    "    case ${COMP_WORDS[1]} in\n";

void rv_completion_bash(const struct rv_registry *commands, struct rv_text *out)
{
    rv_text_add(out, "# Completion of ravine's command lines in bash.\n\n_ravine_commands='");
    for (size_t i = 0; i < commands->count; i++)
        rv_text_printf(out, "%s%s", i ? " " : "", commands->types[i]->name);
    rv_text_add(out, "'\n\n");
    rv_completion_functions(out);
    rv_text_add(out, bash_head);
    for (size_t i = 0; i < commands->count; i++)
        add_bash_command(out, (const struct rv_command *)commands->types[i]);
    rv_text_add(out, "    esac\n}\n\ncomplete -F _ravine ravine\n");
}
