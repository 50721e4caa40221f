/* `ravine margin`: how far each claim of a scenario is from failing. */
#ifndef RAVINE_REPORT_MARGIN_H
#define RAVINE_REPORT_MARGIN_H

#include "report/screen.h"

#include "ravine/experiment.h"
#include "ravine/json.h"

/* A line a claim, after the check of the claims. */
void rv_margin_print(const struct rv_experiment *experiment, const struct rv_screen *screen,
                     struct rv_text *out);
/* {"scenario", "seeds", "claims": [{"text", "exact", "passed", "room", "low", "median", "high",
 * "mark"}]} */
void rv_margin_json(const struct rv_experiment *experiment, struct rv_json *json);

#endif
