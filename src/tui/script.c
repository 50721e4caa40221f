/* Keys from a file, and keys into a file: see script.h. */
#include "tui/script.h"

#include "tui/screen.h"

#include "ravine/descriptor.h"
#include "ravine/folder.h"
#include "ravine/memory.h"
#include "ravine/print.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { SCRIPT_LIMIT = 1 << 20 };

/* A record that is being written. Each line is, at once: after a crash the file repeats it. */
struct rv_script {
    int file;   /* descriptor */
    long steps; /* of the session, at the last line */
    bool failed;
};

/* ---- One line ---- */

static enum rv_status refuse(const char *text, long line, const char *keys, struct rv_error *error)
{
    struct rv_position at = {keys, (int)line, 1};

    return rv_error_set_at(error, RV_INPUT, at, "'%.60s' is no key: keys are named as tmux names "
                           "them (Down, Enter, Escape, Space, q, ?), or 'wait N', 'wait idle', "
                           "'resize 80x24'", text);
}

static bool goes_on(const struct rv_session *session)
{
    return rv_session_view(session) && !*session->options->stop;
}

/* Slices of one engine step, which use no clock: the same screen on every machine. A slice without
 * an engine step (a trial goes on, a run is caught up with) counts as one. */
static void wait_steps(struct rv_session *session, long steps)
{
    for (long done = 0; done < steps && goes_on(session);) {
        const long before = session->steps;

        if (rv_session_work(session, 0, 1) == RV_WORK_NONE)
            break;
        done += session->steps > before ? session->steps - before : 1;
    }
}

static void wait_idle(struct rv_session *session)
{
    while (goes_on(session))
        if (rv_session_work(session, RV_SESSION_SLICE, LONG_MAX) == RV_WORK_NONE)
            break;
}

static bool resize(const char *text)
{
    int width, height, end = 0;

    if (sscanf(text, "%4dx%4d%n", &width, &height, &end) < 2 || text[end] || width < 1 ||
        height < 1 || width > RV_TUI_CELLS_MOST || height > RV_TUI_CELLS_MOST)
        return false;
    rv_screen_resize(width, height);
    return true;
}

enum rv_status rv_script_do(struct rv_session *session, const char *text, long line,
                            struct rv_error *error)
{
    const char *keys = session->options->keys ? session->options->keys : "standard input";
    long steps;

    if (strcmp(text, "wait idle") == 0) {
        wait_idle(session);
    } else if (strncmp(text, "wait ", 5) == 0) {
        if (!rv_text_to_integer(text + 5, &steps) || steps < 0)
            return refuse(text, line, keys, error);
        wait_steps(session, steps);
    } else if (strncmp(text, "resize ", 7) == 0 && !session->plain) {
        if (!resize(text + 7))
            return refuse(text, line, keys, error);
        session->dirty = true;
    } else if (rv_key_known(text)) {
        if (session->plain || !rv_screen_too_small() ||
            rv_key_action(text, RV_VIEW_menu) == RV_ACTION_BACK) {
            rv_script_record(session, text);
            rv_session_key(session, text);
        }
    } else {
        return refuse(text, line, keys, error);
    }
    return RV_OK;
}

/* ---- The whole script ---- */

