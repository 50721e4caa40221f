/* Reading a training log: the reader that finds the most, and what it found as runs. */
#include "ravine/log.h"

#include "diagnose/build.h"
#include "diagnose/epochs.h"
#include "diagnose/reader.h"
#include "diagnose/run_files.h"
#include "ravine/descriptor.h"
#include "ravine/memory.h"
#include "record/gzip.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { UNDERSTOOD = 50, PART = 2000 }; /* one line in so many is not; lines */

static void release_run(struct rv_log_run *run)
{
    for (size_t i = 0; i < run->column_count; i++) {
        rv_free(run->columns[i].name);
        rv_free(run->columns[i].values);
        rv_free(run->columns[i].cells);
    }
    rv_free(run->columns);
    rv_free(run->epoch);
}

void rv_log_release(struct rv_log *log)
{
    for (size_t i = 0; i < log->count; i++)
        release_run(&log->runs[i]);
    for (size_t i = 0; i < log->left_out_count; i++)
        rv_free(log->left_out[i]);
    rv_free(log->runs);
    rv_free(log->left_out);
    rv_free(log->source);
    *log = (struct rv_log){0};
}

/* ---- Readers ---- */

/* What the file as a whole looks like where nobody knows it. */
static RV_STATUS_TOLD refuse(const struct rv_lines *lines, struct rv_error *error)
{
    struct rv_text looked = {0};

    for (size_t i = 0; rv_readers[i]; i++)
        rv_text_printf(&looked, "%s%s",
                       i == 0              ? ""
                       : rv_readers[i + 1] ? ", "
                                           : " and ",
                       rv_readers[i]->looks);
    rv_error_set_at(error, RV_INPUT, (struct rv_position){lines->source, 1, 1},
                    lines->count
                        ? "no loss or accuracy of a training is found in %zu lines; looked "
                          "for %s"
                        : "there is nothing in the file (%zu lines); looked for %s",
                    lines->count, rv_text_string(&looked));
    rv_text_release(&looked);
    return RV_INPUT;
}

/* Cells of the columns that the options name. */
static size_t named_weight(const struct rv_draft *draft, const struct rv_log_options *options)
{
    size_t weight = 0;

    for (size_t i = 0; options && i < draft->column_count; i++)
        for (int r = 0; r < RV_LOG_OTHER; r++)
            if (options->columns[r] && strcasecmp(options->columns[r], draft->columns[i].name) == 0)
                weight += draft->columns[i].cells;
    return weight;
}

/* The draft of the reader that finds the most losses and accuracies. NULL: none finds any. */
static const struct rv_reader_type *
read_best(const struct rv_lines *lines, const struct rv_log_options *options, struct rv_draft *best)
{
    const struct rv_reader_type *found = NULL;
    size_t most = 0;

    for (size_t i = 0; rv_readers[i]; i++) {
        struct rv_draft draft;
        size_t weight;

        rv_draft_init(&draft);
        rv_readers[i]->read(lines, &draft);
        weight = rv_draft_weight(&draft) + named_weight(&draft, options);
        if (4 * weight > 5 * most) {
            rv_draft_release(best);
            *best = draft;
            most = weight;
            found = rv_readers[i];
        } else {
            rv_draft_release(&draft);
        }
        if (most && UNDERSTOOD * best->unread <= lines->count)
            break; /* nobody can find more */
    }
    return found;
}

/* The same of a long log, of which a part tells the reader. */
static const struct rv_reader_type *read_lines(const struct rv_lines *lines,
                                               const struct rv_log_options *options,
                                               struct rv_draft *best)
{
    struct rv_lines part = *lines;
    const struct rv_reader_type *found = NULL;

    if (lines->count > 2 * PART) {
        part.count = PART;
        found = read_best(&part, options, best);
        rv_draft_release(best);
        rv_draft_init(best);
    }
    if (!found)
        return read_best(lines, options, best);
    found->read(lines, best);
    return found;
}

/* ---- Runs ---- */

/* Whether a run has a loss or an accuracy. */
static bool tells(const struct rv_log_run *run)
{
    for (size_t i = 0; i < run->column_count; i++)
        if (run->columns[i].role <= RV_LOG_VAL_ACCURACY)
            return true;
    return false;
}

static enum rv_status make_runs(const struct rv_draft *draft, const struct rv_epoch_list *list,
                                const struct rv_log_options *options, struct rv_log *log,
                                struct rv_error *error)
{
    enum rv_status status = RV_OK;

