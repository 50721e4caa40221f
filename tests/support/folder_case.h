/* What tests leave in folders. */
#ifndef RAVINE_TESTS_FOLDER_CASE_H
#define RAVINE_TESTS_FOLDER_CASE_H

#include "ravine/text.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* All in a folder, also what cannot be read. */
static inline void remove_below(const char *path)
{
    DIR *folder = opendir(path);
    const struct dirent *entry;

    while (folder && (entry = readdir(folder))) {
        struct rv_text name = {0};

        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        rv_text_printf(&name, "%s/%s", path, entry->d_name);
        if (remove(name.string)) {
            chmod(name.string, 0777);
            remove_below(name.string);
            remove(name.string);
        }
        rv_text_release(&name);
    }
    if (folder)
        closedir(folder);
}

#endif
