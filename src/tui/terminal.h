/* curses as the files of this folder include it: the wide one. Views do not. */
#ifndef RV_TUI_TERMINAL_H
#define RV_TUI_TERMINAL_H

#define NCURSES_WIDECHAR 1
#include <curses.h>

#endif