    log->runs = rv_alloc(list->run_count, sizeof *log->runs);
    for (size_t r = 0; r < list->run_count && !status; r++) {
        struct rv_build build;

        rv_build_make(draft, list, r, &build);
        status = rv_build_run(&build, options, &log->runs[log->count], error);
        rv_build_release(&build);
        if (!status && log->runs[log->count].epochs && tells(&log->runs[log->count]))
            log->count++;
        else
            release_run(&log->runs[log->count]);
    }
    return status;
}

static enum rv_status choose_run(const struct rv_log_options *options, struct rv_log *log,
                                 struct rv_error *error)
{
    if (options && options->run > log->count)
        return rv_error_set(error, RV_USAGE, "--run: %zu is not in 1 .. %zu, the runs of the file",
                            options->run, log->count);
    if (options && options->run) {
        log->chosen = options->run - 1;
        return RV_OK;
    }
    for (size_t r = 1; r < log->count; r++)
        if (log->runs[r].epochs >= log->runs[log->chosen].epochs)
            log->chosen = r;
    return RV_OK;
}

static void tell_left_out(struct rv_draft *draft, struct rv_log *log)
{
    if (draft->unread)
        rv_draft_leave_out(draft, "%zu line%s of other text, the first is line %d", draft->unread,
                           draft->unread == 1 ? "" : "s", draft->first_unread);
    log->left_out = draft->left_out;
    log->left_out_count = draft->left_out_count;
    draft->left_out = NULL;
    draft->left_out_count = 0;
}

enum rv_status rv_log_parse(const char *source, const char *bytes, size_t length,
                            const struct rv_log_options *options, struct rv_log *log,
                            struct rv_error *error)
{
    const struct rv_reader_type *reader;
    struct rv_epoch_list list = {0};
    struct rv_lines lines;
    struct rv_draft draft;
    enum rv_status status = RV_OK;

    *log = (struct rv_log){0};
    rv_lines_cut(source, bytes, length, &lines);
    rv_draft_init(&draft);
    reader = read_lines(&lines, options, &draft);
    if (reader) {
        log->source = rv_strdup(source);
        log->format = reader->name;
        rv_epoch_list_make(&draft, &list);
        status = make_runs(&draft, &list, options, log, error);
        if (!status && log->count)
            status = choose_run(options, log, error);
        tell_left_out(&draft, log);
    }
    if (!status && !log->count)
        status = refuse(&lines, error);
    rv_epoch_list_release(&list);
    rv_draft_release(&draft);
    rv_lines_release(&lines);
    if (status)
        rv_log_release(log);
    return status;
}

/* All of standard input; what is compressed is told by nobody there. */
static enum rv_status read_standard_input(char **bytes, size_t *length, struct rv_error *error)
{
    size_t room = 1 << 16;
    ssize_t got;

    *bytes = rv_alloc(room, 1);
    *length = 0;
    while ((got = rv_descriptor_read(STDIN_FILENO, *bytes + *length, room - *length)) > 0) {
        *length += (size_t)got;
        if (*length == room) {
            *bytes = rv_realloc(*bytes, room, 2 * room, 1);
            room *= 2;
        }
        if (*length > RV_LOG_LIMIT)
            break;
    }
    if (got == 0)
        return RV_OK;
    rv_free(*bytes);
    return got < 0 && errno == EINTR
               ? rv_error_set(error, RV_INTERRUPTED, "interrupted")
               : rv_error_set(error, RV_INPUT, "standard input: %s",
                              got < 0 ? rv_error_reason(errno) : "more than 256 MiB");
}

static enum rv_status read_folder(const char *path, const struct rv_log_options *options,
                                  struct rv_log *log, struct rv_error *error)
{
    struct rv_text text = {0};
    enum rv_status status = rv_run_files_read(path, RV_LOG_LIMIT, &text, error);

    if (!status)
        status = rv_log_parse(path, rv_text_string(&text), text.length, options, log, error);
    rv_text_release(&text);
    return status;
}

enum rv_status rv_log_read(const char *path, const struct rv_log_options *options,
                           struct rv_log *log, struct rv_error *error)
{
    const bool standard = strcmp(path, "-") == 0;
    char *bytes;
    size_t length;
    enum rv_status status;

    *log = (struct rv_log){0};
    if (!standard && rv_run_files_found(path))
        return read_folder(path, options, log, error);
    status = standard ? read_standard_input(&bytes, &length, error)
                      : rv_gzip_read_all(path, RV_LOG_LIMIT, &bytes, &length, error);
    if (status)
        return status;
    status = rv_log_parse(path, bytes, length, options, log, error);
    rv_free(bytes);
    return status;
}
