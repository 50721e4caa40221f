/* Status codes, errors and reports.
 *
 * Library code never prints and never exits. A function that can fail returns an
 * `enum rv_status` (0 is success) and fills a caller's `struct rv_error`; whoever reads a file
 * with several mistakes collects them all in a `struct rv_report`. Only cli/ and main.c print.
 *
 *     struct rv_error error = {0};
 *     if (rv_dataset_create(config, seed, &dataset, &error))
 *         return error.status;
 *
 * Three audiences: the user gets file, line, column, message and the valid range; the caller gets
 * the status; the programmer gets RV_BUG(), which aborts with file and line. */
#ifndef RAVINE_STATUS_H
#define RAVINE_STATUS_H

#include <stdarg.h>
#include <stddef.h>

/* name, exit status of the program, text for a person */
#define RV_STATUS_LIST(X)                                                                          \
    X(OK, 0, "done")                                                                               \
    X(CLAIM, 1, "a claim failed")                                                                  \
    X(DIVERGED, 1, "a run ended badly")                                                            \
    X(WRITE, 1, "writing failed")                                                                  \
    X(MEMORY, 1, "out of memory")                                                                  \
    X(USAGE, 2, "wrong usage")                                                                     \
    X(INPUT, 2, "invalid input")                                                                   \
    X(MISSING, 3, "a tool or a data set is missing or failed")                                     \
    X(BUG, 70, "a bug in ravine")                                                                  \
    X(INTERRUPTED, 130, "interrupted")

/* Whoever drops a status hides a failure from the user: every call that ignores one is a warning,
 * and an error with DEVELOPER=1. The attribute belongs to the type, so that it holds for pointers
 * to functions and for functions yet to be written. `(void)f()` says that a status is not needed;
 * a comment there says why. */
#ifdef __clang__
#define RV_NOT_TO_BE_DROPPED __attribute__((warn_unused_result))
#define RV_STATUS_ENUM enum
#elif defined(__has_c_attribute)
#define RV_NOT_TO_BE_DROPPED [[nodiscard]]
#define RV_STATUS_ENUM __extension__ enum
#else
#define RV_NOT_TO_BE_DROPPED
#define RV_STATUS_ENUM enum
#endif

RV_STATUS_ENUM RV_NOT_TO_BE_DROPPED rv_status {
#define X(name, code, text) RV_##name,
    RV_STATUS_LIST(X)
#undef X
};

/* The exit status of the program for a status (DESIGN: 0, 1, 2, 3, 70 or 130). */
int rv_status_exit(enum rv_status status);

/* One sentence for a status. */
const char *rv_status_text(enum rv_status status);

/* The worse of two: the first of 130, 70, 2, 1, 3 wins; RV_OK never does. */
enum rv_status rv_status_worse(enum rv_status a, enum rv_status b);

/* A place in a text: line and column count from 1 (characters, not bytes); line 0 means "no
 * place". `source` is a file name or "--set"; it belongs to whoever made the position. */
struct rv_position {
    const char *source;
    int line;
    int column;
};

#define RV_ERROR_MESSAGE_SIZE 640
#define RV_ERROR_SOURCE_SIZE 256

struct rv_error {
    enum rv_status status;
    char source[RV_ERROR_SOURCE_SIZE]; /* copied, so that an error outlives the text it is about */
    int line;                          /* 0: no position */
    int column;
    char message[RV_ERROR_MESSAGE_SIZE];
};

/* The status that a function was told, returned so that a failing function can end with
 * `return rv_error_set(error, RV_INPUT, "...")`. It stands in the error or the report already: this
 * one may be dropped, therefore it has the plain type. */
#define RV_STATUS_TOLD unsigned

/* Fills `error` (which may be NULL) and returns `status`. */
RV_STATUS_TOLD rv_error_set(struct rv_error *error, enum rv_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with a position. */
RV_STATUS_TOLD rv_error_set_at(struct rv_error *error, enum rv_status status,
                               struct rv_position at, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The system's words for a reason (errno), for messages. ENOMEM ends the program: memory that the
 * system or the C library could not get is no mistake of a file or of its name. */
const char *rv_error_reason(int reason);

/* All mistakes of one input, in the order they were found. */
struct rv_report {
    struct rv_error *errors; /* owned */
    size_t count;
    size_t capacity;
};

/* Frees the mistakes; the report is empty then. */
void rv_report_release(struct rv_report *report);
/* Adds a mistake and returns its status. */
RV_STATUS_TOLD rv_report_add(struct rv_report *report, enum rv_status status,
                             struct rv_position at, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Appends a copy; takes `at` where the error has no position of its own. Returns its status. */
RV_STATUS_TOLD rv_report_append(struct rv_report *report, const struct rv_error *error,
                                struct rv_position at);
/* The worst status of the report, RV_OK when it is empty. */
enum rv_status rv_report_status(const struct rv_report *report);

/* A mistake of the programmer: prints file and line and aborts (exit status 70 from main). */
#define RV_BUG(...) rv_bug(__FILE__, __LINE__, __VA_ARGS__)
_Noreturn void rv_bug(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
