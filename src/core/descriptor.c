/* Reading and writing without a wait that outlives a signal: see ravine/descriptor.h. */
#include "ravine/descriptor.h"

#include "ravine/interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

/* What poll() calls writable takes as many bytes without waiting, or a pipe would not be. */
enum { PIECE = _POSIX_PIPE_BUF };

int rv_descriptor_open(const char *path, int flags)
{
    return open(path, flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0666);
}

static bool regular(int file)
{
    struct stat facts;

    return fstat(file, &facts) == 0 && S_ISREG(facts.st_mode);
}

/* Where read() itself waits for nothing it is tried first: poll() would wait for the writer of a
 * pipe that has none, and read() says that this is the end. */
ssize_t rv_descriptor_read(int file, void *bytes, size_t size)
{
    double patience = fcntl(file, F_GETFL) & O_NONBLOCK ? 0 : -1;

    for (;;) {
        ssize_t got;

        if (rv_interrupt_wait(file, POLLIN, patience) == RV_WAIT_INTERRUPTED && !regular(file)) {
            errno = EINTR;
            return -1;
        }
        got = read(file, bytes, size);
        if (got >= 0 || (errno != EINTR && errno != EAGAIN))
            return got;
        patience = -1;
    }
}

/* After an end was asked for only what can be written at once is. */
static bool writable(int file)
{
    struct pollfd entry = {.fd = file, .events = POLLOUT};

    return rv_interrupt_wait(file, POLLOUT, -1) == RV_WAIT_READY || poll(&entry, 1, 0) > 0;
}

int rv_descriptor_write(int file, const void *bytes, size_t size)
{
    const char *at = bytes;
    const size_t piece = regular(file) ? SSIZE_MAX : PIECE;

    while (size > 0) {
        ssize_t written;

        if (!writable(file))
            return EINTR;
        written = write(file, at, size < piece ? size : piece);
        if (written < 0 && errno != EINTR && errno != EAGAIN)
            return errno;
        if (written > 0) {
            at += written;
            size -= (size_t)written;
        }
    }
    return 0;
}
