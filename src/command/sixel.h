/* Whether the terminal can draw pictures inside its text. */
#ifndef RAVINE_COMMAND_SIXEL_H
#define RAVINE_COMMAND_SIXEL_H

#include <stdbool.h>

/* Asks the terminal (primary device attributes, ESC [ c) and waits a third of a second for the
 * answer; feature 4 is sixels. False where there is no terminal or no answer. */
bool rv_sixel_supported(void);

#endif
