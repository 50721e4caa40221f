/* The screen: curses started and stopped, with a terminal or without one.
 *
 * Without one (`tui --keys F --dump F --size 80x24`) curses writes to /dev/null with a TERM that
 * terminfo has, and the dump reads its screen back: the same code as in a terminal. There is one
 * screen in a process. Signal handlers set flags only; rv_screen_event() hands them out. After a
 * crash (SEGV, ABRT, BUS, FPE) the terminal is restored first, then a message with the command line
 * that repeats the run is printed. */
#ifndef RV_TUI_SCREEN_H
#define RV_TUI_SCREEN_H

#include "tui/draw.h"
#include "tui/key.h"

#include "ravine/status.h"

#define RV_SCREEN_WIDTH 80 /* below this the screen says so and waits */
#define RV_SCREEN_HEIGHT 24

struct rv_screen_options {
    bool headless;
    int width, height;   /* headless */
    const char *theme;   /* of rv_tui_themes */
    bool ascii;
    int colors;          /* headless: 256, 8 or 0; -1: what the terminal has */
    const char *command; /* what to run to repeat: printed after a crash */
};

/* RV_USAGE with a sentence when there is no usable terminal. */
enum rv_status rv_screen_open(const struct rv_screen_options *options, struct rv_error *error);
void rv_screen_close(void);

enum rv_screen_event {
    RV_SCREEN_NOTHING, /* the time is over */
    RV_SCREEN_KEY,
    RV_SCREEN_RESIZED, /* or resumed: draw all */
    RV_SCREEN_STOP,    /* SIGTERM or SIGHUP: leave without asking */
    RV_SCREEN_INTERRUPT /* Ctrl-C */
};
/* Waits at most so long for a key or a signal. */
enum rv_screen_event rv_screen_wait(double seconds, char key[RV_KEY_SIZE]);

/* The whole screen, at its present size. */
struct rv_area rv_screen_area(void);
bool rv_screen_too_small(void);
/* Between these two a frame is drawn; the second one shows it. */
void rv_screen_begin(void);
void rv_screen_end(void);
/* Draws everything anew at the next frame. */
void rv_screen_redraw(void);
/* The character that the next frame has at a place so far. */
unsigned rv_screen_character(int row, int column);
/* Headless: another size. */
void rv_screen_resize(int width, int height);
/* The screen as UTF-8 lines without blanks at their ends. */
void rv_screen_dump(struct rv_text *out);
/* The same with SGR sequences for its colours, as a terminal would show it. */
void rv_screen_dump_colors(struct rv_text *out);

#endif
