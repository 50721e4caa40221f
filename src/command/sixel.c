/* Whether the terminal can draw sixels: see sixel.h. */
#include "command/sixel.h"

#include "ravine/descriptor.h"
#include "ravine/interrupt.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define PATIENCE 0.33 /* seconds: a terminal over a slow line */

/* The terminal and its settings while it is asked; -1: it is not. */
static volatile sig_atomic_t asked = -1;
static struct termios before;

static void restore(void)
{
    if (asked >= 0)
        tcsetattr((int)asked, TCSANOW, &before);
}

/* The answer is ESC [ ? 62 ; 4 ; 22 c. Reads up to its c. */
static bool answer_has_sixels(int terminal)
{
    char answer[128];
    size_t length = 0;

    while (length + 1 < sizeof answer &&
           rv_interrupt_wait(terminal, POLLIN, PATIENCE) == RV_WAIT_READY) {
        if (read(terminal, answer + length, 1) != 1)
            return false;
        if (answer[length++] == 'c')
            break;
    }
    answer[length] = '\0';
    return strstr(answer, ";4;") || strstr(answer, ";4c");
}

bool rv_sixel_supported(void)
{
    static const char question[] = "\033[c";
    struct termios raw;
    bool found = false;
    int terminal;

    if (!isatty(STDOUT_FILENO))
        return false;
    terminal = rv_descriptor_open("/dev/tty", O_RDWR);
    if (terminal < 0)
        return false;
    if (tcgetattr(terminal, &before) == 0) {
        raw = before;
        raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
        asked = terminal;
        rv_interrupt_add_hook(restore);
        tcsetattr(terminal, TCSANOW, &raw);
        if (write(terminal, question, sizeof question - 1) == sizeof question - 1)
            found = answer_has_sixels(terminal);
        restore();
        rv_interrupt_remove_hook(restore);
        asked = -1;
    }
    close(terminal);
    return found;
}
