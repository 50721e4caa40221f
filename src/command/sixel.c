/* Whether the terminal can draw sixels: see sixel.h. */
#include "command/sixel.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define PATIENCE 330 /* milliseconds: a terminal over a slow line */

/* The answer is ESC [ ? 62 ; 4 ; 22 c. Reads up to its c. */
static bool answer_has_sixels(int terminal)
{
    struct pollfd entry = {.fd = terminal, .events = POLLIN};
    char answer[128];
    size_t length = 0;

    while (length + 1 < sizeof answer && poll(&entry, 1, PATIENCE) == 1) {
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
    struct termios before, raw;
    bool found = false;
    int terminal;

    if (!isatty(STDOUT_FILENO))
        return false;
    terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (terminal < 0)
        return false;
    if (tcgetattr(terminal, &before) == 0) {
        raw = before;
        raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
        tcsetattr(terminal, TCSANOW, &raw);
        if (write(terminal, question, sizeof question - 1) == sizeof question - 1)
            found = answer_has_sixels(terminal);
        tcsetattr(terminal, TCSANOW, &before);
    }
    close(terminal);
    return found;
}
