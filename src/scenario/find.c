/* Where scenario files are: $RAVINE_PATH, the source tree, the installed share folder; in each of
 * them and in their folders of topics. */
#include "ravine/scenario.h"

#include "ravine/folder.h"
#include "ravine/memory.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef RV_SHARE
#define RV_SHARE "/usr/local/share/ravine/scenarios"
#endif

#define EXTENSION ".yaml"

/* Levels of folders below each: a topic, and one more for whoever likes it. Bounded, for a
 * RAVINE_PATH may name a whole home. */
#define DEPTH 2

/* A growing NULL-terminated list of texts. */
struct words {
    char **word; /* owned, each and the list */
    size_t count;
};

static void add(struct words *words, char *word)
{
    words->word = rv_memory_grow(words->word, words->count + 1, sizeof *words->word);
    words->word[words->count++] = word;
}

static void release(struct words *words)
{
    for (size_t i = 0; i < words->count; i++)
        rv_free(words->word[i]);
    rv_free(words->word);
    *words = (struct words){0};
}

static char *join(const char *folder, const char *name, const char *extension)
{
    struct rv_text path = {0};
    char *copy;

    rv_text_printf(&path, "%s/%s%s", folder, name, extension);
    copy = rv_strdup(rv_text_string(&path));
    rv_text_release(&path);
    return copy;
}

/* Folders of a teacher's own come first, so that they may replace ours by name. */
static void add_environment(struct words *folders)
{
    const char *path = getenv("RAVINE_PATH");

    while (path && *path) {
        size_t length = strcspn(path, ":");
        char *folder = rv_strdup(path);

        folder[length] = '\0';
        if (length)
            add(folders, folder);
        else
            rv_free(folder);
        path += length + (path[length] == ':');
    }
}

/* Folders beside the program: it stands in build/ or build/tests/ of the source tree, or in the
 * bin/ of an installation that may have been moved. */
static void add_program(struct words *folders)
{
    char program[4096];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    char *slash;

    if (length > 0) {
        program[length] = '\0';
        slash = strrchr(program, '/');
        if (slash)
            *slash = '\0';
        add(folders, join(program, "../scenarios", ""));
        add(folders, join(program, "../../scenarios", ""));
        add(folders, join(program, "../share/ravine/scenarios", ""));
    }
    add(folders, rv_strdup("./scenarios"));
}

/* In the order of looking. */
static struct words folders_of(void)
{
    struct words folders = {0};

    add_environment(&folders);
    add_program(&folders);
    add(&folders, rv_strdup(RV_SHARE));
    return folders;
}

/* The name of a scenario file without its extension, or NULL when it is something else. */
static char *scenario_name(const char *file)
{
    size_t length = strlen(file), extension = strlen(EXTENSION);
    char *name;

    if (length <= extension || strcmp(file + length - extension, EXTENSION) != 0 || file[0] == '.')
        return NULL;
    name = rv_strdup(file);
    name[length - extension] = '\0';
    return name;
}

/* The first of equal names wins. */
static bool holds(const struct words *words, const char *word)
{
    for (size_t i = 0; i < words->count; i++)
        if (strcmp(words->word[i], word) == 0)
            return true;
    return false;
}

/* A folder of the search path need not be there, and what is below one may be somebody else's. */
static void cannot_read(const char *folder, bool below, int reason, struct rv_report *unread)
{
    const struct rv_position nowhere = {0};

    if (reason != ENOENT && reason != ENOTDIR && !(below && reason == EACCES))
        rv_report_add(unread, RV_INPUT, nowhere, "cannot read the folder '%s': %s", folder,
                      rv_error_reason(reason));
}

/* Not a pipe or a device, which could be waited for; a link that leads nowhere is told of when it
 * is read. */
static bool may_be_file(const char *path)
{
    struct stat about;

    return stat(path, &about) != 0 || S_ISREG(about.st_mode);
}

/* What the folder has, in alphabetical order, apart: scenario files and folders. A folder that is
 * a symbolic link is left out, so that none is met twice. */
static void read_folder(const char *folder, bool below, struct words *files,
                        struct words *folders, struct rv_report *unread)
{
    int reason;
    char **entries = rv_folder_names(folder, &reason);

