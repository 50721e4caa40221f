/* The recorders by name. */
#include "export/recorder.h"

#include "ravine/export.h"

const char *const rv_recorder_names[] = {"none", "pytorch", "keras", NULL};

void rv_recorder_print(int recorder, struct rv_text *out)
{
    const char *const *lines = recorder == 1 ? rv_recorder_pytorch : rv_recorder_keras;

    for (; *lines; lines++)
        rv_text_printf(out, "%s\n", *lines);
}
