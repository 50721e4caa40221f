/* Status codes, errors and reports: see ravine/status.h. */
#include "ravine/status.h"

#include "ravine/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int rv_status_exit(enum rv_status status)
{
    switch (status) {
#define X(name, code, text)                                                                        \
    case RV_##name:                                                                                \
        return code;
        RV_STATUS_LIST(X)
#undef X
    }
    return 70;
}

const char *rv_status_text(enum rv_status status)
{
    switch (status) {
#define X(name, code, text)                                                                        \
    case RV_##name:                                                                                \
        return text;
        RV_STATUS_LIST(X)
#undef X
    }
    return "unknown status";
}

/* Place in the order 130, 70, 2, 1, 3, 0: the smaller the worse. */
static int rank(enum rv_status status)
{
    static const int order[] = {130, 70, 2, 1, 3, 0};
    int place = 0;

    while (order[place] != rv_status_exit(status))
        place++;
    return place;
}

enum rv_status rv_status_worse(enum rv_status a, enum rv_status b)
{
    return rank(b) < rank(a) ? b : a;
}

static void fill(struct rv_error *error, enum rv_status status, struct rv_position at,
                 const char *format, va_list arguments) __attribute__((format(printf, 4, 0)));

static void fill(struct rv_error *error, enum rv_status status, struct rv_position at,
                 const char *format, va_list arguments)
{
    error->status = status;
    error->line = at.line;
    error->column = at.column;
    snprintf(error->source, sizeof error->source, "%s", at.source ? at.source : "");
    vsnprintf(error->message, sizeof error->message, format, arguments);
}

RV_STATUS_TOLD rv_error_set(struct rv_error *error, enum rv_status status, const char *format, ...)
{
    va_list arguments;

    if (error) {
        va_start(arguments, format);
        fill(error, status, (struct rv_position){0}, format, arguments);
        va_end(arguments);
    }
    return status;
}

RV_STATUS_TOLD rv_error_set_at(struct rv_error *error, enum rv_status status,
                               struct rv_position at, const char *format, ...)
{
    va_list arguments;

    if (error) {
        va_start(arguments, format);
        fill(error, status, at, format, arguments);
        va_end(arguments);
    }
    return status;
}

const char *rv_error_reason(int reason)
{
    rv_memory_reason(reason);
    return strerror(reason);
}

static struct rv_error *next(struct rv_report *report)
{
    if (report->count == report->capacity) {
        size_t capacity = report->capacity ? 2 * report->capacity : 8;

        report->errors =
            rv_realloc(report->errors, report->capacity, capacity, sizeof *report->errors);
        report->capacity = capacity;
    }
    return &report->errors[report->count++];
}

void rv_report_release(struct rv_report *report)
{
    rv_free(report->errors);
    *report = (struct rv_report){0};
}

RV_STATUS_TOLD rv_report_add(struct rv_report *report, enum rv_status status,
                             struct rv_position at, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fill(next(report), status, at, format, arguments);
    va_end(arguments);
    return status;
}

RV_STATUS_TOLD rv_report_append(struct rv_report *report, const struct rv_error *error,
                                struct rv_position at)
{
    struct rv_error *copy = next(report);

    *copy = *error;
    if (copy->line == 0 && at.source) {
        copy->line = at.line;
        copy->column = at.column;
        snprintf(copy->source, sizeof copy->source, "%s", at.source);
    }
    return error->status;
}

enum rv_status rv_report_status(const struct rv_report *report)
{
    enum rv_status status = RV_OK;

    for (size_t i = 0; i < report->count; i++)
        status = rv_status_worse(status, report->errors[i].status);
    return status;
}
