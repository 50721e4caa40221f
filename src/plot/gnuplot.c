/* The gnuplot process: see gnuplot.h.
 *
 * gnuplot runs the script file itself, so that what lies on the disk is what was drawn. `-d` skips
 * the user's start-up file; a script given by name stops at its first error (standard input would
 * go on and still write a file). Nothing of the call passes through a shell. */
#include "plot/gnuplot.h"

#include "ravine/clock.h"
#include "ravine/memory.h"
#include "ravine/text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define COMPLAINT_LIMIT 4000 /* bytes of standard error that are kept */

extern char **environ;

/* Set by tests only; read by the thread that draws. */
static const char *program = "gnuplot";
static double limit = RV_GNUPLOT_SECONDS;

void rv_gnuplot_set_program(const char *name, double seconds)
{
    program = name ? name : "gnuplot";
    limit = seconds > 0 ? seconds : RV_GNUPLOT_SECONDS;
}

static int add_null(posix_spawn_file_actions_t *actions, int file, int flags)
{
    return posix_spawn_file_actions_addopen(actions, file, "/dev/null", flags, 0);
}

/* Standard input and output from and to /dev/null, standard error into the pipe; default handling
 * of SIGPIPE and an empty signal mask, whatever the caller has set. Without a pipe (-1) it draws on
 * our standard output, and what it says goes to /dev/null: a window lives on and would keep a pipe
 * open. */
static int start(char *const *arguments, int errors, pid_t *child)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t defaults, none;
    int failure;

    sigemptyset(&none);
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    sigaddset(&defaults, SIGINT);
    sigaddset(&defaults, SIGTERM);
    /* What these return can only be that memory is out. */
    rv_memory_reason(posix_spawn_file_actions_init(&actions));
    rv_memory_reason(posix_spawnattr_init(&attributes));
    rv_memory_reason(add_null(&actions, STDIN_FILENO, O_RDONLY));
    if (errors < 0) {
        rv_memory_reason(add_null(&actions, STDERR_FILENO, O_WRONLY));
    } else {
        rv_memory_reason(add_null(&actions, STDOUT_FILENO, O_WRONLY));
        rv_memory_reason(posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO));
    }
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    failure = posix_spawnp(child, program, &actions, &attributes, arguments, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failure;
}

/* Reads until the end of the stream or the deadline; false on the deadline. */
static bool drain(int errors, double deadline, struct rv_text *complaint)
{
    struct pollfd entry = {.fd = errors, .events = POLLIN};

    for (;;) {
        double left = deadline - rv_clock_elapsed();
        char bytes[512];
        ssize_t got;

        if (left <= 0)
            return false;
        if (poll(&entry, 1, (int)(1000 * left) + 1) <= 0)
            continue; /* the time is up, or a signal: look at the clock again */
        got = read(errors, bytes, sizeof bytes);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return true;
        if (complaint->length + (size_t)got < COMPLAINT_LIMIT)
            rv_text_add_bytes(complaint, bytes, (size_t)got);
    }
}

/* Waits for the child until the deadline, then kills it. Closing standard error is not yet the end
 * of a process, so this polls; the usual case needs no sleep at all. */
static bool reap(pid_t child, double deadline, int *status)
{
    struct timespec nap = {.tv_nsec = 1000000};
    bool in_time = true;

    for (;;) {
        pid_t got = waitpid(child, status, in_time ? WNOHANG : 0);

        if (got == child)
            return in_time;
        if (got < 0 && errno != EINTR) { /* someone else took it: nothing is known */
            *status = -1;
            return in_time;
        }
        if (in_time && rv_clock_elapsed() >= deadline) {
            kill(child, SIGKILL);
            in_time = false;
        } else if (in_time) {
            nanosleep(&nap, NULL);
        }
    }
}

