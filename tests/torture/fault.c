/* Makes calls of a program fail, one kind at a time: a library to be preloaded, see faults.py.
 *
 *     RAVINE_FAULT=write:7      the seventh call of that kind fails
 *     RAVINE_FAULT=write:7+     so do all after it
 *     RAVINE_FAULT_REPORT=FILE  gets "write COUNT" for each kind
 *     RAVINE_FAULT_TRACE=FILE   gets the callers of the first call that fails
 *
 * Calls are counted from main() on, over all threads, those that libraries make included. A library
 * that is preloaded does not see what the C library calls inside itself: streams are therefore
 * replaced by streams whose reading, writing and closing are ours. malloc() inside the C library
 * does come here, as programs may replace it. What ravine starts is left alone. Under
 * AddressSanitizer the calls go on to its own malloc. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Each kind with the reason that it gives; the driver expects the reason in the message. */
#define KINDS(X)                                                                                   \
    X(malloc, ENOMEM) X(open, EMFILE) X(read, EIO) X(write, ENOSPC) X(fsync, EIO)                  \
    X(close, EDQUOT) X(rename, EROFS) X(mkdir, EMLINK) X(unlink, EPERM) X(opendir, ENFILE)         \
    X(stat, ELOOP) X(pipe, EMFILE) X(spawn, EAGAIN) X(thread, EAGAIN)

enum kind {
#define X(name, reason) KIND_##name,
    KINDS(X)
#undef X
        KIND_COUNT
};

static const struct {
    const char *name;
    int reason;
} kinds[] = {
#define X(name, reason) {#name, reason},
    KINDS(X)
#undef X
};

static struct {
    atomic_long count[KIND_COUNT];
    atomic_bool on;
    int kind; /* -1: only counted */
    long at;
    bool after; /* all after it too */
    char report[4096], trace[4096];
} fault = {.kind = -1};

static void find_others(void);
static void write_trace(void);

/* Whether this call has to fail; errno is set then. */
static bool strikes(enum kind kind)
{
    long call;

    if (kind != KIND_malloc)
        find_others();
    if (!atomic_load(&fault.on))
        return false;
    call = atomic_fetch_add(&fault.count[kind], 1) + 1;
    if ((int)kind != fault.kind || call < fault.at || (call > fault.at && !fault.after))
        return false;
    if (call == fault.at)
        write_trace();
    errno = kinds[kind].reason;
    return true;
}

/* ---- The calls themselves ---- */

/* dlsym() allocates where it fails: what is asked for before the real malloc is known comes from
 * here, and is never freed. */
static _Alignas(64) char early[1 << 16];
static size_t early_used;

static void *early_block(size_t size)
{
    void *block = early + early_used;

    early_used += (size + 63) / 64 * 64;
    return early_used <= sizeof early ? block : NULL;
}

