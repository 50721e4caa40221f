/* What is told of a training log that was read: `ravine diagnose`. */
#ifndef RAVINE_REPORT_LOG_REPORT_H
#define RAVINE_REPORT_LOG_REPORT_H

#include "report/screen.h"

#include "ravine/json.h"
#include "ravine/log.h"

/* The document of --json (DESIGN.md, section 2), or an entry of its array. */
void rv_log_report_json(const struct rv_log *log, struct rv_json *json);
/* At most 40 lines. */
void rv_log_report_text(const struct rv_log *log, const struct rv_screen *screen,
                        struct rv_text *out);

#endif
