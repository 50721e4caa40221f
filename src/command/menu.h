/* The menu as commands open it: `tui`, `case`, and `ravine` alone. */
#ifndef RAVINE_COMMAND_MENU_H
#define RAVINE_COMMAND_MENU_H

#include "command/command.h"

/* With the call's options; `any`: at a case that was not seen yet. */
enum rv_status rv_menu_run(const struct rv_call *call, bool any);

#endif