static struct {
    void *(*malloc)(size_t);
    void *(*calloc)(size_t, size_t);
    void *(*realloc)(void *, size_t);
    void *(*aligned_alloc)(size_t, size_t);
    int (*posix_memalign)(void **, size_t, size_t);
    void (*free)(void *);
    int (*open)(const char *, int, ...);
    ssize_t (*read)(int, void *, size_t);
    ssize_t (*write)(int, const void *, size_t);
    int (*fsync)(int);
    int (*close)(int);
    int (*rename)(const char *, const char *);
    int (*mkdir)(const char *, mode_t);
    int (*unlink)(const char *);
    DIR *(*opendir)(const char *);
    int (*stat)(const char *, struct stat *);
    int (*lstat)(const char *, struct stat *);
    int (*access)(const char *, int);
    int (*pipe)(int[2]);
    int (*posix_spawn)(pid_t *, const char *, const posix_spawn_file_actions_t *,
                       const posix_spawnattr_t *, char *const[], char *const[]);
    int (*posix_spawnp)(pid_t *, const char *, const posix_spawn_file_actions_t *,
                        const posix_spawnattr_t *, char *const[], char *const[]);
    int (*pthread_create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    FILE *(*fopen)(const char *, const char *);
} real;

/* POSIX lets an object pointer hold a function; ISO C has no cast for it. */
#define FIND(name) (*(void **)&real.name = dlsym(RTLD_NEXT, #name))

static void find_memory(void)
{
    static bool begun;

    if (begun)
        return;
    begun = true;
    FIND(calloc);
    FIND(malloc);
    FIND(realloc);
    FIND(aligned_alloc);
    FIND(posix_memalign);
    FIND(free);
}

/* Constructors of libraries open files before main() begins. */
static void find_others(void)
{
    static bool begun;

    if (begun)
        return;
    begun = true;
    FIND(open);
    FIND(read);
    FIND(write);
    FIND(fsync);
    FIND(close);
    FIND(rename);
    FIND(mkdir);
    FIND(unlink);
    FIND(opendir);
    FIND(stat);
    FIND(lstat);
    FIND(access);
    FIND(pipe);
    FIND(posix_spawn);
    FIND(posix_spawnp);
    FIND(pthread_create);
    FIND(fopen);
}

/* ---- Memory ---- */

void *malloc(size_t size)
{
    find_memory();
    if (!real.malloc)
        return early_block(size);
    return strikes(KIND_malloc) ? NULL : real.malloc(size);
}

void *calloc(size_t count, size_t size)
{
    find_memory();
    if (!real.calloc)
        return early_block(count * size);
    return strikes(KIND_malloc) ? NULL : real.calloc(count, size);
}

void *realloc(void *block, size_t size)
{
    find_memory();
    return strikes(KIND_malloc) ? NULL : real.realloc(block, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    find_memory();
    return strikes(KIND_malloc) ? NULL : real.aligned_alloc(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size)
{
    find_memory();
    return strikes(KIND_malloc) ? ENOMEM : real.posix_memalign(block, alignment, size);
}

void free(void *block)
{
    uintptr_t at = (uintptr_t)block, begin = (uintptr_t)early;

    if (at < begin || at >= begin + sizeof early)
        real.free(block);
}

/* ---- Descriptors ---- */

int open(const char *path, int flags, ...)
{
    va_list more;
    mode_t mode;

    va_start(more, flags);
    mode = flags & O_CREAT ? va_arg(more, mode_t) : 0;
    va_end(more);
    return strikes(KIND_open) ? -1 : real.open(path, flags, mode);
}

int open64(const char *path, int flags, ...) __attribute__((alias("open")));

ssize_t read(int file, void *bytes, size_t size)
{
    return strikes(KIND_read) ? -1 : real.read(file, bytes, size);
}

/* Standard error is where the message goes: a test of it needs it. */
ssize_t write(int file, const void *bytes, size_t size)
{
    find_others();
    return file != STDERR_FILENO && strikes(KIND_write) ? -1 : real.write(file, bytes, size);
}

int fsync(int file)
{
    return strikes(KIND_fsync) ? -1 : real.fsync(file);
}

/* The descriptor is gone even where closing fails, as on Linux. */
int close(int file)
{
    int result;

    find_others();
    result = real.close(file);
    return strikes(KIND_close) ? -1 : result;
}

int pipe(int ends[2])
{
    return strikes(KIND_pipe) ? -1 : real.pipe(ends);
}

/* ---- Names ---- */

int rename(const char *from, const char *to)
{
    return strikes(KIND_rename) ? -1 : real.rename(from, to);
}

int mkdir(const char *path, mode_t mode)
{
    return strikes(KIND_mkdir) ? -1 : real.mkdir(path, mode);
}

int unlink(const char *path)
{
    return strikes(KIND_unlink) ? -1 : real.unlink(path);
}

DIR *opendir(const char *path)
{
    return strikes(KIND_opendir) ? NULL : real.opendir(path);
}

int stat(const char *path, struct stat *about)
{
    return strikes(KIND_stat) ? -1 : real.stat(path, about);
}

int lstat(const char *path, struct stat *about)
{
    return strikes(KIND_stat) ? -1 : real.lstat(path, about);
}

int access(const char *path, int mode)
{
    return strikes(KIND_stat) ? -1 : real.access(path, mode);
}

/* ---- Processes and threads ---- */

int posix_spawn(pid_t *child, const char *path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes, char *const arguments[],
                char *const environment[])
{
    if (strikes(KIND_spawn))
        return errno;
    return real.posix_spawn(child, path, actions, attributes, arguments, environment);
}

int posix_spawnp(pid_t *child, const char *name, const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *attributes, char *const arguments[],
                 char *const environment[])
{
    if (strikes(KIND_spawn))
        return errno;
    return real.posix_spawnp(child, name, actions, attributes, arguments, environment);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*routine)(void *),
                   void *argument)
{
    if (strikes(KIND_thread))
        return errno;
    return real.pthread_create(thread, attributes, routine, argument);
}

/* ---- Streams ---- */

static int descriptor(void *cookie)
{
    return (int)(intptr_t)cookie;
}

static ssize_t stream_read(void *cookie, char *bytes, size_t size)
{
    return read(descriptor(cookie), bytes, size);
}

/* A stream takes 0 for a failure. */
static ssize_t stream_write(void *cookie, const char *bytes, size_t size)
{
    ssize_t written = write(descriptor(cookie), bytes, size);

    return written < 0 ? 0 : written;
}

static int stream_close(void *cookie)
{
    return close(descriptor(cookie));
}

static FILE *stream(int file, const char *mode)
{
    static const cookie_io_functions_t ours = {
        .read = stream_read, .write = stream_write, .close = stream_close};

    return fopencookie((void *)(intptr_t)file, mode, ours);
}

/* Devices stay as they are: curses wants the descriptor. */
FILE *fopen(const char *path, const char *mode)
{
    const int write = O_WRONLY | O_CREAT | (mode[0] == 'w' ? O_TRUNC : O_APPEND);
    const int flags = mode[0] == 'r' ? O_RDONLY : write;
    int file;
    FILE *result;

    find_others();
    if (!atomic_load(&fault.on) || strncmp(path, "/dev/", 5) == 0 || strchr(mode, '+'))
        return real.fopen(path, mode);
    file = open(path, flags | O_CLOEXEC, 0666);
    if (file < 0)
        return NULL;
    result = stream(file, mode);
    if (!result)
        real.close(file);
    return result;
}

FILE *fopen64(const char *path, const char *mode) __attribute__((alias("fopen")));

/* ---- Start and end ---- */

static int (*real_main)(int, char **, char **);

static void write_trace(void)
{
    void *callers[40];
    int file;

    if (!fault.trace[0])
        return;
    atomic_store(&fault.on, false);
    file = real.open(fault.trace, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    backtrace_symbols_fd(callers, backtrace(callers, 40), file);
    real.close(file);
    atomic_store(&fault.on, true);
}

static void report(void)
{
    char text[4096];
    size_t length = 0;
    int file;

    atomic_store(&fault.on, false);
    if (!fault.report[0])
        return;
    for (int k = 0; k < KIND_COUNT; k++)
        length += (size_t)snprintf(text + length, sizeof text - length, "%s %ld\n", kinds[k].name,
                                   atomic_load(&fault.count[k]));
    file = real.open(fault.report, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (file < 0 || real.write(file, text, length) < 0 || real.close(file) < 0)
        abort();
}

_Noreturn void _exit(int status)
{
    void (*end)(int);

    report();
    *(void **)&end = dlsym(RTLD_NEXT, "_exit");
    end(status);
    __builtin_unreachable();
}

static int counted_main(int argc, char **argv, char **environment)
{
    int status;

    atomic_store(&fault.on, true);
    status = real_main(argc, argv, environment);
    /* What is still in a stream is written, and may fail, before the count is closed. */
    fflush(stdout);
    report();
    return status;
}

static void read_settings(void)
{
    const char *setting = getenv("RAVINE_FAULT"), *path = getenv("RAVINE_FAULT_REPORT");
    const char *trace = getenv("RAVINE_FAULT_TRACE");

    if (path)
        snprintf(fault.report, sizeof fault.report, "%s", path);
    if (trace)
        snprintf(fault.trace, sizeof fault.trace, "%s", trace);
    for (int k = 0; setting && k < KIND_COUNT; k++) {
        size_t length = strlen(kinds[k].name);
        char *end;

        if (strncmp(setting, kinds[k].name, length) == 0 && setting[length] == ':') {
            fault.kind = k;
            fault.at = strtol(setting + length + 1, &end, 10);
            fault.after = *end == '+';
        }
    }
    unsetenv("LD_PRELOAD"); /* gnuplot is none of ours */
    unsetenv("RAVINE_FAULT");
    unsetenv("RAVINE_FAULT_REPORT");
    unsetenv("RAVINE_FAULT_TRACE");
}

int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv,
                      void (*init)(void), void (*fini)(void), void (*loader_fini)(void),
                      void *stack_end);

/* Runs before main() and after the loader: from here on streams are ours. */
int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv,
                      void (*init)(void), void (*fini)(void), void (*loader_fini)(void),
                      void *stack_end)
{
    int (*start)(int (*)(int, char **, char **), int, char **, void (*)(void), void (*)(void),
                 void (*)(void), void *);
    FILE *out;

    find_memory();
    find_others();
    read_settings();
    out = stream(STDOUT_FILENO, "w");
    if (out)
        stdout = out;
    real_main = main;
    *(void **)&start = dlsym(RTLD_NEXT, "__libc_start_main");
    return start(counted_main, argc, argv, init, fini, loader_fini, stack_end);
}
