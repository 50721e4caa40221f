/* What is kept from one sitting to the next: see state_folder.h. */
#include "lesson/state_folder.h"

#include "ravine/folder.h"

#include <stdlib.h>

bool rv_state_folder_file(const char *name, bool make, struct rv_text *path)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

    if (state && *state == '/')
        rv_text_printf(path, "%s/ravine", state);
    else if (home && *home)
        rv_text_printf(path, "%s/.local/state/ravine", home);
    if (path->length == 0 || (make && rv_folder_make(rv_text_string(path), NULL)))
        return false;
    rv_text_printf(path, "/%s", name);
    return true;
}
