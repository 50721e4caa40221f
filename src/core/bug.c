/* The end after a mistake of the programmer. Calls nothing of ours that allocates: memory itself
 * may be what is wrong. */
#include "ravine/status.h"
#include "ravine/utf8.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void rv_bug(const char *file, int line, const char *format, ...)
{
    char message[RV_ERROR_MESSAGE_SIZE];
    va_list arguments;

    /* The one place below cli/ that prints: the program is about to end because of a mistake of
     * ours, and nobody above can be trusted to report it. */
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    rv_utf8_clean(message, strlen(message));
    fprintf(stderr, "ravine: bug at %s:%d: %s\n", file, line, message);
    errno = 0; /* main() asks it whether memory is the reason of an abort() */
    abort();
}
