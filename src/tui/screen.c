/* The screen: curses started and stopped, with a terminal or without one. See screen.h; signals are
 * in signals.c. */
#include "tui/screen.h"

#include "tui/signals.h"
#include "tui/terminal.h"

#include "ravine/memory.h"
#include "ravine/interrupt.h"
#include "ravine/tui.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

/* There is one terminal, and curses has one screen of it: so this is global too. */
static struct {
    bool open, headless, unicode;
    SCREEN *curses;
    FILE *sink; /* headless: where curses writes */
    int empty_reads;
} screen;

/* Reads in a row that promise a key and give none, after which the terminal is gone. */
enum { EMPTY_READS_MOST = 50 };

bool rv_draw_unicode(void)
{
    return screen.unicode;
}

/* Sizes are positive, so that only memory can fail, and curses must not be used after that: its
 * windows are of neither size. */
static void resize(int width, int height)
{
    if (resizeterm(height, width) == ERR)
        rv_memory_out();
}

/* ---- Opening ---- */

/* newterm() accepts TERM=dumb, and ends the program where the description is of no use to it: so
 * terminfo is asked before. */
static enum rv_status check_terminal(struct rv_error *error)
{
    const char *term = getenv("TERM");
    struct winsize size = {0};
    int result = 0;
    bool moves;

    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return rv_error_set(error, RV_USAGE, "the menu needs a terminal, and %s is none",
                            isatty(STDIN_FILENO) ? "standard output" : "standard input");
    if (!term || !*term)
        return rv_error_set(error, RV_USAGE, "the menu needs a terminal, and TERM is not set");
    if (setupterm(NULL, STDOUT_FILENO, &result) == ERR)
        return rv_error_set(error, RV_USAGE, "the menu cannot use this terminal: TERM=%.60s is "
                            "not known here", term);
    moves = tigetstr("cup") != NULL;
    if (moves)
        rv_signals_prepare();
    del_curterm(cur_term);
    if (!moves)
        return rv_error_set(error, RV_USAGE, "the menu cannot use this terminal: TERM=%.60s "
                            "cannot move the cursor", term);
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 &&
        (size.ws_row > RV_TUI_CELLS_MOST || size.ws_col > RV_TUI_CELLS_MOST))
        return rv_error_set(error, RV_USAGE, "the menu cannot use this terminal: it has %d x %d "
                            "characters, and %d x %d is the most", size.ws_col, size.ws_row,
                            RV_TUI_CELLS_MOST, RV_TUI_CELLS_MOST);
    return RV_OK;
}

bool rv_tui_usable(void)
{
    return check_terminal(NULL) == RV_OK;
}

static enum rv_status open_terminal(const struct rv_screen_options *options,
                                    struct rv_error *error)
{
    enum rv_status status = check_terminal(error);

    if (status)
        return status;
    rv_signals_start(options->command);
    screen.curses = newterm(NULL, stdout, stdin);
    if (screen.curses)
        return RV_OK;
    rv_signals_stop();
    return rv_error_set(error, RV_USAGE, "the menu cannot use this terminal: curses refuses "
                        "TERM=%.60s", getenv("TERM"));
}

static void set_utf8(void)
{
    static const char *const locales[] = {"C.UTF-8", "en_US.UTF-8"};
    bool set = false;

    for (size_t i = 0; i < sizeof locales / sizeof *locales && !set; i++) {
        errno = 0;
        set = setlocale(LC_CTYPE, locales[i]) != NULL;
        if (!set)
            rv_memory_reason(errno);
    }
}

/* A terminal of which only curses knows. UTF-8 in any case: the dump is. */
static enum rv_status open_headless(const struct rv_screen_options *options,
                                    struct rv_error *error)
{
    static const char *const terms[] = {"xterm-256color", "screen-256color", "xterm", "linux",
                                        "vt100", NULL};

    set_utf8();
    screen.sink = fopen("/dev/null", "r+");
    if (!screen.sink)
        return rv_error_set(error, RV_MISSING, "/dev/null cannot be opened: %s",
                            rv_error_reason(errno));
    use_env(FALSE);
    for (size_t i = 0; terms[i] && !screen.curses; i++)
        screen.curses = newterm(terms[i], screen.sink, screen.sink);
    if (!screen.curses) {
        fclose(screen.sink);
        return rv_error_set(error, RV_MISSING, "curses finds no description of any terminal "
                            "(terminfo)");
    }
    resize(options->width, options->height);
    return RV_OK;
}

/* NO_COLOR (no-color.org) counts when it is set and not empty: colours are then not even started.
 * COLORS is known once they are. */
static void start_colors(const struct rv_screen_options *options)
{
    const char *refused = getenv("NO_COLOR");
    const bool asked = options->headless && options->colors >= 0;
    int count = 0;

    if (has_colors() && (asked ? options->colors > 0 : !refused || !*refused)) {
        start_color();
        use_default_colors();
        count = asked && options->colors < COLORS ? options->colors : COLORS;
    }
    rv_theme_start(options->theme, count, true);
}

/* The driver of the terminal must not keep keys for itself: Ctrl-S would hold up the screen until
 * somebody finds Ctrl-Q. curses then knows these settings as those of the program. */
