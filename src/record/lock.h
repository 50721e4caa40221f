/* A file that at most one process holds.
 *
 * The lock is the system's (fcntl), so that it ends with its process, however that ends: what a
 * killed one leaves behind is a file that nobody holds, and the next one may have it. Such a lock
 * belongs to the process, not to a thread, and ends when the process closes any descriptor of the
 * file: who has it does not open it again. */
#ifndef RAVINE_RECORD_LOCK_H
#define RAVINE_RECORD_LOCK_H

#include <sys/types.h>

/* Opens the file for writing, made if it is not there, and locks it. Returns its descriptor, or -1
 * with errno: EAGAIN when a process has it, which is then `*owner`; ENOLCK on a file system without
 * locks, where the file does not stay. */
int rv_lock_open(const char *path, pid_t *owner);

/* Takes the name away, if it is still that of this file, and closes the file. */
void rv_lock_remove(int file, const char *path);

#endif