/* Cuts a remark and blanks off; "#" alone is a key. */
static char *clean(char *line)
{
    char *remark = strstr(line, "# ");
    size_t length;

    if (remark && (remark == line || remark[-1] == ' '))
        *remark = '\0';
    while (*line == ' ')
        line++;
    length = strlen(line);
    while (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\r'))
        line[--length] = '\0';
    return line;
}

static enum rv_status play(struct rv_session *session, char *content, struct rv_error *error)
{
    enum rv_status status = RV_OK;
    long number = 1;

    rv_session_draw(session);
    for (char *line = content; *line && !status && rv_session_view(session); number++) {
        const size_t length = strcspn(line, "\n");
        const bool last = !line[length];
        char *text;

        line[length] = '\0';
        text = clean(line);
        if (*text)
            status = rv_script_do(session, text, number, error);
        line += length + !last;
        if (*session->options->stop)
            return rv_error_set(error, RV_INTERRUPTED, "interrupted");
    }
    if (rv_session_view(session))
        rv_session_draw(session);
    return status;
}

static enum rv_status write_dump(const struct rv_session *session, struct rv_error *error)
{
    const char *path = session->options->dump;
    struct rv_text dump = {0};
    enum rv_status status = RV_OK;

    if (!path)
        return RV_OK;
    if (session->options->colors)
        rv_screen_dump_colors(&dump);
    else
        rv_screen_dump(&dump);
    if (strcmp(path, "-") == 0)
        rv_print_text(&dump);
    else
        status = rv_file_write_text(path, &dump, error);
    rv_text_release(&dump);
    return status;
}

enum rv_status rv_script_run(struct rv_session *session, struct rv_error *error)
{
    const struct rv_tui_options *options = session->options;
    const struct rv_screen_options screen = {
        .headless = true, .width = options->width, .height = options->height,
        .theme = options->theme, .ascii = options->ascii, .colors = options->colors ? 256 : -1,
    };
    char *content = NULL;
    size_t size;
    enum rv_status status = rv_file_read(options->keys, SCRIPT_LIMIT, &content, &size, error);

    if (status)
        return status;
    status = rv_screen_open(&screen, error);
    if (!status) {
        status = play(session, content, error);
        if (!status)
            status = write_dump(session, error);
        rv_screen_close();
    }
    rv_free(content);
    return status;
}

/* ---- Recording ---- */

static void add_line(struct rv_script *record, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void add_line(struct rv_script *record, const char *format, ...)
{
    struct rv_text line = {0};
    va_list arguments;

    va_start(arguments, format);
    rv_text_vprintf(&line, format, arguments);
    va_end(arguments);
    if (rv_descriptor_write(record->file, rv_text_string(&line), line.length))
        record->failed = true;
    rv_text_release(&line);
}

/* In one line, whatever stands in it: what follows a line's end would be a key. */
static void remark(struct rv_script *record, const char *text)
{
    char *line = rv_strdup(text);

    for (char *at = line; *at; at++)
        if (*at == '\n')
            *at = ' ';
    add_line(record, "# %s\n", line);
    rv_free(line);
}

enum rv_status rv_script_record_begin(struct rv_session *session, struct rv_error *error)
{
    const char *path = session->options->record;
    int file;

    if (!path)
        return RV_OK;
    file = rv_descriptor_open(path, O_WRONLY | O_CREAT | O_TRUNC);
    if (file < 0)
        return rv_error_set(error, RV_USAGE, "--record %s: %s", path, rv_error_reason(errno));
    session->record = rv_alloc(1, sizeof *session->record);
    session->record->file = file;
    remark(session->record, session->options->command ? session->options->command : "ravine tui");
    if (session->picked.length > 0)
        remark(session->record, rv_text_string(&session->picked));
    return RV_OK;
}

static void record_steps(const struct rv_session *session, struct rv_script *record)
{
    if (session->steps > record->steps)
        add_line(record, "wait %ld\n", session->steps - record->steps);
    record->steps = session->steps;
}

void rv_script_record(struct rv_session *session, const char *key)
{
    struct rv_script *record = session->record;

    if (!record)
        return;
    record_steps(session, record);
    add_line(record, "%s\n", key);
}

enum rv_status rv_script_record_end(struct rv_session *session, struct rv_error *error)
{
    struct rv_script *record = session->record;
    bool failed;

    if (!record)
        return RV_OK;
    record_steps(session, record);
    failed = close(record->file) != 0 || record->failed;
    rv_free(record);
    session->record = NULL;
    return failed ? rv_error_set(error, RV_WRITE, "--record %s: writing failed",
                                 session->options->record) : RV_OK;
}