static void free_keys(void)
{
    struct termios terminal;

    if (tcgetattr(STDOUT_FILENO, &terminal) != 0)
        return;
    terminal.c_iflag &= ~(tcflag_t)(IXON | IXOFF);
    terminal.c_lflag &= ~(tcflag_t)IEXTEN;
    tcsetattr(STDOUT_FILENO, TCSANOW, &terminal);
    def_prog_mode();
}

enum rv_status rv_screen_open(const struct rv_screen_options *options, struct rv_error *error)
{
    enum rv_status status;

    if (screen.open)
        RV_BUG("the screen is open");
    memset(&screen, 0, sizeof screen);
    screen.headless = options->headless;
    status = options->headless ? open_headless(options, error) : open_terminal(options, error);
    if (status)
        return status;
    screen.unicode = !options->ascii && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    set_term(screen.curses);
    set_escdelay(25); /* ms: Escape is answered at once, sequences of arrows come in one piece */
    cbreak();
    if (!screen.headless)
        free_keys();
    noecho();
    nonl(); /* Enter is 13 */
    curs_set(0);
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    leaveok(stdscr, TRUE);
    start_colors(options);
    screen.open = true;
    return RV_OK;
}

void rv_screen_close(void)
{
    if (!screen.open)
        return;
    curs_set(1);
    endwin();
    if (!screen.headless)
        rv_signals_stop();
    delscreen(screen.curses);
    if (screen.sink)
        fclose(screen.sink);
    screen.open = false;
    screen.curses = NULL;
}

/* ---- Size and frames ---- */

struct rv_area rv_screen_area(void)
{
    return (struct rv_area){0, 0, LINES, COLS};
}

bool rv_screen_too_small(void)
{
    return LINES < RV_SCREEN_HEIGHT || COLS < RV_SCREEN_WIDTH;
}

void rv_screen_resize(int width, int height)
{
    resize(width, height);
    rv_screen_redraw();
}

void rv_screen_redraw(void)
{
    clearok(curscr, TRUE);
}

void rv_screen_begin(void)
{
    attr_t attributes = rv_theme_attributes(RV_ROLE_TEXT);
    cchar_t blank;

    setcchar(&blank, L" ", attributes & ~(attr_t)A_COLOR, (short)PAIR_NUMBER(attributes), NULL);
    bkgrndset(&blank);
    erase();
}

void rv_screen_end(void)
{
    refresh();
}

/* ---- Keys and signals ---- */

static int cells(unsigned short count)
{
    return count < RV_TUI_CELLS_MOST ? count : RV_TUI_CELLS_MOST;
}

static void follow_size(void)
{
    struct winsize size = {0};

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
        resize(cells(size.ws_col), cells(size.ws_row));
}

/* A key that curses has or can read at once. */
static bool read_key(char key[RV_KEY_SIZE])
{
    wint_t code;

    for (;;) {
        int kind = get_wch(&code);

        if (kind == ERR)
            return false;
        if (kind == KEY_CODE_YES && code == KEY_RESIZE)
            continue; /* follow_size() has pushed it */
        if (rv_key_name(code, kind == KEY_CODE_YES, key))
            return true;
    }
}

/* What a signal has asked for; RV_SCREEN_NOTHING: none has. */
static enum rv_screen_event pending(void)
{
    const int asked = (int)*rv_interrupt_flag();

    if (asked == SIGINT) {
        rv_interrupt_resume();
        return RV_SCREEN_INTERRUPT;
    }
    if (asked)
        return RV_SCREEN_STOP;
    if (rv_signals_take(RV_SIGNAL_SUSPEND)) {
        curs_set(1);
        endwin();
        rv_signals_suspend();
        curs_set(0);
        rv_signals_take(RV_SIGNAL_CONTINUE);
        follow_size();
        rv_screen_redraw();
        return RV_SCREEN_RESIZED;
    }
    if (rv_signals_take(RV_SIGNAL_CONTINUE)) { /* stopped and continued by others */
        reset_prog_mode();
        follow_size();
        rv_screen_redraw();
        return RV_SCREEN_RESIZED;
    }
    if (rv_signals_take(RV_SIGNAL_RESIZE)) {
        follow_size();
        return RV_SCREEN_RESIZED;
    }
    return RV_SCREEN_NOTHING;
}

enum rv_screen_event rv_screen_wait(double seconds, char key[RV_KEY_SIZE])
{
    enum rv_screen_event event = pending();
    bool ready;

    if (event != RV_SCREEN_NOTHING)
        return event;
    if (read_key(key)) {
        screen.empty_reads = 0;
        return RV_SCREEN_KEY;
    }
    ready = rv_signals_wait(STDIN_FILENO, seconds);
    event = pending();
    if (event != RV_SCREEN_NOTHING || !ready)
        return event;
    if (read_key(key)) {
        screen.empty_reads = 0;
        return RV_SCREEN_KEY;
    }
    /* Readable without a key: half a sequence, or a terminal that is gone. */
    return ++screen.empty_reads > EMPTY_READS_MOST ? RV_SCREEN_STOP : RV_SCREEN_NOTHING;
}
