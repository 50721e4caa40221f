/* Signals while the screen is open: see signals.h.
 *
 * The signals are blocked but for the time of pselect(). What must work after a crash is prepared
 * before: the bytes that restore the terminal, its settings, the message. The handler then only
 * calls write(), poll(), fcntl(), tcsetattr(), dup2(), pread(), _exit(): all are safe there. */
#define _XOPEN_SOURCE 700 /* a stack of its own for a handler */
#include "tui/signals.h"

#include "tui/terminal.h"

#include "ravine/interrupt.h"
#include "ravine/memory.h"
#include "ravine/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

enum { EXIT_BUG = 70, CRASH_STACK = 65536 };
enum { MOMENT = 500 }; /* milliseconds that a terminal may take nothing in the very end */
enum { GRACE = 5 }; /* seconds that the menu has to end, even where the terminal takes nothing */

static volatile sig_atomic_t flags[RV_SIGNAL_COUNT];

/* Which signal sets which flag. */
static const struct {
    int number;
    enum rv_signal flag;
} heard[] = {
    {SIGTSTP, RV_SIGNAL_SUSPEND}, {SIGCONT, RV_SIGNAL_CONTINUE}, {SIGWINCH, RV_SIGNAL_RESIZE},
};
static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT};
#define HEARD (sizeof heard / sizeof *heard)
#define CRASHES (sizeof crashes / sizeof *crashes)

static struct {
    struct sigaction heard[HEARD], crashes[CRASHES]; /* as they were */
    sigset_t mask;                                   /* as it was */
    struct termios terminal;                         /* as it was before curses */
    char restore[512];
    size_t restore_size;
    char message[1024];
    size_t message_size;
    volatile sig_atomic_t open; /* the terminal is curses' own */
    int messages;  /* a file that has the place of standard error, or -1 */
    int terminal_error; /* standard error as it was, or -1 */
    void *stack;
} saved = {.messages = -1, .terminal_error = -1};

/* ---- Flags ---- */

static void on_signal(int number)
{
    for (size_t i = 0; i < HEARD; i++)
        if (heard[i].number == number)
            flags[heard[i].flag] = 1;
}

bool rv_signals_take(enum rv_signal which)
{
    bool came = flags[which];

    flags[which] = 0;
    return came;
}

bool rv_signals_wait(int descriptor, double seconds)
{
    struct timespec time = {(time_t)seconds, (long)(1e9 * (seconds - (double)(time_t)seconds))};
    const int end = rv_interrupt_descriptor();
    fd_set set;

    FD_ZERO(&set);
    FD_SET(descriptor, &set);
    if (end >= 0)
        FD_SET(end, &set);
    return pselect((descriptor > end ? descriptor : end) + 1, &set, NULL, NULL, &time,
                   &saved.mask) > 0 && FD_ISSET(descriptor, &set);
}

/* ---- Crashes ---- */

/* What the terminal gets to leave curses: the bytes of tputs() in a buffer. */
static int collect(int byte)
{
    if (saved.restore_size < sizeof saved.restore)
        saved.restore[saved.restore_size++] = (char)byte;
    return byte;
}

void rv_signals_prepare(void)
{
    static const char *const names[] = {"sgr0", "op", "cnorm", "rmkx", "rmcup"};

    saved.restore_size = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *sequence = tigetstr(names[i]);

        if (sequence && sequence != (char *)-1)
            tputs(sequence, 1, collect);
    }
}

void rv_signals_repeat(const char *command)
{
    saved.message_size = (size_t)snprintf(saved.message, sizeof saved.message,
                                          "\nravine: a bug: the menu broke down. To repeat it: "
                                          "%s\n", command ? command : "ravine tui");
    if (saved.message_size >= sizeof saved.message)
        saved.message_size = sizeof saved.message - 1;
    saved.message_size = rv_utf8_clean(saved.message, saved.message_size);
}

/* A terminal may be busy for a moment; one that takes nothing must not keep us. */
static void put(int to, const char *bytes, size_t size)
{
    struct pollfd entry = {.fd = to, .events = POLLOUT};
    const int mode = fcntl(to, F_GETFL);

    fcntl(to, F_SETFL, mode | O_NONBLOCK);
    while (size > 0) {
        ssize_t written = write(to, bytes, size);

        if (written > 0) {
            bytes += written;
            size -= (size_t)written;
        } else if (written == 0 || (errno != EAGAIN && errno != EINTR) ||
                   poll(&entry, 1, MOMENT) <= 0) {
            break;
        }
    }
    fcntl(to, F_SETFL, mode);
}

