/* Pages for `man`: ravine(1) and one of each command, from the tables of commands and options.
 *
 * The macros are those of man(7), with words only: a line of a text may begin with a dot or an
 * apostrophe, and a hyphen of an option must stay one that can be searched and copied. */
#include "command/command.h"

#include "ravine/archive.h"

#include <ctype.h>
#include <string.h>

static void add_words(struct rv_text *out, const char *words)
{
    if (*words == '.' || *words == '\'')
        rv_text_add(out, "\\&");
    for (; *words; words++)
        switch (*words) {
        case '\\': rv_text_add(out, "\\e"); break;
        case '-': rv_text_add(out, "\\-"); break;
        case '\n': rv_text_add(out, words[1] ? "\n.br\n" : "\n"); break;
        default: rv_text_add_bytes(out, words, 1);
        }
}

static void add_section(struct rv_text *out, const char *name, const char *words)
{
    rv_text_printf(out, ".SH %s\n", name);
    add_words(out, words);
    rv_text_add(out, "\n");
}

/* "What a command does" without the capital and the full stop that a line of `whatis` lacks. */
static void add_name(struct rv_text *out, const char *name, const char *summary)
{
    struct rv_text line = {0};
    const size_t size = strlen(summary);

    rv_text_add(&line, name);
    rv_text_add(&line, " - ");
    rv_text_printf(&line, "%c", tolower((unsigned char)*summary));
    rv_text_add_bytes(&line, summary + 1, size > 1 ? size - 1 - (summary[size - 1] == '.') : 0);
    add_section(out, "NAME", rv_text_string(&line));
    rv_text_release(&line);
}

static void add_title(struct rv_text *out, const char *name)
{
    rv_text_add(out, ".TH \"");
    for (const char *at = name; *at; at++)
        rv_text_printf(out, "%c", toupper((unsigned char)*at));
    rv_text_printf(out, "\" 1 \"\" \"ravine %s\" \"ravine\"\n", rv_archive_version());
}

static void add_option(struct rv_text *out, const struct rv_command *command, int index)
{
    const struct rv_option *option = &rv_options_table[index];
    struct rv_text help = {0};

    rv_text_add(out, ".TP\n\\fB");
    if (option->letter) {
        rv_text_printf(out, "\\-%c", option->letter);
        rv_text_add(out, "\\fR, \\fB");
    }
    add_words(out, option->param.name);
    rv_text_add(out, "\\fR");
    if (option->argument) {
        rv_text_add(out, " \\fI");
        add_words(out, option->argument);
        rv_text_add(out, "\\fR");
    }
    rv_text_add(out, "\n");
    rv_options_describe(command, index, &help);
    add_words(out, rv_text_string(&help));
    rv_text_add(out, "\n");
    rv_text_release(&help);
}

static const char exit_status[] =
    "0: done, and all claims held. 1: a claim failed, a run ended badly where its scenario does "
    "not expect it, or writing failed. 2: wrong usage, scenario, log or folder; nothing was "
    "computed. 3: a needed tool or data set is missing or failed. 70: a bug in ravine. 130: "
    "interrupted; what was recorded is kept.";

void rv_manual_print_command(const struct rv_command *command, struct rv_text *out)
{
    struct rv_text name = {0};

    rv_text_printf(&name, "ravine-%s", command->type.name);
    add_title(out, rv_text_string(&name));
    add_name(out, rv_text_string(&name), command->type.summary);
    rv_text_printf(out, ".SH SYNOPSIS\n.B ravine %s\n[OPTION...]", command->type.name);
    if (command->operands) {
        rv_text_add(out, " ");
        add_words(out, command->operands);
    }
    rv_text_add(out, "\n");
    add_section(out, "DESCRIPTION", command->type.summary);
    if (command->details) {
        rv_text_add(out, ".PP\n");
        add_words(out, command->details);
        rv_text_add(out, "\n");
    }
    rv_text_add(out, ".SH OPTIONS\n");
    for (int i = 0; i < RV_OPTION_COUNT; i++)
        if (rv_command_takes(command, i))
            add_option(out, command, i);
    add_section(out, "EXIT STATUS", exit_status);
    add_section(out, "EXAMPLE", command->example);
    rv_text_add(out, ".SH SEE ALSO\n.BR ravine (1)\n");
    rv_text_release(&name);
}

/* Variables that the program looks at, each with what it does. */
static const struct {
    const char *name, *help;
} variables[] = {
    {"RAVINE_PATH", "More folders with scenarios, separated by colons; they come first."},
    {"RAVINE_ISA", "The instruction set of the kernels, where another one than the widest is "
                   "wanted. The results do not depend on it."},
    {"RAVINE_THEME", "Colours of the menu, as --theme of ravine tui."},
    {"NO_COLOR", "If it is set, nothing is coloured."},
    {"COLUMNS", "Width of what is printed."},
    {"XDG_STATE_HOME", "The folder in which the menu keeps what was seen and voted; "
                       "~/.local/state without it."},
};

void rv_manual_print(const struct rv_registry *commands, struct rv_text *out)
{
    add_title(out, "ravine");
    add_name(out, "ravine", "Shows why validation loss fluctuates during training.");
    rv_text_add(out, ".SH SYNOPSIS\n.B ravine\n.br\n.B ravine\nCOMMAND [OPTION...] [OPERAND...]\n");
    add_section(out, "DESCRIPTION",
                "Trains tiny convolutional networks on toy data and runs optimizers on "
                "narrow-valley surfaces: each cause beside its remedy, on the same random numbers, "
                "with a number, its error bar and a picture. Without a command it opens the menu.");
    rv_text_add(out, ".SH COMMANDS\n");
    for (size_t i = 0; i < commands->count; i++) {
        rv_text_printf(out, ".TP\n.BR ravine\\-%s (1)\n", commands->types[i]->name);
        add_words(out, commands->types[i]->summary);
        rv_text_add(out, "\n");
    }
    add_section(out, "EXIT STATUS", exit_status);
    rv_text_add(out, ".SH ENVIRONMENT\n");
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        rv_text_printf(out, ".TP\n.B %s\n", variables[i].name);
        add_words(out, variables[i].help);
        rv_text_add(out, "\n");
    }
    rv_text_add(out, ".SH EXAMPLES\n.nf\nravine list\nravine run large\\-lr\n"
                     "ravine explain fluctuation\n.fi\n");
}