/* The first complaint in one line: gnuplot prints the script line and a caret before it. */
static void one_line(struct rv_text *complaint)
{
    char *line = complaint->string, *last = line, *next;

    if (!line)
        return;
    for (; line; line = next) {
        next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        if (line[strspn(line, " \t^")] != '\0')
            last = line;
        if (strstr(line, " line ")) /* "file.gp" line 3: invalid command */
            break;
    }
    last += strspn(last, " \t");
    for (char *c = last; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            *c = ' ';
    memmove(complaint->string, last, strlen(last) + 1);
    complaint->length = strlen(complaint->string);
}

/* gnuplot ends with status 0 on a full disk and when a script draws nothing: only a file that is
 * there, not empty and flushed counts. The picture from before stays until the rename. */
static enum rv_status finish(const char *temporary, const char *path, struct rv_error *error)
{
    struct stat entry;
    int file = open(temporary, O_RDONLY | O_CLOEXEC);
    int reason = file < 0 || fstat(file, &entry) != 0 || fsync(file) != 0 ? errno : 0;
    const bool drawn = file < 0 ? reason != ENOENT : reason || entry.st_size > 0;

    if (file >= 0)
        close(file);
    if (drawn && !reason && rename(temporary, path) != 0)
        reason = errno;
    if (drawn && !reason)
        return RV_OK;
    unlink(temporary);
    if (!drawn)
        return rv_error_set(error, RV_WRITE, "'%s' could not be written: gnuplot left no picture "
                            "(is the disk full?)", path);
    return rv_error_set(error, RV_WRITE, "cannot write '%s': %s", path, rv_error_reason(reason));
}

/* Starts gnuplot and waits for it; RV_OK when it ended with status 0. */
static enum rv_status run(char *const *arguments, struct rv_error *error)
{
    struct rv_text complaint = {0};
    enum rv_status result = RV_OK;
    double deadline = rv_clock_elapsed() + limit;
    int ends[2], failure, status = 0;
    bool in_time;
    pid_t child;

    if (pipe(ends) != 0)
        return rv_error_set(error, RV_MISSING, "cannot start gnuplot: %s", rv_error_reason(errno));
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    failure = start(arguments, ends[1], &child);
    close(ends[1]);
    if (failure) {
        close(ends[0]);
        if (failure == ENOENT)
            return rv_error_set(error, RV_MISSING, "gnuplot is not installed: install the package "
                                "gnuplot-nox (Debian), gnuplot (others)");
        return rv_error_set(error, RV_MISSING, "cannot start gnuplot: %s",
                            rv_error_reason(failure));
    }
    in_time = drain(ends[0], deadline, &complaint);
    in_time = reap(child, in_time ? deadline : 0, &status) && in_time;
    close(ends[0]);
    one_line(&complaint);
    if (!in_time)
        result = rv_error_set(error, RV_MISSING, "gnuplot took longer than %g s and was stopped",
                              limit);
    else if (WIFSIGNALED(status))
        result = rv_error_set(error, RV_MISSING, "gnuplot was ended by signal %d",
                              WTERMSIG(status));
    else if (status == -1 || WEXITSTATUS(status) == 127)
        result = rv_error_set(error, RV_MISSING, "gnuplot could not be started");
    else if (WEXITSTATUS(status) != 0)
        result = rv_error_set(error, RV_MISSING, "gnuplot failed (status %d): %s",
                              WEXITSTATUS(status), rv_text_string(&complaint));
    rv_text_release(&complaint);
    return result;
}

/* The absolute path: a folder whose name begins with '-', '<' or '|' would mean something else to
 * gnuplot. */
static bool absolute(struct rv_text *path, const char *folder, const char *name)
{
    char here[4096];

    if (folder[0] == '/') {
        rv_text_printf(path, "%s/%s", folder, name);
        return true;
    }
    if (!getcwd(here, sizeof here))
        return false;
    rv_text_printf(path, "%s/%s/%s", here, folder, name);
    return true;
}

enum rv_status rv_gnuplot_run(const char *folder, const char *script, const char *picture,
                              struct rv_error *error)
{
    struct rv_text source = {0}, target = {0}, temporary = {0}, setting = {0};
    enum rv_status status;

    if (!absolute(&source, folder, script) || !absolute(&target, folder, picture)) {
        status = rv_error_set(error, RV_WRITE, "cannot use the folder '%s': %s", folder,
                              rv_error_reason(errno));
    } else {
        char name[] = "gnuplot", no_defaults[] = "-d", execute[] = "-e";
        char *arguments[] = {name, no_defaults, execute, NULL, source.string, NULL};

        /* A gnuplot that outlived a killed ravine must not write into ours. */
        rv_text_printf(&temporary, "%s.tmp-%ld", target.string, (long)getpid());
        rv_text_printf(&setting, "picture = \"%s.tmp-%ld\"", picture, (long)getpid());
        arguments[3] = setting.string;
        status = run(arguments, error);
        if (status == RV_OK)
            status = finish(temporary.string, target.string, error);
        else
            unlink(temporary.string);
    }
    rv_text_release(&source);
    rv_text_release(&target);
    rv_text_release(&temporary);
    rv_text_release(&setting);
    return status;
}

enum rv_status rv_gnuplot_show(const char *folder, const char *script, const char *terminal,
                               struct rv_error *error)
{
    char name[] = "gnuplot", no_defaults[] = "-d", persist[] = "-persist", execute[] = "-e";
    struct rv_text source = {0}, setting = {0};
    enum rv_status result = RV_OK;
    int failure, status = 0;
    pid_t child;

    if (!absolute(&source, folder, script)) {
        result = rv_error_set(error, RV_MISSING, "cannot use the folder '%s': %s", folder,
                              rv_error_reason(errno));
    } else {
        char *arguments[] = {name, no_defaults, persist, execute, NULL, source.string, NULL};

        rv_text_printf(&setting, "show = \"%s\"", terminal);
        arguments[4] = setting.string;
        failure = start(arguments, -1, &child);
        if (failure)
            result = rv_error_set(error, RV_MISSING, "cannot start gnuplot: %s",
                                  rv_error_reason(failure));
        else if (!reap(child, rv_clock_elapsed() + limit, &status) || !WIFEXITED(status) ||
                 WEXITSTATUS(status) != 0)
            result = rv_error_set(error, RV_MISSING, "gnuplot cannot show '%s' here (gnuplot-nox "
                                  "has no windows: install gnuplot-qt or gnuplot-x11)", script);
    }
    rv_text_release(&source);
    rv_text_release(&setting);
    return result;
}
