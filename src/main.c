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
#include <unistd.h>

enum { EXIT_MEMORY = 1, EXIT_BUG = 70 };

/* rv_bug() has printed file and line; abort() must not be a crash with the shell's own words. */
static void on_abort(int signal)
{
    (void)signal;
    rv_interrupt_exit(EXIT_BUG);
}

static void out_of_memory(void)
{
    static const char message[] = "ravine: out of memory\n";
    ssize_t ignored = write(STDERR_FILENO, message, sizeof message - 1);

    (void)ignored;
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
    struct sigaction action = { .sa_handler = on_abort };

    fill_closed();
    rv_memory_set_handler(out_of_memory);
    rv_memory_watch();
    set_locale();
    rv_interrupt_start();
    sigemptyset(&action.sa_mask);
    sigaction(SIGABRT, &action, NULL);
    return rv_commands_main(argc, argv, rv_interrupt_flag());
}
