/* What is written to standard output and standard error: see ravine/print.h. */
#include "ravine/print.h"

#include "ravine/descriptor.h"
#include "ravine/utf8.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { BUFFER = 4096 };

/* What waits for standard output; the first error of all, which is told at the end. */
static struct {
    char bytes[BUFFER];
    size_t used;
    int reason;    /* errno, or 0 */
    int terminal;  /* 1 or 0; -1 when nobody has asked yet */
} waiting = {.terminal = -1};

void rv_print_flush(void)
{
    const int reason = rv_descriptor_write(STDOUT_FILENO, waiting.bytes, waiting.used);

    if (!waiting.reason)
        waiting.reason = reason;
    waiting.used = 0;
}

enum rv_status rv_print_close(struct rv_error *error)
{
    rv_print_flush();
    if (waiting.reason == 0 || waiting.reason == EINTR) /* an interruption is no error of writing */
        return RV_OK;
    return rv_error_set(error, RV_WRITE, "standard output: %s", rv_error_reason(waiting.reason));
}

static void put(const struct rv_text *text)
{
    const char *bytes = rv_text_string(text);
    size_t size = text->length;

    while (size > 0) {
        const size_t room = BUFFER - waiting.used, part = size < room ? size : room;

        memcpy(waiting.bytes + waiting.used, bytes, part);
        waiting.used += part;
        bytes += part;
        size -= part;
        if (waiting.used == BUFFER)
            rv_print_flush();
    }
    if (waiting.terminal < 0)
        waiting.terminal = isatty(STDOUT_FILENO);
    if (waiting.terminal)
        rv_print_flush();
}

static void add_clean(struct rv_text *out, const char *bytes, size_t size)
{
    const size_t begin = out->length;

    rv_text_add_bytes(out, bytes, size);
    if (size > 0)
        out->length = begin + rv_utf8_clean(out->string + begin, size);
}

void rv_print_render(const struct rv_text *text, struct rv_text *out)
{
    size_t at = 0;

    for (size_t i = 0; i < text->style_count; i++) {
        const struct rv_text_style *style = &text->styles[i];

        add_clean(out, rv_text_string(text) + at, style->at - at);
        rv_text_printf(out, "\033[%sm", style->sgr);
        at = style->at;
    }
    add_clean(out, rv_text_string(text) + at, text->length - at);
}

void rv_print_text(const struct rv_text *text)
{
    struct rv_text clean = {0};

    rv_print_render(text, &clean);
    put(&clean);
    rv_text_release(&clean);
}

void rv_print(const char *format, ...)
{
    struct rv_text text = {0};
    va_list arguments;

    va_start(arguments, format);
    rv_text_vprintf(&text, format, arguments);
    va_end(arguments);
    rv_print_text(&text);
    rv_text_release(&text);
}

/* What cannot be said here can be said nowhere. */
static void put_error(const struct rv_text *clean)
{
    rv_print_flush();
    (void)rv_descriptor_write(STDERR_FILENO, rv_text_string(clean), clean->length);
}

void rv_print_error_text(const struct rv_text *text)
{
    struct rv_text clean = {0};

    rv_print_render(text, &clean);
    put_error(&clean);
    rv_text_release(&clean);
}

void rv_print_error(const char *format, ...)
{
    struct rv_text text = {0};
    va_list arguments;

    va_start(arguments, format);
    rv_text_vprintf(&text, format, arguments);
    va_end(arguments);
    rv_print_error_text(&text);
    rv_text_release(&text);
}

void rv_print_over(const char *line, int columns)
{
    struct rv_text clean = {0};
    const int length = (int)strlen(line), blanks = columns - length;

    rv_text_add(&clean, "\r");
    add_clean(&clean, line, (size_t)length);
    rv_text_repeat(&clean, " ", blanks > 0 ? (size_t)blanks : 0);
    put_error(&clean);
    rv_text_release(&clean);
}
