/* Locks on files: see lock.h. */
#include "record/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

#define TRIES 1000 /* each one that fails was lost to a process that has just ended its own */

/* Of the whole file. 0, or -1 with errno. */
static int lock(int file, int how, struct flock *found)
{
    *found = (struct flock){.l_type = F_WRLCK, .l_whence = SEEK_SET};
    return fcntl(file, how, found);
}

/* The owner may have renamed or removed the file between our opening and our locking it. */
static bool has_name(int file, const char *path)
{
    struct stat mine, there;

    return fstat(file, &mine) == 0 && lstat(path, &there) == 0 && mine.st_ino == there.st_ino &&
           mine.st_dev == there.st_dev;
}

static bool without_locks(int reason)
{
    return reason == ENOLCK || reason == ENOSYS || reason == EOPNOTSUPP || reason == EINVAL;
}

static int give_up(int file, int reason)
{
    close(file);
    errno = reason;
    return -1;
}

int rv_lock_open(const char *path, pid_t *owner)
{
    for (int n = 0; n < TRIES; n++) {
        int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
        struct flock found;

        if (file < 0)
            return -1;
        if (lock(file, F_SETLK, &found) == 0) {
            if (has_name(file, path))
                return file;
        } else if (without_locks(errno)) {
            unlink(path);
            return give_up(file, ENOLCK);
        } else if (errno != EAGAIN && errno != EACCES) {
            return give_up(file, errno);
        } else if (lock(file, F_GETLK, &found) == 0 && found.l_type != F_UNLCK) {
            *owner = found.l_pid;
            return give_up(file, EAGAIN);
        }
        close(file);
    }
    errno = EBUSY;
    return -1;
}

void rv_lock_remove(int file, const char *path)
{
    if (has_name(file, path))
        unlink(path);
    close(file);
}
