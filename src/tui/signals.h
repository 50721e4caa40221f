/* Signals while the screen is open. Those of the job and of the window set flags only, and are
 * heard only while waiting, so that none is lost between a look and a wait. What ends the program
 * (ravine/interrupt.h) is heard always; whichever way it ends, the terminal is restored first. */
#ifndef RV_TUI_SIGNALS_H
#define RV_TUI_SIGNALS_H

#include <stdbool.h>

enum rv_signal {
    RV_SIGNAL_SUSPEND,  /* SIGTSTP */
    RV_SIGNAL_CONTINUE, /* SIGCONT */
    RV_SIGNAL_RESIZE,   /* SIGWINCH */
    RV_SIGNAL_COUNT
};

/* Before curses starts, while the terminal's description is at hand: how to leave the screen. */
void rv_signals_prepare(void);
/* Right before curses starts: whatever ends the program from here on restores the terminal as it
 * is now. `command` is printed after a crash, see rv_signals_repeat(). */
void rv_signals_start(const char *command);
/* After endwin(): the handlers that were there before, and what was written to standard error. */
void rv_signals_stop(void);
/* The command line that repeats what is on the screen. */
void rv_signals_repeat(const char *command);

/* Whether the signal came since it was last taken. */
bool rv_signals_take(enum rv_signal which);
/* Waits for input, a signal or an end that is asked for; true: input can be read. */
bool rv_signals_wait(int descriptor, double seconds);
/* Stops the process as Ctrl-Z does; returns when it is continued. */
void rv_signals_suspend(void);

#endif
