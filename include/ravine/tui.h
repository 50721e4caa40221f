/* The classroom menu: predict, run, watch, reveal. See docs/menu.md. */
#ifndef RAVINE_TUI_H
#define RAVINE_TUI_H

#include "ravine/status.h"

#include <signal.h>
#include <stdbool.h>

#define RV_TUI_CELLS_MOST 1000 /* columns, and rows: curses takes memory for all of them */

/* "auto" ($RAVINE_THEME, else dark), "dark", "light", "projector": NULL-terminated. */
extern const char *const rv_tui_themes[];

struct rv_tui_options {
    const char *keys;   /* a script of keys: no terminal is used; NULL: the terminal */
    const char *dump;   /* where the screen goes after the last key, or NULL; "-" is stdout */
    const char *record; /* where the keys that are pressed go, or NULL */
    int width, height;  /* without a terminal */
    const char *theme;  /* of rv_tui_themes; NULL: auto */
    bool ascii;
    bool plain;         /* sentences on standard output, commands from standard input */
    bool colors;        /* the dump has colours */
    bool verbose;       /* afterwards: frames, steps, how often keys were looked at */
    const char *open;   /* a case to open at once, by name or path; NULL: the list */
    bool any;           /* a case not seen yet instead */
    long seed;          /* which one; -1: the next one not seen */
    const char *command; /* the command line, for messages */
    long threads;        /* of trials; 0: one a core */
    const volatile sig_atomic_t *stop;
};

/* Whether standard input and output are a terminal that curses can use. */
bool rv_tui_usable(void);

/* Runs a sitting. RV_USAGE with a sentence when there is no usable terminal. */
enum rv_status rv_tui_run(const struct rv_tui_options *options, struct rv_error *error);

#endif
