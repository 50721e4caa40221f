/* What is kept from one sitting to the next: $XDG_STATE_HOME/ravine, ~/.local/state/ravine. */
#ifndef RAVINE_LESSON_STATE_FOLDER_H
#define RAVINE_LESSON_STATE_FOLDER_H

#include "ravine/text.h"

#include <stdbool.h>

/* The path of a file there; `make`: its folder is made where it is missing. False: there is no
 * home, or no folder can be made. */
bool rv_state_folder_file(const char *name, bool make, struct rv_text *path);

#endif
