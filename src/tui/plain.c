/* The menu as sentences: see plain.h.
 *
 * A line is a command of the view on top by its name ("next epoch", or as much of it as is needed),
 * a key by its name, `wait N` or `wait idle`, or, while a text is typed, the text. Work is done
 * before the next command is read, but in views that say they work in the background. */
#include "tui/plain.h"

#include "tui/script.h"

#include "ravine/descriptor.h"
#include "ravine/memory.h"
#include "ravine/print.h"
#include "ravine/utf8.h"

#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE_LIMIT = 4096 };

/* A line of standard input without its end; false at the end of the input, or where an end was
 * asked for. Read byte by byte, so
 * that nothing waits in a buffer where poll() does not see it. */
static bool read_line(char line[LINE_LIMIT])
{
    size_t length = 0;
    char byte;

    for (;;) {
        ssize_t size = rv_descriptor_read(STDIN_FILENO, &byte, 1);

        if (size <= 0 || byte == '\n') {
            line[length] = '\0';
            return size > 0 || length > 0;
        }
        if (length + 1 < LINE_LIMIT && byte != '\r')
            line[length++] = byte;
    }
}

/* Work, until there is a line to read where the view allows it, else until nothing is left. */
static void work(struct rv_session *session)
{
    while (rv_session_view(session) && !*session->options->stop) {
        struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};

        if (rv_session_view(session)->background && poll(&input, 1, 0) > 0)
            return;
        if (rv_session_work(session, RV_SESSION_SLICE, LONG_MAX) == RV_WORK_NONE)
            return;
    }
}

static void say(struct rv_session *session)
{
    struct rv_text out = {0};

    rv_session_say(session, &out);
    rv_print_text(&out);
    rv_text_release(&out);
}

static void say_commands(const struct rv_session *session)
{
    struct rv_text line = {0};

    rv_text_add(&line, "Commands:");
    for (size_t i = 0; i < rv_key_count; i++) {
        const struct rv_key_row *row = &rv_keys[i];

        if (!(row->views & 1U << rv_session_view_id(session)) || row->action == RV_ACTION_REDRAW)
            continue;
        rv_text_add(&line, " ");
        for (const char *at = row->name; *at; at++) {
            char letter =
                (char)(*at == '_' ? ' ' : *at >= 'A' && *at <= 'Z' ? *at - 'A' + 'a' : *at);

            rv_text_add_bytes(&line, &letter, 1);
        }
        rv_text_add(&line, i + 1 < rv_key_count ? "," : ".");
    }
    rv_text_add(&line, " quit.\n");
    rv_print_text(&line);
    rv_text_release(&line);
}

/* A line that no table knows is text: typed key by key, with Enter at its end, where the view takes
 * text. */
static bool type_text(struct rv_session *session, const char *line)
{
    const struct rv_view_type *view = rv_session_view(session);
    char key[RV_KEY_SIZE];

    if (!view->type)
        return false;
    while (*line) {
        size_t size = rv_utf8_size(line);

        memcpy(key, line, size);
        key[size] = '\0';
        rv_session_key(session, strcmp(key, " ") == 0 ? "Space" : key);
        line += size;
    }
    rv_session_key(session, "Enter");
    return true;
}

static void command(struct rv_session *session, const char *line, long number)
{
    const enum rv_action action = rv_key_command(line, rv_session_view_id(session));
    struct rv_error error = {0};

    if (strcmp(line, "quit") == 0) {
        session->quit = true;
    } else if (action == RV_ACTION_HELP) {
        say_commands(session);
    } else if (action != RV_ACTION_NONE) {
        rv_text_clear(&session->notice);
        rv_session_act(session, action);
    } else if (rv_key_known(line) || strncmp(line, "wait ", 5) == 0) {
        if (rv_script_do(session, line, number, &error))
            rv_print("%s\n", error.message);
    } else if (!type_text(session, line)) {
        rv_print("'%.60s' is no command here.\n", line);
        say_commands(session);
    }
}

enum rv_status rv_plain_run(struct rv_session *session, struct rv_error *error)
{
    char line[LINE_LIMIT];
    long number = 0;

    (void)error;
    work(session);
    say(session);
    say_commands(session);
    rv_print_flush();
    while (rv_session_view(session) && read_line(line)) {
        const struct rv_view_type *before = rv_session_view(session);

        if (*line)
            command(session, line, ++number);
        work(session);
        if (!rv_session_view(session))
            break;
        say(session);
        if (rv_session_view(session) != before)
            say_commands(session);
        rv_print_flush();
    }
    return *session->options->stop ? RV_INTERRUPTED : RV_OK;
}
