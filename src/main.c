/* ravine: shows why validation loss fluctuates.
 *
 * Here is what belongs to the process: locale, signals, running out of memory. The commands are in
 * src/cli; read src/cli/commands.def first. */
#include "cli/commands.h"

#include "ravine/interrupt.h"
#include "ravine/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

enum { EXIT_MEMORY = 1, EXIT_BUG = 70 };

/* Whether main() has returned. */
static volatile bool ended;

static void out_of_memory(void)
{
    static const char message[] = "ravine: out of memory\n";
    ssize_t ignored = write(STDERR_FILENO, message, sizeof message - 1);

    (void)ignored;
    rv_interrupt_exit(EXIT_MEMORY);
}

/* Where memory was out just before, a library has not looked: our own calls never go on after that.
 * rv_bug() has printed file and line; abort() must not be a crash with the shell's own words. */
static void on_crash(int number)
{
    if (errno == ENOMEM)
        out_of_memory();
    if (number == SIGABRT)
        rv_interrupt_exit(EXIT_BUG);
    rv_interrupt_die(number);
}

/* A sanitizer's handlers stay. */
static void handle_crashes(void)
{
    static const int crashes[] = { SIGABRT, SIGSEGV, SIGBUS };
    struct sigaction action = { .sa_handler = on_crash }, before;

    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++)
        if (sigaction(crashes[i], NULL, &before) == 0 &&
            (before.sa_handler == SIG_DFL || before.sa_handler == rv_interrupt_die))
            sigaction(crashes[i], &action, NULL);
}

/* Where main() has not returned it is a library that ends the program, and it has said why: libgomp
 * and curses do so where memory or a thread is not to be had. */
static void on_exit_of_others(void)
{
    if (ended)
        return;
    if (errno == ENOMEM)
        out_of_memory();
    rv_interrupt_exit(EXIT_MEMORY);
}

/* Where one of the three is closed, the next file that is opened would have its place, and what is
 * printed would go there. These can be opened but not used: printing fails as on a closed one. */
static void fill_closed(void)
{
    for (int file = STDIN_FILENO; file <= STDERR_FILENO; file++)
        if (fcntl(file, F_GETFD) < 0)
            (void)open("/dev/null", file == STDIN_FILENO ? O_WRONLY : O_RDONLY);
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
    int status;

    fill_closed();
    rv_memory_set_handler(out_of_memory);
    rv_memory_watch();
    set_locale();
    rv_interrupt_start();
    handle_crashes();
    atexit(on_exit_of_others);
    status = rv_commands_main(argc, argv, rv_interrupt_flag());
    ended = true;
    return status;
}
