/* Parsing by the table of options (options_table.c), with its range errors. */
#include "command/command.h"
#include "command/output.h"

#include "ravine/memory.h"

#include <getopt.h>
#include <string.h>

/* getopt's codes of options: beyond any letter. */
enum { CODE_FIRST = 256 };

/* The two lists that getopt_long() wants, from the table. */
static void fill_getopt(struct option *longs, char *letters)
{
    *letters++ = ':'; /* tells a missing argument from an unknown option */
    for (int i = 0; i < RV_OPTION_COUNT; i++) {
        const struct rv_option *option = &rv_options_table[i];
        longs[i] = (struct option){
            .name = option->param.name + 2,
            .has_arg = option->argument ? required_argument
                       : option->word   ? optional_argument
                                        : no_argument,
            .val = CODE_FIRST + i,
        };
        if (option->letter)
            *letters++ = option->letter;
    }
    *letters = '\0';
}

/* Index into the table of what getopt_long() gave: a code, or a letter. */
static int find_code(int code)
{
    if (code >= CODE_FIRST)
        return code - CODE_FIRST;
    for (int i = 0; i < RV_OPTION_COUNT; i++)
        if (rv_options_table[i].letter == code)
            return i;
    RV_BUG("getopt gave code %d", code);
}

static void add_word(struct rv_words *words, const char *word)
{
    words->word = rv_memory_grow(words->word, words->count, sizeof *words->word);
    words->word[words->count++] = word;
}

bool rv_command_takes(const struct rv_command *command, int option)
{
    return command->takes[option] || option == RV_OPTION_COLOR || option == RV_OPTION_HELP;
}

const struct rv_option_sense *rv_options_sense(const struct rv_command *command, int option)
{
    for (size_t i = 0; i < command->sense_count; i++)
        if ((int)command->senses[i].option == option)
            return &command->senses[i];
    return NULL;
}

/* Of a choice that the command makes smaller: "'png' is not one of: pdf, svg, txt". */
static enum rv_status check_choice(const struct rv_option_sense *sense,
                                   const struct rv_param *param, const char *text,
                                   struct rv_error *error)
{
    struct rv_param own = *param;
    struct rv_text range = {0};
    enum rv_status status = RV_USAGE;

    if (!sense || !sense->choices)
        return RV_OK;
    for (size_t i = 0; sense->choices[i] && status; i++)
        if (rv_text_same_name(sense->choices[i], text))
            status = RV_OK;
    own.choices = sense->choices;
    rv_param_print_range(&own, &range);
    if (status)
        rv_error_set(error, status, "'%s': here it takes %s, not '%s'", param->name,
                     rv_text_string(&range), text);
    rv_text_release(&range);
    return status;
}

/* The word behind a switch, "--json=full", where the command takes one. */
static enum rv_status store_word(const struct rv_option_sense *sense,
                                 const struct rv_option *option, const char *text,
                                 struct rv_options *options, struct rv_error *error)
{
    if (!sense || !sense->word)
        return rv_error_set(error, RV_USAGE, "'%s' takes no value", option->param.name);
    if (strcmp(text, option->word) != 0)
        return rv_error_set(error, RV_USAGE, "'%s' stands alone or with '=%s', not with '=%.80s'",
                            option->param.name, option->word, text);
    options->json_full = true;
    return RV_OK;
}

/* Numbers, choices and switches go through the parameter table and its range errors; texts are kept
 * as argv has them, because a path may be longer than RV_TEXT_SIZE. */
static enum rv_status store(const struct rv_command *command, const struct rv_option *option,
                            const char *text, struct rv_options *options, struct rv_error *error)
{
    const struct rv_option_sense *sense =
        rv_options_sense(command, (int)(option - rv_options_table));

    if (option->word && text && store_word(sense, option, text, options, error))
        return RV_USAGE;
    if (option->word)
        text = NULL;
    if (option->param.kind != RV_KIND_TEXT) {
        enum rv_status status =
            rv_param_parse(&option->param, text ? text : "true", options, error);

        return status ? status : check_choice(sense, &option->param, text, error);
    }
    if (!*text)
        return rv_error_set(error, RV_USAGE, "'%s' takes a %s, not an empty text",
                            option->param.name, option->argument);
    if (option->repeats)
        add_word(RV_FIELD(struct rv_words, &option->param, options), text);
    else
        *RV_FIELD(const char *, &option->param, options) = text;
    return RV_OK;
}

/* "unknown option '--sed' (did you mean '--seed'?)", among those that the command takes. */
static enum rv_status unknown(const char *word, const struct rv_command *command,
                              struct rv_error *error)
{
    const char *names[RV_OPTION_COUNT + 1] = {0};
    char *name = rv_strdup(word);
    const char *nearest;
    enum rv_status status;
    int count = 0;

