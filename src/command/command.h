/* Commands and their options.
 *
 * A command is one file with one const struct; commands.def registers it. It says which operands
 * and which options it takes; options.c has the one table of options that drives parsing, range
 * errors, `-h` and the reference page. A command gets a filled `struct rv_call`, prints, and
 * returns a status; main turns that into the exit status.
 *
 *     static enum rv_status run(const struct rv_call *call) { ... }
 *     const struct rv_command rv_command_list = {
 *         .type = { .name = "list", .summary = "Lists scenarios and types." },
 *         .operands = "[KIND]", .most = 1, .takes = {RV_TAKES(JSON)}, .run = run,
 *     }; */
#ifndef RAVINE_COMMAND_COMMAND_H
#define RAVINE_COMMAND_COMMAND_H

#include "report/screen.h"

#include "ravine/type.h"

#include <signal.h>
#include <stdint.h>

/* Several values of one option, or the operands. The array is owned, the words are argv's. */
struct rv_words {
    const char **word;
    size_t count;
};

/* Values of all options, at their defaults where not given. */
struct rv_options {
    struct rv_words sets;
    struct rv_words variants;
    struct rv_words optimizers;
    struct rv_words vary;
    long seed;    /* -1: the scenario's */
    long seeds;   /* -1: the scenario's */
    long branch;  /* 0: no branch */
    long threads; /* 0: one a core */
    long sample;  /* 0: a grid */
    const char *part, *join;
    const char *weights_from;
    int recorder; /* index into rv_recorder_names */
    const char *out;
    const char *start;
    const char *epochs; /* "0,5,25" or "all" */
    long top, examples, probes;
    const char *plane;
    long points;    /* along a side of a plane */
    int statistics; /* 0: the protocol's; else 1 + enum rv_statistics */
    const char *keys, *dump, *size, *record;
    struct rv_words columns;
    long run;     /* 0: the longest */
    long batch, train, validation, classes; /* 0: unknown */
    double rate;  /* 0: unknown */
    int batchnorm, shuffled; /* enum rv_log_answer */
    const char *as_scenario;
    bool follow;
    int theme;    /* index into rv_tui_themes */
    int format;   /* enum rv_figure_format */
    bool solution, show, dry_run;
    bool predict, forecast;
    bool ascii, plain;
    bool density, force, no_plots, json, json_full, all, shares, markdown, layers, quiet, verbose;
    bool man, help;
    int completion; /* index into rv_completion_shells, after "none" */
    int color;    /* enum rv_color_use */
};

/* Index into rv_options_table, and into rv_command.takes. */
enum rv_option_id {
    RV_OPTION_SET,
    RV_OPTION_VARY,
    RV_OPTION_SAMPLE,
    RV_OPTION_SEED,
    RV_OPTION_SEEDS,
    RV_OPTION_VARIANT,
    RV_OPTION_OPTIMIZER,
    RV_OPTION_START,
    RV_OPTION_EPOCHS,
    RV_OPTION_TOP,
    RV_OPTION_EXAMPLES,
    RV_OPTION_PROBES,
    RV_OPTION_DENSITY,
    RV_OPTION_PLANE,
    RV_OPTION_POINTS,
    RV_OPTION_STATISTICS,
    RV_OPTION_PREDICT,
    RV_OPTION_FORECAST,
    RV_OPTION_BRANCH,
    RV_OPTION_WEIGHTS_FROM,
    RV_OPTION_RECORDER,
    RV_OPTION_SHARES,
    RV_OPTION_PART,
    RV_OPTION_JOIN,
    RV_OPTION_DRY_RUN,
    RV_OPTION_OUT,
    RV_OPTION_FORCE,
    RV_OPTION_THREADS,
    RV_OPTION_FORMAT,
    RV_OPTION_NO_PLOTS,
    RV_OPTION_SOLUTION,
    RV_OPTION_SHOW,
    RV_OPTION_ALL,
    RV_OPTION_JSON,
    RV_OPTION_MARKDOWN,
    RV_OPTION_LAYERS,
    RV_OPTION_COLUMN,
    RV_OPTION_RUN,
    RV_OPTION_BATCH,
    RV_OPTION_TRAIN,
    RV_OPTION_VALIDATION,
    RV_OPTION_CLASSES,
    RV_OPTION_RATE,
    RV_OPTION_BATCHNORM,
    RV_OPTION_SHUFFLED,
    RV_OPTION_FOLLOW,
    RV_OPTION_AS_SCENARIO,
    RV_OPTION_KEYS,
    RV_OPTION_DUMP,
    RV_OPTION_SIZE,
    RV_OPTION_RECORD,
    RV_OPTION_THEME,
    RV_OPTION_ASCII,
    RV_OPTION_PLAIN,
    RV_OPTION_QUIET,
    RV_OPTION_VERBOSE,
    RV_OPTION_MAN,
    RV_OPTION_COMPLETION,
    RV_OPTION_COLOR, /* this one and help: every command takes them */
    RV_OPTION_HELP,
    RV_OPTION_COUNT
};
#define RV_TAKES(name) [RV_OPTION_##name] = true

