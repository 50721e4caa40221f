/* Whole files: written under a temporary name, flushed, renamed. See ravine/folder.h. */
#include "ravine/folder.h"

#include "ravine/descriptor.h"
#include "ravine/print.h"
#include "record/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAMES_TRIED 100 /* temporary names; taken by those who write the same file just now */

static enum rv_status failed(const char *what, const char *path, int reason,
                             struct rv_error *error)
{
    return rv_error_set(error, RV_WRITE, "cannot %s '%s': %s", what, path, rv_error_reason(reason));
}

/* A device or a pipe cannot be replaced by renaming, and a link must not be (/dev/stdout is one):
 * what is there is written in place. */
static enum rv_status write_in_place(const char *path, const void *bytes, size_t size,
                                    struct rv_error *error)
{
    int file = rv_descriptor_open(path, O_WRONLY | O_CREAT | O_TRUNC);
    int reason;

    if (file < 0)
        return failed("open", path, errno, error);
    reason = rv_descriptor_write(file, bytes, size);
    if (close(file) && !reason)
        reason = errno;
    return reason ? failed("write", path, reason, error) : RV_OK;
}

/* What a killed program left is as good as new; a file that somebody else put there is not. */
static bool is_ours(int file)
{
    struct stat info;

    return fstat(file, &info) == 0 && S_ISREG(info.st_mode) && info.st_nlink == 1 &&
           info.st_uid == geteuid() && ftruncate(file, 0) == 0;
}

/* An empty file in the folder of `path`, so that renaming never crosses file systems; locked until
 * it is closed, so that no other process takes it for one that was left behind. Where there are no
 * locks the name is this process's own. */
static int open_temporary(const char *path, struct rv_text *name)
{
    pid_t owner;

    for (int n = 0; n < NAMES_TRIED; n++) {
        int file;

        rv_text_clear(name);
        rv_text_printf(name, "%s.tmp-%d", path, n);
        file = rv_lock_open(rv_text_string(name), &owner);
        if (file >= 0 && is_ours(file))
            return file;
        if (file >= 0) {
            close(file);
        } else if (errno == ENOLCK) {
            rv_text_printf(name, "-%ld", (long)getpid());
            return open(rv_text_string(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
        } else if (errno != EAGAIN && errno != ELOOP && errno != EACCES) {
            return -1;
        }
    }
    return -1;
}

static enum rv_status replace(const char *path, const void *bytes, size_t size,
                              struct rv_error *error)
{
    struct rv_text name = {0};
    enum rv_status status = RV_OK;
    int file = open_temporary(path, &name);
    int reason;

    if (file < 0) {
        status = failed("write", path, errno, error);
    } else {
        /* A full disk may show up only when the bytes are flushed or the file is closed. */
        reason = rv_descriptor_write(file, bytes, size);
        if (!reason && fsync(file))
            reason = errno;
        if (!reason && rename(rv_text_string(&name), path))
            reason = errno;
        if (reason)
            unlink(rv_text_string(&name));
        /* Last, because it ends the lock. */
        if (close(file) && !reason)
            reason = errno;
        if (reason)
            status = failed("write", path, reason, error);
    }
    rv_text_release(&name);
    return status;
}

bool rv_file_absent(const char *path)
{
    struct stat info;

    return stat(path, &info) != 0 && (errno == ENOENT || errno == ENOTDIR);
}

enum rv_status rv_file_write(const char *path, const void *bytes, size_t size,
                             struct rv_error *error)
{
    struct stat info;

    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        return failed("write", path, EISDIR, error);
    if (lstat(path, &info) == 0 && !S_ISREG(info.st_mode))
        return write_in_place(path, bytes, size, error);
    return replace(path, bytes, size, error);
}

enum rv_status rv_file_write_text(const char *path, const struct rv_text *text,
                                  struct rv_error *error)
{
    struct rv_text clean = {0};
    enum rv_status status;

    rv_print_render(text, &clean);
    status = rv_file_write(path, rv_text_string(&clean), clean.length, error);
    rv_text_release(&clean);
    return status;
}

/* Whether the file ends within a line. */
static bool ends_open(int file)
{
    const off_t size = lseek(file, 0, SEEK_END);
    char last = '\n';

    return size > 0 && pread(file, &last, 1, size - 1) == 1 && last != '\n';
}

enum rv_status rv_file_add_line(const char *path, const char *line, struct rv_error *error)
{
    const int file = rv_descriptor_open(path, O_RDWR | O_CREAT | O_APPEND);
    struct rv_text text = {0};
    int reason;

    if (file < 0)
        return failed("open", path, errno, error);
    rv_text_printf(&text, "%s%s\n", ends_open(file) ? "\n" : "", line);
    reason = rv_descriptor_write(file, rv_text_string(&text), text.length);
    if (close(file) && !reason)
        reason = errno;
    rv_text_release(&text);
    return reason ? failed("write", path, reason, error) : RV_OK;
}

/* Reads up to `limit` bytes and one more, which tells that there were too many. The size that the
 * system gives is not asked: it is 0 for pipes and for files below /proc. */
static int read_all(int file, size_t limit, struct rv_text *content)
{
    char block[8192];

    for (;;) {
        ssize_t got = rv_descriptor_read(file, block, sizeof block);

        if (got < 0)
            return errno;
        if (got == 0)
            return 0;
        rv_text_add_bytes(content, block, (size_t)got);
        if (content->length > limit)
            return EFBIG;
    }
}

enum rv_status rv_file_read(const char *path, size_t limit, char **content, size_t *size,
                            struct rv_error *error)
{
    struct rv_text text = {0};
    int file = rv_descriptor_open(path, O_RDONLY);
    int reason = file < 0 ? errno : read_all(file, limit, &text);

    if (file >= 0)
        close(file);
    if (reason) {
        rv_text_release(&text);
        if (reason == EINTR)
            return rv_error_set(error, RV_INTERRUPTED, "interrupted while reading '%s'", path);
        if (reason == EFBIG)
            return rv_error_set(error, RV_INPUT, "'%s' is larger than %zu bytes", path, limit);
        return rv_error_set(error, RV_INPUT, "cannot read '%s': %s", path, rv_error_reason(reason));
    }
    rv_text_add_bytes(&text, "", 0);
    *content = text.string;
    if (size)
        *size = text.length;
    return RV_OK;
}