    for (int i = 0; i < RV_OPTION_COUNT; i++)
        if (rv_command_takes(command, i))
            names[count++] = rv_options_table[i].param.name;
    name[strcspn(name, "=")] = '\0';
    nearest = rv_text_nearest(name, names);
    status = nearest ? rv_error_set(error, RV_USAGE, "unknown option '%s' (did you mean '%s'?)",
                                    name, nearest)
                     : rv_error_set(error, RV_USAGE, "unknown option '%s'", name);
    rv_free(name);
    return status;
}

/* What getopt_long() means by '?' and ':': unknown, without its value, or with one too many. It
 * leaves the letter or code in optopt, and 0 for an unknown long name. */
static enum rv_status refuse_code(int code, char *const *argv, const struct rv_command *command,
                                  struct rv_error *error)
{
    char letter[] = { '-', (char)optopt, '\0' };
    bool known = optopt >= CODE_FIRST && optopt < CODE_FIRST + RV_OPTION_COUNT;
    const char *name = known ? rv_options_table[optopt - CODE_FIRST].param.name : letter;

    if (code == ':')
        return rv_error_set(error, RV_USAGE, "'%s' takes a value", name);
    if (known)
        return rv_error_set(error, RV_USAGE, "'%s' takes no value", name);
    if (optopt > 0)
        return unknown(letter, command, error);
    return unknown(argv[optind - 1], command, error);
}

/* getopt_long() takes any unique beginning of a name; ravine does not: a script that says --thread
 * would break with the next option that begins so. */
static bool abbreviated(const struct rv_option *option, int code, char *const *argv)
{
    const char *word = argv[optind - 1];

    if (code < CODE_FIRST)
        return false;
    if (option->argument && optarg == word) /* `--seed 3`: the name stands before it */
        word = argv[optind - 2];
    return strcspn(word, "=") != strlen(option->param.name);
}

static void set_defaults(const struct rv_command *command, struct rv_options *options)
{
    for (int i = 0; i < RV_OPTION_COUNT; i++) {
        const struct rv_option_sense *sense = rv_options_sense(command, i);
        struct rv_param row[2] = { rv_options_table[i].param, RV_PARAM_END };

        if (sense && sense->initial)
            row[0].initial_text = sense->initial;
        if (row[0].kind != RV_KIND_TEXT) /* text is a pointer here: NULL is its default */
            rv_params_defaults(row, options);
    }
}

static enum rv_status check_operands(const struct rv_call *call, struct rv_error *error)
{
    const struct rv_command *command = call->command;

    if (call->options.help)
        return RV_OK;
    if (call->words.count > command->most)
        return rv_error_set(error, RV_USAGE, "'%s' is one operand too many",
                            call->words.word[command->most]);
    if (call->words.count < command->least)
        return rv_error_set(error, RV_USAGE, "%s is missing", command->operands);
    return RV_OK;
}

enum rv_status rv_options_parse(int argc, char *const *argv, struct rv_call *call,
                                struct rv_error *error)
{
    struct option longs[RV_OPTION_COUNT + 1] = {0};
    char letters[RV_OPTION_COUNT + 2];
    enum rv_status status = RV_OK;
    int code;

    call->line = rv_options_line(argc, argv);
    set_defaults(call->command, &call->options);
    fill_getopt(longs, letters);
    opterr = 0;
    optind = 0; /* anew, whatever a call before this one left half read */
    while (!status && (code = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
        if (code == '?' || code == ':') {
            status = refuse_code(code, argv, call->command, error);
            continue;
        }
        const struct rv_option *option = &rv_options_table[find_code(code)];
        if (abbreviated(option, code, argv))
            status = rv_error_set(error, RV_USAGE, "options are not abbreviated: '%s'",
                                  option->param.name);
        else if (rv_command_takes(call->command, (int)(option - rv_options_table)))
            status = store(call->command, option, optarg, &call->options, error);
        else
            status = rv_error_set(error, RV_USAGE, "'%s' is no option of this command",
                                  option->param.name);
    }
    if (!status)
        for (int i = optind; i < argc; i++)
            add_word(&call->words, argv[i]);
    return status ? status : check_operands(call, error);
}

void rv_options_release(struct rv_call *call)
{
    rv_free(call->options.sets.word);
    rv_free(call->options.variants.word);
    rv_free(call->options.optimizers.word);
    rv_free(call->options.columns.word);
    rv_free(call->options.vary.word);
    rv_free(call->words.word);
    rv_free(call->line);
}
