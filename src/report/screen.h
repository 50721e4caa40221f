/* What the place that a text is printed to can show. */
#ifndef RAVINE_REPORT_SCREEN_H
#define RAVINE_REPORT_SCREEN_H

#include <stdbool.h>

struct rv_screen {
    bool color;
    bool utf8;
    bool terminal;
    int width; /* COLUMNS, the terminal's, or 80 */
};

#endif
