/* The end that is asked for from outside: Ctrl-C, kill, a closed window.
 *
 * The first SIGINT, SIGTERM or SIGHUP asks: it sets a flag, which every loop over steps or runs
 * looks at, and makes a descriptor readable, on which every wait waits too. So no wait outlives a
 * signal, whichever thread gets it and whenever it comes. The second ends the program at once. So
 * does every other signal that would end it anyway; before that it lets go of what must not stay
 * behind: the settings of the terminal, child processes.
 *
 *     if (rv_interrupt_wait(file, POLLIN, -1) == RV_WAIT_INTERRUPTED)
 *         return rv_error_set(error, RV_INTERRUPTED, "interrupted");
 *
 * Nothing is asked for before main() has called rv_interrupt_start(). */
#ifndef RAVINE_INTERRUPT_H
#define RAVINE_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>

/* Called by the main thread. Handlers for all signals that end a process. SIGXFSZ is ignored: a
 * write beyond the limit then fails with EFBIG, as other writes fail. */
void rv_interrupt_start(void);
/* 0; once an end was asked for, the number of the signal. */
const volatile sig_atomic_t *rv_interrupt_flag(void);
/* Makes as if nothing had been asked for: the menu asks back after a Ctrl-C. */
void rv_interrupt_resume(void);
/* Seconds after which an end that was asked for is made, however far it is: 0, never. */
void rv_interrupt_set_grace(unsigned seconds);

enum rv_wait { RV_WAIT_READY, RV_WAIT_TIME, RV_WAIT_INTERRUPTED };

/* Waits for `events` of poll() on `file` (-1: on nothing), `seconds` at most (below 0: for ever).
 * RV_WAIT_INTERRUPTED at once where an end was asked for before. */
enum rv_wait rv_interrupt_wait(int file, short events, double seconds);
/* For waits that also wait for something else: can be read once an end was asked for; or -1. */
int rv_interrupt_descriptor(void);

/* What handlers call before the program ends; only calls that are safe in a handler. A hook that is
 * there already is not added twice. */
void rv_interrupt_add_hook(void (*hook)(void));
void rv_interrupt_remove_hook(void (*hook)(void));

/* For handlers that end the program: returns in the main thread only. In another one it hands the
 * signal over and waits for the end; else the main thread would go on writing to a terminal that
 * was restored already. */
void rv_interrupt_to_main(int number);
/* For handlers: calls all hooks and does what the signal does where nobody handles it; calls all
 * hooks and _exit(). */
_Noreturn void rv_interrupt_die(int number);
_Noreturn void rv_interrupt_exit(int status);

#endif
