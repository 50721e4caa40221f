/* Stops a program at one of its calls that change files: a library to be preloaded, see kill.py.
 *
 *     RAVINE_KILL=57             SIGKILL at the 57th such call: before it, or in the middle of it
 *                                when it writes (half of the bytes are written then)
 *     RAVINE_KILL_SIGNAL=STOP    SIGSTOP instead
 *     RAVINE_KILL_REPORT=FILE    gets the number of such calls of a program that ends by itself
 *
 * and planted faults, which the driver must find:
 *
 *     RAVINE_KILL_PLANT=in-place   no file is replaced by renaming: the final one is written
 *     RAVINE_KILL_PLANT=keep       nothing of an earlier run is removed
 *     RAVINE_KILL_PLANT=unlocked   every lock is granted
 *
 * Calls are counted over all threads. What the program starts (gnuplot) is left alone. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static struct {
    atomic_long count;
    long at; /* 0: only counted */
    int signal;
    char plant[16], report[4096];
} strike = {.signal = SIGKILL};

static void copy(const char *variable, char *out, size_t size)
{
    const char *value = getenv(variable);

    snprintf(out, size, "%s", value ? value : "");
}

static void report(void);

/* What the program starts must not find these in its environment. */
__attribute__((constructor)) static void begin(void)
{
    char word[32];

    copy("RAVINE_KILL", word, sizeof word);
    strike.at = atol(word);
    copy("RAVINE_KILL_SIGNAL", word, sizeof word);
    if (strcmp(word, "STOP") == 0)
        strike.signal = SIGSTOP;
    copy("RAVINE_KILL_PLANT", strike.plant, sizeof strike.plant);
    copy("RAVINE_KILL_REPORT", strike.report, sizeof strike.report);
    unsetenv("LD_PRELOAD");
    atexit(report);
}

static bool planted(const char *what)
{
    return strcmp(strike.plant, what) == 0;
}

static bool is_now(void)
{
    return atomic_fetch_add(&strike.count, 1) + 1 == strike.at;
}

static void point(void)
{
    if (is_now())
        kill(getpid(), strike.signal);
}

/* The C library's own of that name. A pointer to a function has no cast in ISO C. */
static void find(void *real, const char *name)
{
    void *found = dlsym(RTLD_NEXT, name);

    memcpy(real, &found, sizeof found);
}

#define REAL(name)                                                                                 \
    __typeof__(name) *real;                                                                        \
    find(&real, #name)

static void report(void)
{
    FILE *file = *strike.report ? fopen(strike.report, "w") : NULL;

    if (file) {
        fprintf(file, "%ld\n", atomic_load(&strike.count));
        fclose(file);
    }
}

/* ---- The calls ---- */

ssize_t write(int file, const void *bytes, size_t size)
{
    REAL(write);

    if (file > STDERR_FILENO && is_now()) {
        ssize_t half = real(file, bytes, size / 2);

        kill(getpid(), strike.signal);
        return half < 0 || !size ? half : half + real(file, (const char *)bytes + half,
                                                      size - (size_t)half);
    }
    return real(file, bytes, size);
}

int fsync(int file)
{
    REAL(fsync);

    point();
    return real(file);
}

int ftruncate(int file, off_t length)
{
    REAL(ftruncate);

    point();
    return real(file, length);
}

int open(const char *path, int flags, ...)
{
    REAL(open);
    va_list rest;
    int mode;

    va_start(rest, flags);
    mode = va_arg(rest, int);
    va_end(rest);
    if (flags & O_CREAT)
        point();
    return real(path, flags, mode);
}

int close(int file)
{
    REAL(close);

    point();
    return real(file);
}

int mkdir(const char *path, mode_t mode)
{
    REAL(mkdir);

    point();
    return real(path, mode);
}

int rmdir(const char *path)
{
    REAL(rmdir);

    point();
    return real(path);
}

int unlink(const char *path)
{
    REAL(unlink);

    point();
    return planted("keep") && !strstr(path, ".lock") && !strstr(path, ".old") ? 0 : real(path);
}

static int copy_over(const char *from, const char *to)
{
    static char bytes[1 << 20];
    int source = open(from, O_RDONLY), target = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    ssize_t size = source < 0 || target < 0 ? -1 : read(source, bytes, sizeof bytes);
    int result = size < 0 || write(target, bytes, (size_t)size) != size ? -1 : 0;

    close(source);
    close(target);
    return result ? result : unlink(from);
}

int rename(const char *from, const char *to)
{
    REAL(rename);

    point();
    return planted("in-place") && strstr(from, ".tmp-") ? copy_over(from, to) : real(from, to);
}

int fcntl(int file, int command, ...)
{
    REAL(fcntl);
    va_list rest;
    void *argument;

    va_start(rest, command);
    argument = va_arg(rest, void *);
    va_end(rest);
    if (command == F_SETLK) {
        point();
        if (planted("unlocked"))
            return 0;
    }
    return real(file, command, argument);
}
