/* Parts that the completion scripts of all shells are made of. */
#ifndef RAVINE_COMMAND_COMPLETION_H
#define RAVINE_COMMAND_COMPLETION_H

#include "command/command.h"

#include "ravine/text.h"

/* What stands where a command wants an operand. */
enum rv_operand {
    RV_OPERAND_NONE, RV_OPERAND_SCENARIO, RV_OPERAND_COMMAND, RV_OPERAND_FILE
};
enum rv_operand rv_completion_operand(const struct rv_command *command);
/* Whether the value of the option is a file or folder. */
bool rv_completion_takes_file(const struct rv_option *option);
/* The words of a choice, as the command takes them, with spaces between. */
void rv_completion_choices(struct rv_text *out, const struct rv_command *command, int index);
/* A word in single quotes; fish takes backslashes within them, the others do not. */
void rv_completion_quote(struct rv_text *out, const char *word, bool fish);
/* The first sentence of a help, which a list beside the command line has room for; owned. */
char *rv_completion_sentence(const char *help);

/* A key of --set and the words that it takes: "" for numbers and texts. */
struct rv_setting {
    char *key, *values; /* owned */
};

struct rv_settings {
    struct rv_setting *item; /* owned */
    size_t count;
};

/* All keys of recipes but those of layers, which have names of their own. */
void rv_settings_list(struct rv_settings *settings);
void rv_settings_release(struct rv_settings *settings);

/* Functions that bash and zsh share: names of scenarios, keys, what a key takes. */
void rv_completion_functions(struct rv_text *out);

/* A shell's script: commands, options and their choices, names of scenarios (asked of the
 * program when they are wanted), keys of --set and their choices. */
void rv_completion_bash(const struct rv_registry *commands, struct rv_text *out);
void rv_completion_zsh(const struct rv_registry *commands, struct rv_text *out);
void rv_completion_fish(const struct rv_registry *commands, struct rv_text *out);

#endif
