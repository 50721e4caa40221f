/* Signals while the screen is open: handlers set flags only, and are heard only while waiting, so
 * that none is lost between a look and a wait. A crash restores the terminal first. */
#ifndef RV_TUI_SIGNALS_H
#define RV_TUI_SIGNALS_H

#include <stdbool.h>

enum rv_signal {
    RV_SIGNAL_INTERRUPT, /* SIGINT */
    RV_SIGNAL_STOP,      /* SIGTERM, SIGHUP */
    RV_SIGNAL_SUSPEND,   /* SIGTSTP */
    RV_SIGNAL_CONTINUE,  /* SIGCONT */
    RV_SIGNAL_RESIZE,    /* SIGWINCH */
    RV_SIGNAL_COUNT
};

/* Before curses starts: what the terminal's settings are. */
void rv_signals_keep_terminal(void);
/* After curses has started. `command` is printed after a crash, see rv_signals_repeat(). */
void rv_signals_start(const char *command);
/* After endwin(): the handlers that were there before, and what was written to standard error. */
void rv_signals_stop(void);
/* The command line that repeats what is on the screen. */
void rv_signals_repeat(const char *command);

/* Whether the signal came since it was last taken. */
bool rv_signals_take(enum rv_signal which);
/* Waits for input or a signal; true: input can be read. */
bool rv_signals_wait(int descriptor, double seconds);
/* Stops the process as Ctrl-Z does; returns when it is continued. */
void rv_signals_suspend(void);

#endif
