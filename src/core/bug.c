/* The end after a mistake of the programmer. Calls nothing of ours: memory itself may be what is
 * wrong. */
#include "ravine/status.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void rv_bug(const char *file, int line, const char *format, ...)
{
    va_list arguments;

    /* The one place below cli/ that prints: the program is about to end because of a mistake of
     * ours, and nobody above can be trusted to report it. */
    fprintf(stderr, "ravine: bug at %s:%d: ", file, line);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    abort();
}
