/* What a folder holds: see ravine/folder.h. */
#include "ravine/folder.h"

#include "ravine/memory.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* readdir() tells the end and a failure apart by errno alone. */
static const struct dirent *next(DIR *folder)
{
    errno = 0;
    return readdir(folder);
}

char **rv_folder_names(const char *path, int *reason)
{
    DIR *folder = opendir(path);
    char **names = rv_memory_grow(NULL, 0, sizeof *names);
    const struct dirent *entry;
    size_t count = 0;

    *reason = folder ? 0 : errno;
    while (folder && (entry = next(folder))) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        names = rv_memory_grow(names, count + 1, sizeof *names);
        names[count++] = rv_strdup(entry->d_name);
    }
    if (folder) {
        *reason = errno;
        closedir(folder);
    }
    rv_memory_reason(*reason);
    qsort(names, count, sizeof *names, compare);
    return names;
}

void rv_folder_free_names(char **names)
{
    for (size_t i = 0; names[i]; i++)
        rv_free(names[i]);
    rv_free(names);
}
