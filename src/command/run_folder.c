/* Earlier runs in a folder: see run_folder.h. */
#include "command/run_folder.h"

#include "experiment/archive_parts.h"

#include "ravine/figure.h"
#include "ravine/memory.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- What lies in a run folder ---- */

/* '#' stands for digits, '@' for the name of a variant, '%' for that of a figure. The names of the
 * last three rows are those of the menu, `lesson.md` and what was changed by hand. */
static const char *const layout[] = {
    RV_ARCHIVE_MANIFEST,
    RV_ARCHIVE_REPLACED,
    RV_ARCHIVE_SCENARIO,
    "@/seed-#/" RV_ARCHIVE_EPOCHS,
    "@/seed-#/" RV_ARCHIVE_STEPS,
    "@/seed-#/" RV_ARCHIVE_EVENTS,
    "@/seed-#/" RV_ARCHIVE_SUMMARY,
    "@/seed-#/" RV_ARCHIVE_WEIGHTS,
    "@/seed-#/" RV_ARCHIVE_STATISTICS,
    "@/seed-#/" RV_ARCHIVE_EPOCH_WEIGHTS,
    "@/seed-#/" RV_ARCHIVE_EPOCH_STATISTICS,
    "figures/%",
    "lesson.md",
    "by-hand-#.yaml",
};

static const char *const figure_sources[] = {"gp", "dat", NULL};

static bool is_among(const char *const *words, const char *word)
{
    while (*words && strcmp(*words, word) != 0)
        words++;
    return *words != NULL;
}

/* Length of "loss-curves.svg" when a figure is called so; else 0. */
static size_t figure_file(const char *path)
{
    const char *end = strchr(path, '.');

    if (!end || !(is_among(rv_figure_formats, end + 1) || is_among(figure_sources, end + 1)))
        return 0;
    for (size_t i = 0; i < rv_figures.count; i++) {
        const char *name = rv_figures.types[i]->name;

        if (strlen(name) == (size_t)(end - path) && strncmp(name, path, strlen(name)) == 0)
            return strlen(path);
    }
    return 0;
}

/* What is left of the pattern when all of the path has fitted; NULL when it does not. */
static const char *fit(const char *pattern, const char *path)
{
    for (; *path; pattern++) {
        size_t length = *path == *pattern;

        if (*pattern == '#')
            length = strspn(path, "0123456789");
        else if (*pattern == '@')
            length = strspn(path, "abcdefghijklmnopqrstuvwxyz0123456789_");
        else if (*pattern == '%')
            length = figure_file(path);
        if (length == 0)
            return NULL;
        path += length;
    }
    return pattern;
}

/* Whether a path that is relative to the folder is that of a file of ours, or of a folder of them
 * ('/' follows in the pattern). */
static bool is_ours(const char *path, char rest)
{
    for (size_t i = 0; i < sizeof layout / sizeof *layout; i++) {
        const char *left = fit(layout[i], path);

        if (left && *left == rest)
            return true;
    }
    return false;
}

/* "epochs.csv.tmp-0": of which file it is the temporary name; NULL when it is none. */
static char *temporary_of(const char *path)
{
    static const char *const marks[] = {".tmp-", ".part"};
    char *name = rv_strdup(path);

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        char *mark = strstr(name, marks[i]);

        if (mark && strspn(mark + strlen(marks[i]), "-0123456789") ==
                        strlen(mark + strlen(marks[i]))) {
            *mark = '\0';
            return name;
        }
    }
    rv_free(name);
    return NULL;
}

/* ---- Going through one ---- */

enum sweep_how { FIND, TEMPORARY, ALL };

struct sweep {
    const char *folder;
    enum sweep_how how;
    struct rv_text found; /* FIND: the first file that has a name of ours */
};

static void print_path(const struct sweep *s, const char *inner, struct rv_text *out)
{
    rv_text_clear(out);
    rv_text_printf(out, *inner ? "%s/%s" : "%s", s->folder, inner);
}

static enum rv_status cannot(const char *what, const char *path, int reason,
                             struct rv_error *error)
{
    return rv_error_set(error, RV_WRITE, "cannot %s '%s', which is of an earlier run: %s", what,
                        path, rv_error_reason(reason));
}

/* One file of the folder. What is gone already is as good as removed. */
static enum rv_status look_at(struct sweep *s, const char *inner, struct rv_error *error)
{
    char *final = temporary_of(inner);
    const bool temporary = final && is_ours(final, '\0');
    const bool ours = is_ours(inner, '\0') && strcmp(inner, RV_ARCHIVE_REPLACED) != 0;
    const bool removed = s->how == TEMPORARY ? temporary : s->how == ALL && (temporary || ours);
    struct rv_text path = {0};
    enum rv_status status = RV_OK;

