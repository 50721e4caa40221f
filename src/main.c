/* ravine: shows why validation loss fluctuates.
 *
 * Here is what belongs to the process: locale, signals, running out of memory. The commands are in
 * src/cli; read src/cli/commands.def first. */
#include "cli/commands.h"

#include "ravine/memory.h"

#include <errno.h>
#include <locale.h>
#include <unistd.h>

enum { EXIT_MEMORY = 1, EXIT_BUG = 70, EXIT_INTERRUPTED = 130 };

/* The one thing that a signal handler may touch. */
static volatile sig_atomic_t stop;

/* The first signal asks for an end, so that what was recorded is whole; the second ends at once. */
static void on_interrupt(int signal)
{
    (void)signal;
    if (stop)
        _exit(EXIT_INTERRUPTED);
    stop = 1;
}

/* rv_bug() has printed file and line; abort() must not be a crash with the shell's own words. */
static void on_abort(int signal)
{
    (void)signal;
    _exit(EXIT_BUG);
}

static void out_of_memory(void)
{
    static const char message[] = "ravine: out of memory\n";
    ssize_t ignored = write(STDERR_FILENO, message, sizeof message - 1);

    (void)ignored;
    _exit(EXIT_MEMORY);
}

static void handle(int signal, void (*handler)(int))
{
    struct sigaction action = { .sa_handler = handler };

    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    sigaction(signal, &action, NULL);
}

/* A locale that is not installed leaves the one of C, as everywhere. So does want of memory where
 * the C library does not say that it was that. */
static void set_locale(void)
{
    errno = 0;
    if (!setlocale(LC_ALL, ""))
        rv_memory_reason(errno);
    setlocale(LC_NUMERIC, "C"); /* scenario files and CSV have a decimal point everywhere */
}

int main(int argc, char **argv)
{
    rv_memory_set_handler(out_of_memory);
    rv_memory_watch();
    set_locale();
    handle(SIGINT, on_interrupt);
    handle(SIGTERM, on_interrupt);
    handle(SIGABRT, on_abort);
    handle(SIGPIPE, SIG_DFL); /* also where the parent ignored it: a closed pipe ends silently */
    return rv_commands_main(argc, argv, &stop);
}
