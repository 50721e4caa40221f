/* What goes to the terminal: texts, errors with the quoted line, the progress line. */
#include "command/output.h"

#include "ravine/clock.h"
#include "ravine/memory.h"
#include "ravine/print.h"
#include "ravine/tree.h"

#include <langinfo.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WIDTH_USUAL = 80, WIDTH_LEAST = 40, WIDTH_MOST = 200 };
enum { QUOTE_LIMIT = 1 << 16 }; /* bytes of a line that is read to be quoted */

/* COLUMNS outranks the terminal, as in other programs: tests and scripts set it. */
static int screen_width(void)
{
    const char *columns = getenv("COLUMNS");
    long width = 0;
    struct winsize size = {0};

    if (!columns || !rv_text_to_integer(columns, &width) || width <= 0) {
        bool known = isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0;
        width = known && size.ws_col > 0 ? size.ws_col : WIDTH_USUAL;
    }
    if (width < WIDTH_LEAST)
        width = WIDTH_LEAST;
    return width > WIDTH_MOST ? WIDTH_MOST : (int)width;
}

/* NO_COLOR (no-color.org) counts when it is set and not empty; --color always outranks it. */
static bool wants_color(int color, bool terminal)
{
    const char *refused = getenv("NO_COLOR");
    const char *term = getenv("TERM");

    if (color != RV_COLOR_AUTO)
        return color == RV_COLOR_ALWAYS;
    if (refused && *refused)
        return false;
    return terminal && term && strcmp(term, "dumb") != 0;
}

struct rv_screen rv_output_screen(int color)
{
    bool terminal = isatty(STDOUT_FILENO);

    return (struct rv_screen){
        .color = wants_color(color, terminal),
        .utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
        .terminal = terminal,
        .width = screen_width(),
    };
}

void rv_output_text(struct rv_text *text)
{
    rv_print_text(text);
    rv_text_clear(text);
}

/* The text of the --set that a mistake names as its source; NULL when it names none. An error
 * keeps the beginning of a long source only. */
static const char *find_set(const struct rv_error *error, const struct rv_words *sets)
{
    size_t prefix = strlen("--set ");

    if (!sets || strncmp(error->source, "--set ", prefix) != 0)
        return NULL;
    for (size_t i = 0; i < sets->count; i++)
        if (strncmp(error->source + prefix, sets->word[i],
                    sizeof error->source - prefix - 1) == 0)
            return sets->word[i];
    return NULL;
}

/* Line and column only for files: "--set train.batch=0:1:13" would read as part of the value. */
static void print_place(const struct rv_error *error, bool set)
{
    int length = (int)strcspn(error->source, "\n");

    if (set || error->line <= 0 || strncmp(error->source, "--optimizer ", 12) == 0 ||
        strncmp(error->source, "--vary ", 7) == 0)
        rv_print_error("%.*s: ", length ? length : (int)strlen("ravine"),
                length ? error->source : "ravine");
    else
        rv_print_error("%s:%d:%d: ", error->source, error->line, error->column);
}

/* One line of a file, from 1, without its end; empty when there is none. */
static void read_line(const char *path, int line, struct rv_text *out)
{
    struct stat facts;
    bool regular = stat(path, &facts) == 0 && S_ISREG(facts.st_mode); /* a pipe would wait */
    FILE *file = regular ? fopen(path, "rb") : NULL;
    int c, at = 1;

    while (file && at <= line && (c = getc(file)) != EOF) {
        char byte = (char)c;

        if (at == line && c != '\n' && c != '\r' && out->length < QUOTE_LIMIT)
            rv_text_add_bytes(out, &byte, 1);
        at += c == '\n';
    }
    if (file)
        (void)fclose(file);
}

/* What a position is about: a --set, the scenario, or another file that it names, which is read
 * again. A line of one is never shown under the name of another. */
static void quote(const struct rv_error *error, const struct rv_tree *tree, const char *set,
                  struct rv_text *out)
{
    struct rv_text line = {0};

    if (set) {
        rv_tree_quote(set, error->line, error->column, out);
    } else if (tree && tree->content && tree->source &&
               strncmp(error->source, tree->source, sizeof error->source - 1) == 0) {
        rv_tree_quote(tree->content, error->line, error->column, out);
    } else {
        read_line(error->source, error->line, &line);
        rv_tree_quote(rv_text_string(&line), 1, error->column, out);
    }
    rv_text_release(&line);
}

void rv_output_error(const struct rv_error *error, const struct rv_tree *tree,
                     const struct rv_words *sets)
{
    const char *set = find_set(error, sets);
    struct rv_text quoted = {0};

    print_place(error, set != NULL);
    rv_print_error("%s\n", error->message);
    if (error->line <= 0)
        return;
    quote(error, tree, set, &quoted);
    rv_print_error_text(&quoted);
    rv_text_release(&quoted);
}

void rv_output_report(const struct rv_report *report, const struct rv_tree *tree,
                      const struct rv_words *sets)
{
    for (size_t i = 0; i < report->count; i++)
        rv_output_error(&report->errors[i], tree, sets);
}

void rv_output_notes(const struct rv_text *notes)
{
    const char *line = rv_text_string(notes);

    while (*line) {
        int length = (int)strcspn(line, "\n");
        if (length > 0)
            rv_print_error("note: %.*s\n", length, line);
        line += length;
        line += *line == '\n';
    }
}

struct rv_progress rv_progress_begin(bool quiet)
{
    double now = rv_clock_elapsed();

    return (struct rv_progress){
        .active = !quiet && isatty(STDERR_FILENO),
        .begun = now,
        .shown = now,
    };
}

/* Spaces write over what the last, longer line left: works on terminals without erase sequences. */
static void put_line(struct rv_progress *progress, const char *line)
{
    int columns = (int)strlen(line);

    rv_print_over(line, progress->written);
    progress->written = columns;
}

void rv_progress_show(struct rv_progress *progress, size_t runs_done, size_t runs, double share)
{
    static const double pause = 0.1; /* seconds between two lines: readable, and cheap */
    double now = rv_clock_elapsed();
    double spent = now - progress->begun;
    struct rv_text line = {0};

    if (!progress->active || now - progress->shown < pause)
        return;
    progress->shown = now;
    rv_text_printf(&line, "%zu of %zu runs, %.1f s", runs_done, runs, spent);
    if (share > 0.02 && share < 1) /* below, the estimate is a guess */
        rv_text_printf(&line, ", about %.0f s left", ceil(spent / share - spent));
    put_line(progress, rv_text_string(&line));
    rv_text_release(&line);
}

void rv_progress_end(struct rv_progress *progress)
{
    if (progress->active && progress->written > 0) {
        put_line(progress, "");
        rv_print_over("", 0);
    }
    progress->active = false;
}
