/* Completion in fish: see completion.h. */
#include "command/completion.h"

#include "ravine/memory.h"

/* fish has the whole `key=value` as one word. */
static void add_fish_settings(struct rv_text *out)
{
    struct rv_settings settings = {0};

    rv_settings_list(&settings);
    rv_text_add(out, "function __ravine_settings\n");
    for (size_t i = 0; i < settings.count; i++) {
        const struct rv_setting *setting = &settings.item[i];

        if (!*setting->values)
            rv_text_printf(out, "    echo %s=\n", setting->key);
        else
            rv_text_printf(out, "    for value in %s; echo %s=$value; end\n", setting->values,
                           setting->key);
    }
    rv_text_add(out, "end\n\n");
    rv_settings_release(&settings);
}

static void add_fish_option(struct rv_text *out, const struct rv_command *command, int index)
{
    const struct rv_option *option = &rv_options_table[index];
    char *help = rv_completion_sentence(option->param.help);

    rv_text_printf(out, "complete -c ravine -n '__fish_seen_subcommand_from %s' -l %s",
                   command->type.name, option->param.name + 2);
    if (option->letter)
        rv_text_printf(out, " -s %c", option->letter);
    if (option->param.kind == RV_KIND_CHOICE && option->argument) {
        rv_text_add(out, " -x -a '");
        rv_completion_choices(out, command, index);
        rv_text_add(out, "'");
    } else if (index == RV_OPTION_SET) {
        rv_text_add(out, " -x -a '(__ravine_settings)'");
    } else if (option->argument) {
        rv_text_add(out, rv_completion_takes_file(option) ? " -r -F" : " -x");
    }
    rv_text_add(out, " -d ");
    rv_completion_quote(out, help, true);
    rv_text_add(out, "\n");
    rv_free(help);
}

void rv_completion_fish(const struct rv_registry *commands, struct rv_text *out)
{
    rv_text_add(out, "# Completion of ravine's command lines in fish.\n\n"
                     "function __ravine_scenarios\n"
                     "    ravine list 2>/dev/null | string match -r -g '^ *[0-9]+ +([^ ]+)'\n"
                     "end\n\n");
    add_fish_settings(out);
    for (size_t i = 0; i < commands->count; i++) {
        const struct rv_command *command = (const struct rv_command *)commands->types[i];
        const enum rv_operand operand = rv_completion_operand(command);

        rv_text_printf(out, "complete -c ravine -f -n __fish_use_subcommand -a %s -d ",
                       command->type.name);
        rv_completion_quote(out, command->type.summary, true);
        rv_text_add(out, "\n");
        if (operand == RV_OPERAND_SCENARIO)
            rv_text_printf(out, "complete -c ravine -n '__fish_seen_subcommand_from %s' "
                                "-a '(__ravine_scenarios)'\n", command->type.name);
        for (int k = 0; k < RV_OPTION_COUNT; k++)
            if (rv_command_takes(command, k))
                add_fish_option(out, command, k);
    }
}
