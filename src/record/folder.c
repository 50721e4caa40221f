/* Folders: see ravine/folder.h. */
#include "ravine/folder.h"

#include "ravine/memory.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define RUNS_FOLDER "runs"
#define RUNS_OF_A_SECOND 1000 /* -2 ... -1000 */

static bool is_folder(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static enum rv_status cannot_make(const char *path, int reason, struct rv_error *error)
{
    struct stat info;

    if (stat(path, &info) == 0 && !S_ISDIR(info.st_mode))
        return rv_error_set(error, RV_USAGE, "'%s' should be a folder, but a file is in the way",
                            path);
    return rv_error_set(error, RV_USAGE, "cannot make the folder '%s': %s", path,
                        rv_error_reason(reason));
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
        if (mkdir(part, 0777)) {
            int reason = errno;

            if (!is_folder(part))
                status = cannot_make(part, reason, error);
        }
        if (end)
            *end = '/';
    }
    rv_free(part);
    return status;
}

/* Where it cannot be read it may hold a run that must not be written over. */
static enum rv_status check_empty(const char *path, struct rv_error *error)
{
    int reason;
    char **names = rv_folder_names(path, &reason);
    bool empty = !names[0];

    rv_folder_free_names(names);
    if (reason)
        return rv_error_set(error, RV_USAGE, "cannot read the folder '%s': %s", path,
                            rv_error_reason(reason));
    if (!empty)
        return rv_error_set(error, RV_USAGE,
                            "the folder '%s' is not empty; --force writes into it", path);
    return RV_OK;
}

static enum rv_status use_given(const char *out, bool force, struct rv_error *error)
{
    enum rv_status status = rv_folder_make(out, error);

    if (!status && !force)
        status = check_empty(out, error);
    if (status)
        return status;
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
                                struct rv_text *path, struct rv_error *error)
{
    struct rv_text made = {0};
    enum rv_status status;

    if (out) {
        status = use_given(out, force, error);
        rv_text_add(&made, out);
    } else {
        status = make_new(name, &made, error);
    }
    if (!status)
        rv_text_add(path, rv_text_string(&made));
    rv_text_release(&made);
    return status;
}
