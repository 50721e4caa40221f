/* Signals that end the program: see ravine/interrupt.h.
 *
 * The descriptor is the reading end of a pipe into which the handler writes a byte; only
 * rv_interrupt_resume() reads it, so that poll() says to everybody that an end was asked for. */
#include "ravine/interrupt.h"

#include "ravine/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <stddef.h>
#include <unistd.h>

enum { HOOKS = 4, EXIT_INTERRUPTED = 130 };

static volatile sig_atomic_t asked;
static volatile sig_atomic_t reading = -1, writing = -1; /* of the pipe */
static volatile sig_atomic_t grace;                      /* seconds, or 0 */
static void (*volatile hooks[HOOKS])(void);
static pthread_t main_thread;

const volatile sig_atomic_t *rv_interrupt_flag(void)
{
    return &asked;
}

void rv_interrupt_add_hook(void (*hook)(void))
{
    size_t place = HOOKS;

    for (size_t i = HOOKS; i-- > 0;) {
        if (hooks[i] == hook)
            return;
        if (!hooks[i])
            place = i;
    }
    if (place < HOOKS)
        hooks[place] = hook;
}

void rv_interrupt_remove_hook(void (*hook)(void))
{
    for (size_t i = 0; i < HOOKS; i++)
        if (hooks[i] == hook)
            hooks[i] = NULL;
}

static void call_hooks(void)
{
    for (size_t i = 0; i < HOOKS; i++)
        if (hooks[i])
            hooks[i]();
}

static void ring(void)
{
    static const char byte = 1;
    ssize_t ignored = write((int)writing, &byte, 1); /* full: then there is enough to read */

    (void)ignored;
}

/* The flag before the bytes: a signal that comes between is heard. */
void rv_interrupt_resume(void)
{
    char bytes[64];

    alarm(0);
    asked = 0;
    while (read((int)reading, bytes, sizeof bytes) > 0)
        continue;
    if (asked)
        ring();
}

void rv_interrupt_set_grace(unsigned seconds)
{
    grace = (sig_atomic_t)seconds;
    if (seconds == 0)
        alarm(0);
}

int rv_interrupt_descriptor(void)
{
    return (int)reading;
}

void rv_interrupt_to_main(int number)
{
    if (pthread_equal(pthread_self(), main_thread))
        return;
    pthread_kill(main_thread, number);
    for (;;)
        poll(NULL, 0, -1);
}

_Noreturn void rv_interrupt_exit(int status)
{
    call_hooks();
    _exit(status);
}

_Noreturn void rv_interrupt_die(int number)
{
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigset_t mine;

    rv_interrupt_to_main(number);
    call_hooks();
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
    sigemptyset(&mine);
    sigaddset(&mine, number);
    raise(number);
    sigprocmask(SIG_UNBLOCK, &mine, NULL); /* ends here */
    _exit(128 + number);
}

/* The first asks for an end, so that what was recorded is whole; the second ends at once. */
static void on_ask(int number)
{
    const int reason = errno;

    if (asked) {
        rv_interrupt_to_main(number);
        rv_interrupt_exit(EXIT_INTERRUPTED);
    }
    asked = number;
    ring();
    if (grace)
        alarm((unsigned)grace);
    errno = reason;
}

/* The time is up; an alarm that nobody set is a signal like others. */
static void on_alarm(int number)
{
    rv_interrupt_to_main(number);
    if (asked)
        rv_interrupt_exit(EXIT_INTERRUPTED);
    rv_interrupt_die(number);
}

/* What is left alone: signals that no handler gets, that end nobody, and abort(), which main()
 * gives a meaning. */
static bool ends(int number)
{
    static const int others[] = {SIGKILL, SIGSTOP, SIGTSTP,  SIGTTIN, SIGTTOU, SIGCONT,
                                 SIGCHLD, SIGURG,  SIGABRT, SIGXFSZ,
#ifdef SIGWINCH
                                 SIGWINCH,
#endif
    };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (others[i] == number)
            return false;
    return true;
}

/* Without SA_RESTART: a call that waits comes back. */
static void handle(int number, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler};

    sigfillset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

/* Away from 0, 1 and 2, of which one may be closed. -1: then waits depend on EINTR alone. */
static int above(int file)
{
    int moved = fcntl(file, F_DUPFD_CLOEXEC, 10);

    close(file);
    if (moved >= 0)
        fcntl(moved, F_SETFL, fcntl(moved, F_GETFL) | O_NONBLOCK);
    return moved;
}

static void open_pipe(void)
{
    int both[2];

    if (pipe(both) == 0) {
        reading = above(both[0]);
        writing = above(both[1]);
    }
}

void rv_interrupt_start(void)
{
    struct sigaction before;

    main_thread = pthread_self();
    open_pipe();
    for (int number = 1; number <= SIGRTMAX; number++)
        if (ends(number) && sigaction(number, NULL, &before) == 0 && before.sa_handler == SIG_DFL)
            handle(number, rv_interrupt_die);
    if (sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler != SIG_IGN) /* nohup */
        handle(SIGHUP, on_ask);
    handle(SIGINT, on_ask);
    handle(SIGTERM, on_ask);
    handle(SIGALRM, on_alarm);
    handle(SIGPIPE, rv_interrupt_die); /* also where the parent ignored it: a closed pipe ends */
    handle(SIGXFSZ, SIG_IGN);
}

/* Milliseconds for poll(), rounded up: a wait must not end before its time. */
static int milliseconds(double seconds)
{
    if (seconds < 0)
        return -1;
    return seconds < INT_MAX / 1000 ? (int)(1000 * seconds + 0.999) : INT_MAX;
}

enum rv_wait rv_interrupt_wait(int file, short events, double seconds)
{
    const double end = rv_clock_elapsed() + seconds;

    for (;;) {
        struct pollfd entries[] = {{.fd = file, .events = events},
                                   {.fd = (int)reading, .events = POLLIN}};
        int count = asked ? 0 : poll(entries, 2, milliseconds(seconds));

        if (asked || (count > 0 && entries[1].revents))
            return RV_WAIT_INTERRUPTED;
        if (count > 0)
            return RV_WAIT_READY;
        if (count == 0)
            return RV_WAIT_TIME;
        if (seconds >= 0)
            seconds = fmax(end - rv_clock_elapsed(), 0);
    }
}
