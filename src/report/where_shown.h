/* Where a row of the syllabus (cause, diagnostic, network, remedy, folk claim) is shown. */
#ifndef RAVINE_REPORT_WHERE_SHOWN_H
#define RAVINE_REPORT_WHERE_SHOWN_H

#include "ravine/type.h"

/* "Shown by bn-momentum, too-few-samples.", wrapped; nothing for other registries, and where no
 * scenario shows it. Reads the heads of all scenarios; `unread` gets what could not be read. */
void rv_where_shown_print(const struct rv_registry *registry, const struct rv_type *row, int indent,
                          int width, struct rv_text *out, struct rv_report *unread);

#endif
