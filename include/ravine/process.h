/* Child processes: started, listened to, waited for, and never left behind.
 *
 * A child has a process group of its own, so that it and what it starts can be ended together. It
 * is ended when its time is up, when an end is asked for (ravine/interrupt.h), and when the program
 * ends by a signal; it is always waited for. (A program that is killed by SIGKILL cannot do so.)
 *
 *     if (rv_process_start("gnuplot", arguments, true, &process) == 0)
 *         how = rv_process_wait(&process, 20, &complaint, &status); */
#ifndef RAVINE_PROCESS_H
#define RAVINE_PROCESS_H

#include "ravine/interrupt.h"
#include "ravine/text.h"

#include <stdbool.h>
#include <sys/types.h>

struct rv_process {
    pid_t id;
    int errors; /* its standard error; -1: nobody listens */
    int place;  /* in the list of those that run */
};

/* Starts a program that is looked for in $PATH; standard input is empty. `listen`: its standard
 * error is kept and its output dropped; else it writes to our standard output, and its standard
 * error is dropped, because what it leaves behind (a window) would keep a pipe open. 0 or the
 * reason, as errno. */
int rv_process_start(const char *program, char *const *arguments, bool listen,
                     struct rv_process *process);

/* Waits until it has ended, `seconds` at most; else it is killed and the answer says why. Standard
 * error is added to `errors` up to a few kilobytes. *status is that of waitpid(), -1: unknown. */
enum rv_wait rv_process_wait(struct rv_process *process, double seconds, struct rv_text *errors,
                             int *status);

#endif
