/* Inputs as files, for targets whose reader opens a path: they are in a folder of the process below
 * $TMPDIR, which goes away with it. */
#ifndef FUZZ_FILES_H
#define FUZZ_FILES_H

#define _XOPEN_SOURCE 700 /* nftw() and timers; so this comes first */

#include "fuzz.h"

#include <errno.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

static char fuzz_folder[1024];
static pid_t fuzz_owner;

static inline int fuzz_remove(const char *path, const struct stat *info, int kind, struct FTW *walk)
{
    (void)info, (void)kind;
    return walk->level > 0 ? remove(path) : 0;
}

/* Takes away what is in a folder. */
static inline void fuzz_empty(const char *folder)
{
    nftw(folder, fuzz_remove, 8, FTW_DEPTH | FTW_PHYS);
}

static inline void fuzz_clean(void)
{
    if (fuzz_owner != getpid())
        return;
    fuzz_empty(fuzz_folder);
    rmdir(fuzz_folder);
}

/* The folder of this process; the first call makes it. */
static inline const char *fuzz_files(void)
{
    const char *base = getenv("TMPDIR");

    if (fuzz_owner != getpid()) {
        fuzz_owner = getpid();
        must(snprintf(fuzz_folder, sizeof fuzz_folder, "%s/ravine-fuzz-XXXXXX",
                      base ? base : "/tmp") < (int)sizeof fuzz_folder);
        must(mkdtemp(fuzz_folder));
        atexit(fuzz_clean);
    }
    return fuzz_folder;
}

/* Writes a file of that folder, and gives its path, which holds until the next call. */
static inline const char *fuzz_file(const char *name, const void *bytes, size_t size)
{
    static char path[2048];
    FILE *file;

    must(snprintf(path, sizeof path, "%s/%s", fuzz_files(), name) < (int)sizeof path);
    file = fopen(path, "wb");
    must(file && fwrite(bytes, 1, size, file) == size);
    fclose(file);
    return path;
}

#endif
