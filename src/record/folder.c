/* Folders: see ravine/folder.h. */
#include "ravine/folder.h"

#include "ravine/interrupt.h"
#include "ravine/memory.h"
#include "record/lock.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LOCK_NAME ".ravine.lock"
#define RUNS_FOLDER "runs"
#define RUNS_OF_A_SECOND 1000 /* -2 ... -1000 */

/* mkdir() failed for `reason`: in most cases the folder is there. */
static enum rv_status not_made(const char *path, int reason, struct rv_error *error)
{
    struct stat info;
    const bool there = stat(path, &info) == 0;

    if (there && S_ISDIR(info.st_mode))
        return RV_OK;
    if (there)
        return rv_error_set(error, RV_USAGE, "'%s' should be a folder, but a file is in the way",
                            path);
    return rv_error_set(error, RV_USAGE, "cannot make the folder '%s': %s", path,
                        rv_error_reason(reason == EEXIST ? errno : reason));
}

enum rv_status rv_folder_make(const char *path, struct rv_error *error)
{
    enum rv_status status = RV_OK;
    char *part = rv_strdup(path);

    if (!*path)
        status = rv_error_set(error, RV_USAGE, "the name of a folder is empty");
    /* Every leading part in turn: "a", "a/b", "a/b/c". */
    for (char *end = part; !status && end;) {
        end = *end ? strchr(end + 1, '/') : NULL;
        if (end)
            *end = '\0';
        if (mkdir(part, 0777))
            status = not_made(part, errno, error);
        if (end)
            *end = '/';
    }
    rv_free(part);
    return status;
}

/* Whether anything lies in the folder; the lock's file is ours, whoever left it. 0, or the reason
 * why it cannot be read: it may then hold a run that must not be written over. */
static int look(const char *path, bool *used)
{
    int reason;
    char **names = rv_folder_names(path, &reason);

    for (size_t i = 0; names[i]; i++)
        *used = *used || strcmp(names[i], LOCK_NAME) != 0;
    rv_folder_free_names(names);
    return reason;
}

/* ---- One owner ---- */

/* The folders that this process owns: the system's locks do not keep it from itself. */
static struct rv_folder *volatile owned;

/* Where the program ends without giving them back: out of memory, a signal. */
static void give_up_all(void)
{
    for (const struct rv_folder *folder = owned; folder; folder = folder->next)
        rv_lock_remove(folder->lock, folder->lock_path.string);
}

static bool is_own(const char *lock)
{
    struct stat there, mine;

    for (const struct rv_folder *folder = owned; folder; folder = folder->next)
        if (stat(lock, &there) == 0 && fstat(folder->lock, &mine) == 0 &&
            there.st_ino == mine.st_ino && there.st_dev == mine.st_dev)
            return true;
    return false;
}

/* A file that anyone may lock, as anyone who may write into the folder may write the others. */
static int open_lock(const char *name, pid_t *owner)
{
    int file;

    if (is_own(name)) {
        *owner = getpid();
        errno = EAGAIN;
        return -1;
    }
    file = rv_lock_open(name, owner);
    if (file >= 0)
        (void)fchmod(file, 0666);
    return file;
}

static enum rv_status take(const char *path, struct rv_folder *folder, struct rv_error *error)
{
    enum rv_status status = RV_OK;
    pid_t owner = 0;
    int file, reason;

    rv_text_printf(&folder->lock_path, "%s/" LOCK_NAME, path);
    rv_text_add(&folder->path, path);
    file = open_lock(rv_text_string(&folder->lock_path), &owner);
    reason = errno;
    if (file >= 0) {
        folder->lock = file;
        folder->locked = true;
        folder->next = owned;
        owned = folder;
        rv_interrupt_add_hook(give_up_all);
    } else if (reason == EAGAIN) {
        status = rv_error_set(error, RV_USAGE, "the folder '%s' is being written by process %ld",
                              path, (long)owner);
    } else if (reason != ENOLCK) {
        status = rv_error_set(error, RV_USAGE, "cannot write into the folder '%s': %s", path,
                              rv_error_reason(reason));
    }
    reason = status ? 0 : look(path, &folder->used);
    if (reason)
        status = rv_error_set(error, RV_USAGE, "cannot read the folder '%s': %s", path,
                              rv_error_reason(reason));
    return status;
}

enum rv_status rv_folder_own(const char *path, struct rv_folder *folder, struct rv_error *error)
{
    *folder = (struct rv_folder){0};
    return take(path, folder, error);
}

static void disown(const struct rv_folder *folder)
{
    struct rv_folder *before = owned;

    if (owned == folder) {
        owned = folder->next;
        return;
    }
    while (before->next != folder)
        before = before->next;
    before->next = folder->next;
}

void rv_folder_release(struct rv_folder *folder)
{
    if (folder->locked) {
        rv_lock_remove(folder->lock, rv_text_string(&folder->lock_path));
        disown(folder);
    }
    rv_text_release(&folder->lock_path);
    rv_text_release(&folder->path);
    *folder = (struct rv_folder){0};
}

/* ---- Run folders ---- */

static enum rv_status use_given(const char *out, bool force, struct rv_folder *folder,
                                struct rv_error *error)
{
    enum rv_status status = rv_folder_make(out, error);

    if (!status)
        status = take(out, folder, error);
    if (status)
        return status;
    if (folder->used && !force)
        return rv_error_set(error, RV_USAGE,
                            "the folder '%s' is not empty; --force replaces the run in it", out);
    if (access(out, R_OK | W_OK | X_OK))
        return rv_error_set(error, RV_USAGE, "cannot write into the folder '%s': %s", out,
                            rv_error_reason(errno));
    return RV_OK;
}

/* mkdir() is the test whether the name is free: two programs never get the same folder. */
static enum rv_status make_new(const char *name, struct rv_text *path, struct rv_error *error)
{
    enum rv_status status = rv_folder_make(RUNS_FOLDER, error);
    time_t now = time(NULL);
    char stamp[32] = "";
    struct tm local;

    if (status)
        return status;
    if (localtime_r(&now, &local))
        strftime(stamp, sizeof stamp, "%Y%m%d-%H%M%S", &local);
    for (int n = 1; n <= RUNS_OF_A_SECOND; n++) {
        rv_text_clear(path);
        rv_text_printf(path, "%s/%s-%s", RUNS_FOLDER, name, stamp);
        if (n > 1)
            rv_text_printf(path, "-%d", n);
        if (mkdir(rv_text_string(path), 0777) == 0)
            return RV_OK;
        if (errno != EEXIST)
            break;
    }
    return rv_error_set(error, RV_USAGE, "cannot make the folder '%s': %s", rv_text_string(path),
                        rv_error_reason(errno));
}

enum rv_status rv_folder_create(const char *name, const char *out, bool force,
                                struct rv_folder *folder, struct rv_error *error)
{
    struct rv_text made = {0};
    enum rv_status status;

    *folder = (struct rv_folder){0};
    if (out) {
        status = use_given(out, force, folder, error);
    } else {
        status = make_new(name, &made, error);
        if (!status)
            status = take(rv_text_string(&made), folder, error);
    }
    rv_text_release(&made);
    if (status)
        rv_folder_release(folder);
    return status;
}
