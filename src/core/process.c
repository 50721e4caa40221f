/* Child processes: see ravine/process.h. */
#include "ravine/process.h"

#include "ravine/clock.h"
#include "ravine/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#define ERRORS_LIMIT 4000 /* bytes of standard error that are kept */
#define NAP 0.001         /* seconds between two looks at a process that has closed its pipe */
enum { RUNNING_MOST = 8 };

extern char **environ;

/* Process groups that must not outlive us; 0: free. Handlers read it. */
static volatile pid_t running[RUNNING_MOST];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void kill_all(void)
{
    for (size_t i = 0; i < RUNNING_MOST; i++)
        if (running[i] > 0)
            kill(-running[i], SIGKILL);
}

/* ---- Starting ---- */

static int add_null(posix_spawn_file_actions_t *actions, int file, int flags)
{
    return posix_spawn_file_actions_addopen(actions, file, "/dev/null", flags, 0);
}

/* Default handling of all signals and an empty mask, whatever we have set. */
static int spawn(pid_t *child, const char *program, char *const *arguments, int errors)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t all, none;
    int failure;

    sigemptyset(&none);
    sigfillset(&all);
    sigdelset(&all, SIGKILL);
    sigdelset(&all, SIGSTOP);
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
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK |
                                              POSIX_SPAWN_SETPGROUP);
    failure = posix_spawnp(child, program, &actions, &attributes, arguments, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failure;
}

/* No signal comes between the start and the note of it. */
static int start_noted(struct rv_process *process, const char *program, char *const *arguments,
                       int errors)
{
    sigset_t all, before;
    int failure = EAGAIN;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_mutex_lock(&lock);
    for (process->place = 0; process->place < RUNNING_MOST; process->place++)
        if (!running[process->place])
            break;
    if (process->place < RUNNING_MOST)
        failure = spawn(&process->id, program, arguments, errors);
    if (!failure)
        running[process->place] = process->id;
    pthread_mutex_unlock(&lock);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failure;
}

int rv_process_start(const char *program, char *const *arguments, bool listen,
                     struct rv_process *process)
{
    int ends[2] = {-1, -1}, failure;

    rv_interrupt_add_hook(kill_all);
    if (listen && pipe(ends) != 0)
        return errno;
    for (int i = 0; listen && i < 2; i++)
        fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    failure = start_noted(process, program, arguments, ends[1]);
    if (listen)
        close(ends[1]);
    if (failure && listen)
        close(ends[0]);
    process->errors = failure ? -1 : ends[0];
    return failure;
}

/* ---- Waiting ---- */

/* Reads until the end of the stream. */
static enum rv_wait drain(int file, double deadline, struct rv_text *errors)
{
    for (;;) {
        double left = deadline - rv_clock_elapsed();
        enum rv_wait wait = rv_interrupt_wait(file, POLLIN, left > 0 ? left : 0);
        char bytes[512];
        ssize_t got;

        if (wait != RV_WAIT_READY)
            return wait;
        got = read(file, bytes, sizeof bytes);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return RV_WAIT_READY;
        if (errors && errors->length + (size_t)got < ERRORS_LIMIT)
            rv_text_add_bytes(errors, bytes, (size_t)got);
    }
}

/* Closing standard error is not yet the end of a process, so this looks again and again; the usual
 * case needs no nap at all. */
static enum rv_wait reap(pid_t child, double deadline, enum rv_wait wait, int *status)
{
    for (;;) {
        pid_t got = waitpid(child, status, wait == RV_WAIT_READY ? WNOHANG : 0);

        if (got == child)
            return wait;
        if (got < 0 && errno != EINTR) { /* someone else took it: nothing is known */
            *status = -1;
            return wait;
        }
        if (wait != RV_WAIT_READY)
            continue; /* killed: its end is certain */
        if (rv_clock_elapsed() >= deadline)
            wait = RV_WAIT_TIME;
        else if (rv_interrupt_wait(-1, 0, NAP) == RV_WAIT_INTERRUPTED)
            wait = RV_WAIT_INTERRUPTED;
        if (wait != RV_WAIT_READY)
            kill(-child, SIGKILL);
    }
}

enum rv_wait rv_process_wait(struct rv_process *process, double seconds, struct rv_text *errors,
                             int *status)
{
    const double deadline = rv_clock_elapsed() + seconds;
    enum rv_wait wait = RV_WAIT_READY;

    if (process->errors >= 0) {
        wait = drain(process->errors, deadline, errors);
        close(process->errors);
    }
    if (wait != RV_WAIT_READY)
        kill(-process->id, SIGKILL);
    wait = reap(process->id, deadline, wait, status);
    running[process->place] = 0;
    return wait;
}