    print_path(s, inner, &path);
    if (removed && unlink(rv_text_string(&path)) && errno != ENOENT)
        status = cannot("remove", rv_text_string(&path), errno, error);
    if (s->how == FIND && ours && s->found.length == 0)
        rv_text_add(&s->found, rv_text_string(&path));
    rv_text_release(&path);
    rv_free(final);
    return status;
}

static enum rv_status look_into(struct sweep *s, const char *folder, struct rv_error *error);

/* What a folder of ours is empty of then goes too; rmdir() leaves the others alone. */
static enum rv_status look_below(struct sweep *s, const char *inner, struct rv_error *error)
{
    struct rv_text path = {0};
    enum rv_status status = look_into(s, inner, error);

    print_path(s, inner, &path);
    if (!status && s->how == ALL && rmdir(rv_text_string(&path)) && errno != ENOTEMPTY &&
        errno != EEXIST && errno != ENOENT)
        status = cannot("remove", rv_text_string(&path), errno, error);
    rv_text_release(&path);
    return status;
}

/* Links are not followed: what they lead to is not in this folder. */
static enum rv_status look_into(struct sweep *s, const char *inner, struct rv_error *error)
{
    struct rv_text path = {0}, below = {0};
    enum rv_status status = RV_OK;
    char **names;
    int reason;

    print_path(s, inner, &path);
    names = rv_folder_names(rv_text_string(&path), &reason);
    if (reason && reason != ENOENT)
        status = cannot("look into", rv_text_string(&path), reason, error);
    for (size_t i = 0; names[i] && !status; i++) {
        struct stat info;

        rv_text_clear(&below);
        rv_text_printf(&below, *inner ? "%s/%s" : "%s%s", inner, names[i]);
        print_path(s, rv_text_string(&below), &path);
        if (lstat(rv_text_string(&path), &info))
            continue;
        if (!S_ISDIR(info.st_mode))
            status = look_at(s, rv_text_string(&below), error);
        else if (is_ours(rv_text_string(&below), '/'))
            status = look_below(s, rv_text_string(&below), error);
    }
    rv_folder_free_names(names);
    rv_text_release(&path);
    rv_text_release(&below);
    return status;
}

/* ---- For commands ---- */

static bool is_manifest(const char *folder, const char *name)
{
    enum { LIMIT = 1 << 24 };
    struct rv_text path = {0};
    char *content = NULL;
    bool found = rv_file_read(rv_archive_path(&path, folder, name), LIMIT, &content, NULL, NULL) ==
                     RV_OK &&
                 strstr(content, "\"ravine\":");

    rv_free(content);
    rv_text_release(&path);
    return found;
}

enum rv_status rv_run_folder_take(const char *name, const char *out, bool force,
                                  struct rv_folder *folder, struct rv_error *error)
{
    enum rv_status status = rv_folder_create(name, out, force, folder, error);
    struct sweep sweep = {.folder = rv_text_string(&folder->path)};

    if (status || !folder->used || is_manifest(sweep.folder, RV_ARCHIVE_MANIFEST) ||
        is_manifest(sweep.folder, RV_ARCHIVE_REPLACED))
        return status;
    status = look_into(&sweep, "", error);
    if (!status && sweep.found.length)
        status = rv_error_set(error, RV_USAGE, "'%s' is in the way, and the folder is not that of "
                              "a run, which --force could replace", rv_text_string(&sweep.found));
    rv_text_release(&sweep.found);
    if (status)
        rv_folder_release(folder);
    return status;
}

enum rv_status rv_run_folder_clear(const struct rv_folder *folder, struct rv_error *error)
{
    struct sweep sweep = {.folder = rv_text_string(&folder->path), .how = ALL};
    struct rv_text manifest = {0}, replaced = {0};
    enum rv_status status = RV_OK;

    if (!folder->used)
        return RV_OK;
    rv_archive_path(&manifest, sweep.folder, RV_ARCHIVE_MANIFEST);
    rv_archive_path(&replaced, sweep.folder, RV_ARCHIVE_REPLACED);
    if (rename(rv_text_string(&manifest), rv_text_string(&replaced)) && errno != ENOENT)
        status = cannot("remove", rv_text_string(&manifest), errno, error);
    if (!status)
        status = look_into(&sweep, "", error);
    rv_text_release(&manifest);
    rv_text_release(&replaced);
    return status;
}

enum rv_status rv_run_folder_sweep(const struct rv_folder *folder, struct rv_error *error)
{
    struct sweep sweep = {.folder = rv_text_string(&folder->path), .how = TEMPORARY};

    return look_into(&sweep, "", error);
}

/* rmdir() leaves alone what is not empty. */
void rv_run_folder_release(struct rv_folder *folder)
{
    char *path = rv_strdup(rv_text_string(&folder->path));

    rv_folder_release(folder);
    if (*path)
        rmdir(path);
    rv_free(path);
}
