/* A training log that somebody else's program wrote, as columns of numbers.
 *
 * A file holds one run or several; a run has rows (epochs, or steps where nothing else was printed)
 * and columns. Whatever the file calls them, the six that everybody logs are found by their role:
 *
 *     struct rv_log log;
 *     if (rv_log_read("train.log", &options, &log, &error) == RV_OK) {
 *         const struct rv_log_run *run = &log.runs[log.chosen];
 *         const struct rv_log_column *val_loss = rv_log_find(run, RV_LOG_VAL_LOSS);
 *         for (size_t e = 0; val_loss && e < run->epochs; e++)
 *             ... run->epoch[e], val_loss->values[e], val_loss->cells[e] ...
 *         rv_log_release(&log);
 *     }
 *
 * In memory accuracies are shares (0 to 1) of what is right, also where the file has percent or an
 * error rate; all else is as the file has it. A cell that holds no finite number is NaN in
 * `values`, and `cells` tells why. A validation whose loss and accuracy are both exactly 0 did not
 * take place and is missing. Rows of one epoch (training and validation apart, steps between) are
 * one row: the mean of its finite numbers where the file has steps, else the last. The log owns
 * everything. */
#ifndef RAVINE_LOG_H
#define RAVINE_LOG_H

#include "ravine/status.h"
#include "ravine/text.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

/* name in JSON, what it is */
#define RV_LOG_ROLES(X)                                                                            \
    X(LOSS, "loss", "training loss")                                                               \
    X(ACCURACY, "accuracy", "training accuracy")                                                   \
    X(VAL_LOSS, "val_loss", "validation loss")                                                     \
    X(VAL_ACCURACY, "val_accuracy", "validation accuracy")                                         \
    X(LEARNING_RATE, "learning_rate", "learning rate")                                             \
    X(SECONDS, "seconds", "time of an epoch")

enum rv_log_role {
#define X(name, text, what) RV_LOG_##name,
    RV_LOG_ROLES(X)
#undef X
    RV_LOG_OTHER /* any number of columns; the others are there once at most */
};
/* "val_loss"; "other". */
const char *rv_log_role_text(enum rv_log_role role);

enum rv_log_cell {
    RV_LOG_MISSING, /* nothing stands there */
    RV_LOG_NUMBER,
    RV_LOG_NAN,     /* the file says so */
    RV_LOG_INFINITE /* the file says so; or larger than a double */
};

struct rv_log_column {
    char *name;            /* as in the file; of several that were added up all, with + between */
    enum rv_log_role role;
    bool validation;       /* measured on held-out data (validation, test, development) */
    bool percent;          /* the file has percent; `values` are shares */
    bool error_rate;       /* the file has the share that is wrong; `values` are 1 - that */
    bool lower_is_better;  /* losses and errors */
    double resolution;     /* of the last digit that the file prints: half of it is the rounding
                              error of a value; 0: as many digits as a float or a double has */
    double *values;        /* one a row; NaN where there is no number */
    unsigned char *cells;  /* one a row: enum rv_log_cell */
};

/* What else is known of a run, from the file or from options. NaN and "" are unknown. */
enum rv_log_answer { RV_LOG_UNKNOWN, RV_LOG_NO, RV_LOG_YES };
struct rv_log_facts {
    double batch, train, validation; /* examples */
    double classes;
    double rate;                     /* learning rate at the start */
    char optimizer[24];              /* lower case: "adam", "sgd" */
    enum rv_log_answer batchnorm, shuffled;
};

struct rv_log_run {
    size_t epochs;   /* rows */
    double *epoch;   /* the number of each as the file counts; without numbers from 1 */
    bool counted;    /* the numbers are ours */
    bool steps;      /* a row is a step, not an epoch */
    bool excerpt;    /* begins later than the file's first epoch would (0 or 1) */
    double planned;  /* epochs of the whole run ("3/50"); NaN: not said */
    int line;        /* of the file where it begins, from 1 */
    struct rv_log_column *columns;
    size_t column_count;
    /* The number of validation examples and where it comes from: "option", "log", "accuracy
     * grid"; NaN and "" where it is unknown. By the grid it is the smallest n for which all
     * accuracies are whole numbers of examples; multiples of it are possible, too. */
    double validation_examples;
    const char *validation_from;
    struct rv_log_facts facts; /* of options, else of the file */
};

struct rv_log {
    char *source;        /* path, or "-" */
    const char *format;  /* "keras", "csv", ...: the reader's name */
    struct rv_log_run *runs; /* in the order of the file; at least one, each with a row */
    size_t count;
    size_t chosen;       /* the one that `run` of the options asked for; else the longest */
    char **left_out;     /* what was not read, in sentences' parts: "12 lines of prose" */
    size_t left_out_count;
};

/* What the user says about the file. */
struct rv_log_options {
    const char *columns[RV_LOG_OTHER]; /* name in the file for a role; NULL: found by its name */
    size_t run;                        /* which of several, from 1; 0: the longest */
    struct rv_log_facts facts;         /* begin with RV_LOG_NO_FACTS */
};
#define RV_LOG_NO_FACTS                                                                            \
    {.batch = (double)NAN, .train = (double)NAN, .validation = (double)NAN,                        \
     .classes = (double)NAN, .rate = (double)NAN}

#define RV_LOG_LIMIT ((size_t)256 << 20) /* bytes of a file */

/* A file, plain or compressed with gzip; "-", standard input; or the folder of a run, of which all
 * epochs.csv (metrics.csv, results.csv) are read, each as a run. RV_INPUT where it is no log, in
 * one sentence that says what was looked for. Nothing needs to be released then. `options` may be
 * NULL. */
enum rv_status rv_log_read(const char *path, const struct rv_log_options *options,
                           struct rv_log *log, struct rv_error *error);
/* The same of a text in memory; it may hold zero bytes. `source` is for messages. */
enum rv_status rv_log_parse(const char *source, const char *bytes, size_t length,
                            const struct rv_log_options *options, struct rv_log *log,
                            struct rv_error *error);
void rv_log_release(struct rv_log *log);

/* The column of a role (not RV_LOG_OTHER), or NULL. */
const struct rv_log_column *rv_log_find(const struct rv_log_run *run, enum rv_log_role role);
/* Its value in a row; NaN also where there is no such column. */
double rv_log_value(const struct rv_log_run *run, enum rv_log_role role, size_t row);

#endif
