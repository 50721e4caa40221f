/* Completion of command lines in bash, zsh and fish, from the tables of commands, options and
 * recipes. Names of scenarios are asked of the program each time: a person adds files. */
#include "command/completion.h"

#include "ravine/memory.h"
#include "ravine/recipe.h"

#include <string.h>

enum rv_operand rv_completion_operand(const struct rv_command *command)
{
    if (!command->operands)
        return RV_OPERAND_NONE;
    if (strstr(command->operands, "SCENARIO"))
        return RV_OPERAND_SCENARIO;
    return strstr(command->operands, "COMMAND") ? RV_OPERAND_COMMAND : RV_OPERAND_FILE;
}

bool rv_completion_takes_file(const struct rv_option *option)
{
    static const char *const words[] = {"FILE", "DIR", "LOG", "RUN", NULL};

    for (size_t i = 0; option->argument && words[i]; i++)
        if (strcmp(option->argument, words[i]) == 0)
            return true;
    return false;
}

void rv_completion_choices(struct rv_text *out, const struct rv_command *command, int index)
{
    const struct rv_option_sense *sense = rv_options_sense(command, index);
    const char *const *choices = sense && sense->choices ? sense->choices
                                                         : rv_options_table[index].param.choices;

    for (size_t i = 0; choices[i]; i++)
        rv_text_printf(out, "%s%s", i ? " " : "", choices[i]);
}

/* A word in single quotes, for any of the three shells but fish, which also takes backslashes. */
void rv_completion_quote(struct rv_text *out, const char *word, bool fish)
{
    rv_text_add(out, "'");
    for (; *word; word++)
        if (*word == '\'')
            rv_text_add(out, fish ? "\\'" : "'\\''");
        else if (*word == '\\' && fish)
            rv_text_add(out, "\\\\");
        else
            rv_text_add_bytes(out, word, 1);
    rv_text_add(out, "'");
}

/* The first sentence of a help, which a list beside the command line has room for. */
char *rv_completion_sentence(const char *help)
{
    const char *end = strstr(help, ". ");
    struct rv_text line = {0};

    rv_text_add_bytes(&line, help, end ? (size_t)(end - help) : strlen(help));
    return line.string ? line.string : rv_strdup("");
}

/* ---- Keys of --set ---- */

static void add_setting(struct rv_settings *settings, const char *key, const char *values)
{
    settings->item = rv_realloc(settings->item, settings->count, settings->count + 1,
                                sizeof *settings->item);
    settings->item[settings->count++] = (struct rv_setting){rv_strdup(key), rv_strdup(values)};
}

void rv_settings_release(struct rv_settings *settings)
{
    for (size_t i = 0; i < settings->count; i++) {
        rv_free(settings->item[i].key);
        rv_free(settings->item[i].values);
    }
    rv_free(settings->item);
}

static void add_choices(struct rv_text *values, const struct rv_param *row)
{
    if (row->kind == RV_KIND_BOOLEAN)
        rv_text_add(values, "true false");
    for (size_t i = 0; row->kind == RV_KIND_CHOICE && row->choices[i]; i++)
        rv_text_printf(values, "%s%s", i ? " " : "", row->choices[i]);
}

/* Keys that two types of a section share (`optimizer.learning_rate`) come once. */
static bool seen_before(const struct rv_section *section, size_t type, const char *name)
{
    for (size_t i = 0; section->registry && i < type; i++)
        for (const struct rv_param *row = section->registry->types[i]->params;
             row && row->kind != RV_KIND_END; row++)
            if (strcmp(row->name, name) == 0)
                return true;
    return false;
}

static void add_type(struct rv_settings *settings, const struct rv_section *section, size_t index)
{
    const struct rv_type *type = section->registry ? section->registry->types[index]
                                                   : section->type;

    for (const struct rv_param *row = type ? type->params : NULL; row && row->kind != RV_KIND_END;
         row++) {
        struct rv_text key = {0}, values = {0};

        if (seen_before(section, index, row->name))
            continue;
        rv_text_printf(&key, "%s%s%s", section->bare ? "" : section->name,
                       section->bare ? "" : ".", row->name);
        add_choices(&values, row);
        add_setting(settings, rv_text_string(&key), rv_text_string(&values));
        rv_text_release(&key);
        rv_text_release(&values);
    }
}

/* Layers have their keys below names of their own: `network.conv2d.filters` is not among these. */
void rv_settings_list(struct rv_settings *settings)
{
    for (size_t s = 0; s < rv_section_count; s++) {
        const struct rv_section *section = &rv_sections[s];
        const size_t types = section->registry ? section->registry->count : 1;
        struct rv_text key = {0}, values = {0};

        if (strcmp(section->name, "network") == 0)
            continue;
        if (section->selector && section->registry) {
            rv_text_printf(&key, "%s.%s", section->name, section->selector);
            for (size_t i = 0; i < types; i++)
                rv_text_printf(&values, "%s%s", i ? " " : "", section->registry->types[i]->name);
            add_setting(settings, rv_text_string(&key), rv_text_string(&values));
        }
        for (size_t i = 0; i < types; i++)
            add_type(settings, section, i);
        rv_text_release(&key);
        rv_text_release(&values);
    }
}

/* What bash and zsh share: names of scenarios, keys, what a key takes. */
void rv_completion_functions(struct rv_text *out)
{
    struct rv_settings settings = {0};

    rv_settings_list(&settings);
    rv_text_add(out, "_ravine_scenarios() {\n"
                     "    ravine list 2>/dev/null |\n"
                     "        sed -n 's/^ *[0-9][0-9]*  *\\([^ ]*\\).*/\\1/p'\n"
                     "}\n\n"
                     "_ravine_keys='");
    for (size_t i = 0; i < settings.count; i++)
        rv_text_printf(out, " %s", settings.item[i].key);
    rv_text_add(out, "'\n\n_ravine_values() { # key\n    case $1 in\n");
    for (size_t i = 0; i < settings.count; i++)
        if (*settings.item[i].values)
            rv_text_printf(out, "    %s) echo '%s' ;;\n", settings.item[i].key,
                           settings.item[i].values);
    rv_text_add(out, "    esac\n}\n\n");
    rv_settings_release(&settings);
}
