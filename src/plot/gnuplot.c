/* The gnuplot process: see gnuplot.h.
 *
 * gnuplot runs the script file itself, so that what lies on the disk is what was drawn. `-d` skips
 * the user's start-up file; a script given by name stops at its first error (standard input would
 * go on and still write a file). Nothing of the call passes through a shell. */
#include "plot/gnuplot.h"

#include "ravine/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Set by tests only; read by the thread that draws. */
static const char *program = "gnuplot";
static double limit = RV_GNUPLOT_SECONDS;

void rv_gnuplot_set_program(const char *name, double seconds)
{
    program = name ? name : "gnuplot";
    limit = seconds > 0 ? seconds : RV_GNUPLOT_SECONDS;
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

static enum rv_status not_started(int reason, struct rv_error *error)
{
    if (reason == ENOENT)
        return rv_error_set(error, RV_MISSING, "gnuplot is not installed: install the package "
                            "gnuplot-nox (Debian), gnuplot (others)");
    return rv_error_set(error, RV_MISSING, "cannot start gnuplot: %s", rv_error_reason(reason));
}

/* What an end came to, by the status of waitpid(). */
static enum rv_status ended(int status, const char *complaint, struct rv_error *error)
{
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ)
        return rv_error_set(error, RV_WRITE, "gnuplot was ended by the limit on the size of files "
                            "(ulimit -f)");
    if (WIFSIGNALED(status))
        return rv_error_set(error, RV_MISSING, "gnuplot was ended by signal %d",
                            WTERMSIG(status));
    if (status == -1 || WEXITSTATUS(status) == 127)
        return rv_error_set(error, RV_MISSING, "gnuplot could not be started");
    if (WEXITSTATUS(status) != 0)
        return rv_error_set(error, RV_MISSING, "gnuplot failed (status %d)%s%s",
                            WEXITSTATUS(status), *complaint ? ": " : "", complaint);
    return RV_OK;
}

/* Starts gnuplot and waits for it; RV_OK when it ended with status 0. `listen` as in process.h. */
static enum rv_status run(char *const *arguments, bool listen, struct rv_error *error)
{
    struct rv_text complaint = {0};
    struct rv_process process;
    enum rv_status result;
    enum rv_wait wait;
    int status = 0, failure = rv_process_start(program, arguments, listen, &process);

    if (failure)
        return not_started(failure, error);
    wait = rv_process_wait(&process, limit, &complaint, &status);
    one_line(&complaint);
    if (wait == RV_WAIT_INTERRUPTED)
        result = rv_error_set(error, RV_INTERRUPTED, "interrupted: gnuplot was stopped");
    else if (wait == RV_WAIT_TIME)
        result = rv_error_set(error, RV_MISSING, "gnuplot took longer than %g s and was stopped",
                              limit);
    else
        result = ended(status, rv_text_string(&complaint), error);
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
        status = run(arguments, true, error);
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
    struct rv_error why = {0};
    enum rv_status result;

    if (!absolute(&source, folder, script)) {
        result = rv_error_set(error, RV_MISSING, "cannot use the folder '%s': %s", folder,
                              rv_error_reason(errno));
    } else {
        char *arguments[] = {name, no_defaults, persist, execute, NULL, source.string, NULL};

        rv_text_printf(&setting, "show = \"%s\"", terminal);
        arguments[4] = setting.string;
        result = run(arguments, false, &why);
        if (result == RV_MISSING)
            rv_error_set(error, result, "gnuplot cannot show '%s' here: %s (gnuplot-nox has no "
                         "windows: install gnuplot-qt or gnuplot-x11)", script, why.message);
        else if (result)
            *error = why;
    }
    rv_text_release(&source);
    rv_text_release(&setting);
    return result;
}