    for (size_t i = 0; entries[i]; i++) {
        char *path = join(folder, entries[i], "");
        char *name = may_be_file(path) ? scenario_name(entries[i]) : NULL;
        struct stat about;

        if (name)
            add(files, name);
        else if (entries[i][0] != '.' && lstat(path, &about) != 0)
            cannot_read(path, true, errno, unread);
        else if (entries[i][0] != '.' && S_ISDIR(about.st_mode))
            add(folders, rv_strdup(entries[i]));
        rv_free(path);
    }
    rv_folder_free_names(entries);
    if (reason)
        cannot_read(folder, below, reason, unread);
}

/* Adds what the folder, and `deep` levels of folders below, have and earlier ones have not. */
static void collect(const char *folder, int deep, struct words *names, struct words *paths,
                    struct rv_report *unread)
{
    struct words files = {0}, folders = {0};

    read_folder(folder, deep < DEPTH, &files, &folders, unread);
    for (size_t i = 0; i < files.count; i++) {
        if (holds(names, files.word[i]))
            continue;
        add(names, rv_strdup(files.word[i]));
        add(paths, join(folder, files.word[i], EXTENSION));
    }
    for (size_t i = 0; deep > 0 && i < folders.count; i++) {
        char *path = join(folder, folders.word[i], "");

        collect(path, deep - 1, names, paths, unread);
        rv_free(path);
    }
    release(&files);
    release(&folders);
}

static void collect_all(struct words *names, struct words *paths, struct rv_report *unread)
{
    struct words folders = folders_of();

    for (size_t i = 0; i < folders.count; i++)
        collect(folders.word[i], DEPTH, names, paths, unread);
    release(&folders);
}

/* The name of the folder that a file is in. */
char *rv_scenario_topic(const char *path)
{
    const char *end = strrchr(path, '/'), *start = end;
    char *topic;

    while (start && start > path && start[-1] != '/')
        start--;
    topic = rv_strdup(start ? start : "");
    topic[start ? (size_t)(end - start) : 0] = '\0';
    return topic;
}

/* By topic, then by name without its extension: `case` comes before `case-fashion`. */
static int compare_paths(const void *a, const void *b)
{
    const char *x = *(char *const *)a, *y = *(char *const *)b;
    char *topic = rv_scenario_topic(x), *other = rv_scenario_topic(y);
    char *name = scenario_name(strrchr(x, '/') + 1), *next = scenario_name(strrchr(y, '/') + 1);
    int order = strcmp(topic, other);

    order = order ? order : strcmp(name, next);
    rv_free(topic);
    rv_free(other);
    rv_free(name);
    rv_free(next);
    return order;
}

char **rv_scenario_list(struct rv_report *unread)
{
    struct words names = {0}, paths = {0};

    collect_all(&names, &paths, unread);
    release(&names);
    if (!paths.word)
        return rv_alloc(1, sizeof(char *));
    qsort(paths.word, paths.count, sizeof *paths.word, compare_paths);
    return paths.word;
}

/* Most unknown names are misspelt ones; the rest are files without the extension. */
static void not_found(const char *name, const struct words *names, struct rv_error *error)
{
    const char *const nothing[] = {NULL};
    const char *nearest =
        rv_text_nearest(name, names->word ? (const char *const *)(void *)names->word : nothing);

    if (nearest)
        rv_error_set(error, RV_INPUT, "unknown scenario '%.100s' (did you mean '%s'?)", name,
                     nearest);
    else
        rv_error_set(error, RV_INPUT,
                     "unknown scenario '%.100s'; 'ravine list' shows them, and a path ends in "
                     ".yaml",
                     name);
}

/* A path is taken as it is, so that the error of opening it names what the user wrote. */
char *rv_scenario_find(const char *name, struct rv_error *error)
{
    size_t length = strlen(name), extension = strlen(EXTENSION);
    bool is_path = strchr(name, '/') || strcmp(name, "-") == 0 ||
                   (length > extension && strcmp(name + length - extension, EXTENSION) == 0);
    struct words names = {0}, paths = {0};
    struct rv_report unread = {0};
    char *found = NULL;

    if (is_path)
        return rv_strdup(name);
    collect_all(&names, &paths, &unread);
    for (size_t i = 0; i < names.count && !found; i++)
        if (strcmp(names.word[i], name) == 0)
            found = rv_strdup(paths.word[i]);
    release(&paths);
    if (!found && unread.count) /* it may be there */
        rv_error_set(error, RV_INPUT, "%s", unread.errors[0].message);
    else if (!found)
        not_found(name, &names, error);
    rv_report_release(&unread);
    release(&names);
    return found;
}
