/* Files, pipes and terminals by their descriptors: no wait on one outlives a signal.
 *
 * Opening waits for nothing, also not for the other end of a pipe: one that nobody writes to is at
 * its end, one that nobody reads is an error. Reading and writing wait until
 * something can be read or written, or an end is asked for (ravine/interrupt.h). A regular file is
 * always ready: what was begun is read and written to its end.
 *
 *     int file = rv_descriptor_open(path, O_RDONLY);
 *     ssize_t got = rv_descriptor_read(file, bytes, sizeof bytes);    // below 0: see errno */
#ifndef RAVINE_DESCRIPTOR_H
#define RAVINE_DESCRIPTOR_H

#include <stddef.h>
#include <sys/types.h>

/* As open(), a new file with mode 0666; -1 and errno. */
int rv_descriptor_open(const char *path, int flags);
/* As read(): bytes, 0 at the end, -1 and errno; EINTR only where an end was asked for. */
ssize_t rv_descriptor_read(int file, void *bytes, size_t size);
/* All bytes. 0 or the reason, as errno; EINTR only where an end was asked for. */
int rv_descriptor_write(int file, const void *bytes, size_t size);

#endif
