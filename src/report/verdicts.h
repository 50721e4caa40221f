/* Claims as `run` reports them: how many held, and which failed with what figures. */
#ifndef RAVINE_REPORT_VERDICTS_H
#define RAVINE_REPORT_VERDICTS_H

#include "report/screen.h"

#include "ravine/experiment.h"

struct rv_tally {
    size_t held, checked, all;
};
struct rv_tally rv_verdicts_count(const struct rv_experiment *experiment);

/* "9 of 9 claims held", in green or red; no line end. */
void rv_verdicts_print_tally(const struct rv_experiment *experiment,
                             const struct rv_screen *screen, struct rv_text *out);

/* Each failed claim: its sentence, how often it held, the figures behind it. */
void rv_verdicts_print_failures(const struct rv_experiment *experiment,
                                const struct rv_screen *screen, struct rv_text *out);

#endif
