/* The recorder for recorder.py: prints the script that `ravine export --recorder pytorch` writes. */
#include "ravine/export.h"

#include <stdio.h>

int main(void)
{
    struct rv_text script = {0};

    rv_recorder_print(1, &script);
    fputs(rv_text_string(&script), stdout);
    rv_text_release(&script);
    return 0;
}
