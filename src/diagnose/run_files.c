/* Tables of a folder: see run_files.h. */
#include "diagnose/run_files.h"

#include "ravine/folder.h"
#include "ravine/memory.h"
#include "record/gzip.h"

#include <errno.h>
#include <string.h>

enum { LEVELS = 2 };

/* No folder: a file, or a name that leads nowhere. */
static bool is_none(int reason)
{
    return reason == ENOTDIR || reason == ENOENT;
}

bool rv_run_files_found(const char *path)
{
    int reason;
    char **names = rv_folder_names(path, &reason);

    rv_folder_free_names(names);
    return !is_none(reason);
}

static bool is_table(const char *name)
{
    return strcmp(name, "epochs.csv") == 0 || strcmp(name, "metrics.csv") == 0 ||
           strcmp(name, "results.csv") == 0;
}

static enum rv_status add_file(const char *path, size_t limit, struct rv_text *out,
                               struct rv_error *error)
{
    char *bytes;
    size_t length;
    enum rv_status status = rv_gzip_read_all(path, limit, &bytes, &length, error);

    if (status)
        return status;
    rv_text_add_bytes(out, bytes, length);
    rv_text_add(out, "\n");
    rv_free(bytes);
    return out->length > limit ? rv_error_set(error, RV_INPUT, "%s: too much for one log", path)
                               : RV_OK;
}

static enum rv_status add_folder(const char *path, int levels, size_t limit, struct rv_text *out,
                                 struct rv_error *error)
{
    int reason;
    char **names = rv_folder_names(path, &reason);
    enum rv_status status = RV_OK;

    if (reason && !is_none(reason))
        status = rv_error_set(error, RV_INPUT, "%s cannot be read: %s", path,
                              rv_error_reason(reason));
    for (size_t i = 0; !reason && names[i] && !status; i++) {
        struct rv_text inner = {0};

        rv_text_printf(&inner, "%s/%s", path, names[i]);
        if (is_table(names[i]))
            status = add_file(rv_text_string(&inner), limit, out, error);
        else if (levels > 0)
            status = add_folder(rv_text_string(&inner), levels - 1, limit, out, error);
        rv_text_release(&inner);
    }
    rv_folder_free_names(names);
    return status;
}

enum rv_status rv_run_files_read(const char *path, size_t limit, struct rv_text *out,
                                 struct rv_error *error)
{
    const enum rv_status status = add_folder(path, LEVELS, limit, out, error);

    if (!status && !out->length)
        return rv_error_set(error, RV_INPUT,
                            "%s: a folder without epochs.csv, metrics.csv or results.csv", path);
    return status;
}