/* Standard error is itself again, and gets what was written meanwhile. */
static void release_errors(void)
{
    char bytes[512];
    off_t at = 0;
    ssize_t size;

    if (saved.messages < 0)
        return;
    dup2(saved.terminal_error, STDERR_FILENO);
    while ((size = pread(saved.messages, bytes, sizeof bytes, at)) > 0) {
        put(STDERR_FILENO, bytes, (size_t)size);
        at += size;
    }
    close(saved.messages);
    close(saved.terminal_error);
    saved.messages = saved.terminal_error = -1;
}

/* Before the program ends, whatever ends it; once. */
static void restore(void)
{
    if (!saved.open)
        return;
    saved.open = 0;
    put(STDOUT_FILENO, saved.restore, saved.restore_size);
    tcsetattr(STDOUT_FILENO, TCSANOW, &saved.terminal);
    release_errors();
}

static void on_crash(int number)
{
    rv_interrupt_to_main(number);
    restore();
    if (number != SIGQUIT)
        put(STDERR_FILENO, saved.message, saved.message_size);
    rv_interrupt_exit(number == SIGQUIT ? 128 + SIGQUIT : EXIT_BUG);
}

/* A stack of its own: the crash may be one of the stack. */
static void handle_crashes(void)
{
    struct sigaction action = {.sa_handler = on_crash, .sa_flags = SA_ONSTACK};
    stack_t stack = {.ss_size = CRASH_STACK};

    saved.stack = rv_alloc(1, CRASH_STACK);
    stack.ss_sp = saved.stack;
    sigaltstack(&stack, NULL);
    sigfillset(&action.sa_mask);
    for (size_t i = 0; i < CRASHES; i++)
        sigaction(crashes[i], &action, &saved.crashes[i]);
}

/* Messages of libraries would spoil the screen: they wait in a file without a name. */
static void hold_errors(void)
{
    FILE *file;

    if (!isatty(STDERR_FILENO))
        return;
    file = tmpfile();
    if (!file)
        return;
    saved.messages = dup(fileno(file));
    fclose(file);
    saved.terminal_error = dup(STDERR_FILENO);
    if (saved.messages >= 0 && saved.terminal_error >= 0)
        dup2(saved.messages, STDERR_FILENO);
}

/* ---- Start and stop ---- */

void rv_signals_start(const char *command)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigset_t set;

    for (size_t i = 0; i < RV_SIGNAL_COUNT; i++)
        flags[i] = 0;
    if (saved.message_size == 0) /* a case may be open already */
        rv_signals_repeat(command);
    hold_errors();
    handle_crashes();
    sigemptyset(&action.sa_mask);
    sigemptyset(&set);
    for (size_t i = 0; i < HEARD; i++) {
        sigaction(heard[i].number, &action, &saved.heard[i]);
        sigaddset(&set, heard[i].number);
    }
    sigprocmask(SIG_BLOCK, &set, &saved.mask);
    tcgetattr(STDOUT_FILENO, &saved.terminal); /* of which curses changes the settings */
    saved.open = 1;
    rv_interrupt_add_hook(restore);
    rv_interrupt_set_grace(GRACE);
}

void rv_signals_stop(void)
{
    stack_t none = {.ss_flags = SS_DISABLE};

    saved.open = 0;
    rv_interrupt_remove_hook(restore);
    for (size_t i = 0; i < HEARD; i++)
        sigaction(heard[i].number, &saved.heard[i], NULL);
    for (size_t i = 0; i < CRASHES; i++)
        sigaction(crashes[i], &saved.crashes[i], NULL);
    sigaltstack(&none, NULL);
    rv_free(saved.stack);
    saved.stack = NULL;
    sigprocmask(SIG_SETMASK, &saved.mask, NULL);
    release_errors();
}

/* As the default action does, so that the shell sees a stopped job. */
void rv_signals_suspend(void)
{
    struct sigaction stop = {.sa_handler = SIG_DFL}, mine;
    sigset_t set;

    sigemptyset(&stop.sa_mask);
    sigaction(SIGTSTP, &stop, &mine);
    sigemptyset(&set);
    sigaddset(&set, SIGTSTP);
    raise(SIGTSTP);
    sigprocmask(SIG_UNBLOCK, &set, NULL); /* stops here */
    sigprocmask(SIG_BLOCK, &set, NULL);
    sigaction(SIGTSTP, &mine, NULL);
}
