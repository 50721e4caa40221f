/* The command line of a call as a text, for manifest and captions: see command.h. */
#include "command/command.h"

#include "ravine/text.h"

#include <string.h>

/* Characters that a shell leaves alone. */
static bool plain_word(const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789_-./:=,+@%";
    return *word && word[strspn(word, plain)] == '\0';
}

/* How many words an option takes that says where results go or how they are told, not what they
 * are: a caption in lecture notes is better without. 0: not such an option. */
static int words_aside(int left, char *const *argv)
{
    for (int i = 0; i < RV_OPTION_COUNT; i++) {
        const struct rv_option *option = &rv_options_table[i];
        const size_t size = strlen(option->param.name);

        if (!option->aside)
            continue;
        if (argv[0][0] == '-' && option->letter && argv[0][1] == option->letter && !argv[0][2])
            return 1;
        if (strncmp(argv[0], option->param.name, size) != 0)
            continue;
        if (argv[0][size] == '=')
            return 1;
        if (argv[0][size] == '\0')
            return option->argument && left > 1 ? 2 : 1;
    }
    return 0;
}

char *rv_options_line(int argc, char *const *argv)
{
    struct rv_text line = {0};

    rv_text_add(&line, "ravine");
    for (int i = 0; i < argc; i++) {
        int skip = words_aside(argc - i, argv + i);
        if (skip) {
            i += skip - 1;
            continue;
        }
        rv_text_add(&line, " ");
        if (plain_word(argv[i])) {
            rv_text_add(&line, argv[i]);
            continue;
        }
        rv_text_add(&line, "'");
        for (const char *at = argv[i]; *at; at++)
            rv_text_add_bytes(&line, *at == '\'' ? "'\\''" : at, *at == '\'' ? 4 : 1);
        rv_text_add(&line, "'");
    }
    return line.string;
}
