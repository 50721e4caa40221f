/* Where scenario files are: $RAVINE_PATH, the source tree, the installed share folder. */
#include "ravine/scenario.h"

#include "ravine/memory.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef RV_SHARE
#define RV_SHARE "/usr/local/share/ravine/scenarios"
#endif

#define ENDING ".yaml"

/* A growing NULL-terminated list of texts. */
struct words {
    char **word; /* owned, each and the list */
    size_t count;
};

/* Grows by one: there are a few dozen scenarios. */
static void add(struct words *words, char *word)
{
    words->word = rv_realloc(words->word, words->count ? words->count + 1 : 0, words->count + 2,
                             sizeof *words->word);
    words->word[words->count++] = word;
}

static void release(struct words *words)
{
    for (size_t i = 0; i < words->count; i++)
        rv_free(words->word[i]);
    rv_free(words->word);
    *words = (struct words){0};
}

static char *join(const char *folder, const char *name, const char *ending)
{
    struct rv_text path = {0};
    char *copy;

    rv_text_printf(&path, "%s/%s%s", folder, name, ending);
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

/* The name of a scenario file without its ending, or NULL when it is something else. */
static char *scenario_name(const char *file)
{
    size_t length = strlen(file), ending = strlen(ENDING);
    char *name;

    if (length <= ending || strcmp(file + length - ending, ENDING) != 0 || file[0] == '.')
        return NULL;
    name = rv_strdup(file);
    name[length - ending] = '\0';
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

/* Adds what the folder has and earlier ones have not. */
static void collect(const char *folder, struct words *names, struct words *paths)
{
    DIR *directory = opendir(folder);
    struct dirent *entry;

    while (directory && (entry = readdir(directory))) {
        char *name = scenario_name(entry->d_name);

        if (!name || holds(names, name)) {
            rv_free(name);
            continue;
        }
        add(names, name);
        add(paths, join(folder, name, ENDING));
    }
    if (directory)
        closedir(directory);
}

static void collect_all(struct words *names, struct words *paths)
{
    struct words folders = folders_of();

    for (size_t i = 0; i < folders.count; i++)
        collect(folders.word[i], names, paths);
    release(&folders);
}

/* By file name; readdir() has no order. */
static int compare(const void *a, const void *b)
{
    const char *x = *(char *const *)a, *y = *(char *const *)b;

    return strcmp(strrchr(x, '/'), strrchr(y, '/'));
}

char **rv_scenario_list(void)
{
    struct words names = {0}, paths = {0};

    collect_all(&names, &paths);
    release(&names);
    if (!paths.word)
        return rv_alloc(1, sizeof(char *));
    qsort(paths.word, paths.count, sizeof *paths.word, compare);
    return paths.word;
}

/* Most unknown names are misspelt ones; the rest are files without the ending. */
static enum rv_status not_found(const char *name, struct rv_error *error)
{
    struct words names = {0}, paths = {0};
    const char *const nothing[] = {NULL};
    const char *nearest;
    enum rv_status status;

    collect_all(&names, &paths);
    nearest =
        rv_text_nearest(name, names.word ? (const char *const *)(void *)names.word : nothing);
    if (nearest)
        status = rv_error_set(error, RV_INPUT, "unknown scenario '%.100s' (did you mean '%s'?)",
                              name, nearest);
    else
        status = rv_error_set(error, RV_INPUT,
                              "unknown scenario '%.100s'; 'ravine list' shows them, and a path "
                              "ends in .yaml",
                              name);
    release(&names);
    release(&paths);
    return status;
}

/* A path is taken as it is, so that the error of opening it names what the user wrote. */
char *rv_scenario_find(const char *name, struct rv_error *error)
{
    size_t length = strlen(name), ending = strlen(ENDING);
    bool is_path = strchr(name, '/') || strcmp(name, "-") == 0 ||
                   (length > ending && strcmp(name + length - ending, ENDING) == 0);
    struct words folders = {0};
    char *found = NULL;

    if (is_path)
        return rv_strdup(name);
    folders = folders_of();
    for (size_t i = 0; i < folders.count && length && !found; i++) {
        char *path = join(folders.word[i], name, ENDING);

        if (access(path, R_OK) == 0)
            found = path;
        else
            rv_free(path);
    }
    release(&folders);
    if (!found)
        not_found(name, error);
    return found;
}
