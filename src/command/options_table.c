/* The one table of options: parsing, range errors, `-h` and the reference page come from it. */
#include "command/command.h"

#include "ravine/figure.h"
#include "ravine/export.h"
#include "ravine/tui.h"

static const char *const answer_choices[] = { "unknown", "no", "yes", NULL };
static const char *const statistics_choices[] = { "as-evaluated", "running", "batch",
                                                  "recalibrated", NULL };
static const char *const color_choices[] = { "auto", "always", "never", NULL };

#define ROW(row_name, row_kind, field) \
    .param.name = (row_name), .param.kind = RV_KIND_##row_kind, \
    .param.offset = offsetof(struct rv_options, field)

const char *const rv_completion_shells[] = {"none", "bash", "zsh", "fish", NULL};

const struct rv_option rv_options_table[RV_OPTION_COUNT] = {
    [RV_OPTION_SET] = { ROW("--set", TEXT, sets), .argument = "KEY=VALUE", .repeats = true,
        .param.help = "Changes a value of the recipe, before the variants apply; "
                      "VARIANT:KEY=VALUE changes one variant. May be repeated." },
    [RV_OPTION_VARY] = { ROW("--vary", TEXT, vary), .argument = "KEY=V1,V2,...", .repeats = true,
        .param.help = "The values of a key, or a range: KEY=LOW..HIGH:7 for 7 of them, "
                      "KEY=LOW..HIGH:7:log for equal factors. A list in brackets is one value. "
                      "May be repeated." },
    [RV_OPTION_SAMPLE] = { ROW("--sample", INTEGER, sample), .argument = "N",
        .param.minimum = 1, .param.maximum = 100000,
        .param.help = "Instead of the whole grid, N cells of a Latin hypercube: each range is cut "
                      "into N equal parts, and each part is used once." },
    [RV_OPTION_SEED] = { ROW("--seed", INTEGER, seed), .argument = "N",
        .param.initial = -1, .param.minimum = 0, .param.maximum = 2147483647,
        .param.help = "The first seed, instead of the scenario's." },
    [RV_OPTION_SEEDS] = { ROW("--seeds", INTEGER, seeds), .argument = "M",
        .param.initial = -1, .param.minimum = 1, .param.maximum = 10000,
        .param.help = "How many seeds, instead of the scenario's." },
    [RV_OPTION_VARIANT] = { ROW("--variant", TEXT, variants), .argument = "NAME", .repeats = true,
        .param.help = "Only this variant. May be repeated. Claims that name a variant left out "
                      "are not checked." },
    [RV_OPTION_OPTIMIZER] = { ROW("--optimizer", TEXT, optimizers),
        .argument = "NAME[:KEY=VALUE,...]", .repeats = true,
        .param.help = "An optimizer, with values of its own. May be repeated, or several in one, "
                      "separated by commas: all begin at the same start." },
    [RV_OPTION_START] = { ROW("--start", TEXT, start), .argument = "X,Y,...",
        .param.help = "Where the paths begin, instead of the surface's own start." },
    [RV_OPTION_EPOCHS] = { ROW("--epochs", TEXT, epochs), .argument = "LIST",
        .param.help = "At the end of these epochs, such as 0,5,20-25; 0 is before the first step. "
                      "Without it, every epoch from 1 on." },
    [RV_OPTION_TOP] = { ROW("--top", INTEGER, top), .argument = "K",
        .param.initial = 2, .param.minimum = 1, .param.maximum = 50,
        .param.help = "Eigenvalues, the largest first." },
    [RV_OPTION_EXAMPLES] = { ROW("--examples", INTEGER, examples), .argument = "N",
        .param.initial = 512, .param.minimum = 2, .param.maximum = 1000000,
        .param.unit = "examples",
        .param.help = "Training examples to measure on, drawn once; all where there are fewer." },
    [RV_OPTION_PROBES] = { ROW("--probes", INTEGER, probes), .argument = "N",
        .param.initial = 8, .param.minimum = 1, .param.maximum = 1000,
        .param.help = "Random directions for the trace and the density." },
    [RV_OPTION_DENSITY] = { ROW("--density", BOOLEAN, density),
        .param.help = "The density of the whole spectrum, too." },
    [RV_OPTION_PLANE] = { ROW("--plane", TEXT, plane), .argument = "PLANE",
        .param.help = "jump: through the epochs around the largest jump (the default); "
                      "epochs=A,B,C: through three epochs; epochs=A,B: the line through two; "
                      "eigen: along the jump and the top eigenvector of the Hessian; gradient: "
                      "down the gradient and along that; random: two random directions as long as "
                      "the filters; components: the principal components of the path." },
    [RV_OPTION_POINTS] = { ROW("--points", INTEGER, points), .argument = "N",
        .param.initial = 51, .param.minimum = 5, .param.maximum = 1025,
        .param.help = "Points along a side. A coarse grid comes first: of 17, 33 and 65 each "
                      "contains the one before it." },
    [RV_OPTION_STATISTICS] = { ROW("--statistics", CHOICE, statistics), .argument = "WHICH",
        .param.choices = statistics_choices,
        .param.help = "Of batch normalisation: the running ones of the epoch where the plane "
                      "begins, those of the batch, or recalibrated at every point; without it, as "
                      "the scenario evaluates." },
    [RV_OPTION_PREDICT] = { ROW("--predict", BOOLEAN, predict),
        .param.help = "Print what theory says and run nothing." },
    [RV_OPTION_FORECAST] = { ROW("--forecast", BOOLEAN, forecast),
        .param.help = "Of a surface scenario: what theory says of each variant, nothing else." },
    [RV_OPTION_BRANCH] = { ROW("--branch", INTEGER, branch), .argument = "EPOCH",
        .param.minimum = 1, .param.maximum = 10000, .param.unit = "epochs",
        .param.help = "All variants are the first one until the end of this epoch; then each "
                      "makes its own change, from the same weights. Measures count from there." },
    [RV_OPTION_WEIGHTS_FROM] = { ROW("--weights-from", TEXT, weights_from), .argument = "DIR",
        .param.help = "Begin with the weights in this folder, which `ravine export` wrote or its "
                      "script after a training: the key initial.weights of the recipe." },
    [RV_OPTION_RECORDER] = { ROW("--recorder", CHOICE, recorder), .argument = "FRAMEWORK",
        .param.choices = rv_recorder_names,
        .param.help = "Write ravine_recorder.py, a script of some 150 lines that logs what "
                      "training logs lack, for `ravine diagnose`; into DIR, else here." },
    [RV_OPTION_SHARES] = { ROW("--shares", BOOLEAN, shares),
        .param.help = "Tell where the jumps and the level come from: the same weights evaluated in "
                      "other ways at every epoch. `ravine explain shares` names the parts." },
    [RV_OPTION_PART] = { ROW("--part", TEXT, part), .argument = "I/N",
        .param.help = "Only every N-th run, beginning with the I-th, into DIR/part-I-of-N of "
                      "--out DIR: for many machines." },
    [RV_OPTION_JOIN] = { ROW("--join", TEXT, join), .argument = "DIR",
        .param.help = "Put the parts in DIR together to the table of all." },
    [RV_OPTION_DRY_RUN] = { ROW("--dry-run", BOOLEAN, dry_run),
        .param.help = "Say how many runs there are, how long they take and how much memory and "
                      "disk; write nothing." },
    [RV_OPTION_OUT] = { ROW("--out", TEXT, out), .argument = "DIR", .aside = true,
        .param.help = "The folder to write, instead of runs/NAME-TIMESTAMP; with several "
                      "scenarios, DIR/NAME for each." },
    [RV_OPTION_FORCE] = { ROW("--force", BOOLEAN, force), .aside = true,
        .param.help = "Replace the run that is in the folder. Files that are not of a run stay; "
                      "where they have the names of one, nothing is written." },
    [RV_OPTION_THREADS] = { ROW("--threads", INTEGER, threads), .argument = "N", .aside = true,
        .param.minimum = 1, .param.maximum = 256,
        .param.help = "Runs at the same time; without it, one on each core. The results do not "
                      "depend on it." },
    [RV_OPTION_FORMAT] = { ROW("--format", CHOICE, format), .argument = "FORMAT", .aside = true,
        .param.choices = rv_figure_formats, .param.help = "Format of the figures." },
    [RV_OPTION_NO_PLOTS] = { ROW("--no-plots", BOOLEAN, no_plots), .aside = true,
        .param.help = "Write no figures." },
    [RV_OPTION_SHOW] = { ROW("--show", BOOLEAN, show), .aside = true,
        .param.help = "Show the first figure in a window of gnuplot, or in a terminal that has "
                      "sixels." },
    [RV_OPTION_SOLUTION] = { ROW("--solution", BOOLEAN, solution),
        .param.help = "Add the page of the answer." },
    [RV_OPTION_ALL] = { ROW("--all", BOOLEAN, all),
        .param.help = "Every scenario that `ravine list` shows, but those that take long." },
    [RV_OPTION_JSON] = { ROW("--json", BOOLEAN, json), .aside = true, .word = "full",
        .param.help = "Print one JSON document instead of text." },
    [RV_OPTION_MARKDOWN] = { ROW("--markdown", BOOLEAN, markdown),
        .param.help = "Print a page in Markdown." },
    [RV_OPTION_LAYERS] = { ROW("--layers", BOOLEAN, layers),
        .param.help = "Show where the time of a training step goes, layer by layer." },
    [RV_OPTION_COLUMN] = { ROW("--column", TEXT, columns), .argument = "ROLE=NAME", .repeats = true,
        .param.help = "The column of this name in the log has this role: loss, accuracy, val_loss "
                      "(val for short), val_accuracy, learning_rate, seconds. May be repeated." },
    [RV_OPTION_RUN] = { ROW("--run", INTEGER, run), .argument = "N",
        .param.minimum = 1, .param.maximum = 1000000,
        .param.help = "Which run of a log that has several, from 1; without it, the longest." },
    [RV_OPTION_BATCH] = { ROW("--batch", INTEGER, batch), .argument = "N",
        .param.minimum = 1, .param.maximum = 1000000000, .param.unit = "examples",
        .param.help = "The mini-batch of the run, where the log does not say it." },
    [RV_OPTION_TRAIN] = { ROW("--train", INTEGER, train), .argument = "N",
        .param.minimum = 1, .param.maximum = 1000000000000, .param.unit = "examples",
        .param.help = "How many the run trained on." },
    [RV_OPTION_VALIDATION] = { ROW("--validation", INTEGER, validation), .argument = "N",
        .param.minimum = 1, .param.maximum = 1000000000000, .param.unit = "examples",
        .param.help = "How many it was validated on." },
    [RV_OPTION_CLASSES] = { ROW("--classes", INTEGER, classes), .argument = "N",
        .param.minimum = 2, .param.maximum = 1000000000,
        .param.help = "How many classes there are." },
    [RV_OPTION_RATE] = { ROW("--rate", REAL, rate), .argument = "X",
        .param.maximum = 1e9, .param.open = RV_OPEN_MINIMUM,
        .param.help = "The learning rate at the start." },
    [RV_OPTION_BATCHNORM] = { ROW("--batchnorm", CHOICE, batchnorm), .argument = "ANSWER",
        .param.choices = answer_choices,
        .param.help = "Whether the network has batch normalisation." },
    [RV_OPTION_SHUFFLED] = { ROW("--shuffled", CHOICE, shuffled), .argument = "ANSWER",
        .param.choices = answer_choices,
        .param.help = "Whether the data was shuffled before it was split." },
    [RV_OPTION_FOLLOW] = { ROW("--follow", BOOLEAN, follow),
        .param.help = "Read on while the log grows, and tell of each new epoch; standard input "
                      "until it ends, a file until Ctrl-C." },
    [RV_OPTION_AS_SCENARIO] = { ROW("--as-scenario", TEXT, as_scenario), .argument = "FILE",
        .param.help = "Write a scenario with the facts of the log, as a stand-in to try remedies "
                      "on." },
    [RV_OPTION_KEYS] = { ROW("--keys", TEXT, keys), .argument = "FILE",
        .param.help = "Run without a terminal, on the keys of this file." },
    [RV_OPTION_DUMP] = { ROW("--dump", TEXT, dump), .argument = "FILE",
        .param.help = "Write the screen after the last key, as UTF-8 text; '-' is standard output. "
                      "With --color always, with its colours." },
    [RV_OPTION_SIZE] = { ROW("--size", TEXT, size), .argument = "COLUMNSxROWS",
        .param.help = "Size of the screen that --keys drives; 80x24 without it." },
    [RV_OPTION_RECORD] = { ROW("--record", TEXT, record), .argument = "FILE",
        .param.help = "Write the keys that are pressed, for --keys." },
    [RV_OPTION_THEME] = { ROW("--theme", CHOICE, theme), .argument = "NAME",
        .param.choices = rv_tui_themes,
        .param.help = "Colours; auto: what RAVINE_THEME says, else dark. projector: high contrast, "
                      "for a lit room." },
    [RV_OPTION_ASCII] = { ROW("--ascii", BOOLEAN, ascii),
        .param.help = "Draw with ASCII only." },
    [RV_OPTION_PLAIN] = { ROW("--plain", BOOLEAN, plain),
        .param.help = "Sentences instead of a screen, for screen readers; commands are read line "
                      "by line from standard input." },
    [RV_OPTION_QUIET] = { ROW("--quiet", BOOLEAN, quiet), .letter = 'q', .aside = true,
        .param.help = "Print failures only." },
    [RV_OPTION_VERBOSE] = { ROW("--verbose", BOOLEAN, verbose), .letter = 'v', .aside = true,
        .param.help = "Print a line for every epoch." },
    [RV_OPTION_MAN] = { ROW("--man", BOOLEAN, man),
        .param.help = "Print the page for man(1), in roff." },
    [RV_OPTION_COMPLETION] = { ROW("--completion", CHOICE, completion), .argument = "SHELL",
        .param.choices = rv_completion_shells,
        .param.help = "Print the script with which a shell completes command lines of ravine." },
    [RV_OPTION_COLOR] = { ROW("--color", CHOICE, color), .argument = "WHEN", .aside = true,
        .param.choices = color_choices,
        .param.help = "Colours; auto: on a terminal, unless NO_COLOR is set." },
    [RV_OPTION_HELP] = { ROW("--help", BOOLEAN, help), .letter = 'h',
        .param.help = "Print this help." },
};
