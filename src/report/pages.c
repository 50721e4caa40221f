/* What the generated pages share: see pages.h. */
#include "report/pages.h"

void rv_pages_time(const struct rv_pages *pages, struct rv_text *out)
{
    long whole = (long)(pages->seconds + 0.5);

    rv_text_printf(out, "%zu runs in %ld min %ld s", pages->run_count, whole / 60, whole % 60);
    if (pages->machine)
        rv_text_printf(out, " on %s", pages->machine);
    rv_text_add(out, ".\n");
}