/* One row of the table. The value of a RV_KIND_TEXT row is a `const char *` at the offset, or a
 * `struct rv_words` when the option may be repeated; all other kinds are those of param.h. */
struct rv_option {
    struct rv_param param;
    char letter;          /* 'q' for -q, or 0 */
    const char *argument; /* its name in the help, "N"; NULL for a switch */
    const char *word;     /* of a switch: what may follow it, --json=full; NULL: nothing */
    bool repeats;
    bool aside; /* no part of what is computed: where it goes and how it is told */
};
extern const struct rv_option rv_options_table[RV_OPTION_COUNT];

struct rv_command;

/* One call of a command. */
struct rv_call {
    const struct rv_command *command;
    const struct rv_registry *commands; /* all there are */
    struct rv_options options;
    struct rv_words words; /* operands */
    char *line;            /* the command line, quoted for a shell; owned */
    struct rv_screen screen;
    const volatile sig_atomic_t *stop; /* non-zero after SIGINT or SIGTERM */
};

/* What an option means in one command, where that is not what it means in the others. */
struct rv_option_sense {
    enum rv_option_id option;
    const char *help;            /* NULL: as in the table */
    const char *const *choices;  /* some of the table's; NULL: all */
    const char *initial;         /* of a choice; NULL: the first of the table */
    bool word;                   /* takes the word of the table */
};

struct rv_command {
    struct rv_type type;  /* name, summary */
    const char *operands; /* "SCENARIO...", or NULL */
    const char *details;  /* more for `-h`, or NULL */
    const char *example;  /* one command line */
    bool takes[RV_OPTION_COUNT]; /* {RV_TAKES(SEED), ...}; those that all take need not be named */
    const struct rv_option_sense *senses; /* of `sense_count` options, or NULL */
    size_t sense_count;
    size_t least, most;   /* operands */
    enum rv_status (*run)(const struct rv_call *call);
};

/* Fills call->options, call->words and call->line from the arguments after the command's name
 * (argv[0] is the name). */
enum rv_status rv_options_parse(int argc, char *const *argv, struct rv_call *call,
                                struct rv_error *error);
void rv_options_release(struct rv_call *call);
/* The arguments as a command line without --out and --force: whoever copies it into a shell repeats
 * the call. Free with rv_free(). */
char *rv_options_line(int argc, char *const *argv);

/* Whether the command takes the option; all take --color and --help. */
bool rv_command_takes(const struct rv_command *command, int option);
/* The sense of an option in a command, or NULL. */
const struct rv_option_sense *rv_options_sense(const struct rv_command *command, int option);

/* What an option does in a command, what it takes and its default, as one paragraph (help.c). */
void rv_options_describe(const struct rv_command *command, int index, struct rv_text *out);
/* The help of one command, and of the program. */
void rv_options_print_help(const struct rv_command *command, int width, struct rv_text *out);
void rv_commands_print_help(const struct rv_registry *commands, int width, struct rv_text *out);
/* The commands as a part of the reference, in Markdown. */
void rv_commands_print_reference(const struct rv_registry *commands, struct rv_text *out);

/* The page of a command and that of the program for `man`, in roff (manual.c). */
void rv_manual_print_command(const struct rv_command *command, struct rv_text *out);
void rv_manual_print(const struct rv_registry *commands, struct rv_text *out);

/* Shells of `help --completion`, after "none". */
extern const char *const rv_completion_shells[];

#endif
